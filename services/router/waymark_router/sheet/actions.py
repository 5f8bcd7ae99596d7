"""What is done with spreadsheets of rules: one table goes out, and comes in again as a draft to approve."""

from waymark.db import Reader, Transaction
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pack.actions import base_of
from waymark_router.pack.difference import Change, differences
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.actions.drafting import change_draft, start_draft
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.written import Written, normal, read
from waymark_router.rules.rule import TableName
from waymark_router.sheet.table_sheet import as_csv, table_from_csv


async def export_table(reader: Reader, name: TableName) -> str:
    """A table of the rules that count last as CSV; raises Refused (NOT_FOUND) where none are published yet."""
    written = await queries.find_written(reader, await base_of(reader))
    return as_csv(read(written).tables[name].table)


async def compare_table(reader: Reader, name: TableName, text: str) -> tuple[Written, tuple[Change, ...]]:
    """The rules with the sheet's table in place of theirs, and what differs; raises Refused (INVALID)."""
    now = await queries.find_written(reader, await base_of(reader))
    table = table_from_csv(text, name)
    catalogue = max(now["catalogue"], *(CATALOGUE[column].since for column in table["columns"]), 1)
    rules = normal({**now, "catalogue": catalogue, "tables": {**now["tables"], name.value: table}})
    return rules, differences(read(now), read(rules))


async def import_table(
    tx: Transaction, name: TableName, text: str, *, editor: Editor
) -> tuple[Draft, tuple[Change, ...]]:
    """A draft with the sheet's table; raises Refused as `compare_table` does, writing nothing."""
    rules, changes = await compare_table(tx, name, text)
    started = await start_draft(tx, editor)
    about = f"sheet of table {name.value}"
    draft = await change_draft(
        tx, started.draft_id, lambda _: rules, revision=started.revision, row=about, editor=editor
    )
    return draft, changes
