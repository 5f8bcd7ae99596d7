"""Receipts and views hold codes, times and addresses of doors: nothing else, and never too much."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders.referral import AT, a_submission
from waymark.ids import ReferralId
from waymark.words import AllocationState, QualityFlag, ReferralState
from waymark_intake.progress import Seen
from waymark_intake.receipt import Clock, Kept, receipt_of, view_of

CLOCK = Clock(reported_at=AT, due_at=AT + timedelta(days=2), on_time=True)


def _kept() -> Kept:
    return Kept(
        referral_id=ReferralId(uuid4()),
        state=ReferralState.ROUTED,
        received_at=AT,
        clock=CLOCK,
        quality=(),
        unmet=(),
        consent=None,
    )


def test_a_receipt_reads_back_as_itself() -> None:
    submission = a_submission()
    receipt = receipt_of(submission.referral_id, submission.clock, [QualityFlag.REPORTED_LATE])
    assert type(receipt).model_validate_json(receipt.model_dump_json()) == receipt


@pytest.mark.parametrize("state", list(AllocationState))
def test_missing_answers_and_recipients_show_on_held_allocations_only(state: AllocationState) -> None:
    seen = Seen(uuid4(), "sav_adult", "lantern-sav", state, "explicit_consent", "sender", "", AT)
    [shown] = view_of(_kept(), [seen]).allocations
    is_held = state.startswith("held_")
    assert (shown.agency == "lantern-sav") == (shown.missing is not None) == (shown.ask_of is not None) == is_held


def test_each_outcome_is_said_once() -> None:
    closed = [
        Seen(uuid4(), "fraud", "ledger", AllocationState.CLOSED, "", "", outcome, AT)
        for outcome in ("completed", "completed", "deceased")
    ]
    assert view_of(_kept(), closed).outcomes == ("completed", "deceased")
