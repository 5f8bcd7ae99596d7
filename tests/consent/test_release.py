"""The decision: default deny, a refusal always wins, a duty goes out all the same."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.consent import (
    FIRST_RESPONSE,
    FRONT_DOOR,
    HARBOUR,
    OPCC,
    SOME_GROUPS,
    TODAY,
    TRIAGE,
    a_grant,
    a_subject,
    a_word,
    agreements_with_all,
    an_agreement,
    some_terms,
)
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import (
    SEALED_GROUPS,
    AgencyRole,
    Answer,
    Flag,
    Group,
    Need,
    OffenceClass,
    Position,
    SenderClass,
    Sharing,
    StatutoryGround,
)
from waymark_consent.agreement import Agreement, Purpose, Status
from waymark_consent.answer import screen
from waymark_consent.basis import SPECIAL_GROUPS
from waymark_consent.permission import REFUSALS, Said
from waymark_consent.release import (
    PURPOSES,
    WHATEVER_WAS_SAID,
    Recipient,
    Subject,
    Terms,
    Verdict,
    decide,
    lost,
)

RAPE: dict[str, Any] = {"offence_class": OffenceClass.SEXUAL}
THEFT: dict[str, Any] = {"offence_class": OffenceClass.THEFT}
YES, EXPLICIT = a_word(), a_word(explicit=True)


def asked(subject: Subject, recipient: Recipient = HARBOUR, *agreements: Agreement) -> Verdict:
    return decide(subject, recipient, purpose=PURPOSES[recipient.role][0], terms=some_terms(*agreements))


@pytest.mark.parametrize(
    ("facts", "said", "sharing", "reason"),
    [
        (THEFT, None, Sharing.PERMIT, "position_not_asked"),
        (THEFT, a_word(Position.UNABLE_TO_ASK), Sharing.PERMIT, "position_unable_to_ask"),
        (THEFT, YES, Sharing.PERMIT, "position_given"),
        (THEFT, a_word(Position.REFUSED), Sharing.WITHHOLD, "person_refused"),
        (THEFT, a_word(Position.WITHDRAWN), Sharing.WITHHOLD, "person_withdrawn"),
        (RAPE, None, Sharing.ASK, "explicit_consent_missing"),
        (RAPE, YES, Sharing.ASK, "explicit_consent_missing"),
        (RAPE, EXPLICIT, Sharing.PERMIT, "position_given"),
        (RAPE, a_word(Position.REFUSED, explicit=True), Sharing.WITHHOLD, "person_refused"),
        ({"offence_class": OffenceClass.HOMICIDE}, None, Sharing.ASK, "explicit_consent_missing"),
        ({"offence_class": None}, None, Sharing.ASK, "explicit_consent_missing"),
        ({"offence_class": None}, EXPLICIT, Sharing.PERMIT, "position_given"),
        ({"offence_class": None, "source": SenderClass.HEALTH}, None, Sharing.PERMIT, "position_not_asked"),
        ({**THEFT, "flags": (Flag.DOMESTIC_ABUSE,)}, None, Sharing.ASK, "explicit_consent_missing"),
        ({**THEFT, "flags": (Flag.BEREAVED,)}, None, Sharing.ASK, "explicit_consent_missing"),
        ({**THEFT, "flags": (Flag.BUSINESS,)}, None, Sharing.WITHHOLD, "business_without_named_person"),
        ({**THEFT, "flags": (Flag.BUSINESS,)}, YES, Sharing.PERMIT, "position_given"),
        ({**THEFT, "source": SenderClass.VOLUNTARY}, None, Sharing.ASK, "consent_missing"),
        ({**THEFT, "source": SenderClass.VOLUNTARY}, YES, Sharing.PERMIT, "position_given"),
        ({**RAPE, "source": SenderClass.VOLUNTARY}, YES, Sharing.ASK, "explicit_consent_missing"),
        ({**RAPE, "source": SenderClass.SELF}, None, Sharing.PERMIT, "position_not_asked"),
        ({**RAPE, "source": SenderClass.HEALTH}, None, Sharing.ASK, "explicit_consent_missing"),
    ],
)
def test_what_a_provider_is_answered(facts: dict[str, Any], said: Said | None, sharing: Sharing, reason: str) -> None:
    verdict = asked(a_subject(said, **facts))
    assert verdict.sharing is sharing
    assert verdict.reasons == (reason,)
    assert bool(verdict.groups) is (sharing is Sharing.PERMIT)


def test_a_question_says_what_is_missing_and_who_can_supply_it() -> None:
    subject = a_subject(**RAPE)
    verdict = asked(subject)
    assert (verdict.missing, verdict.ask_of) == ("explicit_consent", subject.sender)
    assert verdict.agreement == "general-victims/1"


def test_a_young_childs_yes_waits_for_a_parent_or_guardian() -> None:
    child: dict[str, Any] = {**RAPE, "child": Answer.YES, "age_years": 11}
    assert asked(a_subject(EXPLICIT, **child)).missing == "consent_of_parent_or_guardian"
    by_guardian = replace(EXPLICIT, given_by="guardian")
    assert asked(a_subject(by_guardian, **child)).sharing is Sharing.PERMIT


def test_while_a_question_waits_the_triage_desk_sees_that_it_waits_and_nothing_of_whom() -> None:
    verdict = asked(a_subject(**RAPE), TRIAGE)
    assert verdict.sharing is Sharing.PERMIT
    assert verdict.groups == ()
    assert set(verdict.withheld.values()) == {"explicit_consent_missing"}
    business = asked(a_subject(flags=(Flag.BUSINESS,)), TRIAGE)
    assert (business.sharing, business.groups) == (Sharing.PERMIT, ())


def test_the_triage_desk_gets_nothing_of_whoever_refused() -> None:
    assert asked(a_subject(a_word(Position.REFUSED)), TRIAGE).sharing is Sharing.WITHHOLD


def test_every_group_is_shown_or_withheld_with_a_reason() -> None:
    verdict = asked(a_subject(YES))
    assert verdict.groups == SOME_GROUPS
    assert verdict.withheld[Group.EQUALITY] == "not_in_agreement"
    assert set(verdict.groups) | set(verdict.withheld) == set(SEALED_GROUPS)


def test_a_voluntary_senders_special_groups_wait_for_an_explicit_yes() -> None:
    facts = {**THEFT, "source": SenderClass.VOLUNTARY}
    implied, explicit = asked(a_subject(YES, **facts)), asked(a_subject(EXPLICIT, **facts))
    assert Group.NARRATIVE not in implied.groups
    assert implied.withheld[Group.NARRATIVE] == "needs_explicit_consent"
    assert Group.NARRATIVE in explicit.groups


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"review_on": TODAY - timedelta(days=60)}, "agreement_review_overdue"),
        ({"status": Status.SUSPENDED}, "agreement_suspended"),
        ({"ends_on": TODAY}, "agreement_ended"),
        ({"in_force_from": TODAY + timedelta(days=3)}, "agreement_not_yet_in_force"),
        ({"grants": (a_grant(TRIAGE),)}, "no_agreement"),
    ],
)
def test_without_an_agreement_in_force_there_is_no_release(over: dict[str, Any], reason: str) -> None:
    verdict = asked(a_subject(EXPLICIT), HARBOUR, an_agreement(**over))
    assert verdict.sharing is Sharing.WITHHOLD
    assert verdict.reasons == (reason,)


@pytest.mark.parametrize("said", [None, a_word(Position.REFUSED), a_word(Position.WITHDRAWN), EXPLICIT])
def test_a_child_at_risk_reaches_the_front_door_whatever_was_said_and_agreed(said: Said | None) -> None:
    subject = a_subject(said, child=Answer.YES, age_years=15, **RAPE)
    for agreements in (agreements_with_all(), (an_agreement(status=Status.SUSPENDED),)):
        result = screen(subject, some_terms(*agreements))
        (front_door,) = [one for one in result.verdicts if one.agency == FRONT_DOOR.agency]
        assert [duty.agency for duty in result.duties] == [FRONT_DOOR.agency]
        assert front_door.sharing is Sharing.PERMIT
        assert front_door.groups == result.duties[0].groups
        assert front_door.withheld[Group.SUSPECT] == "not_part_of_the_duty"


def test_support_for_that_child_still_waits_for_a_yes() -> None:
    subject = a_subject(child=Answer.YES, age_years=15, **RAPE)
    assert asked(subject).sharing is Sharing.ASK


def test_a_commissioner_sees_nobody() -> None:
    for purpose in Purpose:
        verdict = decide(a_subject(EXPLICIT), OPCC, purpose=purpose, terms=some_terms(an_agreement(a_grant(OPCC))))
        assert (verdict.sharing, verdict.reasons) == (Sharing.WITHHOLD, ("role_sees_no_people",))
    assert OPCC.agency not in {one.agency for one in screen(a_subject(EXPLICIT), some_terms()).verdicts}


def test_the_front_door_sees_only_those_who_need_to_be_kept_safe() -> None:
    needs = (Need.EMOTIONAL_SUPPORT, Need.SAFEGUARDING_ADULT)
    assert asked(a_subject(EXPLICIT), FRONT_DOOR).reasons == ("no_safeguarding_need",)
    assert asked(a_subject(EXPLICIT, needs=needs), FRONT_DOOR).sharing is Sharing.PERMIT
    assert asked(a_subject(EXPLICIT, needs=needs, **RAPE), FRONT_DOOR).groups == SOME_GROUPS


def test_a_purpose_that_is_not_the_roles_own_is_refused() -> None:
    verdict = decide(a_subject(EXPLICIT), HARBOUR, purpose=Purpose.SAFEGUARDING, terms=some_terms())
    assert verdict.reasons == ("purpose_not_of_role",)


def test_a_sender_is_no_recipient_of_its_own_referral() -> None:
    subject = replace(a_subject(EXPLICIT), sender=HARBOUR.agency)
    assert HARBOUR.agency not in {one.agency for one in screen(subject, some_terms()).verdicts}


def test_who_lost_its_permit_is_found() -> None:
    terms = some_terms()
    before, after = screen(a_subject(YES), terms).scope, screen(a_subject(a_word(Position.WITHDRAWN)), terms).scope
    assert {scope.agency for scope in lost(before, after)} == {HARBOUR.agency, TRIAGE.agency}
    assert lost(after, before) == ()
    assert lost((), after) == ()


facts = st.builds(
    Facts,
    source=st.sampled_from(SenderClass),
    offence_class=st.none() | st.sampled_from(OffenceClass),
    needs=st.lists(st.sampled_from(Need), max_size=3, unique=True).map(tuple),
    flags=st.lists(st.sampled_from(Flag), max_size=3, unique=True).map(tuple),
    statutory=st.none() | st.sampled_from(StatutoryGround),
    nrm_agreed=st.sampled_from(Answer),
    age_years=st.none() | st.integers(0, 99),
    child=st.sampled_from(Answer),
)
words = st.none() | st.builds(
    a_word,
    st.sampled_from(Position),
    explicit=st.booleans(),
    given_by=st.sampled_from(["self", "guardian", "attorney"]),
)
recipients = st.builds(
    Recipient,
    st.sampled_from(["harbour-victim-care", "county-first-response", "other"]).map(AgencyId),
    st.sampled_from(AgencyRole),
)
grants = st.builds(
    a_grant,
    st.sampled_from([HARBOUR, TRIAGE, FIRST_RESPONSE]),
    groups=st.lists(st.sampled_from(SEALED_GROUPS), unique=True).map(tuple),
    purposes=st.lists(st.sampled_from(Purpose), min_size=1, unique=True).map(tuple),
)
agreements = st.lists(
    st.builds(
        an_agreement,
        grants,
        version=st.integers(1, 4),
        status=st.sampled_from(Status),
        review_on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    ),
    max_size=3,
).map(tuple)


def granted_by(known: tuple[Agreement, ...], to: Recipient, *purposes: Purpose) -> set[Group]:
    return {
        group
        for one in known
        if one.standing(TODAY).value == "in_force"
        for grant in one.grants
        if grant.recipient == to.agency and set(purposes) & set(grant.purposes)
        for group in grant.groups
    }


@given(facts, words, recipients, agreements, st.sampled_from(Purpose))
def test_whatever_comes_the_decision_keeps_its_promises(
    about: Facts, said: Said | None, to: Recipient, known: tuple[Agreement, ...], purpose: Purpose
) -> None:
    subject, terms = Subject(AgencyId("warwickshire-police"), about, said), Terms((to,), known, TODAY)
    verdict = decide(subject, to, purpose=purpose, terms=terms)
    assert set(verdict.groups) | set(verdict.withheld) == set(SEALED_GROUPS)
    assert not set(verdict.groups) & set(verdict.withheld)
    assert verdict.reasons
    if verdict.sharing is not Sharing.PERMIT:
        assert verdict.groups == ()
    if verdict.duty is not None:
        assert to.role in {AgencyRole.SAFEGUARDING, AgencyRole.FIRST_RESPONDER}
        assert set(verdict.groups) <= set(verdict.duty.groups)
        return
    if verdict.reasons == ("statutory_assessment",):
        assert about.statutory is not None
        assert set(verdict.groups) == granted_by(known, to, Purpose.REQUIRED_ASSESSMENT)
        return
    assert not WHATEVER_WAS_SAID.intersection(verdict.reasons)
    assert set(verdict.groups) <= granted_by(known, to, purpose)
    if said is not None and said.position in REFUSALS:
        assert verdict.sharing is Sharing.WITHHOLD
    if to.role not in PURPOSES:
        assert verdict.sharing is Sharing.WITHHOLD
    if verdict.sharing is Sharing.PERMIT:
        assert verdict.agreement
    agreed = verdict.reasons == ("nrm_agreed",)
    if not agreed and about.source is SenderClass.VOLUNTARY and set(verdict.groups) & SPECIAL_GROUPS:
        assert said is not None
        assert said.explicit


@given(facts, words)
def test_without_any_agreement_nothing_is_permitted_but_duties(about: Facts, said: Said | None) -> None:
    subject = Subject(AgencyId("warwickshire-police"), about, said)
    terms = Terms((HARBOUR, TRIAGE, FRONT_DOOR, FIRST_RESPONSE, OPCC), (), TODAY)
    result = screen(subject, terms)
    permitted = {one.agency for one in result.verdicts if one.sharing is Sharing.PERMIT}
    assert permitted == {duty.agency for duty in result.duties}


@given(facts, words)
def test_the_same_question_has_the_same_answer(about: Facts, said: Said | None) -> None:
    subject = Subject(AgencyId("warwickshire-police"), about, said)
    assert screen(subject, some_terms()) == screen(subject, some_terms())
