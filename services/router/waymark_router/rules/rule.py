"""A decision table: rows of typed cells with an output and a reason in words, ending in a row that catches the rest.

What is not here: evaluation (`evaluator.py`), exact checks (`checking`), a version of all tables (`rulebook.py`).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from waymark.words import Pathway, Priority
from waymark_router.canonical import Json
from waymark_router.facts.fact import CATALOGUE, OF_A_PATHWAY
from waymark_router.refusal import wrong
from waymark_router.rules.cell import Cell, cell_from

_NO_WRITING = frozenset({"Cc", "Cs"})


class Policy(StrEnum):
    """FIRST: the first matching row counts. COLLECT: all matching rows count; the last row only where no other did."""

    FIRST = "first"
    COLLECT = "collect"


class TableName(StrEnum):
    """The fixed small pipeline: which pathways, how soon, and which services in which order."""

    PATHWAYS = "pathways"
    OVERLAYS = "overlays"
    PROVIDERS = "providers"


POLICIES: Mapping[TableName, Policy] = {
    TableName.PATHWAYS: Policy.COLLECT,
    TableName.OVERLAYS: Policy.COLLECT,
    TableName.PROVIDERS: Policy.FIRST,
}
_OUTPUTS: Mapping[TableName, frozenset[str]] = {
    TableName.PATHWAYS: frozenset({"pathway", "unmet", "signpost"}),
    TableName.OVERLAYS: frozenset({"priority", "pathway"}),
    TableName.PROVIDERS: frozenset({"services"}),
}


@dataclass(frozen=True, slots=True)
class Output:
    """What a row answers: a pathway, a coded reason why nobody is asked, a priority, or services in order.

    A pathway or a reason may come with `signposts`: services the person is told of, to which no data moves.
    """

    pathway: Pathway | None = None
    unmet: str = ""
    priority: Priority | None = None
    services: tuple[str, ...] = ()
    signposts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """The output as it is written in a rulebook."""
        written: dict[str, Json] = {}
        if self.pathway is not None:
            written["pathway"] = self.pathway.value
        if self.unmet:
            written["unmet"] = self.unmet
        if self.priority is not None:
            written["priority"] = self.priority.value
        if self.services:
            written["services"] = list(self.services)
        if self.signposts:
            written["signpost"] = list(self.signposts)
        return written


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: `id` stays the same across versions, `cells` by column (absent lets all in), `why` in plain words."""

    id: str
    cells: Mapping[str, Cell]
    output: Output
    why: str

    def as_json(self) -> dict[str, Json]:
        """The row as it is written in a rulebook."""
        when = {column: cell.as_json() for column, cell in self.cells.items()}
        return {
            "id": self.id,
            "when": when,
            "then": self.output.as_json(),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over columns (fact names), read by `policy`; the last row has no cells and so catches the rest."""

    name: TableName
    policy: Policy
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def as_json(self) -> dict[str, Json]:
        """The table as it is written in a rulebook."""
        rows = [row.as_json() for row in self.rows]
        return {
            "policy": self.policy.value,
            "columns": list(self.columns),
            "rows": rows,
        }


def table_from(written: object, name: TableName) -> Table:
    """Read a table; raises Refused (INVALID) that names the row and the column, and what to do."""
    place = f"table {name.value}"
    if not isinstance(written, dict) or set(written) != {"policy", "columns", "rows"}:
        raise wrong(place, "table_parts", "a table has policy, columns and rows")
    if written["policy"] != POLICIES[name]:
        raise wrong(place, "table_policy", f"the policy of this table is {POLICIES[name].value}")
    columns = _columns(written["columns"], name)
    rows = written["rows"]
    if not isinstance(rows, list) or not rows:
        raise wrong(place, "table_rows", "a table has rows")
    read = tuple(_row(row, name, columns, at) for at, row in enumerate(rows, start=1))
    seen: set[str] = set()
    for row in read:
        if row.id in seen:
            raise wrong(f"row {row.id}", "row_twice", "give each row its own id")
        seen.add(row.id)
    _last_row(read[-1], name)
    return Table(name=name, policy=POLICIES[name], columns=columns, rows=read)


def _columns(written: object, name: TableName) -> tuple[str, ...]:
    place = f"table {name.value}"
    if not isinstance(written, list) or not all(isinstance(column, str) for column in written):
        raise wrong(place, "table_columns", "columns is a list of fact names")
    for column in written:
        if column not in CATALOGUE or written.count(column) > 1:
            raise wrong(
                f"{place}, column {column}",
                "column_unknown",
                "name each known fact once",
            )
        if column in OF_A_PATHWAY and name is not TableName.PROVIDERS:
            raise wrong(f"{place}, column {column}", "column_of_services", "only rules about services may ask for it")
    return tuple(written)


def says_something(text: str) -> bool:
    """Whether words hold a letter or a digit, and nothing that is no sign of writing (a database keeps no NUL)."""
    return any(sign.isalnum() for sign in text) and not any(
        unicodedata.category(sign) in _NO_WRITING and sign not in "\n\r\t" for sign in text
    )


def _row(written: object, name: TableName, columns: tuple[str, ...], at: int) -> Row:
    place = f"table {name.value}, row number {at}"
    if not isinstance(written, dict) or not isinstance(written.get("id"), str) or not written["id"]:
        raise wrong(place, "row_id", "give the row an id")
    place = f"row {written['id']}"
    if not set(written) <= {"id", "when", "then", "why"}:
        raise wrong(place, "row_parts", "a row has id, when, then and why")
    if not isinstance(written.get("why"), str) or not says_something(written["why"]):
        raise wrong(place, "row_why", "say why in plain words")
    when = written.get("when", {})
    if not isinstance(when, dict):
        raise wrong(place, "row_when", "when is a set of cells by column")
    for column in when:
        if column not in columns:
            raise wrong(
                f"{place}, column {column}",
                "column_unknown",
                "name a column of this table",
            )
    cells = {
        column: cell_from(when[column], CATALOGUE[column], f"{place}, column {column}")
        for column in columns
        if column in when
    }
    return Row(written["id"], cells, _output(written.get("then"), name, place), written["why"])


def _output(written: object, name: TableName, place: str) -> Output:
    if not isinstance(written, dict) or not set(written) <= _OUTPUTS[name]:
        raise wrong(place, "row_then", f"then has one of {', '.join(sorted(_OUTPUTS[name]))}")
    rest = {key: part for key, part in written.items() if key != "signpost"}
    if len(rest) != 1:
        raise wrong(place, "row_then", "then says one thing; a signpost stands beside a pathway or a reason")
    signposts = _signposts(written["signpost"], place) if "signpost" in written else ()
    match next(iter(rest.items())):
        case "pathway", str() as part if part in set(Pathway):
            return Output(pathway=Pathway(part), signposts=signposts)
        case "unmet", str() as part if part.isidentifier():
            return Output(unmet=part, signposts=signposts)
        case "priority", str() as part if part in set(Priority):
            return Output(priority=Priority(part))
        case "services", list() as part if part and all(isinstance(service, str) for service in part):
            return Output(services=tuple(part))
    raise wrong(
        place,
        "row_then",
        "then does not say a known pathway, reason, priority or list of services",
    )


def _signposts(written: object, place: str) -> tuple[str, ...]:
    if not isinstance(written, list) or not written or not all(isinstance(one, str) and one for one in written):
        raise wrong(place, "row_signpost", "signpost is a list of one or more ids of the directory")
    return tuple(written)


def _last_row(row: Row, name: TableName) -> None:
    if row.cells:
        raise wrong(
            f"table {name.value}",
            "no_catch_all",
            "end with a row without cells that catches the rest",
        )
    if name is TableName.PATHWAYS and row.output.pathway is not Pathway.TRIAGE:
        raise wrong(
            f"row {row.id}",
            "catch_all_not_triage",
            "the last row goes to the triage desk",
        )
