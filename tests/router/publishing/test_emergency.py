"""The rules of an emergency leave one pathway, the triage desk's; priorities and providers stay."""

from datetime import UTC, datetime

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from tests.builders.screened import a_duty, a_referral_screened, some_facts
from waymark.contracts.consent import Duty
from waymark.contracts.referral import Facts
from waymark.words import Flag, OffenceClass, Pathway, Priority
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.question import Decision, question_from
from waymark_router.publishing.emergency import all_to_triage
from waymark_router.publishing.written import read, rows_of
from waymark_router.rules.rule import TableName

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def decided(facts: Facts | None = None, duties: tuple[Duty, ...] = ()) -> Decision:
    screened = a_referral_screened(facts=facts, duties=duties)
    rulebook = read(all_to_triage(the_rules()))
    question = question_from(screened, districts=rulebook.districts, now=NOW, previous=())
    return decide(question, rulebook, the_county().directory)


def test_every_referral_goes_to_the_triage_desk_alone() -> None:
    for offence in OffenceClass:
        [placed] = decided(facts=some_facts(offence_class=offence)).allocations
        assert placed.pathway is Pathway.TRIAGE


def test_duties_are_told_all_the_same() -> None:
    placed = decided(duties=(a_duty(),)).allocations
    assert {one.pathway for one in placed} == {Pathway.SAFEGUARDING, Pathway.TRIAGE}
    assert [one.duty for one in placed if one.pathway is Pathway.SAFEGUARDING] == [True]


def test_what_is_urgent_stays_urgent() -> None:
    [placed] = decided(facts=some_facts(flags=(Flag.HIGH_RISK,))).allocations
    assert placed.priority is Priority.URGENT


def test_only_pathways_are_taken_away() -> None:
    rules = all_to_triage(the_rules())
    assert len(rows_of(rules, TableName.PATHWAYS)) == 1
    assert rows_of(rules, TableName.PROVIDERS) == rows_of(the_rules(), TableName.PROVIDERS)
    assert all("priority" in row["then"] for row in rows_of(rules, TableName.OVERLAYS))
    assert all_to_triage(rules) == rules
