"""A sheet against a county's own database: taken out, compared, and in again as a draft."""

from dataclasses import replace

import pytest

from tests.builders.rulebook import the_county
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark_router.pack.actions import gather_standing
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.draft import Who
from waymark_router.rules.rule import TableName
from waymark_router.sheet.actions import Comparison, compare_table, export_table, import_table

_EDITOR = Editor(Who("rae.rules", "Rae Finch"), AgencyId("opcc"), lead_s=5)
_O = TableName.OVERLAYS


async def _compared(database: Database, name: TableName, old: str = "", new: str = "") -> Comparison:
    """The county's own table as a sheet, with something in it changed once, compared."""
    async with database.reader(SYSTEM) as reader:
        standing = await gather_standing(reader)
        text = await export_table(reader, name)
    return await compare_table(standing, name, text.replace(old, new, 1) if old else text)


async def test_a_table_taken_out_and_in_again_changes_nothing(published: Database) -> None:
    for name in TableName:
        found = await _compared(published, name)
        assert found.changes == ()
        assert found.rules["tables"][name.value] == the_county().rulebook.tables[name].table.as_json()


async def test_a_changed_sheet_becomes_a_draft_that_says_what_differs(published: Database) -> None:
    found = await _compared(published, _O, "75 to 130", "70 to 130")
    [change] = found.changes
    assert change.sentence == 'Row pr-older: "the age is 75 or over" becomes "the age is 70 or over".'
    async with published.transaction(SYSTEM) as tx:
        draft = await import_table(tx, found, editor=_EDITOR)
    async with published.reader(SYSTEM) as reader:
        [kept] = await queries.list_open_drafts(reader)
    assert (kept.draft_id, kept.written) == (draft.draft_id, found.rules)


async def test_a_sheet_that_cannot_be_read_is_refused(published: Database) -> None:
    with pytest.raises(Refused, match="row_then"):
        await _compared(published, _O, ",urgent,", ",soon,")


async def test_a_sheet_that_was_compared_with_other_rules_leaves_no_draft(published: Database) -> None:
    found = replace(await _compared(published, _O), base="0" * 64)
    with pytest.raises(Refused, match="base_moved"):
        async with published.transaction(SYSTEM) as tx:
            await import_table(tx, found, editor=_EDITOR)
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []
