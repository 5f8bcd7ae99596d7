from uuid import UUID

import pytest

from tests.builders.operating import set_aside
from tests.conftest import OpenDatabase
from waymark.check_command import run, say
from waymark.ledger import Finding
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings


def test_findings_are_one_a_line_by_invariant(capsys: pytest.CaptureFixture[str]) -> None:
    found = [Finding("I3", "in two queues", UUID(int=2)), Finding("I1", "a topic has a gap")]
    assert say(found) == 2
    assert capsys.readouterr().out.splitlines() == [
        "I1  -  a topic has a gap",
        "I3  00000000-0000-0000-0000-000000000002  in two queues",
    ]


def test_nothing_wrong_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert say([]) == 0
    assert capsys.readouterr().out == "nothing is wrong\n"


async def test_an_event_set_aside_is_a_finding_and_an_empty_county_is_well(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    services = list(installed_services().values())
    assert await run(services, settings, county_db, wait_s=5) == 0
    head = await set_aside(open_database)
    capsys.readouterr()
    assert await run(services, settings, county_db, wait_s=0.5) > 0
    assert str(head.key) in capsys.readouterr().out
