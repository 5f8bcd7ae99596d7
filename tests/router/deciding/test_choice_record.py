"""Wishes and room go into a record and come out of it as they were."""

from datetime import date

from waymark.ids import ServiceId
from waymark.words import CommunicationAid, Need, Pathway, Preference
from waymark_router.canonical import canonical_bytes
from waymark_router.deciding.choice import NO_WISHES, Wishes
from waymark_router.deciding.choice_record import (
    assigned_as_json,
    assigned_from,
    availability_as_json,
    availability_from,
    wishes_as_json,
    wishes_from,
)
from waymark_router.deciding.question import Assigned
from waymark_router.providers.availability import Availability, Line, Population


def test_wishes_come_back_as_they_were() -> None:
    wishes = Wishes(frozenset({Preference.ONLINE}), frozenset({CommunicationAid.BSL}), "pl", "E07000220")
    assert wishes_from(wishes_as_json(wishes)) == wishes
    assert wishes_from({}) == NO_WISHES


def test_room_comes_back_as_it_was() -> None:
    lines = (
        Line(Population.ANYONE, None, 3, None, date(2026, 11, 20)),
        Line(Population.CHILDREN, Need.COUNSELLING, None, 12, date(2026, 11, 21), placed=2),
    )
    told = Availability(at_work=4, in_a_week=1, lines=lines)
    written = availability_as_json(ServiceId("lantern-adult"), told)
    assert availability_from(written) == ("lantern-adult", told)
    assert canonical_bytes(written)


def test_what_the_desk_chose_comes_back_as_it_was() -> None:
    assigned = Assigned(Pathway.FRAUD, ServiceId("harbour-recovery"), "nearer", (Need.DEBT,))
    assert assigned_from(assigned_as_json(assigned)) == assigned
