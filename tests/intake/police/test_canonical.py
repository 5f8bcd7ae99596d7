"""From police record to canonical referral: the domain cases, the refusals, and the flags that travel on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders.police_record import a_police_record, a_victim
from waymark.errors import Kind, Refused
from waymark.words import Answer, Contactable, Flag, Need, OffenceClass, Position, QualityFlag, SenderClass
from waymark_intake.police.canonical import normalise
from waymark_intake.referral import Canonical, PoliceClock
from waymark_intake.working_day import bank_holidays

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _canonical(*, at: datetime = NOW, **over: Any) -> Canonical:
    return normalise(a_police_record(**over), received_at=at, days_off=bank_holidays())


def _clock(canonical: Canonical) -> PoliceClock:
    assert canonical.clock is not None
    return canonical.clock


def _faults(**over: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        _canonical(**over)
    assert refusal.value.kind is Kind.INVALID
    return {fault.pointer: fault.code for fault in refusal.value.faults}


def test_a_clean_burglary_becomes_coded_facts_without_any_flag() -> None:
    canonical = _canonical()
    facts = canonical.facts
    assert canonical.quality == ()
    assert facts.source is SenderClass.POLICE
    assert facts.offence_class is OffenceClass.BURGLARY_DWELLING
    assert facts.needs == (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING, Need.PRACTICAL_HELP)
    assert (facts.age_years, facts.child) == (36, Answer.NO)
    assert (facts.district, facts.crime_district) == ("E07000220", "E07000220")
    assert facts.days_since_incident == 1
    assert facts.contactable is Contactable.SAFE
    assert canonical.consent.explicit
    assert _clock(canonical).on_time


def test_facts_hold_nothing_of_the_person() -> None:
    told = _canonical().facts.model_dump_json()
    for personal in ("Iris", "Example", "1990", "07700", "Sample", "4711", "door"):
        assert personal not in told


def test_a_force_may_send_anti_social_behaviour_without_code_and_reference() -> None:
    canonical = _canonical(offence_code=None, force_reference=None, crime_category="Anti-social behaviour")
    assert canonical.facts.offence_class is OffenceClass.ASB
    assert canonical.facts.needs == (Need.ASB_SUPPORT,)
    assert QualityFlag.REFERENCE_MISSING not in canonical.quality


def test_violence_without_a_code_may_be_a_sexual_offence_so_its_class_stays_unknown() -> None:
    canonical = _canonical(offence_code=None, crime_category="violent-crime")
    assert canonical.facts.offence_class is None
    assert Need.EMOTIONAL_SUPPORT in canonical.facts.needs


def test_rape_at_fifteen_asks_for_a_childs_adviser() -> None:
    canonical = _canonical(
        offence_code="019/07", crime_category="violent-crime", victim=a_victim(date_of_birth="2011-02-01")
    )
    assert canonical.facts.child is Answer.YES
    assert canonical.facts.needs == (Need.CHISVA, Need.COUNSELLING)


def test_rape_of_an_adult_nobody_asked_travels_with_its_flag() -> None:
    canonical = _canonical(offence_code="019/08", crime_category="violent-crime", consent=None)
    assert canonical.consent.position is Position.NOT_ASKED
    assert canonical.quality == (QualityFlag.CONSENT_NOT_ASKED,)


def test_trafficking_for_sex_brings_both_kinds_of_need() -> None:
    needs = _canonical(offence_code="072/01", crime_category=None).facts.needs
    assert {Need.ISVA, Need.NRM_SUPPORT} <= set(needs)


def test_exploited_at_seventeen_or_eighteen_may_be_a_child() -> None:
    victim = a_victim(date_of_birth=None, age_years=18, age_is_estimate=True)
    canonical = _canonical(offence_code=None, crime_category=None, flags=["child_exploitation"], victim=victim)
    assert (canonical.facts.age_years, canonical.facts.child) == (None, Answer.NOT_KNOWN)
    assert canonical.facts.needs == (Need.EXPLOITATION_SUPPORT, Need.SAFEGUARDING_CHILD)


def test_an_adults_word_on_the_national_referral_is_a_fact() -> None:
    assert _canonical().facts.nrm_agreed is Answer.NOT_ASKED
    facts = _canonical(flags=["modern_slavery"], nrm_agreed="no").facts
    assert (facts.nrm_agreed, Need.NRM_SUPPORT in facts.needs) == (Answer.NO, True)


def test_a_correction_may_tell_of_what_happened_since_and_ages_stay_those_of_the_first_receipt() -> None:
    later = NOW + timedelta(days=40)
    record = a_police_record(consent={"position": "given", "asked_at": (NOW + timedelta(days=39)).isoformat()})
    with pytest.raises(Refused):
        normalise(record, received_at=NOW, days_off=bank_holidays())
    canonical = normalise(record, received_at=NOW, days_off=bank_holidays(), read_at=later)
    assert canonical.facts == _canonical().facts
    assert _clock(canonical).on_time


def test_a_number_that_cannot_be_one_travels_as_a_flag() -> None:
    canonical = _canonical(victim=a_victim(mobile="0000000", address_lines=[]))
    assert canonical.quality == (QualityFlag.CONTACT_MISSING, QualityFlag.CONTACT_UNUSABLE)
    with_post = _canonical(victim=a_victim(mobile="unknown"), safe_contact={"post_safe": "yes"})
    assert (with_post.facts.contactable, with_post.quality) == (Contactable.SAFE, (QualityFlag.CONTACT_UNUSABLE,))


def test_a_first_name_is_enough() -> None:
    canonical = _canonical(victim={"given_name": "Jo"}, safe_contact=None, force_reference=None)
    assert canonical.quality == (
        QualityFlag.DATE_OF_BIRTH_MISSING,
        QualityFlag.DISTRICT_MISSING,
        QualityFlag.CONTACT_MISSING,
        QualityFlag.REFERENCE_MISSING,
    )
    assert canonical.facts.child is Answer.NOT_KNOWN


def test_living_in_coventry_and_robbed_in_rugby_are_two_districts() -> None:
    facts = _canonical(victim=a_victim(home_district="E08000026")).facts
    assert (facts.district, facts.crime_district) == ("E08000026", "E07000220")


def test_a_former_district_becomes_the_one_that_took_its_place() -> None:
    assert _canonical(victim=a_victim(home_district="E06000028")).facts.district == "E06000058"


def test_a_road_death_is_road_and_left_to_routing() -> None:
    facts = _canonical(offence_code="004/04", crime_category=None).facts
    assert (facts.offence_class, facts.needs) == (OffenceClass.ROAD, (Need.OTHER,))


def test_an_old_fraud_victim_keeps_the_forces_flag() -> None:
    facts = _canonical(
        offence_code="053/01", crime_category=None, flags=["vulnerable"], victim=a_victim(date_of_birth="1944-05-05")
    ).facts
    assert (facts.age_years, facts.flags) == (82, (Flag.VULNERABLE,))
    assert facts.needs == (Need.FRAUD_RECOVERY,)


def test_a_business_without_a_person_is_nobody_to_refer() -> None:
    faults = _faults(victim={"business": {"name": "Corner Shop"}})
    assert faults == {"/victim/business/contact_name": "nobody_to_refer"}


def test_a_business_with_a_person_is_referred_and_flagged() -> None:
    canonical = _canonical(victim={"business": {"name": "Corner Shop", "contact_name": "Kim"}, "mobile": "1"})
    assert Flag.BUSINESS in canonical.facts.flags
    assert canonical.person.identity is not None
    assert canonical.person.identity.known_as == "Kim"


def test_too_little_contact_is_told_back_and_the_clock_runs_on() -> None:
    canonical = _canonical(victim=a_victim(mobile=None, address_lines=None), safe_contact=None)
    assert QualityFlag.CONTACT_MISSING in canonical.quality
    assert _clock(canonical).due_at == datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC)


def test_a_referral_after_its_due_time_is_late_and_still_a_referral() -> None:
    canonical = _canonical(at=datetime(2026, 11, 26, 0, 0, tzinfo=UTC))
    assert canonical.quality == (QualityFlag.REPORTED_LATE,)
    assert not _clock(canonical).on_time


def test_the_code_is_followed_where_code_and_category_disagree() -> None:
    canonical = _canonical(crime_category="drugs")
    assert canonical.facts.offence_class is OffenceClass.BURGLARY_DWELLING
    assert canonical.quality == (QualityFlag.OFFENCE_AND_CATEGORY_DISAGREE,)


def test_a_sexual_offence_within_violent_crime_is_no_disagreement() -> None:
    assert _canonical(offence_code="019/08", crime_category="violent-crime").quality == ()


def test_a_no_is_never_explicit_consent() -> None:
    consent = _canonical(consent={"position": "refused", "explicit": True}).consent
    assert (consent.position, consent.explicit) == (Position.REFUSED, False)


def test_age_is_counted_on_the_local_day_of_receipt() -> None:
    victim = a_victim(date_of_birth="2008-06-16")
    just_before = _canonical(at=datetime(2026, 6, 15, 22, 59, tzinfo=UTC), victim=victim, **_in_june())
    just_after = _canonical(at=datetime(2026, 6, 15, 23, 0, tzinfo=UTC), victim=victim, **_in_june())
    assert (just_before.facts.child, just_after.facts.child) == (Answer.YES, Answer.NO)


def _in_june() -> dict[str, Any]:
    return {"reported_at": "2026-06-15T08:00:00Z", "occurred_on": "2026-06-14", "consent": None}


@pytest.mark.parametrize(
    ("over", "pointer", "code"),
    [
        ({"offence_code": "777/77"}, "/offence_code", "unknown_code"),
        ({"crime_category": "witchcraft"}, "/crime_category", "unknown_code"),
        ({"crime_district": "E99999999"}, "/crime_district", "unknown_code"),
        ({"victim": a_victim(home_district="E10000031")}, "/victim/home_district", "unknown_code"),
        ({"offence_code": None, "crime_category": None}, "/offence_code", "nothing_to_act_on"),
        ({"reported_at": "2026-11-23T10:05:01Z"}, "/reported_at", "in_the_future"),
        ({"reported_at": "9999-12-31T23:59:59-12:00"}, "/reported_at", "in_the_future"),
        ({"reported_at": "0001-01-01T00:00:00+14:00"}, "/reported_at", "impossible_date"),
        ({"occurred_on": "2026-11-24"}, "/occurred_on", "impossible_date"),
        ({"occurred_on": "0001-01-01"}, "/occurred_on", "impossible_date"),
        ({"victim": a_victim(date_of_birth="2026-11-24")}, "/victim/date_of_birth", "impossible_date"),
        ({"victim": a_victim(date_of_birth="1066-10-14")}, "/victim/date_of_birth", "impossible_date"),
        ({"consent": {"position": "given", "asked_at": "2027-01-01T00:00:00Z"}}, "/consent/asked_at", "in_the_future"),
    ],
)
def test_what_cannot_be_is_refused_by_field(over: dict[str, Any], pointer: str, code: str) -> None:
    assert _faults(**over) == {pointer: code}


def test_all_faults_are_named_at_once() -> None:
    assert len(_faults(offence_code="777/77", crime_district="E99999999", occurred_on="2030-01-01")) == 3


def test_a_clock_five_minutes_ahead_is_believed() -> None:
    assert _clock(_canonical(reported_at="2026-11-23T10:05:00Z")).on_time


def test_the_category_alone_maps_to_a_class_for_every_public_category() -> None:
    names = ["Burglary", "robbery", "Criminal damage and arson", "Theft from the person", "other-crime"]
    classes = [_canonical(offence_code=None, crime_category=name).facts.offence_class for name in names]
    assert None not in classes


def test_the_working_days_left_are_told_as_they_were_when_the_record_came() -> None:
    assert _canonical().facts.working_days_left == 3
    late = _canonical(at=NOW + timedelta(days=30))
    assert late.facts.working_days_left == 0
    assert QualityFlag.REPORTED_LATE in late.quality
