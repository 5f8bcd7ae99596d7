"""A county file's part is checked whole, and what is wrong is named in one line."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders.consent import NOW, TODAY, a_key, the_consent_part
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import SENDER_CLASS_OF, AgencyRole, Group, Role, SenderClass
from waymark_consent.agreement import Purpose, cover, day_in_county
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


COUNTY = read_county(the_consent_part())
SENDERS = {
    agency.id: SENDER_CLASS_OF[agency.role]
    for agency in COUNTY.agencies
    if agency.id in {sender for one in COUNTY.agreements for sender in one.senders}
}
PROVIDERS = {agency.id for agency in COUNTY.agencies if agency.role is AgencyRole.PROVIDER}


def granted(sender: str, recipient: str, purpose: Purpose) -> set[Group]:
    found = cover(COUNTY.agreements, sender=AgencyId(sender), recipient=AgencyId(recipient), purpose=purpose, on=TODAY)
    return set(found.groups)


def test_every_kind_of_sender_reaches_the_front_door_the_desk_and_the_first_responder() -> None:
    assert set(SENDERS.values()) == set(SenderClass)
    for sender in SENDERS:
        assert granted(sender, "front-door", Purpose.SAFEGUARDING)
        assert granted(sender, "triage-desk", Purpose.TRIAGE)
        assert {Group.NARRATIVE, Group.EQUALITY} <= granted(sender, "county-first-response", Purpose.NATIONAL_REFERRAL)


def test_every_provider_hears_from_the_police_from_partners_and_from_the_person() -> None:
    for provider in PROVIDERS:
        for sender in SENDERS.keys() - {provider}:
            assert granted(sender, provider, Purpose.SUPPORT), (sender, provider)


def test_who_gets_what_in_the_demo_county() -> None:
    for sender in SENDERS:
        for general in ("harbour-victim-care", "ledger-fraud-care", "neighbour-victim-hub"):
            assert not {Group.NARRATIVE, Group.SUSPECT} & granted(sender, general, Purpose.SUPPORT)
        assert len(granted(sender, "triage-desk", Purpose.TRIAGE)) <= 5
        assert Group.EQUALITY not in set().union(*(granted(sender, one, Purpose.SUPPORT) for one in PROVIDERS))
    for sender in ("warwickshire-police", "midlands-probation"):
        assert {Group.HEALTH, Group.JUSTICE} <= granted(sender, "meridian-recovery", Purpose.SUPPORT)
        assert Group.NARRATIVE not in granted(sender, "meridian-recovery", Purpose.SUPPORT)


def test_only_the_police_may_send_a_required_assessment_and_only_to_the_adult_drug_service() -> None:
    flows = {
        (sender, agency.id)
        for sender in SENDERS
        for agency in COUNTY.agencies
        if granted(sender, agency.id, Purpose.REQUIRED_ASSESSMENT)
    }
    assert flows == {("warwickshire-police", "meridian-recovery")}


def test_whoever_only_refers_has_staff_that_only_refers_and_the_person_has_neither_staff_nor_machine() -> None:
    staffed = {member.agency for member in COUNTY.members}
    referring = {member.agency for member in COUNTY.members if member.roles == (Role.REFERRER,)}
    machines = {client.agency for client in COUNTY.clients}
    for agency in COUNTY.agencies:
        if agency.role in PURPOSES:
            assert agency.id in staffed
        elif agency.role in SENDER_CLASS_OF:
            assert agency.id not in staffed - referring
            assert agency.id != "self" or agency.id not in staffed
            assert (agency.id in machines) is (agency.id != "self")


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
