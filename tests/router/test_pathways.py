"""The demo county's rules, pathway by pathway: sample facts in, pathway, service and signpost out."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.decision import a_decision, offered, signposts, unmet
from tests.builders.rulebook import the_county
from tests.builders.screened import AGENCIES, a_duty, a_scope
from tests.router.hard_samples import HARD
from tests.router.samples import CHILD, COVENTRY, DRUGS, NO_OFFENCE, RAPE, SAMPLES, SLAVERY, UNSURE, Facts
from waymark.contracts.consent import RecipientScope
from waymark.ids import AgencyId
from waymark.words import (
    Accommodation,
    AllocationState,
    Answer,
    Contactable,
    DutyKind,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    OffenceClass,
    Pathway,
    Priority,
    ReleaseBand,
    SenderClass,
    Sharing,
    StatutoryGround,
    SubjectRole,
)
from waymark_router.rules.rule import TableName


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
    told_of |= {signpost for hard in HARD.values() for signpost in hard.told_of}
    # Who is told of the one left is among what is out of scope, below.
    assert told_of == set(the_county().directory.signposts) - {"money-advice"}


def test_every_row_that_names_a_pathway_is_matched_by_some_sample() -> None:
    matched: set[str] = set()
    for facts in (*(facts for facts, _, _ in SAMPLES.values()), *(hard.facts for hard in HARD.values())):
        matched |= {row for step in a_decision(**facts).steps for row in step.trace.matched}
    rows = the_county().rulebook.tables[TableName.PATHWAYS].table.rows
    named = {row.id for row in rows if row.output.pathway not in {None, Pathway.TRIAGE}}
    assert named - matched == {"nr-duty"}


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


def test_debt_is_seen_at_the_desk_and_the_person_hears_of_advice_on_money() -> None:
    decision = a_decision(needs=(Need.DEBT, Need.EMOTIONAL_SUPPORT))
    assert unmet(decision) == [("triage", "no_pathway_for_need")]
    assert signposts(decision) == {"money-advice"}
    assert offered(decision) == {"harbour-recovery", "triage"}


@pytest.mark.parametrize("kind", ExploitationType)
def test_every_kind_of_exploitation_of_a_child_is_one_pathway_and_the_front_door_hears(kind: ExploitationType) -> None:
    facts: Facts = {**CHILD, **NO_OFFENCE, "needs": (), "exploitation_types": (kind,)}
    assert offered(a_decision(**facts, flags=(Flag.CHILD_EXPLOITATION,))) >= {"willow-ce", "front-door-child"}
    assert offered(a_decision(**facts)) == {"willow-ce"}


def test_an_exploited_childs_help_is_in_parallel_and_none_waits_for_another() -> None:
    duties = (a_duty(), a_duty("county-first-response", DutyKind.NRM_CHILD))
    facts: Facts = {**UNSURE, **NO_OFFENCE, "needs": (Need.EXPLOITATION_SUPPORT,)}
    flags = (Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY)
    decision = a_decision(**facts, flags=flags, duties=duties)
    assert offered(decision) == {"front-door-child", "first-response", "willow-ce"}
    assert signposts(decision) == {"trafficking-guardian"}
    assert {one.service for one in decision.allocations if one.duty} == {"front-door-child", "first-response"}


@pytest.mark.parametrize(
    ("facts", "priority"),
    [
        ({**RAPE, "days_since_incident": 7}, Priority.URGENT),
        ({**RAPE, "days_since_incident": 8}, Priority.HIGH),
        ({**RAPE, **CHILD, "days_since_incident": 21}, Priority.URGENT),
        ({**RAPE, **CHILD, "days_since_incident": 22}, Priority.HIGH),
        ({**NO_OFFENCE, "needs": (Need.ISVA,), "days_since_incident": 2}, Priority.URGENT),
        ({**NO_OFFENCE, "needs": (Need.ISVA,)}, Priority.STANDARD),
        ({**RAPE, "subject": SubjectRole.SUPPORTER, "days_since_incident": 1}, Priority.HIGH),
        ({"offence_class": OffenceClass.VIOLENCE}, Priority.HIGH),
        ({"offence_class": OffenceClass.BURGLARY_DWELLING}, Priority.HIGH),
        ({"offence_class": OffenceClass.ASB, "needs": (Need.ASB_SUPPORT,)}, Priority.STANDARD),
        (
            {"offence_class": OffenceClass.ASB, "needs": (Need.ASB_SUPPORT,), "flags": (Flag.REPEAT_VICTIM,)},
            Priority.HIGH,
        ),
        ({"offence_class": OffenceClass.THEFT, "referrals_last_12_months": 2}, Priority.STANDARD),
        ({"offence_class": OffenceClass.THEFT, "referrals_last_12_months": 3}, Priority.HIGH),
        ({"offence_class": OffenceClass.THEFT, "flags": (Flag.HATE_CRIME,)}, Priority.HIGH),
        ({"offence_class": OffenceClass.THEFT, "age_years": 75}, Priority.HIGH),
        ({**DRUGS, "release_band": ReleaseBand.WITHIN_4_WEEKS}, Priority.HIGH),
        ({**DRUGS, "release_band": ReleaseBand.WITHIN_12_WEEKS}, Priority.STANDARD),
    ],
)
def test_how_soon_somebody_must_answer(facts: Facts, priority: Priority) -> None:
    assert {one.priority for one in a_decision(**facts).allocations} == {priority}


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
        "subject": st.sampled_from(SubjectRole),
        "exploitation_types": st.lists(st.sampled_from(ExploitationType), max_size=1).map(tuple),
        "harm_contexts": st.lists(st.sampled_from(HarmContext), max_size=1).map(tuple),
        "accommodation": st.none() | st.sampled_from(Accommodation),
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
