"""The unmet register says no small number, and rounds the others so that none can be worked out."""

from datetime import date

from waymark_router.triage.register import Figure, UnmetRow, age_band, register_of

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


def test_counts_under_five_are_not_said_and_the_others_are_rounded() -> None:
    register = register_of([*_rows(12), *_rows(4, need="isva", district=None, age_years=15)], _TODAY)
    assert register.by["need"] == (Figure("counselling", 10), Figure("isva", None))
    assert register.total == Figure("all", 15)
    assert register.by["age"] == (Figure("13 to 17", None), Figure("25 to 59", 10))
    assert register.by["area"] == (Figure("E07000220", 10), Figure("not known", None))
    assert register.by["signpost"] == (Figure("none", 15),)


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
