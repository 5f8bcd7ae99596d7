"""What a desk reads of a decision: with risk all of it, without risk nothing that speaks of a flag."""

import json
from datetime import UTC, datetime

import pytest

from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened, a_scope, some_facts
from waymark.contracts.consent import RecipientScope
from waymark.ids import AgencyId
from waymark.words import Flag, Group, Pathway, Sharing
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import read_record, record_of
from waymark_router.deciding.explain import ASKS_MORE, explain
from waymark_router.deciding.question import Decision, question_from
from waymark_router.facts.fact import CATALOGUE
from waymark_router.triage.sight import SEEN_WITHOUT_RISK, allocations_for, explanation_for, record_for
from waymark_router.triage.wording import facts_in_words

NO_RISK = RecipientScope(agency=AgencyId("triage-desk"), sharing=Sharing.PERMIT)
RISK = NO_RISK.model_copy(update={"groups": (Group.RISK,)})
COUNTY = the_county()


def decided(*flags: Flag) -> tuple[bytes, Decision]:
    """The record of one referral with these flags, of which its provider may see risk."""
    screened = a_referral_screened(facts=some_facts(flags=flags), scope=a_scope(risk=["harbour-victim-care"]))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    question = question_from(screened, districts=COUNTY.rulebook.districts, now=now, previous=())
    decision = decide(question, COUNTY.rulebook, COUNTY.directory)
    return record_of(question, decision, COUNTY.rulebook, COUNTY.directory), decision


@pytest.mark.parametrize("flag", [flag for flag in Flag if flag not in {Flag.INTERPRETER, Flag.BUSINESS}])
def test_without_risk_no_flag_is_told_anywhere(flag: Flag) -> None:
    record, decision = decided(flag)
    sentences = explanation_for(NO_RISK, read_record(record), COUNTY.rulebook, COUNTY.directory)
    told = json.dumps(record_for(NO_RISK, json.loads(record)))
    listed = allocations_for(NO_RISK, decision.allocations)
    # A pathway may have the word of a flag: where it went is told.
    assert f'"{flag.value}"' not in told or flag.value in set(Pathway)
    assert "flags" not in told.replace('"flags": []', "")
    assert "flags" not in " ".join(sentences)
    assert {of for one in listed for of in one.flags} == set()


def test_with_risk_nothing_is_left_out() -> None:
    record, decision = decided(Flag.HIGH_RISK)
    read = read_record(record)
    whole = explain(read, COUNTY.rulebook, COUNTY.directory)
    assert [*explanation_for(RISK, read, COUNTY.rulebook, COUNTY.directory)] == whole
    assert record_for(RISK, json.loads(record)) == json.loads(record)
    assert allocations_for(RISK, decision.allocations) == decision.allocations
    assert any("high" in sentence for sentence in whole)


def test_that_a_rule_counted_is_said_once_and_that_one_nearly_did_not_at_all() -> None:
    record, _ = decided(Flag.HIGH_RISK)
    sentences = explanation_for(NO_RISK, read_record(record), COUNTY.rulebook, COUNTY.directory)
    assert [one for one in sentences if one == ASKS_MORE] == [ASKS_MORE]
    plain, _ = decided()
    quiet = explanation_for(NO_RISK, read_record(plain), COUNTY.rulebook, COUNTY.directory)
    assert not any("danger" in sentence for sentence in (*sentences, *quiet))


def test_only_facts_of_the_catalogue_are_seen_and_none_that_speaks_of_other_referrals() -> None:
    assert set(CATALOGUE) >= SEEN_WITHOUT_RISK
    assert not SEEN_WITHOUT_RISK & {"flags", "repeat_victim", "earlier_referrals", "open_with_provider", "duties"}
    shown = facts_in_words(
        question_from(a_referral_screened(), districts=[], now=datetime(2026, 11, 23, tzinfo=UTC), previous=()).values,
        with_flags=False,
    )
    labels = {CATALOGUE[name].label.capitalize() for name in SEEN_WITHOUT_RISK}
    assert {label for label, _ in shown} <= labels
