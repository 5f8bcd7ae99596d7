"""What goes out whatever was said: an assessment the law requires and a notice, and no more than they need."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.consent import (
    FIRST_RESPONSE,
    FRONT_DOOR,
    HARBOUR,
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
from tests.consent.test_release import EXPLICIT, agreements, asked, facts, words
from waymark.contracts.person import PART_OF_GROUP
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import (
    SEALED_GROUPS,
    Answer,
    Flag,
    Group,
    Need,
    OffenceClass,
    Position,
    Sharing,
    StatutoryGround,
)
from waymark_consent.agreement import Agreement, Purpose, Status
from waymark_consent.answer import screen
from waymark_consent.permission import Said
from waymark_consent.release import Recipient, Subject, Terms, decide, refusal_class, shown

TESTED: dict[str, Any] = {
    "statutory": StatutoryGround.REQUIRED_ASSESSMENT,
    "needs": (Need.DRUG_TEST_ASSESSMENT,),
    "offence_class": None,
}
REQUIRED = an_agreement(
    a_grant(groups=(Group.IDENTITY, Group.HEALTH), purposes=(Purpose.REQUIRED_ASSESSMENT,)), id="required", version=3
)


@pytest.mark.parametrize("desk", [TRIAGE, FRONT_DOOR])
def test_a_required_assessment_opens_nothing_to_who_assesses_nobody_even_by_a_wrong_grant(desk: Recipient) -> None:
    grant = a_grant(desk, purposes=(Purpose.TRIAGE, Purpose.SAFEGUARDING, Purpose.REQUIRED_ASSESSMENT))
    subject = a_subject(a_word(Position.REFUSED), **TESTED)
    for purpose in (Purpose.TRIAGE, Purpose.SAFEGUARDING):
        verdict = decide(subject, desk, purpose=purpose, terms=some_terms(an_agreement(grant)))
        assert (verdict.sharing, verdict.groups) == (Sharing.WITHHOLD, ())


@pytest.mark.parametrize("said", [None, a_word(Position.REFUSED), a_word(Position.WITHDRAWN), EXPLICIT])
@pytest.mark.parametrize("purpose", [Purpose.SUPPORT, Purpose.REQUIRED_ASSESSMENT])
def test_a_required_assessment_goes_to_whom_it_is_granted_whatever_was_said(
    said: Said | None, purpose: Purpose
) -> None:
    verdict = decide(a_subject(said, **TESTED), HARBOUR, purpose=purpose, terms=some_terms(REQUIRED, an_agreement()))
    assert verdict.sharing is Sharing.PERMIT
    assert verdict.groups == (Group.IDENTITY, Group.HEALTH)
    assert (verdict.basis, verdict.agreement) == ("required_assessment", "required/3")


def test_a_required_assessment_opens_nothing_to_anybody_else() -> None:
    subject = a_subject(**TESTED)
    assert asked(subject).missing == "explicit_consent"
    assert asked(a_subject(a_word(Position.REFUSED), **TESTED)).reasons == ("person_refused",)
    suspended = REQUIRED.model_copy(update={"status": Status.SUSPENDED})
    assert asked(subject, HARBOUR, suspended, an_agreement()).missing == "explicit_consent"
    ordinary = decide(a_subject(EXPLICIT), HARBOUR, purpose=Purpose.REQUIRED_ASSESSMENT, terms=some_terms(REQUIRED))
    assert ordinary.reasons == ("no_statutory_ground",)


SLAVERY: dict[str, Any] = {"offence_class": OffenceClass.MODERN_SLAVERY, "child": Answer.NO}
NATIONAL = an_agreement(
    a_grant(FIRST_RESPONSE, purposes=(Purpose.NATIONAL_REFERRAL, Purpose.SUPPORT), groups=SOME_GROUPS), id="national"
)


@pytest.mark.parametrize("purpose", [Purpose.NATIONAL_REFERRAL, Purpose.SUPPORT])
@pytest.mark.parametrize(
    ("nrm_agreed", "sharing", "reason"),
    [
        (Answer.YES, Sharing.PERMIT, "nrm_agreed"),
        (Answer.NO, Sharing.PERMIT, "duty_to_notify"),
        (Answer.NOT_ASKED, Sharing.ASK, "nrm_agreement_missing"),
        (Answer.NOT_KNOWN, Sharing.ASK, "nrm_agreement_missing"),
    ],
)
def test_an_adults_word_on_the_mechanism_decides_what_the_first_responder_sees(
    purpose: Purpose, nrm_agreed: Answer, sharing: Sharing, reason: str
) -> None:
    subject = a_subject(nrm_agreed=nrm_agreed, **SLAVERY)
    verdict = decide(subject, FIRST_RESPONSE, purpose=purpose, terms=some_terms(NATIONAL))
    assert (verdict.sharing, verdict.reasons) == (sharing, (reason,))
    if sharing is Sharing.ASK:
        assert (verdict.missing, verdict.ask_of) == ("nrm_agreement", subject.sender)


def test_the_first_responder_sees_nobody_else_and_nothing_of_whom_refuses() -> None:
    assert asked(a_subject(EXPLICIT), FIRST_RESPONSE, NATIONAL).reasons == ("no_national_referral_need",)
    refused = a_subject(a_word(Position.REFUSED), nrm_agreed=Answer.YES, **SLAVERY)
    assert asked(refused, FIRST_RESPONSE, NATIONAL).reasons == ("person_refused",)


def test_support_after_slavery_waits_for_a_yes_of_its_own() -> None:
    assert asked(a_subject(nrm_agreed=Answer.YES, **SLAVERY)).missing == "explicit_consent"
    assert asked(a_subject(EXPLICIT, nrm_agreed=Answer.NO, **SLAVERY)).sharing is Sharing.PERMIT


def test_what_the_sender_took_back_is_open_to_duties_alone() -> None:
    subject = replace(a_subject(EXPLICIT, flags=(Flag.CHILD_AT_RISK,), **TESTED), is_withdrawn=True)
    terms = Terms((HARBOUR, TRIAGE, FRONT_DOOR), (REQUIRED, *agreements_with_all()), TODAY)
    reasons = {one.agency: one.reasons for one in screen(subject, terms).verdicts}
    assert reasons.pop(FRONT_DOOR.agency) == ("safeguarding_child",)
    assert set(reasons.values()) == {("withdrawn_by_sender",)}


groups_opened = st.fixed_dictionaries(
    {
        group: st.fixed_dictionaries(dict.fromkeys(PART_OF_GROUP[group].model_fields, st.just("zq")))
        for group in SEALED_GROUPS
    }
)


@given(facts, words, agreements, groups_opened, st.booleans(), st.sampled_from(Purpose))
def test_whatever_the_facts_a_notice_never_holds_a_field_outside_its_allow_list(
    about: Facts,
    said: Said | None,
    known: tuple[Agreement, ...],
    opened: dict[Group, dict[str, object]],
    withdrawn: bool,
    purpose: Purpose,
) -> None:
    subject = Subject(AgencyId("warwickshire-police"), about, said, withdrawn)
    verdict = decide(subject, FIRST_RESPONSE, purpose=purpose, terms=Terms((FIRST_RESPONSE,), known, TODAY))
    left = {f"{group.value}.{name}" for group, part in shown(verdict, opened).items() for name in part}
    assert {name.split(".")[0] for name in left} <= {group.value for group in verdict.groups}
    if verdict.reasons == ("duty_to_notify",):
        assert left == {"identity.sex", "equality.nationality", "equality.second_nationality", "narrative.account"}
    if about.child is Answer.NO and about.nrm_agreed is not Answer.YES and verdict.reasons != ("duty_to_notify",):
        assert left == set()


def test_a_group_of_which_nothing_is_left_is_not_shown() -> None:
    verdict = asked(a_subject(nrm_agreed=Answer.NO, **SLAVERY), FIRST_RESPONSE, NATIONAL)
    opened: dict[Group, dict[str, object]] = {Group.IDENTITY: {"given_name": "zq"}, Group.CONTACT: {"mobile": "zq"}}
    assert shown(verdict, opened) == {}


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("person_withdrawn", "person"),
        ("explicit_consent_missing", "person"),
        ("agreement_suspended", "agreement"),
        ("no_agreement", "agreement"),
        ("no_open_allocation", "allocation"),
        ("unknown_referral", "other"),
        ("withdrawn_by_sender", "other"),
    ],
)
def test_reasons_are_counted_in_a_few_classes(reason: str, name: str) -> None:
    assert refusal_class(reason) == name
