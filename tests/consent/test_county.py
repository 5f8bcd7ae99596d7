"""A county file's part is checked whole, and what is wrong is named in one line."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders.consent import NOW, TODAY, a_key, the_consent_part
from waymark.errors import Kind, Refused
from waymark.words import AgencyRole
from waymark_consent.agreement import Purpose, day_in_county
from waymark_consent.county import read_county
from waymark_consent.release import PURPOSES

Part = dict[str, Any]


def test_the_demo_county_is_sound() -> None:
    county = read_county(the_consent_part())
    assert {agency.role for agency in county.agencies} >= {AgencyRole.POLICE, AgencyRole.TRIAGE}
    assert day_in_county(NOW) == TODAY
    assert all(agreement.standing(TODAY).value == "in_force" for agreement in county.agreements)


def test_in_the_demo_county_every_agency_that_can_receive_has_an_agreement_for_its_purposes() -> None:
    county = read_county(the_consent_part())
    granted = {
        (grant.recipient, purpose) for one in county.agreements for grant in one.grants for purpose in grant.purposes
    }
    for agency in county.agencies:
        if agency.role in PURPOSES:
            assert {(agency.id, purpose) for purpose in (PURPOSES[agency.role][0], Purpose.SUPPORT)} <= granted


def without_safeguarding(part: Part) -> None:
    part["agencies"] = [one for one in part["agencies"] if one["role"] != "safeguarding"]


def first(part: Part, kind: str, **over: Any) -> None:
    part[kind][0] |= over


def private_key(part: Part) -> None:
    first(part, "clients", public_jwk=a_key().as_dict(private=True))


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda part: part.clear(), "agencies: field required"),
        (without_safeguarding, "agencies: one must have role safeguarding"),
        (lambda part: first(part, "agencies", role="bank"), "agencies warwickshire-police role"),
        (lambda part: first(part, "agencies", colour="red"), "agencies warwickshire-police colour"),
        (lambda part: first(part, "members", agency="nobody"), "member or client sam.harbour: its agency"),
        (lambda part: first(part, "members", id="lee.harbour"), "members and clients lee.harbour: is there twice"),
        (lambda part: first(part, "clients", id="lee.harbour"), "members and clients lee.harbour: is there twice"),
        (lambda part: first(part, "agreements", senders=["nobody"]), "general-victims/1: party nobody"),
        (lambda part: first(part, "agreements", id="triage-desk"), "agreements triage-desk/1: is there twice"),
        (lambda part: first(part, "agreements", review_on="soon"), "agreements general-victims review_on"),
        (private_key, "clients warwickshire-police-records public_jwk d"),
    ],
)
def test_what_is_wrong_is_named(spoil: Callable[[Part], None], line: str) -> None:
    part = the_consent_part()
    spoil(part)
    with pytest.raises(Refused) as refused:
        read_county(part)
    assert refused.value.kind is Kind.INVALID
    assert line in refused.value.title
    assert "\n" not in refused.value.title


def test_two_agreements_for_one_flow_are_refused() -> None:
    part = the_consent_part()
    part["agreements"].append(part["agreements"][0] | {"id": "again"})
    with pytest.raises(Refused) as refused:
        read_county(part)
    assert "agreements again and general-victims" in refused.value.title
