"""Parts that were not given stay away; what was given lies where it belongs."""

import json
from typing import Any

import pytest

from waymark.contracts.person import Contact
from waymark.words import Answer
from waymark_intake.records.person_groups import (
    address_of,
    contact_of,
    equality_of,
    family_of,
    given,
    identity_of,
    professionals_of,
    safe_contact_of,
    suspect_of,
)
from waymark_intake.records.record import Alleged, Officer, SafeChannels, Subject


def _subject(**over: Any) -> Subject:
    return Subject.model_validate_json(json.dumps(over), strict=True)


def test_of_nobody_nothing_is_kept() -> None:
    nobody = _subject(given_name="", mobile="", address_lines=[""])
    made = (identity_of(nobody), contact_of(nobody), address_of(nobody), equality_of(nobody), family_of(nobody))
    assert set(made) == {None}
    assert {safe_contact_of(None), professionals_of(None), suspect_of(None), suspect_of(Alleged(name=""))} == {None}
    assert given(Contact()) is None


def test_another_name_counts_only_where_none_was_given() -> None:
    named = identity_of(_subject(known_as="Robin"), else_known_as="The shop")
    unnamed = identity_of(_subject(), else_known_as="The shop")
    assert named is not None
    assert unnamed is not None
    assert (named.known_as, unnamed.known_as) == ("Robin", "The shop")


def test_a_first_line_stands_above_the_address() -> None:
    address = address_of(_subject(address_lines=["1 Road"], postcode="CV21 1AA"), first_line="Corner shop")
    assert address is not None
    assert (address.lines, address.postcode) == (("Corner shop", "1 Road"), "CV21 1AA")


@pytest.mark.parametrize(("sent", "kept"), [("cv211aa", "CV21 1AA"), ("00-950", "00-950"), ("75008", "75008")])
def test_a_postcode_is_put_into_its_form_and_one_of_another_country_stays(sent: str, kept: str) -> None:
    address = address_of(_subject(postcode=sent))
    assert address is not None
    assert address.postcode == kept


def test_what_was_said_of_others_is_kept_apart() -> None:
    family = family_of(_subject(guardian={"name": "Gil", "safe_to_inform": "no"}))
    worker, suspect = professionals_of(Officer(name="Wren")), suspect_of(Alleged(relation="neighbour"))
    safe = safe_contact_of(SafeChannels(mobile_safe=Answer.YES))
    assert family is not None
    assert worker is not None
    assert suspect is not None
    assert safe is not None
    assert (family.guardian_name, family.guardian_safe_to_inform) == ("Gil", Answer.NO)
    assert (worker.officer, suspect.relation, safe.mobile_safe) == ("Wren", "neighbour", Answer.YES)
