"""The demo county's rules, pathway by pathway: sample facts in, pathway, service and signpost out."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.decision import a_decision, offered, signposts, unmet
from tests.builders.screened import AGENCIES, a_duty, a_scope
from waymark.contracts.consent import RecipientScope
from waymark.ids import AgencyId
from waymark.words import (
    AllocationState,
    Answer,
    Contactable,
    DutyKind,
    Flag,
    Need,
    OffenceClass,
    Pathway,
    Priority,
    SenderClass,
    Sharing,
    StatutoryGround,
)

Facts = Mapping[str, Any]
COVENTRY = "E08000026"
CHILD: Facts = {"age_years": 15, "child": Answer.YES}
UNSURE: Facts = {"age_years": None, "child": Answer.NOT_KNOWN}
ADULT: Facts = {"age_years": 30, "child": Answer.NO}
NO_OFFENCE: Facts = {"offence_class": None, "days_since_incident": None}
RAPE: Facts = {"offence_class": OffenceClass.SEXUAL, "needs": (Need.ISVA, Need.COUNSELLING)}
SLAVERY: Facts = {"offence_class": OffenceClass.MODERN_SLAVERY, "needs": (Need.NRM_SUPPORT, Need.SAFE_ACCOMMODATION)}
DRUGS: Facts = {**NO_OFFENCE, "needs": (Need.OPIATES,)}
ABUSE: Facts = {"flags": (Flag.DOMESTIC_ABUSE,), "needs": (Need.SAFETY_PLANNING,)}

# Facts (over those of a burglary in Warwick), where they go, whom the person is told of.
SAMPLES: dict[str, tuple[Facts, set[tuple[str, str]], set[str]]] = {
    "burglary": ({}, {("victim_recovery", "harbour-recovery")}, set()),
    "burglary, home and mind at stake": (
        {"needs": (Need.HOUSING, Need.MENTAL_HEALTH)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "rape of an adult, yesterday": (RAPE, {("sav_adult", "lantern-adult")}, {"sarc"}),
    "rape of an adult, a month ago": ({**RAPE, "days_since_incident": 30}, {("sav_adult", "lantern-adult")}, set()),
    "rape of a child, two weeks ago": (
        {**RAPE, **CHILD, "days_since_incident": 14},
        {("sav_child", "lantern-child")},
        {"sarc"},
    ),
    "sexual violence, non-recent, no offence": (
        {**NO_OFFENCE, "needs": (Need.ISVA,)},
        {("sav_adult", "lantern-adult")},
        set(),
    ),
    "domestic abuse, adult": (ABUSE, {("domestic_abuse", "aspen-recovery")}, set()),
    "domestic abuse, no safe home": (
        {**ABUSE, "needs": (Need.SAFE_ACCOMMODATION,)},
        {("domestic_abuse", "aspen-recovery")},
        {"da-accommodation"},
    ),
    "domestic abuse, 17": (
        {**ABUSE, "age_years": 17, "child": Answer.YES},
        {("domestic_abuse", "aspen-recovery"), ("safeguarding", "front-door-child")},
        set(),
    ),
    "domestic abuse, 12": (
        {**ABUSE, "age_years": 12, "child": Answer.YES},
        {("domestic_abuse", "harbour-recovery"), ("safeguarding", "front-door-child")},
        set(),
    ),
    "domestic abuse, age not known": (
        {**ABUSE, **UNSURE},
        {("domestic_abuse", "harbour-recovery")},
        set(),
    ),
    "child exploited": (
        {**CHILD, "flags": (Flag.CHILD_EXPLOITATION,), "needs": (Need.EXPLOITATION_SUPPORT,), **NO_OFFENCE},
        {("child_exploitation", "willow-ce")},
        set(),
    ),
    "perhaps a child exploited, no offence": (
        {**UNSURE, "needs": (Need.EXPLOITATION_SUPPORT,), **NO_OFFENCE},
        {("child_exploitation", "willow-ce")},
        set(),
    ),
    "early help from school": (
        {**CHILD, **NO_OFFENCE, "source": SenderClass.SCHOOL, "needs": (Need.PSYCHOEDUCATION,)},
        {("child_exploitation", "willow-ce")},
        set(),
    ),
    "early help from youth justice": (
        {**CHILD, **NO_OFFENCE, "source": SenderClass.YOUTH_JUSTICE, "needs": (Need.DIVERSIONARY_ACTIVITY,)},
        {("substance_child", "sapling-young")},
        set(),
    ),
    "slavery, adult who agrees to the mechanism": (
        {**SLAVERY, "nrm_agreed": Answer.YES},
        {("modern_slavery", "anchor-support"), ("national_referral", "first-response")},
        set(),
    ),
    "slavery, adult who said no": ({**SLAVERY, "nrm_agreed": Answer.NO}, {("modern_slavery", "anchor-support")}, set()),
    "slavery of a child": (
        {**SLAVERY, **CHILD, "needs": (Need.NRM_SUPPORT,)},
        {("child_exploitation", "willow-ce"), ("national_referral", "first-response")},
        {"trafficking-guardian"},
    ),
    "adult exploited, no label": (
        {**NO_OFFENCE, "needs": (Need.EXPLOITATION_SUPPORT,)},
        {("modern_slavery", "anchor-support")},
        set(),
    ),
    "drug test in custody": (
        {**DRUGS, "needs": (Need.DRUG_TEST_ASSESSMENT, Need.OPIATES), "statutory": StatutoryGround.REQUIRED_ASSESSMENT},
        {("substance_adult", "meridian-adult")},
        set(),
    ),
    "drugs, mind and home": (
        {**DRUGS, "needs": (Need.ALCOHOL, Need.MENTAL_HEALTH, Need.HOUSING)},
        {("substance_adult", "meridian-adult")},
        set(),
    ),
    "cannabis, 15": ({**DRUGS, **CHILD, "needs": (Need.CANNABIS,)}, {("substance_child", "sapling-young")}, set()),
    "alcohol, 17 and eight months": (
        {**DRUGS, "age_years": 17, "age_months": 8, "child": Answer.YES},
        {("substance_child", "sapling-young"), ("substance_adult", "meridian-transition")},
        set(),
    ),
    "alcohol, 17 and two months": (
        {**DRUGS, "age_years": 17, "age_months": 2, "child": Answer.YES},
        {("substance_child", "sapling-young")},
        set(),
    ),
    "drugs, Coventry": ({**DRUGS, "district": COVENTRY}, {("cross_border", "neighbour-hub")}, set()),
    "drug offence, Coventry": (
        {**DRUGS, "offence_class": OffenceClass.DRUGS, "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        set(),
    ),
    "exploited child, Coventry": (
        {**CHILD, **NO_OFFENCE, "flags": (Flag.CHILD_EXPLOITATION,), "needs": (), "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        set(),
    ),
    "homicide, Coventry": (
        {"offence_class": OffenceClass.HOMICIDE, "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        set(),
    ),
    "rape yesterday, Coventry": ({**RAPE, "district": COVENTRY}, {("cross_border", "neighbour-hub")}, {"sarc"}),
    "no safe home, Coventry": (
        {**ABUSE, "needs": (Need.SAFE_ACCOMMODATION,), "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        {"da-accommodation"},
    ),
    "homicide": (
        {"offence_class": OffenceClass.HOMICIDE, "flags": (Flag.BEREAVED,)},
        {("bereavement", "starling-relatives")},
        set(),
    ),
    "bereaved, offence not said": (
        {**NO_OFFENCE, "flags": (Flag.BEREAVED,), "needs": (Need.EMOTIONAL_SUPPORT,)},
        {("bereavement", "starling-relatives")},
        set(),
    ),
    "fraud, 82": (
        {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,), "age_years": 82},
        {("fraud", "ledger-fraud"), ("victim_recovery", "harbour-recovery")},
        set(),
    ),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_goes_where_the_table_says(sample: str) -> None:
    facts, places, told_of = SAMPLES[sample]
    decision = a_decision(**facts)
    assert {(one.pathway.value, one.service) for one in decision.allocations} == places
    assert {one.state for one in decision.allocations} == {AllocationState.OFFERED}
    assert signposts(decision) == told_of
    assert unmet(decision) == []


def test_every_pathway_and_signpost_of_the_county_has_a_sample() -> None:
    pathways = {pathway for _, places, _ in SAMPLES.values() for pathway, _ in places}
    assert set(Pathway) - pathways == {Pathway.TRIAGE}
    told_of = {signpost for _, _, told in SAMPLES.values() for signpost in told}
    assert told_of == {"sarc", "da-accommodation", "trafficking-guardian"}


@pytest.mark.parametrize("district", ["E07000222", COVENTRY, None])
@pytest.mark.parametrize("flags", [(), (Flag.BEREAVED,)])
def test_a_road_collision_is_out_of_scope_and_signposted_wherever_somebody_lives(
    district: str | None, flags: tuple[Flag, ...]
) -> None:
    facts: Facts = {"offence_class": OffenceClass.ROAD, "district": district}
    decision = a_decision(**facts, flags=() if district == COVENTRY else flags)
    assert ("triage", "out_of_scope") in unmet(decision)
    assert signposts(decision) == {"road-collision-support"}
    assert offered(decision) == {"triage"}


def test_a_need_with_a_pathway_of_its_own_is_answered_beside_a_road_collision() -> None:
    decision = a_decision(offence_class=OffenceClass.ROAD, needs=(Need.ALCOHOL, Need.EMOTIONAL_SUPPORT))
    assert offered(decision) == {"meridian-adult", "triage"}
    assert unmet(decision) == [("triage", "out_of_scope")]


def test_an_adult_without_a_word_on_the_mechanism_waits_for_one_while_support_is_offered() -> None:
    for word in (Answer.NOT_KNOWN, Answer.NOT_ASKED):
        decision = a_decision(**SLAVERY, nrm_agreed=word)
        held = next(one for one in decision.allocations if one.pathway is Pathway.NATIONAL_REFERRAL)
        assert (held.state, held.missing) == (AllocationState.HELD_CONSENT, "nrm_agreement")
        assert offered(decision) == {"anchor-support"}


def test_the_law_and_the_weeks_around_a_release_are_of_high_priority() -> None:
    lawful = a_decision(**DRUGS, statutory=StatutoryGround.REQUIRED_ASSESSMENT)
    assert lawful.allocations[0].priority is Priority.HIGH
    assert a_decision(**DRUGS).allocations[0].priority is Priority.STANDARD


# --- never silence ---

_FACTS = st.fixed_dictionaries(
    {
        "source": st.sampled_from(SenderClass),
        "offence_class": st.none() | st.sampled_from(OffenceClass),
        "needs": st.lists(st.sampled_from(Need), unique=True, max_size=5).map(tuple),
        "flags": st.lists(st.sampled_from(Flag), unique=True, max_size=3).map(tuple),
        "age_years": st.none() | st.integers(0, 130),
        "age_months": st.none() | st.integers(0, 11),
        "child": st.sampled_from(Answer),
        "district": st.sampled_from([None, "E07000222", COVENTRY]),
        "days_since_incident": st.none() | st.integers(0, 500),
        "contactable": st.sampled_from(Contactable),
        "nrm_agreed": st.sampled_from(Answer),
        "statutory": st.none() | st.sampled_from(StatutoryGround),
    }
)
_SHARING = st.lists(st.sampled_from(Sharing), min_size=len(AGENCIES) - 1, max_size=len(AGENCIES) - 1)
_DUTIES = st.lists(st.sampled_from(DutyKind), unique=True, max_size=3)


@settings(max_examples=300, deadline=None)
@given(facts=_FACTS, sharing=_SHARING, kinds=_DUTIES)
def test_every_need_ends_in_an_allocation_or_is_said_to_be_unmet_and_no_duty_is_ever_held(
    facts: dict[str, Any], sharing: list[Sharing], kinds: list[DutyKind]
) -> None:
    scope = tuple(
        RecipientScope(agency=AgencyId(agency), sharing=answer)
        for agency, answer in zip(AGENCIES, (*sharing, Sharing.PERMIT), strict=True)
    )
    told = {DutyKind.SAFEGUARDING_CHILD: "front-door", DutyKind.SAFEGUARDING_ADULT: "front-door"}
    duties = tuple(a_duty(told.get(kind, "county-first-response"), kind) for kind in kinds)
    decision = a_decision(scope=scope, duties=duties, **facts)
    answered = {need for placed in decision.allocations for need in placed.needs}
    answered |= {need for left in decision.unmet for need in left.needs}
    assert set(facts["needs"]) <= answered
    assert decision.allocations
    assert all(one.state is AllocationState.OFFERED for one in decision.allocations if one.duty)
    assert {one.agency for one in decision.allocations if one.duty} == {duty.agency for duty in duties}
    ids = [one.allocation_id for one in decision.allocations]
    assert len(set(ids)) == len(ids)


def test_with_everything_permitted_every_pathway_but_the_desk_finds_a_service() -> None:
    for sample, (facts, _, _) in SAMPLES.items():
        assert unmet(a_decision(scope=a_scope(), **facts)) == [], sample
