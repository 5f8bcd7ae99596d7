"""Reading FHIR: open to what is not read, strict about what is, and silent when printed."""

from typing import Any

import pytest

from tests.builders.bars_message import a_message, written
from waymark_intake.bars.message import Bundle, Noted, Patient, Reference, ServiceRequest, Unread, place_of


def _bundle(**over: Any) -> Bundle:
    return Bundle.model_validate_json(written(a_message(**over)), strict=True)


def test_a_resource_is_found_by_its_whole_address_or_the_end_of_it() -> None:
    bundle = _bundle()
    whole = bundle.find(Patient, Reference(reference="urn:uuid:00000000-0000-4000-8000-000000000002"))
    end = bundle.find(Patient, Reference(reference="00000000-0000-4000-8000-000000000002"))
    assert whole == end
    assert whole is not None
    assert whole[1] == place_of(2) == "/entry/2/resource"


@pytest.mark.parametrize("reference", [None, Reference(), Reference(reference="urn:uuid:nowhere")])
def test_what_is_pointed_to_and_not_there_is_none(reference: Reference | None) -> None:
    assert _bundle().find(Patient, reference) is None


def test_what_is_pointed_to_and_something_else_is_none() -> None:
    patient = Reference(reference="urn:uuid:00000000-0000-4000-8000-000000000002")
    assert _bundle().find(ServiceRequest, patient) is None


def test_what_is_not_read_is_left_alone() -> None:
    bundle = _bundle(more=({"resourceType": "Slot", "start": 5}, {"resourceType": "Flag", "code": {"text": "Dog"}}))
    assert len(list(bundle.all_of(Unread))) == 1
    assert [noted.resource_type for noted, _ in bundle.all_of(Noted)] == ["Flag"]


def test_a_message_prints_nothing_of_what_it_says() -> None:
    assert "Synth" not in repr(_bundle())
