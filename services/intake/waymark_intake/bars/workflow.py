"""What a BaRS message asks for: a new referral, a change of one, or to take one back; or why it is none of these.

The combination of event, reason, status and category is BaRS's workflow; any other one is refused as its invariant.
Not here: what the referral says (reading.py).
"""

from dataclasses import dataclass
from enum import StrEnum

from waymark.errors import Fault, Kind, Refused
from waymark_intake.bars.message import Bundle, Concept, MessageHeader, Patient, ServiceRequest, place_of

WORKFLOW = "bars_workflow"
_EVENT = "servicerequest-request"
_CATEGORY = "referral"
_HEADER = place_of(0)


class Asked(StrEnum):
    """What the sender wants done."""

    NEW = "new"
    UPDATE = "update"
    REVOKE = "revoke"


_ASKED: dict[tuple[str, str], Asked] = {
    ("new", "active"): Asked.NEW,
    ("update", "active"): Asked.UPDATE,
    ("update", "revoked"): Asked.REVOKE,
    ("update", "entered-in-error"): Asked.REVOKE,
    ("delete", "revoked"): Asked.REVOKE,
    ("delete", "entered-in-error"): Asked.REVOKE,
}


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A message that can be worked on: what is asked, the referral and the person, each with its place."""

    bundle: Bundle
    header: MessageHeader
    asked: Asked
    request: ServiceRequest
    request_at: str
    patient: Patient
    patient_at: str


def _wrong(pointer: str, code: str, fix: str) -> Refused:
    title = "This message is no referral that can be taken"
    return Refused(Kind.MALFORMED, title, code=WORKFLOW, faults=(Fault(pointer, code, fix),))


def message_of(bundle: Bundle) -> Message:
    """The message a bundle holds; raises Refused MALFORMED naming the element that makes it another workflow."""
    header = bundle.entry[0].resource
    if not isinstance(header, MessageHeader):
        raise _wrong(f"{_HEADER}/resourceType", "invariant", "Put the MessageHeader first.")
    if header.event.code != _EVENT:
        fix = f"Only {_EVENT} is taken here: no bookings, slots, responses or validation."
        raise _wrong(f"{_HEADER}/eventCoding/code", "not-supported", fix)
    found = bundle.find(ServiceRequest, header.focus[0])
    if found is None:
        raise _wrong(f"{_HEADER}/focus/0/reference", "invariant", "Point to the ServiceRequest of this bundle.")
    request, at = found
    asked = _ASKED.get((_code(header.reason), request.status))
    if asked is None:
        known = ", ".join(f"{reason} with {status}" for reason, status in _ASKED)
        raise _wrong(f"{_HEADER}/reason", "invariant", f"Send reason and ServiceRequest.status as one of: {known}.")
    if _CATEGORY not in {coding.code for concept in request.category for coding in concept.coding}:
        raise _wrong(f"{at}/category", "invariant", f"Only requests of category {_CATEGORY} are taken here.")
    patient = bundle.find(Patient, request.subject)
    if patient is None:
        raise _wrong(f"{at}/subject/reference", "invariant", "Point to the Patient of this bundle.")
    return Message(bundle, header, asked, request, at, *patient)


def _code(concept: Concept) -> str:
    return next((coding.code for coding in concept.coding if coding.code), "")
