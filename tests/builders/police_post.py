"""Police records as a force would post them, with canary tokens in every personal field."""

from datetime import UTC, datetime, timedelta
from typing import Any

CANARIES = {
    "given_name": "zqgivenaaaaaa",
    "family_name": "zqfamilybbbbb",
    "mobile": "731904628501",
    "address": "zqaddresscccc",
    "account": "zqaccountdddd",
    "risk": "zqriskeeeeeee",
    "reference": "zqreferenceff",
    "code_word": "zqcodewordggg",
}


def a_record(**over: Any) -> dict[str, Any]:
    """A burglary reported an hour ago by an adult who said yes, safe to call; `over` replaces whole parts."""
    reported = datetime.now(UTC) - timedelta(hours=1)
    record: dict[str, Any] = {
        "force_reference": f"23/{CANARIES['reference']}",
        "reported_at": reported.isoformat(),
        "offence_code": "028/03",
        "victim": {
            "given_name": CANARIES["given_name"],
            "family_name": CANARIES["family_name"],
            "date_of_birth": "1984-05-02",
            "mobile": f"07700900123 ext {CANARIES['mobile']}",
            "address_lines": [f"1 {CANARIES['address']} Street"],
            "home_district": "E07000220",
        },
        "safe_contact": {"mobile_safe": "yes", "code_word": CANARIES["code_word"]},
        "consent": {
            "position": "given",
            "explicit": True,
            "given_by": "self",
            "how": "spoken",
            "wording": "leaflet/3",
            "asked_at": reported.isoformat(),
        },
        "account": f"Synthetic {CANARIES['account']}",
        "risk_summary": f"Synthetic {CANARIES['risk']}",
    }
    return record | over


def a_rape(**over: Any) -> dict[str, Any]:
    """A rape of an adult whose consent nobody has asked for yet."""
    return a_record(**{"offence_code": "019/08", "consent": {"position": "not_asked"}} | over)
