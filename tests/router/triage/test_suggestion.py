"""A suggested row is a row that a rulebook would read, of coarse facts alone."""

from tests.builders.decision import a_question
from tests.builders.rulebook import the_county
from waymark.words import Need, Pathway
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.cell import cell_from
from waymark_router.rules.rule import TableName
from waymark_router.triage.suggestion import needs_of, suggested_row

_NEEDS = (Need.DEBT, Need.COUNSELLING)


def test_where_no_rule_knew_a_pathway_the_row_names_it_for_such_needs() -> None:
    values = a_question(the_county()).values
    table, row = suggested_row(values, Pathway.VICTIM_RECOVERY, "harbour-recovery", _NEEDS, known=False)
    assert table is TableName.PATHWAYS
    when = row["when"]
    assert isinstance(when, dict)
    assert when == {
        "needs": {"any_of": ["counselling", "debt"]},
        "offence_class": {"in": ["burglary_dwelling"]},
        "treat_as_child": {"is": False},
        "home": {"in": ["in_county"]},
    }
    assert row["then"] == {"pathway": "victim_recovery"}
    for name, cell in when.items():
        assert cell_from(cell, CATALOGUE[name], name)


def test_where_a_rule_knew_the_pathway_the_row_names_the_service() -> None:
    table, row = suggested_row({}, Pathway.FRAUD, "harbour-recovery", _NEEDS, known=True)
    assert (table, row["then"]) == (TableName.PROVIDERS, {"services": ["harbour-recovery"]})
    assert row["when"] == {"pathway": {"in": ["fraud"]}}


def test_the_needs_of_a_suggested_row_are_those_it_asks_for() -> None:
    assert needs_of({"when": {"needs": {"any_of": ["debt"]}}}) == (Need.DEBT,)
    assert needs_of({"when": {}}) == ()
