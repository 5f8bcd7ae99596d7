"""Which flags a recipient is told: all for a whole duty or where risk is granted, else what is needed to serve."""

from uuid import UUID

import pytest

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, DutyKind, Flag, Group, Pathway, Sharing
from waymark_router.deciding.recipient_flags import NEEDED_TO_SERVE, flags_for

S = AllocationState
_LEDGER = AgencyId("ledger-fraud-care")
_GIVEN = frozenset({"interpreter", "domestic_abuse"})
_ALL = (Flag.DOMESTIC_ABUSE, Flag.INTERPRETER)
_RISK = RecipientScope(agency=_LEDGER, sharing=Sharing.PERMIT, groups=(Group.IDENTITY, Group.RISK))
_NO_RISK = _RISK.model_copy(update={"groups": (Group.IDENTITY,)})


def _placed(state: AllocationState = S.OFFERED, *, duty: bool = False) -> RoutedAllocation:
    return RoutedAllocation(
        allocation_id=UUID(int=5),
        pathway=Pathway.FRAUD,
        service=ServiceId("ledger-fraud"),
        agency=_LEDGER,
        needs=(),
        state=state,
        duty=duty,
    )


def test_where_risk_is_granted_an_offer_tells_all() -> None:
    assert flags_for(_placed(), _GIVEN, _RISK) == _ALL


@pytest.mark.parametrize("scope", [_NO_RISK, None])
def test_without_risk_an_offer_tells_what_is_needed_to_serve(scope: RecipientScope | None) -> None:
    assert flags_for(_placed(), _GIVEN, scope) == (Flag.INTERPRETER,)


def _duty(*fields: str) -> Duty:
    return Duty(kind=DutyKind.DUTY_TO_NOTIFY, agency=_LEDGER, groups=(Group.IDENTITY,), basis="law", fields=fields)


def test_a_duty_tells_all_without_any_grant() -> None:
    assert flags_for(_placed(duty=True), _GIVEN, None, [_duty()]) == _ALL
    assert flags_for(_placed(duty=True), _GIVEN, None, [_duty("identity.sex"), _duty()]) == _ALL


def test_a_duty_of_single_fields_tells_no_flag() -> None:
    assert flags_for(_placed(duty=True), _GIVEN, None, [_duty("identity.sex")]) == ()


def test_a_duty_that_ended_tells_what_is_needed_to_serve() -> None:
    assert flags_for(_placed(duty=True), _GIVEN, _RISK) == (Flag.INTERPRETER,)
    of_another = _duty().model_copy(update={"agency": AgencyId("other")})
    assert flags_for(_placed(duty=True), _GIVEN, _RISK, [of_another]) == (Flag.INTERPRETER,)


@pytest.mark.parametrize("state", [S.HELD_CONSENT, S.HELD_DATA, S.HELD_SAFETY])
def test_what_is_held_tells_no_more_than_is_needed_to_serve(state: AllocationState) -> None:
    assert flags_for(_placed(state), _GIVEN, _RISK) == (Flag.INTERPRETER,)


def test_what_is_taken_back_tells_none() -> None:
    assert flags_for(_placed(S.WITHDRAWN), _GIVEN, _RISK) == ()


def test_no_flag_of_danger_is_needed_to_serve() -> None:
    assert {Flag.INTERPRETER, Flag.BUSINESS} == NEEDED_TO_SERVE
