"""Every field of a partner's record goes into the group where it belongs."""

from tests.builders.partner_post import (
    CANARIES,
    a_council_referral,
    a_drug_test,
    a_fraud_list_entry,
    a_prison_release,
    a_school_referral,
)
from tests.builders.partner_record import a_read
from waymark.words import Group
from waymark_intake.partner.person import person_of


def test_each_value_lies_in_its_own_group() -> None:
    record = a_read(a_school_referral, justice_notes=f"Synthetic {CANARIES['justice']}")
    found = {group: part.model_dump_json() for group, part in person_of(record).groups().items()}
    places = {
        "given_name": Group.IDENTITY,
        "family_name": Group.IDENTITY,
        "mobile": Group.CONTACT,
        "code_word": Group.SAFE_CONTACT,
        "address": Group.ADDRESS,
        "account": Group.NARRATIVE,
        "risk": Group.RISK,
        "health": Group.HEALTH,
        "justice": Group.JUSTICE,
        "worker": Group.PROFESSIONALS,
        "suspect": Group.SUSPECT,
    }
    for name, place in places.items():
        holders = {group for group, text in found.items() if CANARIES[name] in text}
        assert holders - {Group.FAMILY} == {place}, name
    assert "07700900125" in found[Group.FAMILY]


def test_only_a_crime_reference_is_kept_readable() -> None:
    fraud, council = person_of(a_read(a_fraud_list_entry)), person_of(a_read(a_council_referral))
    assert fraud.incident is not None
    assert fraud.incident.crime_reference == f"NFS/{CANARIES['reference']}"
    assert council.incident is None


def test_what_was_found_and_when_stands_before_the_senders_notes() -> None:
    justice = person_of(a_read(a_drug_test)).justice
    assert justice is not None
    assert str(justice.notes).splitlines() == [
        "Drug test in police custody at 2026-11-23T08:00:00+00:00: opiates, crack cocaine",
        f"Synthetic {CANARIES['justice']}",
    ]


def test_the_day_of_release_stands_before_the_senders_notes() -> None:
    justice = person_of(a_read(a_prison_release)).justice
    assert justice is not None
    assert str(justice.notes).startswith("Release from prison on 2026-12-03\n")


def test_the_longest_notes_still_fit_with_what_stands_before_them() -> None:
    justice = person_of(a_read(a_drug_test, justice_notes="x" * 19_000)).justice
    assert justice is not None
    assert len(str(justice.notes)) > 19_000
