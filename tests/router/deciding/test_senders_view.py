"""What a sender must not see of an answer: what is there only because the person is known from other referrals."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.builders.decision import a_decision
from tests.builders.rulebook import the_county, the_county_part
from tests.builders.screened import a_duty, a_referral_screened, a_scope, some_facts
from waymark.contracts.referral import Facts
from waymark.words import AllocationState, Answer, Flag, Need, OffenceClass, Pathway
from waymark_router.county import County, county_from
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import record_of
from waymark_router.deciding.question import Decision, Previous, question_from
from waymark_router.deciding.senders_view import hide_from_sender, without_known

FRAUD: dict[str, Any] = {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY, Need.EMOTIONAL_SUPPORT)}
FOUND: dict[str, Any] = {"flags": (Flag.REPEAT_VICTIM,), "flags_found": (Flag.REPEAT_VICTIM,)}
GENERAL = ("harbour-victim-care", "neighbour-victim-hub", "anchor-survivors", "starling-bereavement")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def shown(*, county: County | None = None, scope: Any = None, duties: Any = (), **facts: Any) -> Decision:
    county = county or the_county()
    decision = a_decision(scope=scope, duties=duties, county=county, **facts)
    screened = a_referral_screened(facts=some_facts(**facts), scope=scope, duties=duties)
    hide_from_sender(decision, screened, county.rulebook)
    return decision


def marks(decision: Decision) -> dict[str, bool]:
    return {one.pathway.value: one.hidden_from_sender for one in decision.allocations}


def test_a_pathway_that_only_the_match_gives_is_hidden_and_its_neighbour_is_not() -> None:
    assert marks(shown(**FRAUD, **FOUND)) == {"fraud": False, "victim_recovery": True}


@pytest.mark.parametrize("flag", [Flag.REPEAT_VICTIM, Flag.VULNERABLE])
def test_what_the_sender_said_itself_is_shown_to_it(flag: Flag) -> None:
    assert marks(shown(**FRAUD, flags=(flag,))) == {"fraud": False, "victim_recovery": False}


def test_where_another_of_its_flags_gives_the_same_nothing_is_hidden() -> None:
    both: dict[str, Any] = {"flags": (Flag.VULNERABLE, Flag.REPEAT_VICTIM), "flags_found": (Flag.REPEAT_VICTIM,)}
    assert marks(shown(**FRAUD, **both)) == {"fraud": False, "victim_recovery": False}


def test_what_waits_is_hidden_as_what_is_offered() -> None:
    decision = shown(**FRAUD, **FOUND, scope=a_scope(ask=GENERAL))
    (held,) = [one for one in decision.allocations if one.pathway is Pathway.VICTIM_RECOVERY]
    assert (held.state, held.hidden_from_sender) == (AllocationState.HELD_CONSENT, True)


def test_a_need_nobody_takes_is_hidden_with_the_desks_row_for_it() -> None:
    decision = shown(**FRAUD, **FOUND, scope=a_scope(withhold=GENERAL))
    assert [left.hidden_from_sender for left in decision.unmet if left.pathway is Pathway.VICTIM_RECOVERY] == [True]
    assert marks(decision) == {"fraud": False, "triage": True}


def test_the_desks_row_is_shown_where_it_stands_for_something_else_too() -> None:
    decision = shown(**FRAUD, **FOUND, scope=a_scope(withhold=(*GENERAL, "ledger-fraud-care")))
    assert {left.pathway.value: left.hidden_from_sender for left in decision.unmet} == {
        "fraud": False,
        "victim_recovery": True,
    }
    assert marks(decision) == {"triage": False}


def test_a_duty_is_told_whatever_is_known() -> None:
    decision = shown(**FRAUD, **FOUND, duties=(a_duty(),), child=Answer.YES, age_years=12)
    assert not any(one.hidden_from_sender for one in decision.allocations if one.duty)
    assert any(one.duty for one in decision.allocations)


def test_a_sender_is_never_left_without_an_answer() -> None:
    part = the_county_part()
    rows = part["rulebook"]["tables"]["pathways"]["rows"]
    row = next(one for one in rows if one["id"] == "vr-fraud-vulnerable")
    part["rulebook"]["tables"]["pathways"]["rows"] = [row, rows[-1]]
    decision = shown(county=county_from(part, steps=20_000), **FRAUD, **FOUND)
    assert not any(marks(decision).values())
    assert "victim_recovery" in marks(decision)


def test_what_is_taken_back_keeps_its_mark() -> None:
    county = the_county()
    (extra,) = [one for one in shown(**FRAUD, **FOUND).allocations if one.hidden_from_sender]
    undone = a_referral_screened(facts=some_facts(**FRAUD, referrals_last_12_months=0))
    before = (Previous(extra),)
    question = question_from(undone, districts=county.rulebook.districts, now=NOW, previous=before)
    decision = decide(question, county.rulebook, county.directory)
    hide_from_sender(decision, undone, county.rulebook)
    (gone,) = [one for one in decision.allocations if one.allocation_id == extra.allocation_id]
    assert (gone.state, gone.hidden_from_sender) == (AllocationState.WITHDRAWN, True)


def test_the_record_of_the_decision_knows_nothing_of_marks() -> None:
    county = the_county()
    screened = a_referral_screened(facts=some_facts(**FRAUD, **FOUND))
    question = question_from(screened, districts=county.rulebook.districts, now=NOW, previous=())
    decision = decide(question, county.rulebook, county.directory)
    record = record_of(question, decision, county.rulebook, county.directory)
    hide_from_sender(decision, screened, county.rulebook)
    assert any(marks(decision).values())
    assert record_of(question, decision, county.rulebook, county.directory) == record


def test_without_what_is_known_somebody_is_like_anybody_else() -> None:
    known: Facts = some_facts(**FOUND, referrals_last_12_months=3, open_with_provider=Answer.YES)
    unknown = some_facts(referrals_last_12_months=0, open_with_provider=Answer.NO)
    assert without_known(known) == without_known(unknown) == unknown
    assert without_known(some_facts()) == some_facts()
