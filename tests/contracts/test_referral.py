"""Facts are coded and minimal: nothing in them can hold a name, a contact or words."""

from tests.contracts.examples import FULL_FACTS
from waymark.contracts.referral import Facts, ReferralReceived

FREE = {"district", "crime_district", "language", "release_on"}  # codes of fixed lists and a day, checked at intake


def test_facts_hold_codes_numbers_and_flags_only() -> None:
    properties = Facts.model_json_schema()["properties"]
    words = {name for name, field in properties.items() if '"string"' in repr(field).replace("'", '"')}
    assert words == FREE


def test_facts_keep_no_date_of_birth_and_no_reference() -> None:
    assert not {"date_of_birth", "crime_reference", "force_reference", "name"} & set(Facts.model_fields)


def test_a_received_referral_survives_the_wire() -> None:
    from_wire = Facts.model_validate_json(FULL_FACTS.model_dump_json())
    assert from_wire == FULL_FACTS


def test_it_is_told_by_intake_under_its_version() -> None:
    assert (ReferralReceived.teller(), ReferralReceived.type()) == ("intake", "referral.received.v1")
