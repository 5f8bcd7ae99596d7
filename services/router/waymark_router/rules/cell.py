"""One cell of a decision table: a typed test of one fact, read from JSON and written back; no expression language.

A missing fact is matched only by an absent cell or one that says `"missing": true`: never by accident. How many
cells together make a row is in `rule.py`, how they are evaluated in `evaluator.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from waymark_router.canonical import Json
from waymark_router.facts.fact import FIRST_DAY, LAST_DAY, Fact, FactType, day_of
from waymark_router.refusal import wrong


class Condition(StrEnum):
    """What a cell asks of its fact."""

    IN = "in"
    BETWEEN = "between"
    DURING = "during"
    IS = "is"
    PREFIX = "prefix"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    MISSING = "missing"


_ALLOWED: Mapping[FactType, frozenset[Condition]] = {
    FactType.ENUM: frozenset({Condition.IN}),
    FactType.TAGS: frozenset({Condition.ANY_OF, Condition.NONE_OF}),
    FactType.NUMBER: frozenset({Condition.BETWEEN}),
    FactType.FLAG: frozenset({Condition.IS}),
    FactType.CODE: frozenset({Condition.IN, Condition.PREFIX}),
    FactType.DATE: frozenset({Condition.DURING}),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One test: `words` for lists and prefixes, `least`..`most` (both inclusive) for numbers, `truth` for flags.

    Dates have limits too, as days counted by `date.toordinal`; an open end is that of all dates. `or_missing` lets a
    missing fact in as well; with MISSING nothing else gets in.
    """

    condition: Condition
    words: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    truth: bool = False
    or_missing: bool = False

    def as_json(self) -> dict[str, Json]:
        """The cell as it is written in a rulebook."""
        written: dict[str, Json] = {"missing": True} if self.or_missing else {}
        if self.condition is Condition.BETWEEN:
            written[self.condition.value] = [self.least, self.most]
        elif self.condition is Condition.DURING:
            written[self.condition.value] = [*self.days_written()]
        elif self.condition is Condition.IS:
            written[self.condition.value] = self.truth
        elif self.condition is not Condition.MISSING:
            written[self.condition.value] = list(self.words)
        return written

    def days_written(self) -> tuple[str, str]:
        """The first and the last day as they are written; an end that is open is empty."""
        first, last = date.fromordinal(self.least), date.fromordinal(self.most)
        return ("" if first == FIRST_DAY else first.isoformat(), "" if last == LAST_DAY else last.isoformat())


def cell_from(written: object, fact: Fact, place: str) -> Cell:
    """Read a cell for `fact`; `place` names row and column. Raises Refused (INVALID) for anything it cannot mean."""
    if not isinstance(written, dict) or not written:
        raise wrong(
            place,
            "cell_empty",
            "write one test, or leave the cell out to let every value in",
        )
    rest = {key: part for key, part in written.items() if key != Condition.MISSING}
    or_missing = _or_missing(written, fact, place)
    if not rest:
        return Cell(Condition.MISSING, or_missing=True)
    if len(rest) > 1:
        raise wrong(place, "cell_tests", "write one test in a cell")
    key, part = next(iter(rest.items()))
    if key not in _ALLOWED[fact.type]:
        allowed = ", ".join(sorted(_ALLOWED[fact.type]))
        raise wrong(place, "cell_type", f"{fact.name} is a {fact.type.value}: use {allowed}")
    condition = Condition(key)
    if condition in {Condition.BETWEEN, Condition.DURING}:
        least, most = _limits(part, fact, place) if condition is Condition.BETWEEN else _days(part, place)
        return Cell(condition, least=least, most=most, or_missing=or_missing)
    if condition is Condition.IS:
        if not isinstance(part, bool):
            raise wrong(place, "cell_type", "use true or false")
        return Cell(condition, truth=part, or_missing=or_missing)
    return Cell(condition, words=_words(part, fact, condition, place), or_missing=or_missing)


def _or_missing(written: Mapping[str, object], fact: Fact, place: str) -> bool:
    said = written.get(Condition.MISSING)
    if said is None:
        return False
    if said is not True:
        raise wrong(place, "cell_type", "missing can only be true")
    if not fact.may_be_missing:
        raise wrong(place, "never_missing", f"{fact.name} is never missing")
    return True


def _limits(part: object, fact: Fact, place: str) -> tuple[int, int]:
    match part:
        case [int() as least, int() as most] if not isinstance(least, bool) and not isinstance(most, bool):
            if fact.least <= least <= most <= fact.most:
                return least, most
    raise wrong(
        place,
        "cell_limits",
        f"use two whole numbers in order, {fact.least} to {fact.most}",
    )


def _days(part: object, place: str) -> tuple[int, int]:
    match part:
        case [str() as first, str() as last] if first or last:
            days = (day_of(first) if first else FIRST_DAY, day_of(last) if last else LAST_DAY)
            if days[0] is not None and days[1] is not None and FIRST_DAY <= days[0] <= days[1] <= LAST_DAY:
                return days[0].toordinal(), days[1].toordinal()
    raise wrong(
        place,
        "cell_days",
        'use two days in order such as "2024-04-01"; an empty text leaves one end open',
    )


def _words(part: object, fact: Fact, condition: Condition, place: str) -> tuple[str, ...]:
    if not isinstance(part, list | tuple) or not part or not all(isinstance(word, str) and word for word in part):
        raise wrong(place, "cell_words", "use a list of one or more words")
    words = tuple(str(word) for word in part)
    if len(set(words)) != len(words):
        raise wrong(place, "cell_words_twice", "write each word once")
    for at, word in enumerate(words):
        if condition is not Condition.PREFIX and not fact.knows(word):
            raise wrong(
                f"{place}, word {at + 1}",
                "value_unknown",
                f"{fact.name} never has that value",
            )
    return words
