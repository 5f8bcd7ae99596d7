"""Where on the form a fault or an advice of a record belongs, and what to do in the form's own words.

Not here: what is wrong (partner/, the record's shape), and what could not be read at all (record.py).
"""

from collections.abc import Iterable, Mapping

from waymark.errors import Fault
from waymark_intake.refer.record import Unread

_FIELDS: Mapping[str, str] = {
    "/kind": "kind",
    "/sender_reference": "sender_reference",
    "/worker/name": "worker_name",
    "/worker/contact": "worker_contact",
    "/worker": "worker_name",
    "/person/date_of_birth": "date_of_birth-day",
    "/person/home_district": "home_district",
    "/person/address_lines": "address",
    "/person/guardian/contact": "guardian_contact",
    "/person/guardian/safe_to_inform": "guardian_safe",
    "/person/guardian": "guardian_name",
    "/person": "given_name",
    "/safe_contact": "mobile_safe",
    "/consent/asked_at": "asked_at-day",
    "/consent/wording": "wording",
    "/consent/explicit": "explicit",
    "/consent/given_by": "given_by",
    "/consent/how": "how",
    "/consent": "position",
    "/needs": "needs_crime",
    "/flags": "flags",
    "/occurred_on": "occurred_on-day",
    "/suspect/relation": "suspect_relation",
    "/suspect": "suspect_name",
    "/drug_test/substances": "substances",
    "/drug_test": "tested_at-day",
    "/release/missing_reason": "release_missing",
    "/release/band": "release_band",
    "/assisted/channel": "channel",
    "/assisted": "channel",
    "/circumstances/harm_contexts": "harm_contexts",
    "/circumstances": "account",
    "/person/birth_year": "date_of_birth-day",
    "/person/birth_month": "date_of_birth-day",
    "/person/household/members": "household",
    "/person/household/children": "children",
    "/person/household/parents_not_asked_because": "parents_not_asked_because",
    "/person/household": "parents_aware",
    "/person/health": "pregnant",
    "/person/due_on": "due_on-day",
    "/person/equality/nationality": "nationality",
    "/person/equality": "ethnicity",
    "/release": "release_on-day",
}
# Below these, fields of the page have the names of the record's.
_NAMED_ALIKE = frozenset({"", "/person", "/safe_contact", "/consent"})
_WORDS: Mapping[str, str] = {
    "/assisted/channel": "Choose how you speak with them",
    "/person/birth_year": "Enter the real date of birth, or leave it empty",
    "/person/birth_month": "Enter a month from 1 to 12",
    "/sender_reference": "Use letters, digits, spaces and . / - _ only, starting with a letter or digit",
    "/person/date_of_birth": "Enter the real date of birth, or leave it empty",
    "/person/due_on": "Enter the day the child is due, or leave it empty",
    "/person/age_years": "Enter an age up to 129 years",
    "/person/postcode": "Enter letters and digits only, for example CV32 4AA",
    "/needs": "Tick a kind of help, tick what is so, or enter an offence code",
    "/offence_code": "Enter a Home Office offence code, such as 028/01, or leave it empty",
    "/occurred_on": "Enter the day it happened, or leave it empty",
    "/consent/asked_at": "Enter the day and time they were asked, not one that is still ahead",
    "/consent/wording": "Use letters, digits and . / - _ only, for example leaflet/3",
    "/drug_test/tested_at": "Enter the day and time of the test, not one that is still ahead",
    "/drug_test/substances": "Tick what was found",
    "/drug_test": "Enter when the test was, and tick what was found",
    "/release/release_on": "Enter the real day of release, or say why there is none yet",
    "/release/missing_reason": "Give the day of release or say why it is missing, not both",
}


def field_of(pointer: str) -> str:
    """The field of the page for a place in the record: its own, or that of the part it belongs to; "" for the whole."""
    if not pointer or pointer in _FIELDS:
        return _FIELDS.get(pointer, "")
    above, _, leaf = pointer.rpartition("/")
    return leaf if above in _NAMED_ALIKE and not leaf.isdigit() else field_of(above)


def unread_of(faults: Iterable[Fault]) -> tuple[Unread, ...]:
    """The same faults by field, in words; the first of each field."""
    found: dict[str, Unread] = {}
    for fault in faults:
        field = field_of(fault.pointer)
        found.setdefault(field, Unread(field, words_of(fault)))
    return tuple(found.values())


def words_of(fault: Fault) -> str:
    """What to do, as the form says it."""
    for place in (fault.pointer, fault.pointer.rpartition("/")[0]):
        if place in _WORDS:
            return _WORDS[place]
    return fault.fix.rstrip(".")[:1].upper() + fault.fix.rstrip(".")[1:]
