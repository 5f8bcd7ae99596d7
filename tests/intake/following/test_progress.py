"""One word for where a referral stands, and who is named to its sender."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from waymark.words import AllocationState, ReferralState
from waymark_intake.following.progress import Seen, Standing, named_agency, standing

A = AllocationState
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _seen(state: AllocationState, *, outcome: str = "", minutes: int = 0) -> Seen:
    return Seen(uuid4(), "sav_adult", "lantern-sav", state, "", "", outcome, AT + timedelta(minutes=minutes))


def _standing(*states: AllocationState, unmet: bool = False) -> Standing:
    return standing(ReferralState.ROUTED, [_seen(state) for state in states], unmet=unmet)


def test_before_any_news_it_is_received() -> None:
    assert standing(ReferralState.RECEIVED, [], unmet=False) is Standing.RECEIVED


@pytest.mark.parametrize("held", [A.HELD_CONSENT, A.HELD_DATA, A.HELD_SAFETY])
def test_a_question_comes_before_everything_that_goes_on(held: AllocationState) -> None:
    assert _standing(A.OFFERED, held, A.CLOSED) is Standing.ASKED


@pytest.mark.parametrize("state", [A.OFFERED, A.ACCEPTED, A.WAITING, A.CONTACTING, A.ENGAGED])
def test_open_work_is_being_handled(state: AllocationState) -> None:
    assert _standing(A.CLOSED, state) is Standing.BEING_HANDLED


def test_all_ended_is_closed() -> None:
    assert _standing(A.CLOSED, A.WITHDRAWN) is Standing.CLOSED


def test_nobody_could_take_it_is_said() -> None:
    assert _standing(unmet=True) is Standing.UNMET
    assert _standing(A.CLOSED, A.UNMET) is Standing.UNMET


def test_a_providers_no_is_not_the_end() -> None:
    assert _standing(A.DECLINED) is Standing.BEING_HANDLED
    assert _standing(A.LAPSED) is Standing.BEING_HANDLED


def test_a_providers_no_is_over_once_somebody_else_was_found() -> None:
    declined, closed = _seen(A.DECLINED), _seen(A.CLOSED, outcome="completed", minutes=5)
    assert standing(ReferralState.ROUTED, [declined, closed], unmet=False) is Standing.CLOSED


def test_the_persons_no_is_the_end() -> None:
    declined = _seen(A.DECLINED, outcome="declined_by_person")
    assert standing(ReferralState.ROUTED, [declined], unmet=False) is Standing.CLOSED


def test_a_withdrawn_referral_stays_so_whatever_is_heard() -> None:
    assert standing(ReferralState.WITHDRAWN, [_seen(A.OFFERED)], unmet=False) is Standing.WITHDRAWN


def test_a_recipient_is_named_only_where_the_person_must_be_asked() -> None:
    assert named_agency(_seen(A.HELD_CONSENT)) == "lantern-sav"
    assert named_agency(_seen(A.ACCEPTED)) is None
