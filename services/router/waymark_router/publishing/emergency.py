"""The rules of an emergency: every referral goes to the triage desk, with the priority it would have had.

Duties do not come from rules and are told as ever. What is not here: who may switch, and telling others (`actions.py`).
"""

from collections.abc import Sequence

from waymark_router.publishing.written import Written, WrittenRow, normal, rows_of
from waymark_router.rules.rule import TableName


def all_to_triage(written: Written) -> Written:
    """The rules with one pathway left, the triage desk's: only priorities and providers stay as they are."""
    urgency = [row for row in rows_of(written, TableName.OVERLAYS) if "priority" in row["then"]]
    *_, rest = rows_of(written, TableName.OVERLAYS)
    overlays = urgency if rest in urgency else [*urgency, rest]
    tables = {
        **written["tables"],
        TableName.PATHWAYS.value: _with(written, TableName.PATHWAYS, rows_of(written, TableName.PATHWAYS)[-1:]),
        TableName.OVERLAYS.value: _with(written, TableName.OVERLAYS, overlays),
    }
    return normal({**written, "tables": tables})


def _with(written: Written, table: TableName, rows: Sequence[WrittenRow]) -> Written:
    return {**written["tables"][table.value], "rows": list(rows)}
