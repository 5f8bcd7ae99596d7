"""What rules ask for past referrals: pathways and how soon, the same for all whom the tables cannot tell apart."""

from random import Random

from tests.router.checking.drafts import provider_rows
from tests.router.trial.versions import a_draft, a_situation, live, some_situation
from waymark.words import Flag, Need, OffenceClass, Pathway, Priority
from waymark_router.rules.rule import TableName
from waymark_router.trial.asked import AT, Asking, Rows, taking


def test_pathways_come_in_the_order_of_the_rows_and_overlays_say_how_soon() -> None:
    usual = a_situation(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,))
    urgent = a_situation(offence_class=OffenceClass.FRAUD, flags=(Flag.HIGH_RISK,), needs=(Need.FRAUD_RECOVERY,))
    (wanted, priority), (same, sooner) = Asking(live().rulebook).of([usual, urgent])
    assert Pathway.FRAUD in wanted.pathways
    assert (priority, sooner) == (Priority.STANDARD, Priority.URGENT)
    assert same.pathways == wanted.pathways
    assert not wanted.is_for_desk


def test_who_is_asked_the_same_is_the_same_thing_again() -> None:
    first, second = Asking(live().rulebook).of([a_situation(), a_situation(age_years=41)])
    assert first[0] is second[0]


def test_versions_are_alike_as_long_as_nothing_but_the_services_named_is_another() -> None:
    ours = Asking(a_draft(lambda _: None).rulebook)
    others = a_draft(lambda part: provider_rows(part)[0]["then"].update(services=["triage"]))
    assert ours.is_like(Asking(others.rulebook))
    fewer = a_draft(lambda part: part["rulebook"]["tables"]["pathways"]["rows"].pop(0))
    assert not ours.is_like(Asking(fewer.rulebook))


def test_rows_are_those_the_table_lets_in() -> None:
    table, chance = live().rulebook.tables[TableName.PATHWAYS], Random(3)
    rows = Rows(table)
    for _ in range(200):
        one = some_situation(chance)
        matched = rows.rows(one.facts)
        assert matched == table.matching(one.values)
        chosen = table.evaluate(one.values).chosen
        assert rows.outputs(matched) == [table.row(row).output for row in chosen]


def test_columns_are_taken_in_one_order_whatever_order_they_are_named_in() -> None:
    facts = a_situation().facts
    assert (
        taking(["needs", "source"])(facts)
        == taking(["source", "needs"])(facts)
        == (
            facts[AT["source"]],
            facts[AT["needs"]],
        )
    )
    assert taking(["needs"])(facts) == facts[AT["needs"]]
