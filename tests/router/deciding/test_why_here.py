"""What a provider may read of why a referral came: the county's reasons, never another's part or a hidden flag."""

from datetime import UTC, datetime
from uuid import UUID

from tests.builders.rulebook import the_county
from tests.builders.screened import a_duty, a_referral_screened, some_facts
from waymark.contracts.consent import Duty
from waymark.contracts.referral import Facts
from waymark.words import Flag, Need, OffenceClass
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import Record, read_record, record_of
from waymark_router.deciding.question import question_from
from waymark_router.deciding.why_here import ASKS_MORE, DUTY, NOBODY_ELSE, why_here

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def recorded(facts: Facts | None = None, duties: tuple[Duty, ...] = ()) -> Record:
    county = the_county()
    screened = a_referral_screened(referral_id=UUID(int=5), facts=facts, duties=duties)
    question = question_from(screened, districts=county.rulebook.districts, now=NOW, previous=())
    return read_record(
        record_of(question, decide(question, county.rulebook, county.directory), county.rulebook, county.directory)
    )


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


def test_a_duty_is_told_to_be_one() -> None:
    [door] = why_here(recorded(duties=(a_duty(),)), the_county().rulebook, "front-door")
    assert (door.sentences, door.rows) == ((DUTY,), ())


def test_the_desk_reads_that_nobody_could_take_it() -> None:
    record = recorded(some_facts(offence_class=None, needs=(Need.EMPLOYMENT,)))
    reasons = why_here(record, the_county().rulebook, "triage-desk")
    assert len(reasons) == 1
    assert reasons[0].rows or NOBODY_ELSE in reasons[0].sentences
