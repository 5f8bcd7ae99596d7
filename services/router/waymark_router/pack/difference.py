"""What differs between two sets of rules, in words: rows added, gone, moved, and changed cell by cell.

Not here: what is right about it (`checking`), approving it (`publishing`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from waymark_router.deciding.explain import cell_in_words, output_in_words, row_in_words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.publishing.part_change import answer_changes
from waymark_router.rules.rule import Policy, Row, Table, TableName
from waymark_router.rules.rulebook import Rulebook


class Kind(StrEnum):
    """How a row, or what a pathway answers, differs."""

    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which table and row ("" for what a pathway answers), and in words."""

    kind: Kind
    table: str
    row: str
    sentence: str


def differences(before: Rulebook, after: Rulebook) -> tuple[Change, ...]:
    """Every difference from `before` to `after`, table by table in the order of its rows."""
    found: list[Change] = []
    for name in TableName:
        found.extend(_of_table(before.tables[name].table, after.tables[name].table))
    answers = (Change(Kind.ANSWERS, "", "", said) for said in answer_changes(before, after))
    return (*found, *answers)


def _of_table(before: Table, after: Table) -> Iterator[Change]:
    old = {row.id: row for row in before.rows}
    new = {row.id: row for row in after.rows}
    name = after.name.value
    for row in before.rows:
        if row.id not in new:
            yield Change(Kind.GONE, name, row.id, f"Gone. {row_in_words(row)}")
    for row in after.rows:
        if row.id not in old:
            yield Change(Kind.ADDED, name, row.id, f"New. {row_in_words(row)}")
        elif said := [*_of_row(old[row.id], row)]:
            yield Change(Kind.CHANGED, name, row.id, f"Row {row.id}: {'; '.join(said)}.")
    if after.policy is Policy.FIRST:
        yield from _moved(before, after)


def _moved(before: Table, after: Table) -> Iterator[Change]:
    """Rows of both that stand in another order: it counts where the first match does."""
    both = {row.id for row in before.rows} & {row.id for row in after.rows}
    old = [row.id for row in before.rows if row.id in both]
    new = [row.id for row in after.rows if row.id in both]
    kept = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stays = {old[at] for block in kept for at in range(block.a, block.a + block.size)}
    for row in new:
        if row not in stays:
            place = new.index(row)
            beside = f"after row {new[place - 1]}" if place else "first of all"
            yield Change(Kind.MOVED, after.name.value, row, f"Row {row} is asked {beside} now.")


def _of_row(old: Row, new: Row) -> Iterator[str]:
    for column in dict.fromkeys((*old.cells, *new.cells)):
        was, now = old.cells.get(column), new.cells.get(column)
        if was == now:
            continue
        fact = CATALOGUE[column]
        if now is None and was is not None:
            yield f'no longer asks that "{cell_in_words(was, fact)}"'
        elif was is None and now is not None:
            yield f'now asks that "{cell_in_words(now, fact)}"'
        elif was is not None and now is not None:
            yield f'"{cell_in_words(was, fact)}" becomes "{cell_in_words(now, fact)}"'
    if old.output != new.output:
        yield f'"{output_in_words(old.output)}" becomes "{output_in_words(new.output)}"'
    if old.why != new.why:
        yield f'the reason "{old.why}" becomes "{new.why}"'
