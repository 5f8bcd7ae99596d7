"""The file of erasures: only ever added to, readable by its owner alone, and a line that a crash cut off is no end."""

import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from waymark.errors import Unavailable
from waymark.words import ErasureGround
from waymark_consent.clients.erasure_list import add_to_list, read_list
from waymark_consent.erasure.listed import Listed, read_lines

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def a_listed(number: int) -> Listed:
    return Listed(UUID(int=number), ErasureGround.PERSON_ASKED, AT)


async def test_what_was_added_is_read_again_in_order(tmp_path: Path) -> None:
    path = tmp_path / "erased" / "list.ndjson"
    assert await read_list(path) == []
    await add_to_list(path, [a_listed(1)])
    await add_to_list(path, [])
    await add_to_list(path, [a_listed(2), a_listed(3)])
    assert await read_list(path) == [a_listed(1), a_listed(2), a_listed(3)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_line_that_was_cut_off_costs_itself_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "list.ndjson"
    path.write_text(a_listed(1).line() + a_listed(2).line()[:30])
    await add_to_list(path, [a_listed(3)])
    assert await read_list(path) == [a_listed(1), a_listed(3)]
    assert "the first is line 2" in caplog.text


async def test_a_list_that_cannot_be_written_or_read_is_tried_again_and_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await add_to_list(tmp_path, [a_listed(1)])
    with pytest.raises(Unavailable):
        await read_list(tmp_path)


@pytest.mark.parametrize(
    "line", ["[]", "{}", "nonsense", a_listed(1).line().replace("+00:00", ""), a_listed(1).line().replace("asked", "x")]
)
def test_what_is_no_entry_is_named_by_its_number(line: str) -> None:
    assert list(read_lines(["", line])) == [2]
