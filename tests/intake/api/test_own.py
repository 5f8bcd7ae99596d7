"""What all doors share: the answer to a record, and faults named from the whole of what was sent."""

from uuid import uuid4

import pytest

from waymark.errors import Fault, Kind, Refused
from waymark_intake.actions import Accepted
from waymark_intake.api.own import faults_below, reply_to


@pytest.mark.parametrize("is_replay", [True, False])
def test_an_answer_is_the_kept_receipt_with_its_address(is_replay: bool) -> None:
    referral = uuid4()
    reply = reply_to(Accepted(referral, b'{"id":1}', is_replay))
    assert (reply.status_code, reply.body, reply.media_type) == (202, b'{"id":1}', "application/json")
    assert reply.headers["location"] == f"/intake/v1/referrals/{referral}"
    assert ("idempotent-replay" in reply.headers) == is_replay


def test_faults_of_a_part_are_named_from_the_whole() -> None:
    with pytest.raises(Refused) as refusal, faults_below("/record"):
        raise Refused(Kind.INVALID, "no", code="c", faults=(Fault("/victim", "x", "y"),))
    assert refusal.value.faults == (Fault("/record/victim", "x", "y"),)
    assert (refusal.value.kind, refusal.value.code) == (Kind.INVALID, "c")
