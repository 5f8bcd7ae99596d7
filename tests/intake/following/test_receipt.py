"""Receipts and views hold codes, times and addresses of doors: nothing else, and never too much."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.builders.referral import AT, a_score, a_submission
from waymark.contracts.referral import Correction
from waymark.ids import ReferralId
from waymark.words import AgencyRole, AllocationState, Group, QualityFlag, ReferralState
from waymark_intake.following.progress import Seen
from waymark_intake.following.receipt import Clock, Kept, SignpostView, receipt_of, view_of, written_receipt

CLOCK = Clock(reported_at=AT, due_at=AT + timedelta(days=2), on_time=True)


def _kept(state: ReferralState = ReferralState.ROUTED, **over: Any) -> Kept:
    kept: dict[str, Any] = {
        "referral_id": ReferralId(uuid4()),
        "state": state,
        "version": 1,
        "received_at": AT,
        "clock": CLOCK,
        "quality": a_score(),
        "unmet": (),
        "consent": None,
    }
    return Kept(**(kept | over))


def test_a_receipt_reads_back_as_itself() -> None:
    submission = a_submission()
    receipt = receipt_of(submission.referral_id, submission.clock, a_score(QualityFlag.REPORTED_LATE))
    assert type(receipt).model_validate_json(receipt.model_dump_json()) == receipt


@given(some.lists(some.sampled_from(QualityFlag), unique=True), some.integers(1, 99), some.booleans(), some.uuids())
def test_a_receipt_written_from_its_frame_is_the_receipt(
    quality: list[QualityFlag], version: int, has_clock: bool, id_: UUID
) -> None:
    clock = a_submission().clock if has_clock else None
    whole = receipt_of(ReferralId(id_), clock, a_score(*quality), version=version).written()
    assert written_receipt(id_, clock, a_score(*quality), version=version) == whole


def test_a_receipt_says_what_cost_how_much_and_where_it_is_mended() -> None:
    receipt = receipt_of(a_submission().referral_id, None, a_score(QualityFlag.CONTACT_MISSING))
    (advice,) = receipt.quality
    assert advice.fields == ("/victim/mobile", "/victim/landline", "/victim/email", "/victim/address_lines")
    assert receipt.quality_score == 100 - advice.weight
    assert receipt_of(a_submission().referral_id, None, a_score()).quality_score == 100


@pytest.mark.parametrize("state", list(AllocationState))
def test_missing_answers_and_recipients_show_on_held_allocations_only(state: AllocationState) -> None:
    seen = Seen(uuid4(), "sav_adult", "lantern-sav", state, "explicit_consent", "sender", "", AT)
    [shown] = view_of(_kept(), [seen], seen_by=AgencyRole.POLICE).allocations
    is_held = state.startswith("held_")
    assert (shown.agency == "lantern-sav") == (shown.missing is not None) == (shown.ask_of is not None) == is_held


def test_each_outcome_is_said_once() -> None:
    closed = [
        Seen(uuid4(), "fraud", "ledger", AllocationState.CLOSED, "", "", outcome, AT)
        for outcome in ("completed", "completed", "deceased")
    ]
    assert view_of(_kept(), closed, seen_by=AgencyRole.POLICE).outcomes == ("completed", "deceased")


def test_a_receipt_as_it_is_kept_reads_back_and_one_of_the_first_days_is_version_one() -> None:
    submission = a_submission()
    receipt = receipt_of(submission.referral_id, None, a_score(), version=3)
    assert type(receipt).model_validate_json(receipt.written()) == receipt
    assert (receipt.version, receipt.police_clock) == (3, None)
    old = receipt.model_dump(mode="json", exclude={"version"})
    assert type(receipt).model_validate(old).version == 1


def test_a_receipt_names_every_step_with_method_and_address() -> None:
    receipt = receipt_of(a_submission().referral_id, None, a_score())
    here = receipt.links["self"]
    assert [(step.step, step.method, step.href) for step in receipt.allowed_next] == [
        ("follow", "GET", here),
        ("history", "GET", f"{here}/history"),
        ("changes", "GET", "/intake/v1/referrals/changes"),
        ("record_consent", "POST", receipt.links["consent"]),
        ("answer", "POST", f"{here}:answer"),
        ("correct", "POST", f"{here}:correct"),
        ("withdraw", "POST", f"{here}:withdraw"),
    ]


@pytest.mark.parametrize("ended", [ReferralState.WITHDRAWN, ReferralState.MERGED, ReferralState.VOIDED])
def test_what_has_ended_can_only_be_looked_at(ended: ReferralState) -> None:
    view = view_of(_kept(ended), [], seen_by=AgencyRole.POLICE)
    assert [step.step for step in view.allowed_next] == ["follow", "history", "changes"]
    assert view.state == "withdrawn"


def test_versions_corrections_and_signposts_are_shown() -> None:
    correction = Correction(version=2, at=AT, groups=(Group.CONTACT, Group.FACTS))
    sarc = SignpostView(service="sarc", name="Assault referral centre", how="Call at any hour.")
    view = view_of(_kept(version=2, corrections=(correction,), signposts=(sarc,)), [], seen_by=AgencyRole.POLICE)
    assert view.version == 2
    assert view.corrections[0].groups == (Group.CONTACT, Group.FACTS)
    assert view.signposts == (sarc,)


def _treated(state: AllocationState, **over: Any) -> Seen:
    return Seen(uuid4(), "substance_adult", "meridian-recovery", state, "", "", over.pop("outcome", ""), AT, **over)


def test_the_police_learn_whether_somebody_came_and_nothing_else() -> None:
    seen = _treated(AllocationState.CLOSED, outcome="completed_partly", engaged_at=AT - timedelta(days=30))
    view = view_of(_kept(), [seen], seen_by=AgencyRole.POLICE)
    [shown] = view.allocations
    assert (shown.attendance, shown.state, shown.outcome) == ("attended", None, None)
    assert shown.changed_at == seen.engaged_at
    assert view.outcomes == ()
    assert "completed" not in view.model_dump_json()


def test_the_police_learn_no_outcome_of_a_pathway_that_is_not_known_yet() -> None:
    """A provider's news may come before the router's answer, which alone says what they are about."""
    seen = Seen(uuid4(), "", "meridian-recovery", AllocationState.CLOSED, "", "", "completed_partly", AT)
    view = view_of(_kept(), [seen], seen_by=AgencyRole.POLICE)
    [shown] = view.allocations
    assert (shown.attendance, shown.state, shown.outcome, view.outcomes) == ("attended", None, None, ())
    [known] = view_of(_kept(), [seen], seen_by=AgencyRole.YOUTH_JUSTICE).allocations
    assert (known.state, known.outcome) == ("closed", "completed_partly")


def test_who_is_not_bound_to_attendance_sees_state_and_outcome() -> None:
    seen = _treated(AllocationState.CLOSED, outcome="completed", engaged_at=AT)
    [shown] = view_of(_kept(), [seen], seen_by=AgencyRole.YOUTH_JUSTICE).allocations
    assert (shown.attendance, shown.state, shown.outcome) == (None, "closed", "completed")


def test_the_police_still_see_how_a_victims_referral_ended() -> None:
    seen = Seen(uuid4(), "victim_recovery", "harbour", AllocationState.CLOSED, "", "", "completed", AT)
    [shown] = view_of(_kept(), [seen], seen_by=AgencyRole.POLICE).allocations
    assert (shown.attendance, shown.outcome) == (None, "completed")
