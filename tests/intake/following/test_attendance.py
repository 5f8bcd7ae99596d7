"""Who may know of treatment only that somebody came: which senders, which pathways, and what each state comes to."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark.words import AgencyRole, AllocationState, CloseOutcome
from waymark_intake.following.attendance import only_attendance, shown
from waymark_intake.following.progress import Attendance, Seen

A = AllocationState
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BOUND = {AgencyRole.POLICE, AgencyRole.PROBATION, AgencyRole.PRISON}


def _seen(state: AllocationState, outcome: str = "", engaged_at: datetime | None = None) -> Seen:
    return Seen(uuid4(), "substance_adult", "meridian-recovery", state, "", "", outcome, AT, engaged_at)


@pytest.mark.parametrize("role", list(AgencyRole))
def test_police_probation_and_prison_see_attendance_of_drug_and_alcohol_treatment_only(role: AgencyRole) -> None:
    expected = {"substance_adult", "substance_child"} if role in BOUND else set()
    assert only_attendance(role, AT) == expected
    assert only_attendance(role, AT - timedelta(days=4000)) == expected


@pytest.mark.parametrize("state", [A.OFFERED, A.ACCEPTED, A.WAITING, A.CONTACTING])
def test_before_anybody_came_it_is_awaited(state: AllocationState) -> None:
    assert shown(_seen(state)).attendance is Attendance.AWAITED


@pytest.mark.parametrize(
    ("outcome", "attendance"),
    [
        (CloseOutcome.COMPLETED, Attendance.ATTENDED),
        (CloseOutcome.COMPLETED_PARTLY, Attendance.ATTENDED),
        (CloseOutcome.UNABLE_TO_CONTACT, Attendance.NOT_ATTENDED),
        (CloseOutcome.DECLINED_BY_PERSON, Attendance.NOT_ATTENDED),
        (CloseOutcome.MOVED_AWAY, None),
        (CloseOutcome.DECEASED, None),
        (CloseOutcome.NOT_ELIGIBLE, None),
        (CloseOutcome.NO_LONGER_NEEDED, None),
        (CloseOutcome.REFERRED_ELSEWHERE, None),
    ],
)
def test_an_end_that_says_nothing_of_coming_never_looks_like_staying_away(
    outcome: CloseOutcome, attendance: Attendance | None
) -> None:
    seen = shown(_seen(A.CLOSED, outcome))
    assert (seen.attendance, seen.state, seen.outcome) == (attendance, A.CLOSED, "")


def test_the_persons_no_is_not_attended_and_a_providers_no_is_nobodys_absence() -> None:
    assert shown(_seen(A.DECLINED, "declined_by_person")).attendance is Attendance.NOT_ATTENDED
    assert shown(_seen(A.DECLINED)).attendance is None
    assert shown(_seen(A.DECLINED, "declined_by_referrer")).attendance is None


@given(some.sampled_from(list(A)), some.sampled_from(["", *CloseOutcome, "declined_by_person"]), some.booleans())
def test_no_outcome_and_no_stage_of_treatment_is_ever_shown(state: AllocationState, outcome: str, came: bool) -> None:
    seen = shown(_seen(state, outcome, AT - timedelta(days=1) if came else None))
    assert not seen.outcome
    assert seen.attendance is Attendance.ATTENDED or not came
    assert seen.attendance is not None or seen.state not in {A.WAITING, A.CONTACTING, A.ENGAGED}
