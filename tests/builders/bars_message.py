"""A BaRS message as a hospital might send it: synthetic, changed where a test asks for it."""

import copy
import json
from typing import Any

PATIENT, REQUEST, HEADER = 2, 1, 0
_REQUEST = "urn:uuid:00000000-0000-4000-8000-000000000001"
_PATIENT = "urn:uuid:00000000-0000-4000-8000-000000000002"
_ROLE = "urn:uuid:00000000-0000-4000-8000-000000000003"
_PRACTITIONER = "urn:uuid:00000000-0000-4000-8000-000000000004"
_ORGANIZATION = "urn:uuid:00000000-0000-4000-8000-000000000005"
_MESSAGE: dict[str, Any] = {
    "resourceType": "Bundle",
    "id": "11111111-1111-4111-8111-111111111111",
    "type": "message",
    "entry": [
        {
            "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000000",
            "resource": {
                "resourceType": "MessageHeader",
                "id": "22222222-2222-4222-8222-222222222222",
                "eventCoding": {"code": "servicerequest-request"},
                "reason": {"coding": [{"code": "new"}]},
                "focus": [{"reference": _REQUEST}],
            },
        },
        {
            "fullUrl": _REQUEST,
            "resource": {
                "resourceType": "ServiceRequest",
                "identifier": [{"system": "urn:example:request", "value": "REQ-1"}],
                "status": "active",
                "category": [{"coding": [{"code": "referral"}]}],
                "subject": {"reference": _PATIENT},
                "requester": {"reference": _ROLE},
                "reasonCode": [{"coding": [{"system": "urn:waymark:need", "code": "counselling"}]}],
                "note": [{"text": "Asked for somebody to talk to."}],
            },
        },
        {
            "fullUrl": _PATIENT,
            "resource": {
                "resourceType": "Patient",
                "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}],
                "name": [
                    {"use": "nickname", "text": "Addie"},
                    {"use": "official", "family": "Synth", "given": ["Ada", "May"], "prefix": ["Ms"]},
                ],
                "gender": "female",
                "birthDate": "1980-02-03",
                "telecom": [
                    {"system": "phone", "value": "01926 000001", "use": "home", "rank": 2},
                    {"system": "phone", "value": "07700 900001", "use": "mobile", "rank": 1},
                    {"system": "email", "value": "ada@example.org"},
                ],
                "address": [{"line": ["1 Test Street"], "city": "Testville", "postalCode": "CV1 1AA"}],
                "contact": [
                    {
                        "relationship": [{"coding": [{"code": "EP", "display": "Emergency contact person"}]}],
                        "name": {"family": "Synth", "given": ["Bo"]},
                        "telecom": [{"system": "phone", "value": "07700 900002"}],
                    }
                ],
                "communication": [{"language": {"coding": [{"code": "pl"}]}, "preferred": True}],
            },
        },
        {
            "fullUrl": _ROLE,
            "resource": {
                "resourceType": "PractitionerRole",
                "practitioner": {"reference": _PRACTITIONER},
                "organization": {"reference": _ORGANIZATION},
            },
        },
        {
            "fullUrl": _PRACTITIONER,
            "resource": {
                "resourceType": "Practitioner",
                "name": [{"family": "Clerk", "given": ["Cy"]}],
                "telecom": [{"system": "phone", "value": "01926 000009"}],
            },
        },
        {"fullUrl": _ORGANIZATION, "resource": {"resourceType": "Organization", "name": "Test Hospital"}},
    ],
}


def a_message(
    *,
    reason: str = "new",
    header: dict[str, Any] | None = None,
    request: dict[str, Any] | None = None,
    patient: dict[str, Any] | None = None,
    more: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """A message with parts of header, request and patient replaced, and with more resources at its end."""
    made: dict[str, Any] = copy.deepcopy(_MESSAGE)
    made["entry"][HEADER]["resource"] |= {"reason": {"coding": [{"code": reason}]}, **(header or {})}
    made["entry"][REQUEST]["resource"] |= request or {}
    made["entry"][PATIENT]["resource"] |= patient or {}
    made["entry"] += [{"resource": resource} for resource in more]
    return made


def written(message: dict[str, Any]) -> bytes:
    """The message as it is sent."""
    return json.dumps(message).encode()
