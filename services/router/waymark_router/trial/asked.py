"""Which pathways the rules of one version name for past referrals, whether the desk is meant, and how soon.

Not here: which service is asked (`placing.py`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from waymark.words import Pathway, Priority
from waymark_router.facts.fact import Value
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Output, TableName
from waymark_router.rules.rulebook import Rulebook
from waymark_router.trial.situation import FACTS, Situation

AT = {name: at for at, name in enumerate(FACTS)}
_URGENCY = tuple(Priority)


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What the rows that count say together; each is itself only, so that it is quickly found again."""

    pathways: tuple[Pathway, ...]
    is_for_desk: bool


Asked = tuple[Wanted, Priority]


class Asking:
    """The tables of pathways and overlays of one version; whatever was worked out is remembered."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.tables = (rulebook.tables[TableName.PATHWAYS], rulebook.tables[TableName.OVERLAYS])
        self._pathways, self._overlays = (Rows(table) for table in self.tables)
        self._soon: dict[object, tuple[Priority, tuple[Pathway, ...]]] = {}
        self._wanted: dict[tuple[int, tuple[Pathway, ...]], Wanted] = {}

    def is_like(self, other: "Asking") -> bool:
        """Whether the rows of both are the same, so that their answers are."""
        return all(one.table == theirs.table for one, theirs in zip(self.tables, other.tables, strict=True))

    def of(self, situations: Iterable[Situation]) -> list[Asked]:
        """What is asked for in each situation, in their order."""
        soon_of, soon, wanted, rows_of = self._overlays.facts_of, self._soon, self._wanted, self._pathways.rows
        asked: list[Asked] = []
        for one in situations:
            facts = one.facts
            look = soon_of(facts)
            said = soon.get(look) or self._read_soon(look, facts)
            key = (rows_of(facts), said[1])
            asked.append((wanted.get(key) or self._read(*key), said[0]))
        return asked

    def _read_soon(self, look: object, facts: Sequence[Value]) -> tuple[Priority, tuple[Pathway, ...]]:
        outputs = self._overlays.outputs(self._overlays.rows(facts))
        priorities = (output.priority for output in outputs if output.priority)
        named = tuple(output.pathway for output in outputs if output.pathway is not None)
        said = self._soon[look] = (min(priorities, key=_URGENCY.index, default=Priority.STANDARD), named)
        return said

    def _read(self, rows: int, also: tuple[Pathway, ...]) -> Wanted:
        outputs = self._pathways.outputs(rows)
        named = dict.fromkeys((*(output.pathway for output in outputs if output.pathway is not None), *also))
        wanted = self._wanted[rows, also] = Wanted(
            pathways=tuple(pathway for pathway in named if pathway is not Pathway.TRIAGE),
            is_for_desk=Pathway.TRIAGE in named or any(output.unmet for output in outputs),
        )
        return wanted


class Rows:
    """A table that remembers which rows let a value of a column in."""

    def __init__(self, table: CompiledTable, *, but: Collection[str] = ()) -> None:
        """Without the columns `but`."""
        self.table = table
        self.columns = [name for name in table.table.columns if name not in but]
        self.facts_of = taking(self.columns)
        self._all = (1 << len(table.table.rows)) - 1
        self._kept = [(AT[name], _Masks(table, name)) for name in self.columns]

    def rows(self, facts: Sequence[Value]) -> int:
        """The rows that match, as bits."""
        found = self._all
        for at, masks in self._kept:
            found &= masks[facts[at]]
        return found

    def outputs(self, matched: int) -> list[Output]:
        """What the rows say that count, of those that match."""
        rows = self.table.table.rows
        return [rows[at].output for at in self.table.counting(matched)]


class _Masks(dict[Value, int]):
    """The rows that let a value of one column in, by value."""

    def __init__(self, table: CompiledTable, column: str) -> None:
        super().__init__()
        self._table = table
        self._column = column

    def __missing__(self, value: Value) -> int:
        found = self[value] = self._table.letting_in(self._column, value)
        return found


def taking(columns: Collection[str]) -> "itemgetter[object]":
    """What takes these columns, one of them or several, out of facts in the order of `FACTS`."""
    places = sorted({AT[name] for name in columns} or {0})
    return itemgetter(*places)
