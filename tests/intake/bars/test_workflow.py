"""Which combinations are a referral, a change or its end; every other one is refused by name."""

from typing import Any

import pytest

from tests.builders.bars_message import a_message, written
from waymark.errors import Kind, Refused
from waymark_intake.bars.message import Bundle
from waymark_intake.bars.workflow import WORKFLOW, Asked, Message, message_of


def _message(**over: Any) -> Message:
    return message_of(Bundle.model_validate_json(written(a_message(**over)), strict=True))


@pytest.mark.parametrize(
    ("reason", "status", "asked"),
    [
        ("new", "active", Asked.NEW),
        ("update", "active", Asked.UPDATE),
        ("update", "revoked", Asked.REVOKE),
        ("delete", "entered-in-error", Asked.REVOKE),
    ],
)
def test_reason_and_status_say_what_is_asked(reason: str, status: str, asked: Asked) -> None:
    assert _message(reason=reason, request={"status": status}).asked is asked


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"header": {"eventCoding": {"code": "booking-request"}}}, "/entry/0/resource/eventCoding/code"),
        ({"header": {"focus": [{"reference": "urn:uuid:nowhere"}]}}, "/entry/0/resource/focus/0/reference"),
        ({"reason": "new", "request": {"status": "revoked"}}, "/entry/0/resource/reason"),
        ({"reason": "later"}, "/entry/0/resource/reason"),
        ({"request": {"category": [{"coding": [{"code": "validation"}]}]}}, "/entry/1/resource/category"),
        ({"request": {"category": []}}, "/entry/1/resource/category"),
        ({"request": {"subject": {"reference": "Patient/9"}}}, "/entry/1/resource/subject/reference"),
    ],
)
def test_any_other_workflow_is_refused_at_the_element_that_makes_it_so(over: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Refused) as refused:
        _message(**over)
    assert (refused.value.kind, refused.value.code) == (Kind.MALFORMED, WORKFLOW)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_the_header_comes_first() -> None:
    turned = a_message()
    turned["entry"].reverse()
    with pytest.raises(Refused) as refused:
        message_of(Bundle.model_validate_json(written(turned), strict=True))
    assert refused.value.faults[0].pointer == "/entry/0/resource/resourceType"
