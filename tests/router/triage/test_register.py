"""The unmet register says no small number, and rounds the others so that none can be worked out."""

from datetime import date

import pytest

from waymark_router.triage.register import Figure, UnmetRow, age_band, register_of, whole_months

_TODAY = date(2026, 11, 23)


def _rows(count: int, **over: object) -> list[UnmetRow]:
    usual: dict[str, object] = {
        "need": "counselling",
        "pathway": "sav_adult",
        "reason": "nobody_takes",
        "district": "E07000220",
        "age_years": 40,
        "signposts": (),
    }
    return [UnmetRow(**usual | over) for _ in range(count)]  # type: ignore[arg-type]


def test_counts_under_five_are_left_out_like_noughts_and_the_others_are_rounded() -> None:
    register = register_of([*_rows(12), *_rows(4, need="isva", district=None, age_years=15)], _TODAY)
    assert register.by["need"] == (Figure("counselling", 10),)
    assert register.total == Figure("all", 15)
    assert register.by["age"] == (Figure("25 to 59", 10),)
    assert register.by["area"] == (Figure("E07000220", 10),)
    assert register.by["signpost"] == (Figure("none", 15),)


def test_of_one_person_nothing_is_said() -> None:
    register = register_of(_rows(1, age_years=12), _TODAY)
    assert register.total == Figure("all", None)
    assert set(register.by.values()) == {()}


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (None, None, ("2025-11-01", "2026-10-31")),
        ("2026-03-31", None, ("2026-03-01", "2026-10-31")),
        ("2026-03-31", "2026-04-01", ("2026-03-01", "2026-04-30")),
        ("2026-03-31", "2027-04-01", ("2026-03-01", "2026-10-31")),
        (None, "2026-02-10", ("2025-03-01", "2026-02-28")),
        ("2026-11-01", None, None),
        ("2026-05-01", "2026-04-30", None),
    ],
)
def test_only_whole_months_that_are_over_are_counted(
    since: str | None, until: str | None, months: tuple[str, str] | None
) -> None:
    asked = [date.fromisoformat(one) if one else None for one in (since, until)]
    found = whole_months(asked[0], asked[1], today=_TODAY)
    assert (tuple(map(str, found)) if found else None) == months


def test_every_figure_that_is_said_is_a_multiple_of_the_step() -> None:
    for count in range(40):
        register = register_of(_rows(count, signposts=("sarc",)), _TODAY)
        said = [one.count for of in register.by.values() for one in of if one.count is not None]
        assert all(figure % register.step == 0 and figure >= register.least for figure in said)


def test_ages_are_told_in_bands() -> None:
    assert [age_band(years, _TODAY) for years in (None, 0, 12, 13, 17, 18, 24, 25, 59, 60, 99)] == [
        "not known",
        "under 13",
        "under 13",
        "13 to 17",
        "13 to 17",
        "18 to 24",
        "18 to 24",
        "25 to 59",
        "25 to 59",
        "60 or over",
        "60 or over",
    ]
