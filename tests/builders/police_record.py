"""Police records as a force would send them: whole and clean, unless a test says otherwise."""

import json
from typing import Any

from waymark_intake.police.record import PoliceRecord

REPORTED_AT = "2026-11-23T08:30:00Z"
CONSENT = {
    "position": "given",
    "explicit": True,
    "given_by": "self",
    "how": "spoken",
    "wording": "leaflet/3",
    "asked_at": REPORTED_AT,
}


def a_police_body(**over: Any) -> dict[str, Any]:
    """A burglary in Rugby with an adult victim who may be called on a mobile, as JSON values; None leaves out."""
    body: dict[str, Any] = {
        "force_reference": "23/4711/26",
        "reported_at": REPORTED_AT,
        "occurred_on": "2026-11-22",
        "offence_code": "028/01",
        "crime_category": "burglary",
        "victim": a_victim(),
        "safe_contact": {"mobile_safe": "yes", "text_safe": "yes"},
        "consent": CONSENT,
        "crime_district": "E07000220",
        "account": "The back door was forced.",
    }
    return {name: value for name, value in (body | over).items() if value is not None}


def a_victim(**over: Any) -> dict[str, Any]:
    """The victim part of it."""
    victim: dict[str, Any] = {
        "given_name": "Iris",
        "family_name": "Example",
        "date_of_birth": "1990-06-15",
        "mobile": "07700 900123",
        "address_lines": ["1 Sample Street"],
        "home_district": "E07000220",
    }
    return {name: value for name, value in (victim | over).items() if value is not None}


def a_police_record(**over: Any) -> PoliceRecord:
    """The same as the strict model the door reads."""
    return PoliceRecord.model_validate_json(json.dumps(a_police_body(**over)), strict=True)
