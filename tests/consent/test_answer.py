"""Referrals that are alike to every rule share one answer, and it is the answer each would have got alone."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders.consent import (
    FIRST_RESPONSE,
    FRONT_DOOR,
    HARBOUR,
    NOW,
    OPCC,
    TODAY,
    TRIAGE,
    a_subject,
    a_word,
    agreements_with_all,
    some_terms,
)
from tests.consent.test_release import facts, words
from waymark.contracts.consent import RecipientScope
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import Answer, Need, OffenceClass, Position, Sharing
from waymark_consent.answer import Screener, essence, screen
from waymark_consent.duty import duties_of
from waymark_consent.permission import Said
from waymark_consent.release import PURPOSES, Subject, Terms, decide

TERMS = Terms((HARBOUR, TRIAGE, FRONT_DOOR, FIRST_RESPONSE, OPCC), agreements_with_all(), TODAY)
SCREENER = Screener(TERMS)
whole_facts = st.builds(
    lambda about, **rest: about.model_copy(update=rest),
    facts,
    district=st.none() | st.just("E07000220"),
    days_since_incident=st.none() | st.integers(0, 9000),
    language=st.sampled_from(["en", "pl"]),
)


@given(whole_facts, words, st.booleans())
def test_what_is_left_out_changes_no_answer(about: Facts, said: Said | None, withdrawn: bool) -> None:
    subject = Subject(AgencyId("warwickshire-police"), about, said, withdrawn)
    alone = tuple(
        decide(subject, one, purpose=PURPOSES[one.role][0], terms=TERMS)
        for one in TERMS.recipients
        if one.role in PURPOSES
    )
    for answer in (screen(subject, TERMS), SCREENER.screen(subject), SCREENER.screen(subject)):
        assert answer.verdicts == alone
        assert answer.duties == duties_of(about, TERMS.told_by_duty, TODAY)
    assert essence(essence(subject)) == essence(subject)


def test_two_alike_referrals_are_decided_once_and_a_different_one_for_itself() -> None:
    screener = Screener(some_terms())
    one = screener.screen(a_subject(a_word(said_at=NOW), district="E07000218", age_years=20))
    assert screener.screen(a_subject(a_word(), district=None, age_years=70, needs=(Need.HOUSING,))) is one
    assert screener.screen(a_subject(a_word(explicit=True))) is not one
    assert screener.screen(a_subject(a_word(), needs=(Need.ALCOHOL,))).verdicts[0].sharing is Sharing.ASK


def test_a_childs_age_counts_where_its_own_word_does() -> None:
    rape = {"offence_class": OffenceClass.SEXUAL, "child": Answer.YES}
    said = a_word(explicit=True)
    missing = [screen(a_subject(said, age_years=age, **rape), TERMS).verdicts[0].missing for age in (12, 13)]
    assert missing == ["consent_of_parent_or_guardian", ""]
    assert essence(a_subject(replace(said, given_by="guardian"), age_years=12, **rape)).facts.age_years is None


def test_an_answer_is_kept_as_json_that_says_every_reason() -> None:
    answer = screen(a_subject(a_word(Position.GIVEN)), TERMS)
    harbour, triage, *_ = json.loads(answer.verdicts_json)
    assert harbour["sharing"] == "permit"
    assert harbour["withheld"]["equality"] == "not_in_agreement"
    refused = json.loads(screen(a_subject(a_word(Position.REFUSED)), TERMS).verdicts_json)
    assert refused[0]["withheld"] == {"*": "person_refused"}
    assert tuple(RecipientScope.model_validate(one) for one in json.loads(answer.scope_json)) == answer.scope
    assert json.loads(answer.duties_json) == []
    notice = screen(a_subject(offence_class=OffenceClass.MODERN_SLAVERY, nrm_agreed=Answer.NO), TERMS)
    (first,) = [one for one in json.loads(notice.verdicts_json) if "fields" in one]
    assert first["agency"] == FIRST_RESPONSE.agency
    assert triage["agency"] == TRIAGE.agency


def test_however_many_kinds_come_only_so_many_answers_are_kept() -> None:
    screener = Screener(some_terms())
    for number in range(600):
        screener.screen(replace(a_subject(), sender=AgencyId(f"police-{number}")))
    assert len(screener._answers) <= 500


def test_nobody_receives_what_they_sent_but_a_first_responder_has_the_national_form_to_send() -> None:
    recipients = (HARBOUR, FIRST_RESPONSE)
    terms = replace(some_terms(), recipients=recipients)
    answered = {
        sender.agency: {one.agency for one in screen(replace(a_subject(), sender=sender.agency), terms).verdicts}
        for sender in recipients
    }
    both = {HARBOUR.agency, FIRST_RESPONSE.agency}
    assert answered == {HARBOUR.agency: {FIRST_RESPONSE.agency}, FIRST_RESPONSE.agency: both}
