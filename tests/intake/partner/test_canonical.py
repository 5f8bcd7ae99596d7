"""From partner record to canonical referral: what each kind brings, what is refused, and which ground it stands on."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.builders.partner_post import (
    CANARIES,
    a_council_referral,
    a_drug_test,
    a_fraud_list_entry,
    a_health_referral,
    a_person,
    a_prison_release,
    a_probation_order,
    a_provider_referral,
    a_school_referral,
    a_youth_justice_referral,
    born,
)
from tests.builders.partner_record import NOW, a_read
from waymark.errors import Kind, Refused
from waymark.words import (
    Answer,
    Contactable,
    Flag,
    Need,
    OffenceClass,
    Position,
    QualityFlag,
    SenderClass,
    StatutoryGround,
)
from waymark_intake.partner.canonical import is_required_assessment, normalise
from waymark_intake.referral import Canonical

Make = Callable[..., dict[str, Any]]
KINDS: tuple[Make, ...] = (
    a_youth_justice_referral,
    a_drug_test,
    a_prison_release,
    a_probation_order,
    a_council_referral,
    a_school_referral,
    a_health_referral,
    a_fraud_list_entry,
    a_provider_referral,
)


def _canonical(make: Make, source: SenderClass = SenderClass.HEALTH, **over: Any) -> Canonical:
    return normalise(a_read(make, **over), source=source, received_at=NOW)


def _faults(make: Make, **over: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        _canonical(make, **over)
    assert refusal.value.kind is Kind.INVALID
    assert all(token not in str(refusal.value.faults) for token in CANARIES.values())
    return {fault.pointer: fault.code for fault in refusal.value.faults}


@pytest.mark.parametrize("make", KINDS)
def test_every_kind_becomes_a_referral_without_a_police_clock_and_with_nothing_personal_in_its_facts(
    make: Make,
) -> None:
    canonical = _canonical(make)
    told = canonical.facts.model_dump_json()
    assert canonical.clock is None
    assert canonical.facts.needs
    assert canonical.facts.contactable is Contactable.SAFE
    assert [token for token in CANARIES.values() if token in told] == []


@pytest.mark.parametrize("source", list(SenderClass))
def test_the_kind_of_sender_is_what_the_door_says(source: SenderClass) -> None:
    assert _canonical(a_council_referral, source).facts.source is source


def test_a_young_person_of_seventeen_is_counted_in_months_too() -> None:
    facts = _canonical(a_youth_justice_referral, SenderClass.YOUTH_JUSTICE).facts
    assert (facts.age_years, facts.age_months, facts.child) == (17, 8, Answer.YES)
    assert facts.needs == (Need.CANNABIS,)
    assert facts.offence_class is None


def test_youth_justice_without_a_substance_asks_for_harm_reduction() -> None:
    assert _canonical(a_youth_justice_referral, needs=[]).facts.needs == (Need.HARM_REDUCTION,)


def test_a_young_person_at_risk_brings_what_says_so() -> None:
    facts = _canonical(a_youth_justice_referral, at_risk=True).facts
    assert {Need.CANNABIS, Need.PSYCHOEDUCATION, Need.DIVERSIONARY_ACTIVITY} == set(facts.needs)
    assert Flag.VULNERABLE in facts.flags


def test_a_drug_test_of_an_adult_is_a_required_assessment_and_no_missing_consent() -> None:
    canonical = _canonical(a_drug_test, SenderClass.POLICE)
    assert canonical.facts.statutory is StatutoryGround.REQUIRED_ASSESSMENT
    assert set(canonical.facts.needs) == {Need.DRUG_TEST_ASSESSMENT, Need.OPIATES, Need.CRACK_COCAINE}
    assert canonical.consent.position is Position.NOT_ASKED
    assert canonical.quality == ()


@pytest.mark.parametrize(
    "person",
    [
        a_person(date_of_birth="2008-11-24"),
        a_person(date_of_birth=None),
        a_person(date_of_birth=None, age_years=19, age_is_estimate=True),
    ],
    ids=["a child", "age not known", "an estimate near 18"],
)
def test_nobody_but_a_certain_adult_is_made_to_attend(person: dict[str, Any]) -> None:
    canonical = _canonical(a_drug_test, SenderClass.POLICE, person=person)
    assert canonical.facts.statutory is None
    assert canonical.facts.needs == (Need.OPIATES, Need.CRACK_COCAINE)
    assert {QualityFlag.GROUND_NOT_MET, QualityFlag.CONSENT_NOT_ASKED} <= set(canonical.quality)


def test_who_turns_eighteen_after_the_test_was_not_made_to_attend_by_it() -> None:
    tested = {"tested_at": "2026-11-22T23:30:00Z", "substances": ["opiates"]}
    canonical = _canonical(a_drug_test, drug_test=tested, person=a_person(date_of_birth="2008-11-23"))
    assert canonical.facts.child is Answer.NO
    assert canonical.facts.statutory is None


def test_who_is_eighteen_on_the_very_day_of_the_test_must_attend() -> None:
    tested = {"tested_at": "2026-11-23T00:10:00Z", "substances": ["opiates"]}
    record = a_read(a_drug_test, drug_test=tested, person=a_person(date_of_birth="2008-11-23"))
    assert is_required_assessment(record)


@pytest.mark.parametrize("make", [make for make in KINDS if make is not a_drug_test])
def test_no_other_kind_makes_anybody_attend(make: Make) -> None:
    canonical = _canonical(make, SenderClass.POLICE)
    assert canonical.facts.statutory is None
    assert QualityFlag.GROUND_NOT_MET not in canonical.quality


def test_a_release_ahead_says_when_and_that_somebody_is_in_custody() -> None:
    facts = _canonical(a_prison_release, SenderClass.PRISON).facts
    assert facts.release_on == date(2026, 12, 3)
    assert Flag.IN_CUSTODY in facts.flags
    assert facts.needs == (Need.OPIATES, Need.PRISON_RELEASE_CONTINUITY)


@pytest.mark.parametrize("days", [0, -5])
def test_who_was_released_is_in_custody_no_more(days: int) -> None:
    facts = _canonical(a_prison_release, days=days).facts
    assert Flag.IN_CUSTODY not in facts.flags


def test_a_release_nobody_can_date_is_flagged_and_says_why() -> None:
    canonical = _canonical(a_prison_release, release={"missing_reason": "remand"})
    assert canonical.facts.release_on is None
    assert QualityFlag.RELEASE_DATE_MISSING in canonical.quality
    assert Flag.IN_CUSTODY in canonical.facts.flags
    assert canonical.person.justice is not None
    assert "not known: remand" in str(canonical.person.justice.notes)


def test_a_court_order_asks_for_the_treatment_it_names() -> None:
    assert _canonical(a_probation_order).facts.needs == (Need.ALCOHOL, Need.COURT_ORDER_TREATMENT)


def test_an_exploited_pupil_needs_support_and_is_a_child() -> None:
    facts = _canonical(a_school_referral, SenderClass.SCHOOL).facts
    assert facts.flags == (Flag.CHILD_EXPLOITATION,)
    assert facts.needs == (Need.EXPLOITATION_SUPPORT, Need.SAFEGUARDING_CHILD)
    assert facts.child is Answer.YES


@pytest.mark.parametrize(
    ("flag", "need"),
    [("modern_slavery", Need.NRM_SUPPORT), ("child_at_risk", Need.SAFEGUARDING_CHILD)],
)
def test_what_a_council_flags_brings_its_need(flag: str, need: Need) -> None:
    assert need in _canonical(a_council_referral, flags=[flag], nrm_agreed="no").facts.needs


def test_the_word_on_the_national_referral_mechanism_travels_as_it_was_given() -> None:
    assert _canonical(a_council_referral, flags=["modern_slavery"], nrm_agreed="no").facts.nrm_agreed is Answer.NO


def test_an_entry_of_the_fraud_list_is_fraud_whatever_else_it_says() -> None:
    canonical = _canonical(a_fraud_list_entry, SenderClass.POLICE)
    assert canonical.facts.offence_class is OffenceClass.FRAUD
    assert canonical.facts.needs == (Need.FRAUD_RECOVERY,)
    assert (canonical.facts.age_years, canonical.facts.days_since_incident) == (82, 20)
    assert canonical.sender_reference == f"NFS/{CANARIES['reference']}"


@pytest.mark.parametrize("make", [a_council_referral, a_school_referral, a_health_referral, a_provider_referral])
def test_who_says_nothing_to_act_on_is_told_so(make: Make) -> None:
    assert _faults(make, needs=[], flags=[]) == {"/needs": "nothing_to_act_on"}


@pytest.mark.parametrize("make", [a_prison_release, a_probation_order, a_drug_test, a_fraud_list_entry])
def test_some_kinds_are_enough_by_themselves(make: Make) -> None:
    assert _canonical(make, needs=[], flags=[]).facts.needs


@pytest.mark.parametrize(
    ("make", "over", "fault"),
    [
        (a_drug_test, {"drug_test": None}, {"/drug_test": "missing"}),
        (
            a_drug_test,
            {"drug_test": {"tested_at": "2026-11-23T10:06:00Z", "substances": ["opiates"]}},
            {"/drug_test/tested_at": "in_the_future"},
        ),
        (
            a_drug_test,
            {"drug_test": {"tested_at": "2026-11-23T09:00:00Z", "substances": ["housing"]}},
            {"/drug_test/substances": "unknown_code"},
        ),
        (a_prison_release, {"release": None}, {"/release/release_on": "missing"}),
        (a_prison_release, {"release": {}}, {"/release/release_on": "missing"}),
        (
            a_prison_release,
            {"release": {"release_on": "2026-12-01", "missing_reason": "remand"}},
            {"/release/missing_reason": "contradicts"},
        ),
        (a_prison_release, {"release": {"release_on": "2006-12-01"}}, {"/release/release_on": "impossible_date"}),
        (a_council_referral, {"release": {"release_on": "2026-12-01"}}, {"/release": "not_of_this_kind"}),
        (
            a_council_referral,
            {"drug_test": {"tested_at": "2026-11-23T09:00:00Z", "substances": ["opiates"]}},
            {"/drug_test": "not_of_this_kind"},
        ),
        (a_council_referral, {"flags": ["business"]}, {"/flags": "not_of_this_kind"}),
        (a_council_referral, {"offence_code": "999/99"}, {"/offence_code": "unknown_code"}),
        (a_fraud_list_entry, {"offence_code": "028/01"}, {"/offence_code": "not_of_this_kind"}),
        (a_council_referral, {"occurred_on": "2026-11-24"}, {"/occurred_on": "impossible_date"}),
        (
            a_council_referral,
            {"person": a_person(date_of_birth="2030-01-01")},
            {"/person/date_of_birth": "impossible_date"},
        ),
        (
            a_council_referral,
            {"person": a_person(home_district="E07999999")},
            {"/person/home_district": "unknown_code"},
        ),
        (
            a_council_referral,
            {"consent": {"position": "given", "asked_at": "2026-11-24T10:00:00Z"}},
            {"/consent/asked_at": "in_the_future"},
        ),
    ],
)
def test_what_is_malformed_or_contradicts_its_kind_is_named(
    make: Make, over: dict[str, Any], fault: dict[str, str]
) -> None:
    assert _faults(make, **over) == fault


def test_what_is_only_missing_travels_on_as_flags() -> None:
    canonical = _canonical(
        a_council_referral, person={"given_name": "Jo"}, safe_contact=None, consent=None, sender_reference=None
    )
    assert set(canonical.quality) == {
        QualityFlag.DATE_OF_BIRTH_MISSING,
        QualityFlag.DISTRICT_MISSING,
        QualityFlag.CONTACT_MISSING,
        QualityFlag.CONSENT_NOT_ASKED,
        QualityFlag.REFERENCE_MISSING,
    }


def test_an_offence_code_brings_the_needs_of_its_class() -> None:
    facts = _canonical(a_health_referral, needs=[], offence_code="019/08").facts
    assert facts.offence_class is OffenceClass.SEXUAL
    assert Need.ISVA in facts.needs


@given(days=some.integers(min_value=0, max_value=39_000))
def test_whoever_may_be_a_child_at_the_test_is_never_made_to_attend(days: int) -> None:
    birth = NOW.date() - timedelta(days=days)
    record = a_read(a_drug_test, person=a_person(date_of_birth=birth.isoformat()))
    eighteenth = birth.year + 18
    is_adult = (eighteenth, birth.month, birth.day) <= (NOW.year, NOW.month, NOW.day)
    assert not is_required_assessment(record) or is_adult


def test_born_makes_somebody_that_old() -> None:
    assert (
        _canonical(a_council_referral, person=a_person(date_of_birth=born(17, months=8, now=NOW))).facts.age_months == 8
    )


def test_a_correction_keeps_the_age_of_the_first_day_and_knows_who_has_left_prison_since() -> None:
    later = NOW + timedelta(days=20)
    record = a_read(a_prison_release, person=a_person(date_of_birth="2008-12-01"))
    corrected = normalise(record, source=SenderClass.PRISON, received_at=NOW, read_at=later)
    assert corrected.facts.age_years == 17
    assert Flag.IN_CUSTODY not in corrected.facts.flags


def test_a_correction_may_tell_of_what_happened_since() -> None:
    asked = {"position": "given", "explicit": True, "asked_at": "2026-11-25T09:00:00Z"}
    record = a_read(a_council_referral, consent=asked)
    later = NOW + timedelta(days=3)
    assert normalise(record, source=SenderClass.LOCAL_AUTHORITY, received_at=NOW, read_at=later).consent.explicit
