"""The shape of what partners send: closed, strict, and silent when printed."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from tests.builders.partner_post import CANARIES, a_council_referral, a_drug_test, a_person, a_prison_release
from tests.builders.partner_record import a_read
from waymark_intake.partner.record import PartnerRecord


@pytest.mark.parametrize(
    ("over", "place"),
    [
        ({"kind": "parish"}, ("kind",)),
        ({"person": None}, ("person",)),
        ({"surprise": "x"}, ("surprise",)),
        ({"person": a_person(business={"name": "Corner shop"})}, ("person", "business")),
        ({"needs": ["cannabis"] * 21}, ("needs",)),
        ({"needs": ["a lift home"]}, ("needs", 0)),
        ({"sender_class": "police"}, ("sender_class",)),
        ({"source": "police"}, ("source",)),
        ({"nrm_agreed": True}, ("nrm_agreed",)),
        ({"justice_notes": "x" * 19_001}, ("justice_notes",)),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(over: dict[str, Any], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as error:
        a_read(a_council_referral, **over)
    assert error.value.errors()[0]["loc"] == place


def test_a_test_needs_a_substance_and_a_time_zone() -> None:
    for broken in ({"tested_at": "2026-11-23T09:00:00Z", "substances": []}, {"tested_at": "2026-11-23T09:00:00"}):
        with pytest.raises(ValidationError):
            a_read(a_drug_test, drug_test=broken)


def test_a_missing_release_has_a_reason_of_the_list() -> None:
    with pytest.raises(ValidationError):
        a_read(a_prison_release, release={"missing_reason": "nobody knows"})


def test_a_record_prints_nothing_of_anybody() -> None:
    record = a_read(a_council_referral)
    assert [token for token in CANARIES.values() if token in f"{record!r}{record!s}"] == []


def test_what_was_written_is_the_same_whatever_the_order() -> None:
    body = a_council_referral()
    swapped = dict(reversed(list(body.items()))) | {"flags": []}
    first, second = (PartnerRecord.model_validate_json(json.dumps(one)) for one in (body, swapped))
    assert first.written() == second.written()
