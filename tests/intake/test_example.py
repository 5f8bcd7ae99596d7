"""What each example comes to: the facts that routing sees, and nothing that points to anybody."""

import json
from datetime import UTC, datetime

import pytest

from waymark.contracts.referral import Facts
from waymark.words import (
    Accommodation,
    Answer,
    Contactable,
    Flag,
    HarmContext,
    Need,
    ReleaseBand,
    SenderClass,
    StatutoryGround,
    SubjectRole,
)
from waymark_intake.example import BY_NAME, EXAMPLES
from waymark_intake.partner.canonical import normalise as of_partner
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.canonical import normalise as of_police
from waymark_intake.police.record import PoliceRecord
from waymark_intake.referral import Canonical, RecordKind

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def canonical(name: str) -> Canonical:
    example = BY_NAME[name]
    if example.kind is RecordKind.POLICE:
        record = PoliceRecord.model_validate_json(_json(name), strict=True)
        return of_police(record, received_at=NOW, days_off=())
    partner = PartnerRecord.model_validate_json(_json(name), strict=True)
    return of_partner(partner, source=SenderClass.LOCAL_AUTHORITY, received_at=NOW)


def _json(name: str) -> str:

    return json.dumps(BY_NAME[name].record)


def facts(name: str) -> Facts:
    return canonical(name).facts


@pytest.mark.parametrize(
    ("name", "needs", "flags"),
    [
        ("rape-child", {Need.CHISVA, Need.SAFEGUARDING_CHILD}, {Flag.CHILD_AT_RISK}),
        (
            "county-lines-seventeen-or-eighteen",
            {Need.EXPLOITATION_SUPPORT, Need.SAFEGUARDING_CHILD},
            {Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY},
        ),
        ("forced-labour-agrees", {Need.NRM_SUPPORT}, {Flag.MODERN_SLAVERY}),
        ("slavery-child", {Need.NRM_SUPPORT, Need.EXPLOITATION_SUPPORT}, {Flag.MODERN_SLAVERY}),
        ("drug-test-on-arrest", {Need.DRUG_TEST_ASSESSMENT, Need.OPIATES}, set()),
        ("prison-release-about-when", {Need.PRISON_RELEASE_CONTINUITY}, {Flag.IN_CUSTODY}),
        ("bereaved-relative", {Need.EMOTIONAL_SUPPORT}, {Flag.BEREAVED}),
        ("domestic-abuse-shared-telephone", {Need.SAFETY_PLANNING}, set()),
        ("business-with-a-person", set(), {Flag.BUSINESS}),
        ("unborn-child", {Need.SAFEGUARDING_CHILD}, {Flag.CHILD_AT_RISK}),
        ("supporter-of-a-survivor", {Need.SUPPORTER_SUPPORT}, set()),
        ("child-on-child", {Need.CHISVA}, set()),
        ("child-to-parent", {Need.SAFETY_PLANNING}, set()),
        ("fraud-list-entry", {Need.FRAUD_RECOVERY}, set()),
    ],
)
def test_an_example_brings_its_needs_and_flags(name: str, needs: set[Need], flags: set[Flag]) -> None:
    found = facts(name)
    assert needs <= set(found.needs)
    assert flags <= set(found.flags)


def test_each_example_is_about_whom_it_says() -> None:
    roles = {example.name: facts(example.name).subject for example in EXAMPLES}
    assert {name for name, role in roles.items() if role is not SubjectRole.VICTIM} == {
        "bereaved-relative",
        "unborn-child",
        "supporter-of-a-survivor",
    }


def test_what_is_known_in_part_stays_coarse() -> None:
    assert facts("county-lines-seventeen-or-eighteen").child is Answer.NOT_KNOWN
    assert facts("prison-release-about-when").release_band is ReleaseBand.WITHIN_4_WEEKS
    assert facts("drug-test-on-arrest").statutory is StatutoryGround.REQUIRED_ASSESSMENT
    assert facts("child-on-child").harm_contexts == (HarmContext.CHILD_ON_CHILD, HarmContext.ONLINE)
    assert facts("burglary").accommodation not in set(Accommodation)


def test_a_shared_telephone_is_no_safe_way_and_the_e_mail_is() -> None:
    found = canonical("domestic-abuse-shared-telephone")
    assert found.facts.contactable is Contactable.SAFE
    assert found.person.safe_contact is not None
    assert found.person.safe_contact.mobile_safe is Answer.NO


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_of_an_example_that_points_to_somebody_is_a_fact(name: str) -> None:
    written = facts(name).model_dump_json()
    for told in ("Synthia", "Example", "Bo", "Dee", "07700", "1984", "2013", "EX/", "messaging"):
        assert told not in written


def test_the_records_of_one_event_say_so() -> None:
    assert canonical("bereaved-relative").event == b"ex/event-1"
    assert canonical("burglary").event is None
