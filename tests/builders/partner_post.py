"""Partner records as agencies would post them, one per kind, with canary tokens in every personal field.

Dates count from the machine's clock unless `now` says otherwise.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

CANARIES = {
    "given_name": "zqpgivenaaaaa",
    "family_name": "zqpfamilybbbb",
    "mobile": "731904628502",
    "address": "zqpaddresscccc",
    "account": "zqpaccountdddd",
    "risk": "zqpriskeeeeee",
    "reference": "zqpreferencef",
    "code_word": "zqpcodewordgg",
    "justice": "zqpjusticehhh",
    "health": "zqphealthiiii",
    "worker": "zqpworkerjjjj",
    "suspect": "zqpsuspectkkk",
}
Record = dict[str, Any]
CONSENT = {"position": "given", "explicit": True, "given_by": "self", "how": "spoken", "wording": "leaflet/3"}


def a_person(**over: Any) -> Record:
    """The person part: an adult in Rugby; None leaves out."""
    person: Record = {
        "given_name": CANARIES["given_name"],
        "family_name": CANARIES["family_name"],
        "date_of_birth": "1984-05-02",
        "mobile": f"07700900124 ext {CANARIES['mobile']}",
        "address_lines": [f"2 {CANARIES['address']} Street"],
        "home_district": "E07000220",
        "health_needs": f"Synthetic {CANARIES['health']}",
    }
    return {name: value for name, value in (person | over).items() if value is not None}


def born(age: int, *, months: int = 0, now: datetime | None = None) -> str:
    """A date of birth that makes somebody that old, in whole years and months, a few days ago."""
    today = (now or datetime.now(UTC)).date()
    year, month = today.year - age, today.month - months
    if month < 1:
        year, month = year - 1, month + 12
    return (today.replace(year=year, month=month, day=min(today.day, 28)) - timedelta(days=3)).isoformat()


def a_partner_record(kind: str, /, *, now: datetime | None = None, **over: Any) -> Record:
    """A record of that kind; consent was asked an hour ago. `over` replaces parts, None leaves out."""
    asked = (now or datetime.now(UTC)) - timedelta(hours=1)
    record: Record = {
        "kind": kind,
        "sender_reference": f"P/{CANARIES['reference']}",
        "person": a_person(),
        "safe_contact": {"mobile_safe": "yes", "code_word": CANARIES["code_word"]},
        "consent": CONSENT | {"asked_at": asked.isoformat()},
        "account": f"Synthetic {CANARIES['account']}",
        "risk_summary": f"Synthetic {CANARIES['risk']}",
        "worker": {"name": CANARIES["worker"], "contact": "extension 12"},
    }
    return {name: value for name, value in (record | over).items() if value is not None}


def a_youth_justice_referral(*, at_risk: bool = False, now: datetime | None = None, **over: Any) -> Record:
    """A young person of 17 years and 8 months, without any offence; at risk, or from the universal offer."""
    kind = "youth_justice_at_risk" if at_risk else "youth_justice_universal"
    person = a_person(date_of_birth=born(17, months=8, now=now))
    return a_partner_record(kind, now=now, **{"person": person, "needs": ["cannabis"]} | over)


def a_drug_test(*, now: datetime | None = None, **over: Any) -> Record:
    """A positive test of an adult in police custody two hours ago: attendance is required, so nobody asked."""
    tested = (now or datetime.now(UTC)) - timedelta(hours=2)
    test = {"tested_at": tested.isoformat(), "substances": ["opiates", "crack_cocaine"]}
    return a_partner_record(
        "custody_drug_test",
        now=now,
        **{"consent": None, "drug_test": test, "justice_notes": f"Synthetic {CANARIES['justice']}"} | over,
    )


def a_prison_release(*, days: int = 10, now: datetime | None = None, **over: Any) -> Record:
    """Somebody who leaves prison in so many days and goes on with treatment."""
    release_on = ((now or datetime.now(UTC)) + timedelta(days=days)).date().isoformat()
    release = {"release": {"release_on": release_on}, "needs": ["opiates"]}
    return a_partner_record(
        "prison_release", now=now, **release | {"justice_notes": f"Synthetic {CANARIES['justice']}"} | over
    )


def a_probation_order(*, now: datetime | None = None, **over: Any) -> Record:
    """A community order with treatment, which the person agreed to in court."""
    order = {"needs": ["alcohol"], "justice_notes": f"Synthetic {CANARIES['justice']}"}
    return a_partner_record("probation_order", now=now, **order | over)


def a_council_referral(*, now: datetime | None = None, **over: Any) -> Record:
    """A housing officer refers somebody whose neighbours make life a misery."""
    return a_partner_record("council", now=now, **{"needs": ["asb_support", "housing_advocacy"]} | over)


def a_school_referral(*, now: datetime | None = None, **over: Any) -> Record:
    """A school refers a girl of 14 who is being exploited; her mother may be told."""
    guardian = {"name": f"{CANARIES['given_name']} senior", "contact": "07700900125", "safe_to_inform": "yes"}
    exploited = {
        "person": a_person(date_of_birth=born(14, now=now), guardian=guardian),
        "flags": ["child_exploitation"],
        "suspect": {"name": CANARIES["suspect"], "relation": "older friend"},
    }
    return a_partner_record("school", now=now, **exploited | over)


def a_health_referral(*, now: datetime | None = None, **over: Any) -> Record:
    """A sexual-health nurse refers an adult who told of abuse and asks for an adviser; no police, no offence code."""
    return a_partner_record("health", now=now, **{"needs": ["isva", "mental_health"]} | over)


def a_fraud_list_entry(*, now: datetime | None = None, **over: Any) -> Record:
    """One victim of the national fraud service's list, 82 years old."""
    occurred = ((now or datetime.now(UTC)) - timedelta(days=20)).date().isoformat()
    entry = {
        "sender_reference": f"NFS/{CANARIES['reference']}",
        "person": a_person(date_of_birth=born(82, now=now)),
        "occurred_on": occurred,
        "consent": None,
        "worker": None,
    }
    return a_partner_record("fraud_list", now=now, **entry | over)


def a_provider_referral(*, now: datetime | None = None, **over: Any) -> Record:
    """A provider refers somebody on who needs help that it does not give."""
    return a_partner_record("provider", now=now, **{"needs": ["debt", "housing", "mental_health"]} | over)
