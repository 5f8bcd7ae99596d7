"""What sending means is said beforehand: whose yes is missing, what the law asks, who is told all the same."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders.partner_post import (
    CONSENT,
    a_council_referral,
    a_drug_test,
    a_health_referral,
    a_person,
    a_provider_referral,
    born,
)
from tests.builders.partner_record import NOW, a_read
from waymark.words import SenderClass
from waymark_intake.partner.canonical import normalise
from waymark_intake.refer.meaning import meanings

S = SenderClass
NO = {**CONSENT, "position": "refused", "explicit": False}
VAGUE = {**CONSENT, "explicit": False}


def said(make: Callable[..., dict[str, Any]], source: SenderClass, **over: Any) -> str:
    record = a_read(make, **over)
    facts = normalise(record, source=source, received_at=NOW).facts
    return " ".join(meanings(record, facts, NOW.date()))


def test_a_clear_yes_needs_no_words() -> None:
    assert said(a_council_referral, S.LOCAL_AUTHORITY) == ""
    assert said(a_provider_referral, S.VOLUNTARY) == ""


@pytest.mark.parametrize("consent", [VAGUE, None])
def test_one_service_passes_nobody_on_to_another_without_a_clear_yes(consent: dict[str, Any] | None) -> None:
    assert "only with that person's clear yes" in said(a_provider_referral, S.VOLUNTARY, consent=consent)


def test_a_no_is_a_no_and_a_child_in_danger_is_told_of_all_the_same() -> None:
    words = said(a_council_referral, S.LOCAL_AUTHORITY, consent=NO, flags=["child_at_risk"])
    assert "The person said no" in words
    assert "protect children are told at once" in words


def test_after_domestic_abuse_a_clear_yes_comes_first() -> None:
    assert "said a clear yes" in said(a_health_referral, S.HEALTH, flags=["domestic_abuse"], consent=VAGUE)


def test_whoever_was_not_asked_is_said_to_be_so() -> None:
    assert "Nobody has asked" in said(a_council_referral, S.LOCAL_AUTHORITY, consent=None)


def test_the_law_makes_only_who_was_surely_18_attend() -> None:
    assert "The law makes this person attend" in said(a_drug_test, S.POLICE)
    young = a_person(date_of_birth=born(16, now=NOW))
    assert "was under 18" in said(a_drug_test, S.POLICE, person=young)
    unsure = a_person(date_of_birth=None)
    assert "may have been under 18" in said(a_drug_test, S.POLICE, person=unsure)
