"""Each question asked of a record: what makes it a fault, and what does not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.builders.partner_post import a_council_referral, a_drug_test, a_school_referral
from tests.builders.partner_record import NOW, a_read
from tests.builders.police_record import CONSENT, a_police_record, a_victim
from waymark.words import Answer, Contactable, QualityFlag, SenderClass
from waymark_intake.partner import canonical as partner
from waymark_intake.police import canonical as police
from waymark_intake.quality.fault import EXPLICIT, Explicit, Row, in_force
from waymark_intake.referral import Canonical
from waymark_intake.working_day import bank_holidays

Q = QualityFlag
CHILD = a_victim(date_of_birth="2014-01-01", guardian={"name": "Ada", "safe_to_inform": "yes"})
ALONE = a_victim(date_of_birth="2014-01-01")


def _canonical(**over: Any) -> Canonical:
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return police.normalise(a_police_record(**over), received_at=at, days_off=bank_holidays())


def _without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in CONSENT.items() if name not in names}


RAPE = {"offence_code": "019/08", "crime_category": None}
ABUSE = {"flags": ["domestic_abuse"]}
NO_CODE = {"offence_code": None, "crime_category": None}


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({}, set()),
        ({"safe_contact": {"mobile_safe": "no", "text_safe": "no"}}, {Q.DO_NOT_CONTACT}),
        ({"safe_contact": {"mobile_safe": "no", "text_safe": "not_known"}}, {Q.NO_SAFE_CONTACT}),
        ({"safe_contact": None}, {Q.NO_SAFE_CONTACT}),
        (RAPE | {"consent": CONSENT | {"explicit": False}}, {Q.EXPLICIT_CONSENT_MISSING}),
        (ABUSE | {"consent": CONSENT | {"explicit": False}}, {Q.EXPLICIT_CONSENT_MISSING}),
        ({"consent": CONSENT | {"explicit": False}}, set()),
        (RAPE | {"consent": {"position": "refused"}}, set()),
        ({"consent": _without("wording")}, {Q.CONSENT_EVIDENCE_MISSING}),
        ({"consent": _without("given_by", "how", "asked_at")}, {Q.CONSENT_EVIDENCE_MISSING}),
        ({"victim": ALONE}, {Q.GUARDIAN_NOT_SAID}),
        ({"victim": a_victim(date_of_birth="2010-01-01")}, set()),
        ({"victim": CHILD}, set()),
        ({"victim": CHILD} | ABUSE, {Q.CHILD_RISK_NOT_FLAGGED}),
        ({"victim": CHILD} | RAPE, {Q.CHILD_RISK_NOT_FLAGGED}),
        ({"victim": CHILD, "flags": ["child_exploitation"]}, set()),
        ({"victim": CHILD, "flags": ["domestic_abuse", "child_at_risk"]}, {Q.CHILD_PROTECTION_FIRST}),
        ({"offence_code": "004/04", "crime_category": None}, {Q.OUT_OF_SCOPE_SUSPECTED}),
        (ABUSE | {"needs": ["safe_accommodation"]}, {Q.OUT_OF_SCOPE_SUSPECTED}),
        ({"needs": ["safe_accommodation"]}, set()),
        ({"needs": ["fraud_recovery"]}, {Q.PATHWAY_DOUBTFUL}),
        ({"needs": ["chisva"]} | RAPE, {Q.PATHWAY_DOUBTFUL}),
        ({"needs": ["isva"]} | RAPE, set()),
        ({"needs": ["safeguarding_child"], "flags": ["child_at_risk"]}, {Q.CHILD_PROTECTION_FIRST}),
        (NO_CODE | {"needs": ["other"], "account": None}, {Q.OTHER_NOT_EXPLAINED}),
        (NO_CODE | {"needs": ["other"]}, set()),
        (NO_CODE | {"needs": ["other", "debt"], "account": None}, set()),
        ({"offence_code": None, "crime_category": "other-crime", "account": None}, {Q.OTHER_NOT_EXPLAINED}),
        ({"flags": ["interpreter"]}, {Q.INTERPRETER_LANGUAGE_MISSING}),
        ({"flags": ["interpreter"], "victim": a_victim(language="pl")}, set()),
    ],
)
def test_a_police_record_with_one_fault_is_told_that_one(over: dict[str, Any], found: set[QualityFlag]) -> None:
    assert set(_canonical(**over).quality) == found


def test_a_business_whose_contact_nobody_asked_is_suspected_and_travels() -> None:
    business = a_victim(business={"name": "Shop"})
    asked, unasked = _canonical(victim=business), _canonical(victim=business, consent=None)
    assert asked.quality == ()
    assert set(unasked.quality) == {Q.OUT_OF_SCOPE_SUSPECTED, Q.CONSENT_NOT_ASKED}


def test_a_carer_who_is_alleged_to_have_done_it_is_no_safe_way() -> None:
    """Number 10 of the 25: the father is alleged, and would have been called."""
    guardian = {"name": "Max  EXAMPLE", "contact": "07700 900125", "safe_to_inform": "yes"}
    child = a_victim(date_of_birth="2014-01-01", mobile=None, address_lines=None, guardian=guardian)
    canonical = _canonical(victim=child, suspect={"name": "max example"}, safe_contact=None)
    assert {Q.CONTACT_SHARED_WITH_ALLEGED, Q.NO_SAFE_CONTACT} <= set(canonical.quality)
    assert canonical.facts.contactable is Contactable.UNSAFE
    assert dict(canonical.pointers)[Q.CONTACT_SHARED_WITH_ALLEGED] == ("/victim/guardian",)
    other = _canonical(victim=child, suspect={"name": "Somebody Else"}, safe_contact=None)
    assert (other.facts.contactable, Q.CONTACT_SHARED_WITH_ALLEGED in other.quality) == (Contactable.SAFE, False)


def test_post_to_where_the_alleged_person_lives_is_no_safe_way() -> None:
    at_home = {"suspect": {"name": "Sam", "lives_with_person": "yes"}, "safe_contact": {"post_safe": "yes"}}
    canonical = _canonical(**at_home)
    assert {Q.CONTACT_SHARED_WITH_ALLEGED, Q.NO_SAFE_CONTACT} <= set(canonical.quality)
    assert canonical.facts.contactable is Contactable.UNSAFE
    assert dict(canonical.pointers)[Q.CONTACT_SHARED_WITH_ALLEGED] == ("/safe_contact/post_safe",)
    assert canonical.person.safe_contact is not None
    assert canonical.person.safe_contact.post_safe is Answer.NO
    by_phone = _canonical(**at_home | {"safe_contact": {"post_safe": "no", "mobile_safe": "yes"}})
    assert (by_phone.facts.contactable, by_phone.quality) == (Contactable.SAFE, ())


@pytest.mark.parametrize("channel", ["phone_shared", "email_shared", "address_shared"])
def test_a_channel_that_the_alleged_person_uses_is_named_and_not_used(channel: str) -> None:
    canonical = _canonical(
        victim=a_victim(email="iris@people.example"),
        safe_contact={"mobile_safe": "yes", "email_safe": "yes", "post_safe": "yes", channel: "yes"},
    )
    assert canonical.quality == (Q.CONTACT_SHARED_WITH_ALLEGED,)
    assert dict(canonical.pointers)[Q.CONTACT_SHARED_WITH_ALLEGED] == (f"/safe_contact/{channel}",)


def test_do_not_contact_is_told_as_such() -> None:
    canonical = _canonical(safe_contact={"mobile_safe": "yes", "do_not_contact": "yes"})
    assert canonical.quality == (Q.DO_NOT_CONTACT,)
    assert canonical.facts.contactable is Contactable.UNSAFE


def test_what_cannot_be_a_number_is_named_and_what_can_is_not() -> None:
    victim = a_victim(mobile="0000000", landline="01926 410000", email="none@example.org")
    pointers = dict(_canonical(victim=victim, safe_contact={"landline_safe": "yes"}).pointers)
    assert pointers[Q.CONTACT_UNUSABLE] == ("/victim/mobile", "/victim/email")


def test_what_a_consent_leaves_out_is_named() -> None:
    pointers = dict(_canonical(consent=_without("how", "wording")).pointers)
    assert pointers[Q.CONSENT_EVIDENCE_MISSING] == ("/consent/how", "/consent/wording")


def test_partners_are_asked_the_same() -> None:
    def found(make: Any, source: SenderClass, **over: Any) -> set[QualityFlag]:
        return set(partner.normalise(a_read(make, **over), source=source, received_at=NOW).quality)

    assert found(a_council_referral, SenderClass.LOCAL_AUTHORITY) == set()
    assert found(a_council_referral, SenderClass.LOCAL_AUTHORITY, needs=["fraud_recovery", "chisva"]) == {
        Q.PATHWAY_DOUBTFUL
    }
    assert found(a_school_referral, SenderClass.SCHOOL) == set()
    assert found(a_drug_test, SenderClass.POLICE) == set()


def test_a_dated_row_is_in_force_until_the_next() -> None:
    rows = tuple(Row(date(year, 1, 1)) for year in (2021, 2024))
    assert in_force(rows, date(2020, 1, 1)) is rows[0]
    assert in_force(rows, date(2023, 12, 31)) is rows[0]
    assert in_force(rows, date(2024, 1, 1)) is rows[1]
    assert isinstance(in_force(EXPLICIT, date(2026, 1, 1)), Explicit)
