"""Findings of the tables alone: unreachable rows, rows that add nothing, conflicts, gaps; in plain words.

Not here: what the directory has to say about them (`services.py`), whole rulebooks (`check.py`).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from waymark.words import Need, Pathway
from waymark_router.checking.example import person_in_words
from waymark_router.checking.finding import Finding, Problem, Severity
from waymark_router.checking.possible import Impossible
from waymark_router.checking.reach import Reach
from waymark_router.checking.search import Budget, NotDecided
from waymark_router.checking.space import Example
from waymark_router.deciding.explain import output_in_words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Policy, Table, TableName

_Found = TypeVar("_Found")
_MOST_NAMED = 3


class TableCheck:
    """The checks of one table; `adult_from` in years, `steps` the budget of each row, `whole` that of the check."""

    def __init__(
        self, table: Table, never: Sequence[Impossible], *, adult_from: int, steps: int, whole: Budget | None = None
    ) -> None:
        self._table = table
        self._reach = Reach(table, never, steps=steps, whole=whole)
        self._adult_from = adult_from
        self._undecided: list[str] = []
        self._unasked: list[str] = []

    def findings(self) -> Iterator[Finding]:
        """All of them: rows in order, then gaps, then what was not decided."""
        for at, row in self._reach.rows():
            dead = self._unreachable(at)
            if dead is not None:
                yield dead
            elif self._table.policy is Policy.COLLECT:
                yield from self._redundant(at)
            else:
                yield from self._conflicting(at, row.id)
        if self._table.name is TableName.PATHWAYS:
            yield from self._needs_left()
        elif self._table.name is TableName.PROVIDERS:
            yield from self._pathways_left()
        yield from self._not_decided()

    def unreachable(self) -> Iterator[Finding]:
        """Rows that can never count, and nothing else."""
        for at, _ in self._reach.rows():
            dead = self._unreachable(at)
            if dead is not None:
                yield dead

    def _within_budget(self, row: str, ask: Callable[[Budget], _Found | None]) -> _Found | None:
        if self._reach.is_spent:
            self._unasked.append(row)
            return None
        try:
            return self._reach.decided(ask)
        except NotDecided:
            self._undecided.append(row)
            return None

    def _unreachable(self, at: int) -> Finding | None:
        row = self._table.rows[at]
        dead = self._within_budget(row.id, lambda budget: self._reach.dead(at, budget))
        if dead is None:
            return None
        if not row.cells:
            sentence = (
                f"Row {row.id}, the last one, is never needed: the rows before it take every referral. That is no"
                " fault; it stays for what nobody thought of."
            )
            return self._finding(Problem.NEVER_NEEDED, Severity.WARNING, sentence, row.id)
        if dead.because_of is None:
            why, fix = "no referral can have all it asks for at once", "change what it asks for, or remove it"
        elif dead.because_of:
            why, fix = f"row {dead.because_of} before it already takes all it asks for", "move it up, or remove it"
        else:
            why, fix = "the rows before it together take all it asks for", "move it up, or remove it"
        sentence = f"Row {row.id} can never count: {why}. To put it right, {fix}."
        return self._finding(Problem.UNREACHABLE, Severity.ERROR, sentence, row.id)

    def _redundant(self, at: int) -> Iterator[Finding]:
        adds = self._reach.adds_nothing(at)
        if adds is not None:
            sentence = (
                f"Row {adds.row} adds nothing: row {adds.to} takes all it asks for and says the same."
                " Remove one of them, or change what follows."
            )
            yield self._finding(Problem.REDUNDANT, Severity.WARNING, sentence, adds.row)

    def _conflicting(self, at: int, row: str) -> Iterator[Finding]:
        found = self._within_budget(row, lambda budget: self._reach.conflict(at, budget))
        if found is None:
            return
        person = person_in_words(found.example, adult_from=self._adult_from)
        by_id = {one.id: one.output for one in self._table.rows}
        others = f" It may meet {found.others} other row{'' if found.others == 1 else 's'} so." if found.others else ""
        sentence = (
            f"Rows {found.earlier} and {found.row} both fit {person}. The earlier one counts:"
            f" {output_in_words(by_id[found.earlier])}, not {output_in_words(by_id[found.row])}."
            f" If that is not meant, move row {found.row} up or say in one of them what tells them apart.{others}"
        )
        yield self._finding(Problem.CONFLICT, Severity.WARNING, sentence, found.row, example=found.example)

    def _needs_left(self) -> Iterator[Finding]:
        """An example for the needs with which somebody reaches only the last row; those with one example are one."""
        if "needs" not in self._table.columns:
            return
        alike: dict[str, list[tuple[str, Example]]] = {}
        for need in Need:
            with_it = self._reach.space.literal("needs", Cell(Condition.ANY_OF, words=(need.value,))).inside
            example = self._within_budget(
                "",
                lambda budget, start=with_it: self._reach.left_over(start, budget),  # type: ignore[misc]
            )
            if example is not None:
                told = person_in_words(example, adult_from=self._adult_from, but="needs")
                alike.setdefault(told, []).append((need.value, example))
        for told, several in alike.items():
            named = _listed([CATALOGUE["needs"].said(need) for need, _ in several])
            sentence = (
                f"{told[0].upper()}{told[1:]}, who needs {named}, reaches only the triage desk: no other row of this"
                " table fits. Add a row for them, or leave it so if a person should look at each."
            )
            yield self._finding(Problem.GAP, Severity.WARNING, sentence, self._table.rows[-1].id, example=several[0][1])

    def _pathways_left(self) -> Iterator[Finding]:
        """An example for each pathway that some row names and from which some reach only the last row."""
        if "pathway" not in self._table.columns:
            return
        named = dict.fromkeys(
            word for row in self._table.rows if "pathway" in row.cells for word in row.cells["pathway"].words
        )
        for pathway in named:
            if pathway == Pathway.TRIAGE:
                continue
            start = self._reach.space.literal("pathway", Cell(Condition.IN, words=(pathway,))).inside
            example = self._within_budget(
                "",
                lambda budget, start=start: self._reach.left_over(start, budget),  # type: ignore[misc]
            )
            if example is not None:
                person = person_in_words(example, adult_from=self._adult_from)
                sentence = (
                    f"{person[0].upper()}{person[1:]}, reaches only the triage desk: no other row of this table fits."
                    " Add a row, or leave it so if a person should look at each."
                )
                yield self._finding(Problem.GAP, Severity.WARNING, sentence, self._table.rows[-1].id, example=example)

    def _not_decided(self) -> Iterator[Finding]:
        for row in dict.fromkeys(self._undecided):
            about = f"Row {row} was" if row else "Gaps of this table were"
            sentence = f"{about} not decided within the budget: too many rows meet there. Look at it by eye."
            yield self._finding(Problem.NOT_DECIDED, Severity.WARNING, sentence, row)

        unasked = list(dict.fromkeys(self._unasked))
        rows = sum(1 for row in unasked if row)
        if unasked:
            about = (
                f"{rows} row{'' if rows == 1 else 's'} of this table, the first of them {unasked[0]}," if rows else ""
            )
            gaps = "gaps of this table" if "" in unasked else ""
            sentence = (
                f"Not decided: {' and '.join(part for part in (about, gaps) if part)} could not be looked at any more:"
                " these rules are too many and too alike for the check. Look at them by eye, or make the table smaller."
            )
            yield self._finding(Problem.NOT_DECIDED, Severity.WARNING, sentence, "")

    def _finding(
        self,
        problem: Problem,
        severity: Severity,
        sentence: str,
        row: str,
        *,
        example: Example | None = None,
    ) -> Finding:
        return Finding(
            problem, severity, sentence, table=self._table.name, row=row, example=example.values if example else None
        )


def _listed(named: Sequence[str]) -> str:
    """The first few of a list, and how many more there are."""
    shown = list(named[:_MOST_NAMED])
    more = len(named) - len(shown)
    if more:
        return f"{', '.join(shown)} or one of {more} more"
    *first, last = shown
    return f"{', '.join(first)} or {last}" if first else last
