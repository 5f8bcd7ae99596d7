"""What no referral's facts can be, because one fact follows from another: an adult of twelve, a home without a place.

Checks leave it out, so that an example is a person there can be, and a row that asks for it is found. Whatever is not
listed here counts as possible. Not here: how facts are derived (`derived.py`).
"""

from collections.abc import Collection, Sequence

from waymark.words import Answer, Flag
from waymark_router.checking.space import Claim
from waymark_router.facts.fact import IN_COUNTY
from waymark_router.facts.limits import TRANSITION_FROM
from waymark_router.rules.cell import Cell, Condition

Impossible = tuple[Claim, ...]


def impossible(*, adult_from: int, districts: Collection[str]) -> tuple[Impossible, ...]:
    """Claims that never hold together; `adult_from` in years, `districts` are the county's own by code."""
    youngest_to_move = min(row.years for row in TRANSITION_FROM)
    under_age = Claim("age_years", Cell(Condition.BETWEEN, least=0, most=adult_from - 1))
    about_to_move = Claim(
        "age_years", Cell(Condition.BETWEEN, least=youngest_to_move, most=adult_from - 1), holds=False
    )
    child = Claim("child", _is(Answer.YES))
    adult = Claim("child", _is(Answer.NO))
    as_child = Claim("treat_as_child", Cell(Condition.IS, truth=True))
    moves = Claim("transition", Cell(Condition.IS, truth=True))
    months_known = Claim("months_to_18", _MISSING, holds=False)
    last_year = Claim("age_years", Cell(Condition.BETWEEN, least=adult_from - 1, most=adult_from - 1))
    repeat = Claim("repeat_victim", Cell(Condition.IS, truth=True))
    flagged = Claim("flags", Cell(Condition.ANY_OF, words=(Flag.REPEAT_VICTIM.value,)))
    pairs: list[Impossible] = [
        (under_age, _not(child)),
        (under_age, _not(as_child)),
        (adult, as_child),
        (_not(adult), _not(as_child)),
        (moves, about_to_move),
        (moves, _not(child)),
        (moves, _not(as_child)),
        (months_known, _not(last_year)),
        (months_known, _not(child)),
        (months_known, _not(as_child)),
        *_both_or_neither(repeat, flagged),
        *_both_or_neither(Claim("incident_age", _MISSING), Claim("forensic_window", _MISSING)),
        *_both_or_neither(Claim("incident_age", _MISSING), Claim("incident_on", _MISSING)),
        (Claim("distance_band", _MISSING, holds=False), Claim("district", _MISSING)),
        *_places("district", "home", districts),
        *_places("crime_district", "crime_place", districts),
    ]
    return tuple(pairs)


def _places(district: str, place: str, districts: Collection[str]) -> list[Impossible]:
    """Where a district is known, so is whether it is one of the county's own."""
    unknown = _both_or_neither(Claim(district, _MISSING), Claim(place, _MISSING))
    if not districts:
        return unknown
    own = Claim(district, Cell(Condition.IN, words=tuple(sorted(districts))))
    return unknown + _both_or_neither(own, Claim(place, _is(IN_COUNTY)))


def _both_or_neither(one: Claim, other: Claim) -> list[Impossible]:
    return [(one, _not(other)), (_not(one), other)]


def of_columns(all_of_them: Sequence[Impossible], columns: Collection[str]) -> tuple[Impossible, ...]:
    """Those that speak of these columns only."""
    return tuple(one for one in all_of_them if all(claim.column in columns for claim in one))


_MISSING = Cell(Condition.MISSING, or_missing=True)


def _is(word: str) -> Cell:
    return Cell(Condition.IN, words=(str(word),))


def _not(claim: Claim) -> Claim:
    return Claim(claim.column, claim.cell, holds=not claim.holds)
