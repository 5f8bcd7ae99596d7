"""What somebody is offered while they wait for a service: by whose word, until when, and what became of it.

Pure. Not here: who decides it (the router says it with the offer, the worker who puts them on the waiting list).
"""

from collections.abc import Sequence
from datetime import date, datetime

from waymark.words import AllocationState, InterimBy, InterimOffer
from waymark_notifier.allocation import Allocation
from waymark_notifier.deadline import day_of
from waymark_notifier.wording import say

_BY = {
    InterimBy.SERVICE.value: "by your service, as its entry in the directory says",
    InterimBy.COUNTY.value: "by your service, as the county asks of every service with a long wait",
}
_BY_A_WORKER = "by your service, as its worker said"


def offered(allocation: Allocation) -> tuple[str, ...]:
    """What the person is offered meanwhile: with the offer, and by whoever put them on the waiting list."""
    more = {"", InterimOffer.NOTHING_AVAILABLE.value, *allocation.interim}
    return allocation.interim if allocation.interim_offer in more else (*allocation.interim, allocation.interim_offer)


def until(allocation: Allocation) -> date | None:
    """The day by which it should be the person's turn: the day the worker said, or what was told of the wait."""
    if allocation.state is AllocationState.WAITING and allocation.review_by is not None:
        return day_of(allocation.review_by)
    return allocation.interim_until


def with_answer(allocation: Allocation, offer: str, became: str) -> tuple[str, ...]:
    """What became of each offer, this one said last."""
    others = tuple(one for one in allocation.interim_given if one.partition(":")[0] != offer)
    return (*others, f"{offer}:{became}")


def in_words(allocation: Allocation, now: datetime) -> Sequence[str]:
    """Sentences for the page of a referral: what, by whose word and until when, and what became of each.

    Nothing where nothing was offered.
    """
    offers = offered(allocation)
    if not offers:
        return ()
    by = _BY.get(allocation.interim_by, "by your service") if allocation.interim else _BY_A_WORKER
    said = f"{_listed(offers)}: {by}, until {_day(until(allocation), now)}."
    became = {one: what for one, _, what in (given.partition(":") for given in allocation.interim_given)}
    return (said, *(f"{say(one)}: {say(became[one]).lower() if one in became else 'not said yet'}." for one in offers))


def in_short(allocation: Allocation, now: datetime) -> str:
    """One line for a list: "Meanwhile: check-in calls, until 4 Jan"; "" where nothing was offered."""
    offers = offered(allocation)
    return f"Meanwhile: {_listed(offers).lower()}, until {_day(until(allocation), now)}" if offers else ""


def _listed(offers: Sequence[str]) -> str:
    return ", ".join([say(offers[0]), *(say(one).lower() for one in offers[1:])])


def _day(day: date | None, now: datetime) -> str:
    if day is None:
        return "their turn comes (not known when)"
    year = "" if day.year == day_of(now).year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"
