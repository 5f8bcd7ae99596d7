"""What somebody is offered while they wait."""

from datetime import date

from tests.builders.provider import a_service
from waymark.words import InterimOffer
from waymark_router.providers.availability import ROOM_NOT_KNOWN, Room
from waymark_router.providers.interim import INTERIM_FROM, interim_for

_TODAY = date(2026, 11, 23)
_USUAL = INTERIM_FROM[0].usual


def test_somebody_who_must_wait_is_offered_something_meanwhile() -> None:
    assert interim_for(a_service(), Room(has_room=False), on=_TODAY) == _USUAL
    assert interim_for(a_service(), Room(has_room=True, weeks=4), on=_TODAY) == _USUAL
    own = a_service(interim=["group_sessions"])
    assert interim_for(own, Room(weeks=20), on=_TODAY) == (InterimOffer.GROUP_SESSIONS,)
    assert interim_for(own, Room(weeks=20), on=date(2020, 1, 1)) == (InterimOffer.GROUP_SESSIONS,)


def test_where_the_wait_is_short_or_not_known_nothing_is_promised() -> None:
    assert interim_for(a_service(), ROOM_NOT_KNOWN, on=_TODAY) == ()
    assert interim_for(a_service(), Room(has_room=True, weeks=3), on=_TODAY) == ()


def test_nobody_waits_for_a_front_door() -> None:
    assert interim_for(a_service(pathway="safeguarding"), Room(has_room=False), on=_TODAY) == ()
