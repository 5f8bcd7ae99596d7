"""A message as a partner record: each element in its field, what has none as words, nothing guessed."""

import json
from typing import Any

import pytest

from tests.builders.bars_message import a_message, written
from waymark_intake.bars.message import Bundle
from waymark_intake.bars.reading import Reading, record_of
from waymark_intake.bars.workflow import message_of
from waymark_intake.partner.record import PartnerRecord


def _reading(**over: Any) -> Reading:
    return record_of(message_of(Bundle.model_validate_json(written(a_message(**over)), strict=True)))


def _record(**over: Any) -> dict[str, Any]:
    found = _reading(**over).written
    PartnerRecord.model_validate_json(found, strict=True)
    record: dict[str, Any] = json.loads(found)
    return record


def test_the_person_is_who_the_patient_is() -> None:
    assert _record()["person"] == {
        "given_name": "Ada May",
        "family_name": "Synth",
        "title": "Ms",
        "aliases": ["Addie"],
        "date_of_birth": "1980-02-03",
        "sex": "female",
        "nhs_number": "9990000018",
        "mobile": "07700 900001",
        "landline": "01926 000001",
        "email": "ada@example.org",
        "third_person": {"name": "Bo Synth", "relation": "Emergency contact person", "contact": "07700 900002"},
        "address_lines": ["1 Test Street", "Testville"],
        "postcode": "CV1 1AA",
        "language": "pl",
    }


def test_who_asks_is_whom_to_ask() -> None:
    assert _record()["worker"] == {"name": "Cy Clerk", "contact": "01926 000009", "agency": "Test Hospital"}


@pytest.mark.parametrize(
    ("birth", "known"),
    [("1980", {"birth_year": 1980}), ("1980-02", {"birth_year": 1980, "birth_month": 2})],
)
def test_a_birth_known_in_part_stays_so(birth: str, known: dict[str, int]) -> None:
    person = _record(patient={"birthDate": birth})["person"]
    assert {name: person.get(name) for name in known} == known
    assert "date_of_birth" not in person


def test_a_patients_own_numbers_may_come_as_a_contact_whose_relationship_is_oneself() -> None:
    own = {
        "relationship": [{"coding": [{"code": "ONESELF"}]}],
        "telecom": [{"system": "phone", "value": "07700 900003", "use": "mobile"}],
    }
    person = _record(patient={"telecom": [], "contact": [own]})["person"]
    assert person["mobile"] == "07700 900003"
    assert "third_person" not in person


def test_our_codes_are_needs_flags_and_offences_and_no_others_are() -> None:
    codes = [
        {
            "coding": [
                {"system": "urn:waymark:need", "code": "isva"},
                {"system": "urn:waymark:flag", "code": "vulnerable"},
            ]
        },
        {"coding": [{"system": "urn:waymark:offence", "code": "019/08"}]},
        {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "Something coded elsewhere"}]},
    ]
    record = _record(request={"reasonCode": codes})
    assert (record["needs"], record["flags"], record["offence_code"]) == (["isva"], ["vulnerable"], "019/08")
    assert "Reason: Something coded elsewhere" in record["account"]


def test_a_request_in_words_only_is_something_else_until_a_person_has_read_it() -> None:
    assert _record(request={"reasonCode": [{"text": "Cannot sleep since the attack"}]})["needs"] == ["other"]


def test_a_request_that_says_nothing_asks_for_nothing() -> None:
    assert "needs" not in _record(request={"reasonCode": [], "note": []})


def test_flags_are_risks_unless_all_is_well_and_observations_are_words() -> None:
    flags = (
        {"resourceType": "Flag", "status": "active", "category": [{"text": "Home"}], "code": {"text": "Large dog"}},
        {"resourceType": "Flag", "status": "active", "code": {"coding": [{"code": "S", "display": "Scene is safe"}]}},
        {"resourceType": "Flag", "status": "inactive", "code": {"text": "Long gone"}},
        {"resourceType": "Observation", "code": {"text": "Bruised arm"}},
    )
    record = _record(more=flags)
    assert record["risk_summary"] == "Home: Flag: Large dog"
    assert "Observation: Bruised arm" in record["account"]


def test_consent_for_direct_care_is_no_yes_to_sharing() -> None:
    consent = {"resourceType": "Consent", "status": "active", "policyRule": {"coding": [{"code": "IMPLIED"}]}}
    assert "consent" not in _record(more=(consent,))


def test_a_reference_that_cannot_be_one_of_ours_is_left_out() -> None:
    assert _record()["sender_reference"] == "REQ-1"
    assert "sender_reference" not in _record(request={"identifier": [{"value": "urn|odd?"}]})


def test_every_part_knows_its_place_in_the_message() -> None:
    reading = _reading()
    assert reading.place("/person/date_of_birth") == "/entry/2/resource/birthDate"
    assert reading.place("/person/third_person/contact") == "/entry/2/resource/contact/0/telecom"
    assert reading.place("/needs/0") == "/entry/1/resource/reasonCode"
    assert reading.place("/consent/position") == ""
