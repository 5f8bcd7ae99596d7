"""Rows, versions and drafts ready to show: plain words and the links between them. Not here: any page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Annotated

from fastapi import Query

from waymark.db import Reader
from waymark.words import PublicationKind
from waymark_router.checking.finding import Finding, Report, Severity
from waymark_router.deciding.explain import cell_in_words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import directory_in_force
from waymark_router.publishing.difference import Names, then_in_words
from waymark_router.publishing.draft import DraftState, DraftStep
from waymark_router.publishing.window import first_day
from waymark_router.rules.rule import Row, Table, TableName

_AT_A_GLANCE = 12
Then = Annotated[str, Query(max_length=2000)]

TABLE_WORDS: Mapping[TableName, str] = {
    TableName.PATHWAYS: "Which pathways",
    TableName.OVERLAYS: "How soon, and what besides",
    TableName.PROVIDERS: "Which services, in order",
}
TABLE_HINTS: Mapping[TableName, str] = {
    TableName.PATHWAYS: "Every row that fits counts; the last one only where no other does.",
    TableName.OVERLAYS: "Every row that fits counts, the most urgent priority wins.",
    TableName.PROVIDERS: "For each pathway the first row that fits counts; its services are asked in order.",
}
KIND_WORDS: Mapping[PublicationKind, str] = {
    PublicationKind.COUNTY_FILE: "from the county's file",
    PublicationKind.CHANGE: "a change",
    PublicationKind.ROLLBACK: "gone back to an earlier version",
    PublicationKind.EMERGENCY: "emergency: everything to the triage desk",
    PublicationKind.EMERGENCY_ENDED: "the emergency ended",
}
STATE_WORDS: Mapping[DraftState, str] = {
    DraftState.OPEN: "being written",
    DraftState.ASKED: "waits for an approver",
    DraftState.APPROVED: "approved",
    DraftState.WITHDRAWN: "given up",
}
STEP_WORDS: Mapping[DraftStep, str] = {
    DraftStep.STARTED: "started the draft",
    DraftStep.CHANGED: "changed",
    DraftStep.BROUGHT_TOGETHER: "brought it together with what others published",
    DraftStep.ASKED: "asked for approval",
    DraftStep.TAKEN_BACK: "took it back to change it",
    DraftStep.SENT_BACK: "sent it back",
    DraftStep.APPROVED: "approved it",
    DraftStep.WITHDRAWN: "gave it up",
}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row in words, at a place counted from 1.

    `uses` is how many decisions it decided lately, `findings` what the check says of it.
    """

    id: str
    place: int
    asks: Sequence[str]
    then: str
    why: str
    uses: int
    is_last: bool
    may_go_up: bool
    may_go_down: bool
    findings: Sequence[Finding] = field(default=())


def rows_in_words(table: Table, uses: Mapping[str, int], names: Names, report: Report | None = None) -> list[RowView]:
    """The rows of a table, in order; `names` are those of services and signposts."""
    last = len(table.rows) - 1
    return [
        RowView(
            id=row.id,
            place=at + 1,
            asks=[cell_in_words(cell, CATALOGUE[column]) for column, cell in row.cells.items()],
            then=then_in_words(row.output, names),
            why=row.why,
            uses=uses.get(row.id, 0),
            is_last=at == last,
            may_go_up=0 < at < last,
            may_go_down=at < last - 1,
            findings=[one for one in report.findings if one.row == row.id] if report else (),
        )
        for at, row in enumerate(table.rows)
    ]


def outcomes(rows: Sequence[RowView]) -> Sequence[tuple[str, int]]:
    """What rows answer and how many answer it, in the order they stand in; empty where that shortens no list."""
    counted = Counter(row.then for row in rows)
    return tuple(counted.items()) if len(rows) > _AT_A_GLANCE and len(counted) < len(rows) else ()


def answering(rows: Sequence[RowView], then: str) -> Sequence[RowView]:
    """The rows that answer `then`; all of them where it is empty or nothing answers it."""
    return [row for row in rows if row.then == then] or rows


def row_said(row: Row, names: Names) -> str:
    """One row as a sentence without its id: where it counts, what follows, and why."""
    asked = " and ".join(cell_in_words(cell, CATALOGUE[column]) for column, cell in row.cells.items())
    where = f"Where {asked}" if asked else "Where no other row fits"
    return f"{where}: {then_in_words(row.output, names)}. Why: {row.why}"


async def names_in_force(reader: Reader) -> Names:
    """The names of services and signposts of the directory in force, by id."""
    directory = await directory_in_force(reader)
    services = {str(one.id): one.name for one in directory.services.values()}
    return services | {str(one.id): one.name for one in directory.signposts.values()}


async def uses_lately(reader: Reader) -> Mapping[str, int]:
    """By row, how many decisions it decided in the window of days that is counted."""
    today = datetime.combine(reader.now.astimezone(UTC).date(), time(), UTC)
    return await queries.rule_uses(reader, first=first_day(reader.now), today=today)


def is_error(finding: Finding) -> bool:
    """Whether a finding stops publishing."""
    return finding.severity is Severity.ERROR


def short(version: str) -> str:
    """A version's hash, short enough to be read aloud."""
    return version[:8]
