import pytest

from tests.builders.hearing import tell_received
from tests.builders.operating import a_service_with_figures, set_aside
from tests.conftest import OpenDatabase
from waymark import offsets_command, status_command
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings


async def test_the_status_in_a_shell_says_what_the_page_says(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await set_aside(open_database)
    assert await status_command.show([a_service_with_figures()], settings, county_db) == 3
    said = capsys.readouterr().out
    assert "LOOK  consent: 1 referral stands still behind an event set aside" in said
    assert "Alerts waiting to be sent: 3 (should be none)  (docs/runbook.md: alerts_waiting)" in said
    assert "intake.referral: none waiting" in said


async def test_a_county_that_is_well_needs_nobody(
    county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await status_command.show([a_service_with_figures(figures=None)], settings, county_db) == 0
    assert capsys.readouterr().out.startswith("nothing needs you\n")


async def test_offsets_are_listed_with_what_waits(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await tell_received(await open_database("intake"), 2)
    services = installed_services()
    count = await offsets_command.show(list(services.values()), settings, county_db)
    assert count == sum(len(service.heard_topics()) for service in services.values())
    (row,) = [
        line for line in capsys.readouterr().out.splitlines() if line.split()[:2] == ["consent", "intake.referral"]
    ]
    assert "has not begun" in row
    assert "2 events" in row
