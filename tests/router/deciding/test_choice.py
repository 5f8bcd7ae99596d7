"""The order in which things count when several services take somebody, and the reason each of the others is given."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.provider import a_service
from waymark.words import CommunicationAid, Preference
from waymark_router.deciding.choice import NO_WISHES, Candidate, Wishes, rank, wishes_met
from waymark_router.providers.availability import Room
from waymark_router.providers.provider import WhyNot

_FULL, _FREE = Room(has_room=False), Room(has_room=True)
_BY_AND_FOR = Wishes(frozenset({Preference.BY_AND_FOR}))


def _one(name: str, room: Room = _FREE, at_work: int = 0, **over: Any) -> Candidate:
    states = {key: over.pop(key) for key in ("has_it", "would_have_it") if key in over}
    return Candidate(a_service(id=name, **over), room, at_work, **states)


def _ranked(*candidates: Candidate, wishes: Wishes = NO_WISHES) -> list[tuple[str, str | None]]:
    return [(one.candidate.service.id, one.reason) for one in rank(candidates, wishes)]


def test_the_rules_order_decides_where_nothing_else_does() -> None:
    assert _ranked(_one("a"), _one("b")) == [("a", None), ("b", WhyNot.ANOTHER_IS_NAMED_FIRST)]


def test_a_full_service_is_passed_over_where_another_has_room_or_may_have_it() -> None:
    assert _ranked(_one("a", _FULL), _one("b")) == [("b", None), ("a", WhyNot.FULL)]
    assert _ranked(_one("a", _FULL), _one("b", Room()))[0] == ("b", None)
    assert _ranked(_one("a", _FULL), _one("b", _FULL))[0] == ("a", None)


def test_a_service_of_the_persons_own_community_comes_first_where_that_was_asked_for() -> None:
    both = _one("a"), _one("b", by_and_for="roma")
    assert _ranked(*both, wishes=_BY_AND_FOR) == [("b", None), ("a", WhyNot.ANOTHER_IS_BY_AND_FOR)]
    assert _ranked(*both)[0] == ("a", None)
    full = _one("a"), _one("b", _FULL, by_and_for="roma")
    assert _ranked(*full, wishes=_BY_AND_FOR)[0] == ("a", None)


def test_nobody_guesses_which_community_somebody_meant() -> None:
    several = _one("a"), _one("b", by_and_for="roma"), _one("c", by_and_for="lgbt")
    assert _ranked(*several, wishes=_BY_AND_FOR)[0] == ("a", None)


def test_the_service_that_meets_more_wishes_comes_first() -> None:
    wishes = Wishes(frozenset({Preference.FEMALE_WORKER, Preference.ONLINE}), frozenset(), "pl", "E07000220")
    plain, online = _one("a"), _one("b", offers=["online"])
    assert _ranked(plain, online, wishes=wishes) == [("b", None), ("a", WhyNot.ANOTHER_IS_NEARER_THE_WISH)]
    every = a_service(offers=["online", "female_worker"], works_in=["pl"], bases=["E07000220"], aids=["bsl"])
    assert wishes_met(every, wishes) == 4
    assert wishes_met(every, Wishes(aids=frozenset({CommunicationAid.BSL}))) == 1
    assert wishes_met(a_service(works_in=["en"]), Wishes(language="en")) == 0


def test_equals_of_one_lot_share_by_wait_and_then_by_load() -> None:
    lot: dict[str, Any] = {"lot": "recovery"}
    sooner = _ranked(_one("a", Room(weeks=9), **lot), _one("b", Room(weeks=2), **lot))
    assert sooner == [("b", None), ("a", WhyNot.ANOTHER_IS_SOONER)]
    untold = _ranked(_one("a", Room(), **lot), _one("b", Room(weeks=20), **lot))
    assert untold[0] == ("b", None)
    freer = _ranked(_one("a", at_work=7, **lot), _one("b", at_work=6, **lot))
    assert freer == [("b", None), ("a", WhyNot.ANOTHER_IS_FREER)]
    by_share = _ranked(_one("a", at_work=7, caseload_cap=100, **lot), _one("b", at_work=6, caseload_cap=10, **lot))
    assert by_share[0] == ("a", None)
    outside = _ranked(_one("a", at_work=7), _one("b", at_work=0))
    assert outside[0] == ("a", None)


def test_who_has_it_keeps_it_and_who_is_being_asked_for_keeps_its_place() -> None:
    assert _ranked(_one("a"), _one("b", _FULL, has_it=True))[0] == ("b", None)
    lot: dict[str, Any] = {"lot": "recovery"}
    assert _ranked(_one("a", **lot), _one("b", _FULL, at_work=9, would_have_it=True, **lot))[0] == ("b", None)
    assert _ranked(_one("a"), _one("b", would_have_it=True))[0] == ("a", None)


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_are_ranked_too(count: int) -> None:
    assert _ranked(*[_one("a")] * count) == [("a", None)] * count


_ROOM = st.builds(Room, st.none() | st.booleans(), st.none() | st.integers(0, 60))
_CANDIDATE = st.builds(
    lambda room, at_work, lot, offers: (room, at_work, lot, offers),
    _ROOM,
    st.integers(0, 50),
    st.sampled_from(["", "x", "y"]),
    st.lists(st.sampled_from(Preference), max_size=3, unique=True),
)


@settings(max_examples=200, deadline=None)
@given(drawn=st.lists(_CANDIDATE, min_size=1, max_size=8), wanted=st.frozensets(st.sampled_from(Preference)))
def test_everybody_is_ranked_once_and_only_the_first_has_no_reason(
    drawn: list[Any], wanted: frozenset[Preference]
) -> None:
    candidates = [
        _one(f"s{at}", room, at_work, lot=lot, offers=offers) for at, (room, at_work, lot, offers) in enumerate(drawn)
    ]
    ranked = _ranked(*candidates, wishes=Wishes(wanted))
    assert sorted(name for name, _ in ranked) == sorted(one.service.id for one in candidates)
    assert [name for name, reason in ranked if reason is None] == [ranked[0][0]]
    best = next(one for one in candidates if one.service.id == ranked[0][0])
    assert best.room.has_room is not False or all(one.room.has_room is False for one in candidates)
