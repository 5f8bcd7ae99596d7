"""What a provider may read of why a referral came: the county's reasons, never another's part or a hidden flag."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.builders.rulebook import the_county, the_county_part
from tests.builders.screened import a_duty, a_referral_screened, some_facts
from waymark.contracts.consent import Duty
from waymark.contracts.referral import Facts
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState as S
from waymark.words import DeclinedBy, Flag, Need, OffenceClass, Pathway
from waymark_router.county import County, county_from
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import Record, read_record, record_of
from waymark_router.deciding.placing import allocation_id
from waymark_router.deciding.question import Assigned, Previous, question_from
from waymark_router.deciding.why_here import (
    ASKED_BEFORE,
    ASKS_MORE,
    BY_HAND,
    DUTY,
    NOBODY_ELSE,
    STAYS,
    YOU_TOOK_IT,
    why_here,
)
from waymark_router.rules.rule import TableName

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def recorded(
    facts: Facts | None = None,
    duties: tuple[Duty, ...] = (),
    *,
    previous: tuple[Previous, ...] = (),
    assigned: tuple[Assigned, ...] = (),
    county: County | None = None,
) -> Record:
    county = county or the_county()
    screened = a_referral_screened(referral_id=UUID(int=5), facts=facts, duties=duties)
    districts = county.rulebook.districts
    question = question_from(screened, districts=districts, now=NOW, previous=previous, assigned=assigned)
    return read_record(
        record_of(question, decide(question, county.rulebook, county.directory), county.rulebook, county.directory)
    )


def an_offer(service: str = "ledger-fraud", state: S = S.OFFERED, by: DeclinedBy | None = None) -> Previous:
    """A fraud as it lay with one service before."""
    agencies = {"ledger-fraud": "ledger-fraud-care", "harbour-recovery": "harbour-victim-care"}
    allocation = RoutedAllocation(
        allocation_id=allocation_id(UUID(int=5), Pathway.FRAUD, ServiceId(service)),
        pathway=Pathway.FRAUD,
        service=ServiceId(service),
        agency=AgencyId(agencies[service]),
        needs=(Need.FRAUD_RECOVERY,),
        state=state,
    )
    return Previous(allocation, by)


def with_fraud_at_harbour() -> County:
    """The county once its rules send fraud to Harbour alone."""
    part = the_county_part()
    for row in part["rulebook"]["tables"]["providers"]["rows"]:
        if row["id"] == "pv-fraud":
            row["then"]["services"] = ["harbour-recovery"]
    return county_from(part, steps=20_000)


A_FRAUD = some_facts(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,))


@pytest.mark.parametrize(
    "gave_back", [an_offer(state=S.DECLINED, by=DeclinedBy.PROVIDER), an_offer(state=S.LAPSED)], ids=["no", "silence"]
)
def test_after_anothers_no_it_says_that_somebody_was_asked_before_and_not_who(gave_back: Previous) -> None:
    [harbour] = why_here(recorded(A_FRAUD, previous=(gave_back,)), the_county().rulebook, "harbour-victim-care")
    assert harbour.sentences == (ASKED_BEFORE,)
    assert "pv-fraud" in {row for row, _ in harbour.rows}
    assert "ledger" not in " ".join(harbour.sentences).lower()


def test_nobody_is_told_that_another_was_asked_where_none_was() -> None:
    [ledger] = why_here(recorded(A_FRAUD), the_county().rulebook, "ledger-fraud-care")
    assert ledger.sentences == ()


def test_a_choice_by_hand_is_said_with_its_reason_and_no_rule_of_others() -> None:
    by_hand = Assigned(Pathway.FRAUD, ServiceId("harbour-recovery"), "nobody_else")
    record = recorded(A_FRAUD, assigned=(by_hand,))
    [harbour] = why_here(record, the_county().rulebook, "harbour-victim-care")
    assert harbour.sentences == (f"{BY_HAND}. Their reason: nobody else can.",)
    assert "pv-fraud" not in {row for row, _ in harbour.rows}


def test_what_stays_under_other_rules_is_not_said_to_have_come_by_them() -> None:
    county = with_fraud_at_harbour()
    [ledger] = why_here(recorded(A_FRAUD, previous=(an_offer(),), county=county), county.rulebook, "ledger-fraud-care")
    assert ledger.sentences == (STAYS,)
    assert "pv-fraud" not in {row for row, _ in ledger.rows}
    [told_again] = why_here(recorded(A_FRAUD, previous=(an_offer(),)), the_county().rulebook, "ledger-fraud-care")
    assert told_again.sentences == ()
    assert "pv-fraud" in {row for row, _ in told_again.rows}


def test_whoever_took_it_on_reads_so() -> None:
    taken = an_offer(state=S.ACCEPTED)
    [ledger] = why_here(recorded(A_FRAUD, previous=(taken,)), the_county().rulebook, "ledger-fraud-care")
    assert ledger.sentences == (YOU_TOOK_IT,)


def test_each_agency_reads_of_its_own_pathway_only() -> None:
    record = recorded(some_facts(offence_class=OffenceClass.FRAUD, age_years=82))
    [ledger] = why_here(record, the_county().rulebook, "ledger-fraud-care")
    assert ledger.pathway == "fraud"
    assert {row for row, _ in ledger.rows} >= {"fr-offence", "pv-fraud"}
    assert why_here(record, the_county().rulebook, "lantern-sav") == []


def test_a_row_that_asks_for_a_flag_does_not_say_so() -> None:
    record = recorded(some_facts(offence_class=OffenceClass.THEFT, flags=(Flag.VULNERABLE,)))
    [harbour] = why_here(record, the_county().rulebook, "harbour-victim-care")
    assert ("", ASKS_MORE) in harbour.rows
    assert not any("vulnerable" in why.lower() for _, why in harbour.rows)


NARROW = "A rape is helped with by people who are trained for it."
SOME_ROWS = {
    "an offence": {"offence_class": {"in": ["theft"]}},
    "no offence": {"offence_class": {"missing": True}},
    "an age": {"age_years": {"between": [0, 120]}},
    "moving on": {"transition": {"is": False}},
    "a district": {"district": {"in": ["E07000222"]}, "offence_class": {"in": ["fraud"]}},
}


@pytest.mark.parametrize("asks", SOME_ROWS.values(), ids=SOME_ROWS)
def test_a_row_that_asks_what_no_queue_shows_is_not_read_by_the_provider(asks: dict[str, object]) -> None:
    part = the_county_part()
    pathways = part["rulebook"]["tables"]["pathways"]
    pathways["columns"] += [name for name in asks if name not in pathways["columns"]]
    then = {"pathway": "victim_recovery"}
    pathways["rows"].insert(0, {"id": "narrow", "when": asks, "then": then, "why": NARROW})
    county = county_from(part, steps=20_000)
    facts = some_facts(offence_class=None if "missing" in str(asks) else OffenceClass.THEFT)
    if "district" in asks:
        facts = some_facts(offence_class=OffenceClass.FRAUD)
    record = recorded(facts, county=county)
    assert any("narrow" in step["chosen"] for step in record["steps"])
    reasons = why_here(record, county.rulebook, "harbour-victim-care")
    assert ("", ASKS_MORE) in [row for reason in reasons for row in reason.rows]
    assert NARROW not in str(reasons)


def test_what_the_name_of_the_pathway_says_by_itself_is_read() -> None:
    [ledger] = why_here(recorded(A_FRAUD), the_county().rulebook, "ledger-fraud-care")
    assert ("fr-offence", the_county().rulebook.row(TableName.PATHWAYS, "fr-offence").why) in ledger.rows


def test_a_duty_is_told_to_be_one() -> None:
    [door] = why_here(recorded(duties=(a_duty(),)), the_county().rulebook, "front-door")
    assert (door.sentences, door.rows) == ((DUTY,), ())


def test_the_desk_reads_that_nobody_could_take_it() -> None:
    record = recorded(some_facts(offence_class=None, needs=(Need.EMPLOYMENT,)))
    reasons = why_here(record, the_county().rulebook, "triage-desk")
    assert len(reasons) == 1
    assert reasons[0].rows or NOBODY_ELSE in reasons[0].sentences
