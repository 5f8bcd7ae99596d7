"""Who may approve in place of somebody, between which days, as the county's file says it; refused on all other days.

Whoever is no deputy of anybody is not asked. Not here: which role may approve at all (`waymark.permission`), that
nobody approves their own (`publishing/draft.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from waymark.errors import Kind, Refused
from waymark_router.refusal import wrong

_PARTS = frozenset({"member", "stands_in_for", "valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class Deputy:
    """From `valid_from` to `valid_to` (Europe/London, both included) `member` stands in for another member."""

    member: str
    stands_in_for: str
    valid_from: date
    valid_to: date

    def counts_on(self, day: date) -> bool:
        """Whether that day is among its days."""
        return self.valid_from <= day <= self.valid_to


def deputies_from(written: object) -> tuple[Deputy, ...]:
    """Read the deputies of a county file; raises Refused (INVALID) that names the entry by its number."""
    if not isinstance(written, list | tuple):
        raise wrong("deputies", "deputies", "list the deputies")
    found = tuple(_deputy(one, f"deputy number {at}") for at, one in enumerate(written, start=1))
    in_order = sorted(found, key=lambda one: (one.member, one.valid_from))
    for earlier, later in pairwise(in_order):
        if earlier.member == later.member and later.valid_from <= earlier.valid_to:
            raise wrong(f"deputy {later.member}", "deputy_days", "let no two of their times overlap")
    return found


def _deputy(written: object, place: str) -> Deputy:
    if not isinstance(written, dict) or set(written) != _PARTS:
        raise wrong(place, "deputy_parts", "a deputy has member, stands_in_for, valid_from and valid_to")
    member, stands_in_for = written["member"], written["stands_in_for"]
    first, last = written["valid_from"], written["valid_to"]
    if not isinstance(member, str) or not isinstance(stands_in_for, str) or not member or not stands_in_for:
        raise wrong(place, "deputy_members", "name both members by their id")
    if member == stands_in_for:
        raise wrong(place, "deputy_of_themselves", "name somebody else: nobody stands in for themselves")
    if type(first) is not date or type(last) is not date or last < first:
        raise wrong(place, "deputy_days", "valid_from and valid_to are days, in order")
    return Deputy(member, stands_in_for, first, last)


def standing_in(deputies: Sequence[Deputy], names: Mapping[str, str], on: date) -> Deputy | None:
    """As whose deputy somebody acts on a day, of all their times; None where they are nobody's.

    Raises Refused FORBIDDEN in words on a day that is none of theirs.
    """
    if not deputies:
        return None
    now = next((one for one in deputies if one.counts_on(on)), None)
    if now is not None:
        return now
    said = "; ".join(_times(deputies, names, on))
    raise Refused(
        Kind.FORBIDDEN, f"You may approve as a deputy only: {said}. Today is not one of these days", code="deputy.days"
    )


def _times(deputies: Sequence[Deputy], names: Mapping[str, str], on: date) -> Iterable[str]:
    """The times that are still to come in words, or the last one where all are over."""
    in_order = sorted(deputies, key=lambda one: one.valid_from)
    for one in [one for one in in_order if one.valid_from > on] or in_order[-1:]:
        whom = names.get(one.stands_in_for, one.stands_in_for)
        yield f"for {whom} from {_day(one.valid_from)} to {_day(one.valid_to)}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
