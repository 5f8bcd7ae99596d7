"""Samples stand for every value of a fact: each cell answers alike for a value and its sample."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from waymark_router.checking.samples import lets_in, ordinary_number, samples_of
from waymark_router.facts.fact import CATALOGUE, FIRST_DAY, LAST_DAY
from waymark_router.rules.cell import Cell, Condition

_WORDS = ["E07000218", "E07000222", "E08000026", "W06000015"]
_DISTRICT = st.one_of(
    st.builds(
        Cell,
        condition=st.just(Condition.PREFIX),
        words=st.lists(st.sampled_from(["E", "E07", "E0700022", "W", *_WORDS]), min_size=1, unique=True).map(tuple),
    ),
    st.builds(
        Cell,
        condition=st.just(Condition.IN),
        words=st.lists(st.sampled_from(_WORDS), min_size=1, unique=True).map(tuple),
    ),
)
_ANY_DISTRICT = st.sampled_from(_WORDS) | st.from_regex(r"[EWSN]\d{8}", fullmatch=True)


@settings(deadline=None)
@given(cells=st.lists(_DISTRICT, max_size=4), value=_ANY_DISTRICT)
def test_every_district_has_a_sample_that_cells_cannot_tell_from_it(cells: list[Cell], value: str) -> None:
    samples = samples_of(CATALOGUE["district"], cells)
    assert all(isinstance(one, str) and CATALOGUE["district"].knows(one) for one in samples)
    assert len(set(samples)) == len(samples)
    answers = [lets_in(cell, value) for cell in cells]
    assert answers in [[lets_in(cell, one) for cell in cells] for one in samples]


@settings(deadline=None)
@given(value=st.integers(0, 130), limits=st.lists(st.tuples(st.integers(0, 130), st.integers(0, 130)), max_size=4))
def test_every_age_has_a_sample_that_cells_cannot_tell_from_it(value: int, limits: list[tuple[int, int]]) -> None:
    cells = [Cell(Condition.BETWEEN, least=min(pair), most=max(pair)) for pair in limits]
    samples = samples_of(CATALOGUE["age_years"], cells)
    answers = [lets_in(cell, value) for cell in cells]
    assert answers in [[lets_in(cell, one) for cell in cells] for one in samples]


_ORDINALS = st.integers(FIRST_DAY.toordinal(), LAST_DAY.toordinal())


@settings(deadline=None)
@given(value=_ORDINALS, limits=st.lists(st.tuples(_ORDINALS, _ORDINALS), max_size=4))
def test_every_day_has_a_sample_that_cells_cannot_tell_from_it(value: int, limits: list[tuple[int, int]]) -> None:
    fact = CATALOGUE["incident_on"]
    cells = [Cell(Condition.DURING, least=min(pair), most=max(pair)) for pair in limits]
    samples = samples_of(fact, cells)
    assert all(isinstance(one, str) and fact.knows(one) for one in samples)
    answers = [lets_in(cell, date.fromordinal(value).isoformat()) for cell in cells]
    assert answers in [[lets_in(cell, one) for cell in cells] for one in samples]


def test_a_day_of_an_example_is_beside_the_limit_that_was_written() -> None:
    since = Cell(Condition.DURING, least=date(2027, 4, 1).toordinal(), most=LAST_DAY.toordinal())
    until = Cell(Condition.DURING, least=FIRST_DAY.toordinal(), most=date(2024, 3, 31).toordinal())
    assert samples_of(CATALOGUE["received_on"], [since, until]) == ["2024-03-31", "2026-01-01", "2027-04-01"]


def test_an_age_is_thirty_where_it_may_be() -> None:
    assert samples_of(CATALOGUE["age_years"], []) == [30]
    assert samples_of(CATALOGUE["age_years"], [Cell(Condition.BETWEEN, least=0, most=17)]) == [12, 30]
    assert ordinary_number(CATALOGUE["age_years"]) == 30


def test_a_language_has_a_sample_of_its_own_beside_those_that_are_written() -> None:
    cells = [Cell(Condition.PREFIX, words=("e",)), Cell(Condition.IN, words=("en", "pl"))]
    samples = samples_of(CATALOGUE["language"], cells)
    assert {"en", "pl"} <= set(samples)
    assert len(samples) == 4


def test_flags_are_yes_and_no_and_tags_are_one_whole() -> None:
    assert samples_of(CATALOGUE["treat_as_child"], []) == [False, True]
    assert samples_of(CATALOGUE["flags"], []) == [True]
    assert samples_of(CATALOGUE["home"], []) == ["in_county", "outside"]
    assert lets_in(Cell(Condition.IS, truth=True), sample=True)
