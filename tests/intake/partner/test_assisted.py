"""Filled in with the person: a no to a kind of help takes its needs away, and what protects a child stays."""

from typing import Any

import pytest

from tests.builders.partner_post import CONSENT, a_council_referral, a_health_referral, a_person, born
from tests.builders.partner_record import NOW, a_read
from waymark.errors import Refused
from waymark.words import Flag, Need, OffenceClass, Position, SenderClass
from waymark_intake.partner.assisted import asked_about, help_of, told_of
from waymark_intake.partner.canonical import normalise
from waymark_intake.referral import Canonical
from waymark_intake.self_referral.situation import HelpKind

H = HelpKind
ASKED = {**CONSENT, "wording": "assisted/1"}
BOTH = {"by": "Sam", "channel": "telephone", "agreed": ["support"], "refused": ["unwanted_sex"]}


def canonical(assisted: dict[str, Any], make: Any = a_health_referral, **over: Any) -> Canonical:
    record = a_read(make, **{"consent": ASKED, "assisted": assisted, **over})
    return normalise(record, source=SenderClass.VOLUNTARY, received_at=NOW)


@pytest.mark.parametrize("need", list(Need))
def test_every_need_is_somebodys_work_or_a_duty(need: Need) -> None:
    assert help_of(need) in {*HelpKind, None}


def test_a_person_is_asked_about_the_help_that_their_needs_and_circumstances_call_for() -> None:
    assert asked_about({Need.ISVA}, {Flag.DOMESTIC_ABUSE}) == (H.SUPPORT, H.UNWANTED_SEX, H.HOME)
    assert asked_about({Need.ALCOHOL}, set()) == (H.SUBSTANCES,)
    assert asked_about({Need.SAFEGUARDING_CHILD}, set()) == (H.SUPPORT,)


def test_what_was_refused_leaves_no_need_and_no_offence_class_behind() -> None:
    made = canonical(BOTH, needs=["isva", "mental_health"], offence_code="019/08")
    assert made.facts.needs == (Need.MENTAL_HEALTH,)
    assert made.facts.offence_class is None
    assert (
        canonical(
            {**BOTH, "agreed": ["support", "unwanted_sex"], "refused": []}, offence_code="019/08"
        ).facts.offence_class
        is OffenceClass.SEXUAL
    )


def test_a_no_to_the_service_for_abuse_takes_the_flag_away() -> None:
    said = {**BOTH, "refused": ["home"]}
    assert Flag.DOMESTIC_ABUSE not in canonical(said, flags=["domestic_abuse"]).facts.flags


def test_a_child_in_danger_is_told_of_whatever_was_refused() -> None:
    child = a_person(date_of_birth=born(14, now=NOW))
    said = {**BOTH, "agreed": ["substances"], "refused": ["support", "under_pressure"]}
    made = canonical(said, needs=["cannabis"], flags=["child_at_risk"], person=child)
    assert Flag.CHILD_AT_RISK in made.facts.flags
    assert Need.SAFEGUARDING_CHILD in made.facts.needs


def test_where_all_was_refused_what_was_wanted_still_counts_and_nobody_gets_it() -> None:
    said = {"channel": "in_person", "refused": ["support", "unwanted_sex"]}
    made = canonical(said, consent={**ASKED, "position": "refused", "explicit": False})
    assert made.facts.needs == (Need.ISVA, Need.MENTAL_HEALTH)
    assert made.consent.position is Position.REFUSED


def test_who_helped_and_what_was_said_is_sealed_with_the_account() -> None:
    made = canonical({**BOTH, "interpreter_present": True})
    assert made.person.professionals is not None
    assert made.person.professionals.assisted_by == "Sam"
    assert made.person.narrative is not None
    account = made.person.narrative.account or ""
    assert account.startswith("Filled in with the person by telephone, with an interpreter.")
    assert "They said no to: unwanted sex (asked in the words assisted/1)." in account
    assert made.consent.wording == "assisted/1"
    assert list(told_of(None, "")) == []


@pytest.mark.parametrize(
    ("assisted", "consent", "pointer"),
    [
        ({**BOTH, "refused": ["support"]}, ASKED, "/assisted/refused"),
        ({"channel": "video"}, {**ASKED, "position": "refused", "explicit": False}, "/assisted/agreed"),
        (BOTH, None, "/consent"),
        (BOTH, {**ASKED, "given_by": "guardian"}, "/consent/given_by"),
        (BOTH, {**ASKED, "position": "refused", "explicit": False}, "/consent/position"),
    ],
)
def test_what_contradicts_itself_is_refused(assisted: dict[str, Any], consent: Any, pointer: str) -> None:
    with pytest.raises(Refused) as refusal:
        canonical(assisted, consent=consent)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_an_account_too_long_to_take_the_words_in_front_of_it_is_refused() -> None:
    with pytest.raises(Refused):
        canonical(BOTH, a_council_referral, account="x" * 19_001)
    assert canonical(BOTH, a_council_referral, account="x" * 19_000)
