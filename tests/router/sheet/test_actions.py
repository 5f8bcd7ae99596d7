"""A sheet against a county's own database: taken out, compared, and in again as a draft."""

import pytest

from tests.builders.rulebook import the_county
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.draft import Who
from waymark_router.rules.rule import TableName
from waymark_router.sheet.actions import compare_table, export_table, import_table

_EDITOR = Editor(Who("rae.rules", "Rae Finch"), AgencyId("opcc"), lead_s=5)
_O = TableName.OVERLAYS


async def test_a_table_taken_out_and_in_again_changes_nothing(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        for name in TableName:
            rules, changes = await compare_table(reader, name, await export_table(reader, name))
            assert changes == ()
            assert rules["tables"][name.value] == the_county().rulebook.tables[name].table.as_json()


async def test_a_changed_sheet_becomes_a_draft_that_says_what_differs(published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        text = (await export_table(tx, _O)).replace("75 to 130", "70 to 130")
        draft, [change] = await import_table(tx, _O, text, editor=_EDITOR)
    assert change.sentence == 'Row pr-older: "the age is 75 or over" becomes "the age is 70 or over".'
    async with published.reader(SYSTEM) as reader:
        [kept] = await queries.list_open_drafts(reader)
    assert kept.draft_id == draft.draft_id


async def test_a_sheet_that_cannot_be_read_leaves_no_draft(published: Database) -> None:
    with pytest.raises(Refused, match="row_then"):
        async with published.transaction(SYSTEM) as tx:
            text = (await export_table(tx, _O)).replace(",urgent,", ",soon,", 1)
            await import_table(tx, _O, text, editor=_EDITOR)
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []
