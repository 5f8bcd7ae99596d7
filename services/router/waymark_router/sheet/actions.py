"""What is done with spreadsheets of rules: one table goes out, and comes in again as a draft to approve.

Not here: what a sheet may say (`table_sheet.py`).
"""

import asyncio
from dataclasses import dataclass

from waymark.db import Reader, Transaction
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pack.actions import Standing, base_of
from waymark_router.pack.difference import Change, differences
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.actions.drafting import start_draft_of
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.written import Written, normal, read
from waymark_router.rules.rule import TableName
from waymark_router.sheet.table_sheet import as_csv, table_from_csv


async def export_table(reader: Reader, name: TableName) -> str:
    """A table of the rules that count last as CSV; raises Refused (NOT_FOUND) where none are published yet."""
    written = await queries.find_written(reader, await base_of(reader))
    return as_csv(read(written).tables[name].table)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rules that have a sheet's table in place of the one of version `base`, and what differs."""

    base: str
    table: TableName
    rules: Written
    changes: tuple[Change, ...]


async def compare_table(standing: Standing, name: TableName, text: str) -> Comparison:
    """What a sheet would change here; worked out in a thread, with no reader open. Raises Refused (INVALID) with line
    and column, or row and column.
    """
    return await asyncio.to_thread(_compared, standing, name, text)


def _compared(standing: Standing, name: TableName, text: str) -> Comparison:
    now, table = standing.written, table_from_csv(text, name)
    catalogue = max(now["catalogue"], *(CATALOGUE[column].since for column in table["columns"]), 1)
    rules = normal({**now, "catalogue": catalogue, "tables": {**now["tables"], name.value: table}})
    return Comparison(standing.base, name, rules, differences(read(now), read(rules)))


async def import_table(tx: Transaction, comparison: Comparison, *, editor: Editor) -> Draft:
    """A draft with the sheet's table. Raises Refused (CONFLICT), writing nothing, where the rules that count last are
    another version than it was compared with.
    """
    about = f"sheet of table {comparison.table.value}"
    return await start_draft_of(tx, comparison.rules, base=comparison.base, about=about, editor=editor)
