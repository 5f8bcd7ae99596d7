"""Age at its edges: birthdays, leap days, placeholders, and who counts as a child when nobody knows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark.words import Answer
from waymark_intake.records.age import (
    Age,
    Span,
    age_of,
    age_within,
    is_possible_birth,
    months_beyond,
    span_of_birth,
    whole_years,
)

TODAY = date(2026, 11, 23)


def _age(born: str | None = None, stated: int | None = None, *, is_estimate: bool = False) -> Age:
    born_on = date.fromisoformat(born) if born else None
    return age_of(born_on=born_on, stated=stated, is_estimate=is_estimate, day=TODAY)


def test_on_the_eighteenth_birthday_somebody_is_an_adult_and_the_day_before_a_child() -> None:
    assert _age("2008-11-23") == Age(18, Answer.NO)
    assert _age("2008-11-24") == Age(17, Answer.YES, months=11)


def test_months_count_in_the_eighteenth_year_only_and_only_from_a_date_of_birth() -> None:
    assert _age("2009-03-23").months == 8
    assert _age("2009-03-24").months == 7
    assert _age("2009-11-23").months == 0
    assert _age("2009-11-24").months is None
    assert _age("2008-11-23").months is None
    assert _age(stated=17).months is None


@pytest.mark.parametrize(("day", "months"), [("2027-02-28", 8), ("2027-03-01", 9)])
def test_who_is_born_on_the_thirty_first_is_a_month_older_when_the_short_month_is_over(day: str, months: int) -> None:
    assert months_beyond(date(2009, 5, 31), date.fromisoformat(day)) == months


@pytest.mark.parametrize(("day", "years"), [("2026-02-28", 17), ("2026-03-01", 18), ("2028-02-29", 20)])
def test_who_is_born_on_a_leap_day_has_a_birthday_on_the_first_of_march_in_other_years(day: str, years: int) -> None:
    assert whole_years(date(2008, 2, 29), date.fromisoformat(day)) == years


def test_without_any_age_somebody_may_be_a_child() -> None:
    assert _age() == Age(None, Answer.NOT_KNOWN)


def test_a_stated_age_counts_without_a_birth_date() -> None:
    assert _age(stated=17) == Age(17, Answer.YES)
    assert _age(stated=18) == Age(18, Answer.NO)


@pytest.mark.parametrize("years", [15, 17, 18, 24])
def test_a_young_estimate_may_be_a_child(years: int) -> None:
    assert _age(stated=years, is_estimate=True) == Age(None, Answer.NOT_KNOWN)


def test_an_old_estimate_is_an_adult() -> None:
    assert _age(stated=40, is_estimate=True) == Age(40, Answer.NO)


def test_a_birth_date_beats_an_estimate() -> None:
    assert _age("2010-01-01", 30, is_estimate=True) == Age(16, Answer.YES)


def test_a_placeholder_date_is_no_age() -> None:
    assert _age("1900-01-01") == Age(None, Answer.NOT_KNOWN, unlikely=True)


def test_birth_date_and_age_one_year_apart_are_the_same_birthday_problem() -> None:
    assert _age("1990-06-15", 35) == Age(36, Answer.NO)


def test_a_contradiction_around_eighteen_may_be_a_child() -> None:
    assert _age("2012-01-01", 34) == Age(None, Answer.NOT_KNOWN, unlikely=True)
    assert _age("1990-01-01", 46) == Age(None, Answer.NO, unlikely=True)


def test_birth_in_the_future_or_before_anybody_alive_is_impossible() -> None:
    assert is_possible_birth(TODAY, TODAY)
    assert not is_possible_birth(date(2026, 11, 24), TODAY)
    assert not is_possible_birth(date(1880, 1, 1), TODAY)


@given(some.dates(date(1900, 1, 1), TODAY), some.one_of(some.none(), some.integers(0, 129)), some.booleans())
def test_nobody_is_called_an_adult_whose_birth_date_says_child(
    born: date, stated: int | None, is_estimate: bool
) -> None:
    age = age_of(born_on=born, stated=stated, is_estimate=is_estimate, day=TODAY)
    if whole_years(born, TODAY) < 18:
        assert age.child in {Answer.YES, Answer.NOT_KNOWN}


def test_seventeen_or_eighteen_may_be_a_child() -> None:
    assert age_within(Span(17, 18), TODAY) == Age(None, Answer.NOT_KNOWN)


def test_a_span_of_children_is_a_child_of_no_certain_age_and_one_of_adults_has_its_least_age() -> None:
    assert age_within(Span(13, 15), TODAY) == Age(None, Answer.YES)
    assert age_within(Span(25, None), TODAY) == Age(25, Answer.NO)
    assert age_within(Span(None, 12), TODAY) == Age(None, Answer.YES)
    assert age_within(Span(14, 14), TODAY) == Age(14, Answer.YES)


def test_a_span_that_nobody_reaches_is_unlikely() -> None:
    assert age_within(Span(0, 129), TODAY).unlikely


@pytest.mark.parametrize(
    ("year", "month", "span"),
    [
        (2008, None, Span(17, 18)),
        (2008, 11, Span(17, 18)),
        (2008, 10, Span(18, 18)),
        (2026, 12, Span(0, 0)),
        (1990, None, Span(35, 36)),
    ],
)
def test_a_year_or_month_of_birth_leaves_a_span(year: int, month: int | None, span: Span) -> None:
    assert span_of_birth(year, month, TODAY) == span


@given(some.dates(min_value=date(1930, 1, 1), max_value=TODAY))
def test_the_true_age_always_lies_within_the_span_of_its_month_and_year(born_on: date) -> None:
    true = whole_years(born_on, TODAY)
    for span in (span_of_birth(born_on.year, None, TODAY), span_of_birth(born_on.year, born_on.month, TODAY)):
        assert span.least is not None
        assert span.most is not None
        assert span.least <= true <= span.most
