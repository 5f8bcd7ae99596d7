"""A recipient hears of corrections to what it may see, and of facts."""

from datetime import UTC, datetime
from uuid import UUID

from tests.builders.routed import a_routed, held
from tests.builders.screened import a_duty
from waymark.contracts.consent import RecipientScope
from waymark.contracts.referral import Correction
from waymark.ids import AgencyId
from waymark.words import Group, Sharing
from waymark_router.deciding.recipient_corrections import corrections_for

_AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
_TWO = (
    Correction(version=2, at=_AT, groups=(Group.CONTACT, Group.HEALTH)),
    Correction(version=3, at=_AT, groups=(Group.FACTS, Group.NARRATIVE)),
)
_SCOPE = RecipientScope(
    agency=AgencyId("harbour-victim-care"), sharing=Sharing.PERMIT, groups=(Group.CONTACT, Group.IDENTITY)
)


def _groups(told: tuple[Correction, ...]) -> list[tuple[int, tuple[Group, ...]]]:
    return [(one.version, one.groups) for one in told]


def test_each_correction_is_told_with_the_groups_the_recipient_may_see() -> None:
    told = corrections_for(a_routed(), _TWO, _SCOPE, ())
    assert _groups(told) == [(2, (Group.CONTACT,)), (3, (Group.FACTS,))]


def test_a_correction_of_nothing_it_may_see_is_left_out() -> None:
    assert _groups(corrections_for(a_routed(), _TWO[:1], None, ())) == []


def test_what_is_held_or_not_permitted_is_told_nothing_of_groups() -> None:
    assert corrections_for(held(), _TWO, _SCOPE, ()) == ()
    asked = _SCOPE.model_copy(update={"sharing": Sharing.ASK})
    assert _groups(corrections_for(a_routed(), _TWO, asked, ())) == [(3, (Group.FACTS,))]


def test_a_duty_hears_of_its_own_groups_whatever_the_scope_says() -> None:
    agency = AgencyId("front-door")
    duty = a_duty().model_copy(update={"groups": (Group.HEALTH, Group.NARRATIVE)})
    told = corrections_for(a_routed(agency=agency, duty=True), _TWO, None, (duty,))
    assert _groups(told) == [(2, (Group.HEALTH,)), (3, (Group.FACTS, Group.NARRATIVE))]
    narrow = duty.model_copy(update={"fields": ("narrative.account",)})
    assert _groups(corrections_for(a_routed(agency=agency, duty=True), _TWO, None, (narrow,))) == [
        (3, (Group.FACTS, Group.NARRATIVE))
    ]


def test_without_corrections_there_is_nothing_to_tell() -> None:
    assert corrections_for(a_routed(allocation_id=UUID(int=1)), (), _SCOPE, ()) == ()
