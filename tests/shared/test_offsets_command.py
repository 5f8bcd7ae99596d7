"""`waymark offsets` in a terminal's width and beyond."""

import pytest

from tests.builders.operating import a_service_with_figures
from waymark.offsets_command import show
from waymark.opening import Addresses
from waymark.settings import Settings


async def test_a_row_is_a_line_where_the_output_is_no_terminal(
    county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await show([a_service_with_figures()], settings, county_db) == 1
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split()[:4] == ["hearer", "source", "position", "moved"]
    assert row.split()[:3] == ["consent", "intake.referral", "none"]
