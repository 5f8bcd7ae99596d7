"""The values of a fact that some cells can tell apart, one sample of each; tags are words of their own.

Samples are real values: the evaluator gives the same answer for every value that a sample stands for. Not here: what
is done with them (`space.py`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, pairwise, takewhile
from typing import TypeAlias

from waymark_router.facts.fact import FIRST_DAY, Fact, FactType, day_of
from waymark_router.rules.cell import Cell, Condition

Sample: TypeAlias = "str | int | bool"

# Examples speak of a grown person, or else of a child who can talk, where the rules allow.
_USUAL: Mapping[str, tuple[int, ...]] = {"age_years": (30, 12)}
_USUAL_DAY = date(2026, 1, 1)
_LONGEST = 10
_DIGITS = "9876543210"
_LETTERS = "zyxwvutsrqponmlkjihgfedcba"


def samples_of(fact: Fact, cells: Sequence[Cell]) -> list[Sample]:
    """One sample for each piece of the fact's domain that `cells` (of this fact) tell apart, in order.

    For tags one sample that stands for whatever tags there are.
    """
    if fact.type is FactType.FLAG:
        return [False, True]
    if fact.type is FactType.ENUM:
        return list(fact.domain)
    if fact.type is FactType.TAGS:
        return [True]
    if fact.type is FactType.NUMBER:
        return [_within(fact, least, limit - 1) for least, limit in _pieces(fact, cells)]
    if fact.type is FactType.DATE:
        return [_day_within(least, limit - 1).isoformat() for least, limit in _pieces(fact, cells)]
    return list(_codes(fact, cells))


def _pieces(fact: Fact, cells: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """The pieces of numbers or days that limits cut, each with where the next one begins."""
    tests = [cell for cell in cells if cell.condition in {Condition.BETWEEN, Condition.DURING}]
    cuts = {fact.least, fact.most + 1} | {cell.least for cell in tests} | {cell.most + 1 for cell in tests}
    return pairwise(sorted(cuts))


def ordinary_number(fact: Fact) -> int:
    """The number an example of this fact would have if it could."""
    return _USUAL.get(fact.name, (fact.least,))[0]


def _within(fact: Fact, least: int, most: int) -> int:
    """The most ordinary number from least to most."""
    return next((one for one in _USUAL.get(fact.name, ()) if least <= one <= most), least)


def _day_within(least: int, most: int) -> date:
    """The most ordinary day from least to most, and else the one beside the limit that somebody wrote."""
    if least <= _USUAL_DAY.toordinal() <= most:
        return _USUAL_DAY
    return date.fromordinal(least if least > FIRST_DAY.toordinal() else most)


def lets_in(cell: Cell, sample: Sample) -> bool:
    """Whether the cell (of no tags) lets this value in."""
    if cell.condition is Condition.BETWEEN:
        return isinstance(sample, int) and cell.least <= sample <= cell.most
    if cell.condition is Condition.DURING:
        day = day_of(sample) if isinstance(sample, str) else None
        return day is not None and cell.least <= day.toordinal() <= cell.most
    if cell.condition is Condition.IS:
        return sample is cell.truth
    if cell.condition is Condition.PREFIX:
        return isinstance(sample, str) and sample.startswith(cell.words)
    return sample in cell.words


def _codes(fact: Fact, cells: Sequence[Cell]) -> Iterator[str]:
    """Every code that is written, one more for each prefix, and one that nobody wrote."""
    words = sorted({word for cell in cells for word in cell.words if fact.knows(word)})
    prefixes = sorted({word for cell in cells if cell.condition is Condition.PREFIX for word in cell.words})
    yield from words
    written = sorted({*words, *prefixes})
    for prefix in ("", *prefixes):
        from_here = islice(written, bisect_right(written, prefix), None)
        longer = list(takewhile(lambda word, prefix=prefix: word.startswith(prefix), from_here))  # type: ignore[misc]
        other = _another(fact, prefix, longer)
        if other is not None and (other != prefix or other not in words):
            yield other


def _another(fact: Fact, prefix: str, longer: Sequence[str]) -> str | None:
    """A code that begins with the prefix and with none of the longer words; None where there is none."""
    taken = tuple(longer)
    return next((code for code in _completed(fact, prefix, len(taken) + 1) if not code.startswith(taken)), None)


def _completed(fact: Fact, prefix: str, number: int) -> Iterator[str]:
    """So many codes with this prefix of each shape that the fact knows."""
    starts = ["", *"ZYXWVUTSRQPONMLKJIHGFEDCBA"] if not prefix else [prefix, f"{prefix}-"]
    for start in starts:
        for length in range(_LONGEST):
            for alphabet in (_DIGITS, _LETTERS):
                if fact.knows(start + alphabet[0] * length) and start + alphabet[0] * length != prefix:
                    yield from (start + end for end in _endings(alphabet, length, number))


def _endings(alphabet: str, length: int, number: int) -> Iterable[str]:
    base = len(alphabet)
    for at in range(min(number, base**length)):
        yield "".join(alphabet[at // base**place % base] for place in reversed(range(length)))
