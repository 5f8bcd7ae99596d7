"""What is left out as impossible never comes out of the facts of a referral."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.screened import some_facts
from waymark.words import Answer
from waymark_router.checking.possible import Impossible, impossible, of_columns
from waymark_router.checking.space import Claim
from waymark_router.facts.derived import derive
from waymark_router.facts.fact import Value, Values
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName

_DISTRICTS = ("E07000222", "E07000218")
_NEVER = impossible(adult_from=18, districts=_DISTRICTS)
_ON = date(2026, 11, 2)


def _holds(claim: Claim, values: Values) -> bool:
    row = Row("claimed", {claim.column: claim.cell}, Output(services=("a",)), "why")
    last = Row("rest", {}, Output(services=("b",)), "why")
    table = Table(TableName.PROVIDERS, Policy.FIRST, (claim.column,), (row, last))
    return (CompiledTable(table).evaluate(values).chosen == ("claimed",)) is claim.holds


def _are(claims: Impossible, values: Values) -> bool:
    return all(_holds(claim, values) for claim in claims)


@settings(max_examples=200, deadline=None)
@given(
    age=st.none() | st.integers(-1, 131),
    months=st.none() | st.integers(0, 11),
    child=st.sampled_from(Answer),
    district=st.sampled_from([None, "", "E07000222", "E08000026"]),
    day=st.integers(0, 400),
)
def test_no_facts_of_a_referral_are_impossible(
    age: int | None, months: int | None, child: Answer, district: str | None, day: int
) -> None:
    facts = some_facts(age_years=age, age_months=months, child=child, district=district)
    values = derive(facts, duties=(), districts=_DISTRICTS, on=_ON + timedelta(days=day))
    assert [claims for claims in _NEVER if _are(claims, values)] == []


def test_an_adult_of_twelve_is_impossible() -> None:
    values: dict[str, Value] = {"age_years": 12, "child": "no", "treat_as_child": False}
    assert any(_are(claims, values) for claims in of_columns(_NEVER, set(values)))


def test_only_what_a_table_speaks_of_is_left_out() -> None:
    assert of_columns(_NEVER, {"age_years"}) == ()
    assert {claim.column for claims in of_columns(_NEVER, {"home", "district"}) for claim in claims} == {
        "home",
        "district",
    }
