"""Our answers as BaRS gives them: an OperationOutcome with the class of fault, or a response message.

BaRS and we mean different things by 409: there it says that the message was taken before, which is success for its
sender; a request that is still being worked on is 425 there. Not here: which status our own doors give.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from waymark.errors import Fault, Kind
from waymark_intake.bars.message import Bundle
from waymark_intake.bars.workflow import WORKFLOW

FHIR_JSON = "application/fhir+json"
_SYSTEM = "https://fhir.nhs.uk/Codesystem/http-error-codes"
_PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-OperationOutcome"
_EVENTS = "https://fhir.nhs.uk/CodeSystem/message-events-bars"
_NUMBER = re.compile(r"/(\d+)(?=/|$)", re.ASCII)
_TYPE = re.compile(r"(?<=/resource)/[A-Z][A-Za-z]+(?=/|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Status:
    """An HTTP status with BaRS's code of the fault's class and FHIR's code of its kind."""

    http: int
    code: str
    issue: str


UNAVAILABLE = Status(503, "REC_SERVICE_UNAVAILABLE", "transient")
TAKEN_BEFORE = Status(409, "REC_CONFLICT", "duplicate")
IN_FLIGHT = Status(425, "REC_TOO_EARLY", "processing")
KEY_MISSING = Status(400, "SEND_BAD_REQUEST", "required")
_OF_KIND: Mapping[Kind, Status] = {
    Kind.MALFORMED: Status(400, "REC_BAD_REQUEST", "invalid"),
    Kind.UNAUTHENTICATED: Status(401, "SEND_UNAUTHORIZED", "login"),
    Kind.FORBIDDEN: Status(403, "REC_FORBIDDEN", "forbidden"),
    Kind.NOT_FOUND: Status(404, "REC_NOT_FOUND", "not-found"),
    Kind.CONFLICT: Status(409, "REC_CONFLICT", "conflict"),
    Kind.GONE: Status(404, "REC_NOT_FOUND", "not-found"),
    Kind.TOO_LARGE: Status(413, "REC_UNPROCESSABLE_ENTITY", "too-costly"),
    Kind.UNSUPPORTED: Status(406, "REC_NOT_ACCEPTABLE", "processing"),
    Kind.INVALID: Status(422, "REC_UNPROCESSABLE_ENTITY", "value"),
}
# Codes of ours that mean something of their own in BaRS.
_OF_CODE: Mapping[str, Status] = {
    "idempotency_key_missing": KEY_MISSING,
    "idempotency_key_malformed": Status(400, "SEND_BAD_REQUEST", "invalid"),
    "idempotency_key_in_flight": IN_FLIGHT,
    "already_referred": TAKEN_BEFORE,
    WORKFLOW: Status(400, "REC_BAD_REQUEST", "invariant"),
}
_ISSUE_OF_FAULT: Mapping[str, str] = {
    "missing": "required",
    "nothing_to_act_on": "required",
    "not-supported": "not-supported",
    "invariant": "invariant",
}


def status_of(kind: Kind, code: str) -> Status:
    """The status of a refusal of ours."""
    return _OF_CODE.get(code, _OF_KIND[kind])


def outcome_of(status: Status, title: str, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """An OperationOutcome: one issue for each fault, naming the element and what to do, and never a value."""
    if not faults:
        return _outcome([_issue(status, status.issue, f"{title}.")])
    return _outcome(
        [
            _issue(status, _ISSUE_OF_FAULT.get(fault.code, status.issue), fault.fix, expression_of(fault.pointer))
            for fault in faults
        ]
    )


def _outcome(issues: list[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "meta": {"profile": [_PROFILE]}, "issue": issues}


def _issue(status: Status, issue: str, diagnostics: str, expression: str = "") -> dict[str, Any]:
    found = {
        "severity": "error",
        "code": issue,
        "details": {"coding": [{"system": _SYSTEM, "code": status.code}]},
        "diagnostics": diagnostics,
    }
    return found | ({"expression": [expression]} if expression else {})


def expression_of(pointer: str) -> str:
    """A place in the message as FHIRPath: "/entry/1/resource/status" is Bundle.entry[1].resource.status.

    A pointer may say the resource's type on its way; FHIRPath does not.
    """
    place = _TYPE.sub("", pointer)
    return f"Bundle{_NUMBER.sub(lambda found: f'[{found[1]}]', place)}".replace("/", ".")


def response_to(bundle: Bundle, referral_id: UUID, *, version: int, status: str, at: datetime) -> dict[str, Any]:
    """The response message: whose message it answers, and the referral under the id by which it is changed later.

    `status` is the ServiceRequest's, `at` the time of the answer (UTC).
    """
    header = bundle.entry[0].resource
    asked = getattr(header, "id", "") or bundle.id
    request = f"urn:uuid:{referral_id}"
    return {
        "resourceType": "Bundle",
        "type": "message",
        "timestamp": at.isoformat(),
        "entry": [
            {
                "fullUrl": f"urn:uuid:{UUID(int=referral_id.int ^ version)}",
                "resource": {
                    "resourceType": "MessageHeader",
                    "eventCoding": {"system": _EVENTS, "code": "servicerequest-response"},
                    "source": {"name": "Waymark", "endpoint": "urn:waymark:intake"},
                    "response": {"identifier": asked or str(referral_id), "code": "ok"},
                    "focus": [{"reference": request}],
                },
            },
            {
                "fullUrl": request,
                "resource": {
                    "resourceType": "ServiceRequest",
                    "id": str(referral_id),
                    "meta": {"versionId": str(version)},
                    "status": status,
                    "intent": "plan",
                },
            },
        ],
    }
