"""What each level weighs."""

from datetime import date

import pytest

from waymark_intake.repeat.compare import LEVELS_OF, Level, Part, levels_of
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.weight import WEIGHTS, Weights, prior, weigh, weights_on


@pytest.mark.parametrize("weights", WEIGHTS)
def test_every_level_of_every_part_has_its_odds(weights: Weights) -> None:
    for part in Part:
        assert set(weights.levels[part]) == set(LEVELS_OF[part])
        assert all(0 < chance <= 1 for odds in weights.levels[part].values() for chance in odds)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_same_speaks_for_it_and_different_against(weights: Weights) -> None:
    for part in Part:
        m, u = weights.levels[part][Level.SAME]
        assert m > u
        m, u = weights.levels[part][Level.DIFFERENT]
        assert m < u


def test_a_usual_name_says_less_than_a_rare_one() -> None:
    smith, rare = PlainPerson(family="smith"), PlainPerson(family="quillfeather")
    weights = WEIGHTS[-1]
    usual = weigh(levels_of(smith, smith), smith, weights)[Part.FAMILY]
    assert usual < weigh(levels_of(rare, rare), rare, weights)[Part.FAMILY]


def test_what_is_missing_weighs_nothing() -> None:
    nobody = PlainPerson()
    assert weigh(levels_of(nobody, nobody), nobody, WEIGHTS[-1]) == {}


def test_the_more_people_the_more_speaks_against_any_one_of_them() -> None:
    assert prior(1_000_000) < prior(1000) < 0


def test_the_version_of_the_day_counts() -> None:
    assert weights_on(date(2026, 11, 23)) is WEIGHTS[-1]
    assert weights_on(date(1999, 1, 1)) is WEIGHTS[0]
