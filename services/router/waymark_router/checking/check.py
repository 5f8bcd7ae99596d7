"""The whole check of a rulebook and a directory before it is published, and of a draft that may not even be readable.

Not here: the single checks (`table.py`, `services.py`, `references.py`), who may publish.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from waymark.errors import Refused
from waymark_router.checking.desk import desk_findings
from waymark_router.checking.finding import Finding, Problem, Report, Severity
from waymark_router.checking.possible import impossible
from waymark_router.checking.references import reference_findings
from waymark_router.checking.search import Budget
from waymark_router.checking.services import Known, service_findings
from waymark_router.checking.table import TableCheck
from waymark_router.facts.derived import adult_age
from waymark_router.providers.provider import Directory
from waymark_router.refusal import wrong
from waymark_router.rules.rule import Table, TableName, table_from
from waymark_router.rules.rulebook import Rulebook, rulebook_from

_PLACE_OF = {name: at for at, name in enumerate(TableName)}


def check_rules(rulebook: Rulebook, directory: Directory, known: Known) -> Report:
    """Everything that is wrong with these rules and this directory together, errors first."""
    findings = [*_beside(rulebook, directory, known)]
    whole = known.allowance.whole()
    for compiled in rulebook.tables.values():
        findings.extend(_of_table(compiled.table, rulebook, known.on, known.allowance.row, whole).findings())
    return Report(tuple(sorted(findings, key=_Places(rulebook).of)))


def check_beside(rulebook: Rulebook, directory: Directory, known: Known) -> Report:
    """What of it depends on the directory: all that can be otherwise where the directory alone changes."""
    return Report(tuple(sorted(_beside(rulebook, directory, known), key=_Places(rulebook).of)))


def _beside(rulebook: Rulebook, directory: Directory, known: Known) -> Iterator[Finding]:
    yield from reference_findings(rulebook, directory)
    yield from desk_findings(rulebook, directory, known.on)
    yield from service_findings(rulebook, directory, known)


def check_written(written: object, directory: Directory, known: Known) -> Report:
    """The same of a draft as it is written (parsed JSON): where rows cannot be read, each of them is a finding."""
    try:
        rulebook = rulebook_from(written)
    except Refused as refused:
        found = tuple(_refused_rows(written))
        return Report(found or (_of_refusal(refused, None),))
    return check_rules(rulebook, directory, known)


def refuse_dead_rows(
    rulebook: Rulebook, *, steps: int, whole: Budget | None = None, tables: Iterable[TableName] = TableName
) -> None:
    """Raise Refused (INVALID) for the first row that can never count; `steps` is the budget for each row, `whole` the
    one for all of them. A row they do not suffice for is let pass.
    """
    on = rulebook.effective_from.date()
    for name in tables:
        for finding in _of_table(rulebook.tables[name].table, rulebook, on, steps, whole).unreachable():
            if finding.severity is Severity.ERROR:
                raise wrong(
                    f"row {finding.row}", "row_unreachable", "no referral can reach it: remove it or move it up"
                )


def _of_table(table: Table, rulebook: Rulebook, on: date, steps: int, whole: Budget | None = None) -> TableCheck:
    adult_from = adult_age(on)
    never = impossible(adult_from=adult_from, districts=rulebook.districts)
    return TableCheck(table, never, adult_from=adult_from, steps=steps, whole=whole)


def _refused_rows(written: object) -> Iterator[Finding]:
    """Each row that cannot be read by itself, then each table that cannot be read as a whole."""
    tables = written.get("tables") if isinstance(written, Mapping) else None
    for name in TableName:
        table = tables.get(name.value) if isinstance(tables, Mapping) else None
        rows = table.get("rows") if isinstance(table, Mapping) else None
        if not isinstance(table, Mapping) or not isinstance(rows, list):
            continue
        found = [
            finding
            for at, row in enumerate(rows, start=1)
            if (finding := _refusal({**table, "rows": [row, _LAST[name]]}, name, at=at))
        ]
        yield from found
        whole = None if found else _refusal(table, name)
        if whole is not None:
            yield whole


def _refusal(table: object, name: TableName, *, at: int = 1) -> Finding | None:
    try:
        table_from(table, name)
    except Refused as refused:
        return _of_refusal(refused, name, at=at)
    return None


def _of_refusal(refused: Refused, table: TableName | None, *, at: int = 1) -> Finding:
    """A refusal as a finding: its place says row and column; a row without an id is named by its number `at`."""
    place, _, fix = refused.title.replace("row number 1:", f"row number {at}:").partition(": ")
    parts = place.split(", ")
    row = next((part.removeprefix("row ") for part in parts if part.startswith("row ")), "")
    column = next((part.removeprefix("column ") for part in parts if part.startswith("column ")), "")
    sentence = f"{place[:1].upper()}{place[1:]} cannot be read: {fix}."
    return Finding(Problem.REFUSED, Severity.ERROR, sentence, table=table, row=row, column=column)


_LAST: Mapping[TableName, Mapping[str, object]] = {
    TableName.PATHWAYS: {"id": "\x00", "then": {"pathway": "triage"}, "why": "the rest"},
    TableName.OVERLAYS: {"id": "\x00", "then": {"priority": "standard"}, "why": "the rest"},
    TableName.PROVIDERS: {"id": "\x00", "then": {"services": ["triage"]}, "why": "the rest"},
}


class _Places:
    """Where findings stand in a report: errors first, then in the order of tables and rows."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rows = {
            (name, row.id): at
            for name, compiled in rulebook.tables.items()
            for at, row in enumerate(compiled.table.rows)
        }

    def of(self, finding: Finding) -> tuple[bool, int, int]:
        """The key to sort by."""
        table = -1 if finding.table is None else _PLACE_OF[finding.table]
        at = -1 if finding.table is None else self._rows.get((finding.table, finding.row), -1)
        return finding.severity is Severity.WARNING, table, at
