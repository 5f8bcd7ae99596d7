"""Why two records may be one person, in words."""

from waymark_intake.repeat.apart import Basis
from waymark_intake.repeat.compare import LEVELS_OF, Level, Part
from waymark_intake.repeat.decision import Hindrance
from waymark_intake.repeat.explanation import (
    BASIS_WORDS,
    BECAUSE_OF,
    BECAUSE_WORDS,
    JUDGEMENT_WORDS,
    STATE_WORDS,
    hindrance_words,
    reasons,
)
from waymark_intake.repeat.pair import Because, Judgement, PairState


def test_the_heaviest_comes_first_and_what_is_missing_last() -> None:
    said = reasons(
        {Part.GIVEN: Level.MISSING, Part.BORN: Level.SAME, Part.ADDRESS: Level.DIFFERENT},
        {Part.BORN: 14.86, Part.ADDRESS: -1.28},
    )
    assert said == [
        "Date of birth: the same (speaks for it, +14.9).",
        "Address: different (speaks against it, -1.3).",
        "First name: not in both records.",
    ]


def test_there_are_words_for_every_level_and_every_hindrance() -> None:
    for part, levels in LEVELS_OF.items():
        for level in levels:
            assert reasons({part: level}, {part: 1.0})[0].endswith("(speaks for it, +1.0).")
    assert all(hindrance_words((one,)) for one in Hindrance)


def test_there_are_words_for_whatever_a_page_can_show() -> None:
    assert set(STATE_WORDS) == set(PairState)
    assert set(JUDGEMENT_WORDS) == set(BECAUSE_OF) == set(Judgement)
    assert set(BECAUSE_WORDS) == set(Because)
    assert set(BASIS_WORDS) == set(Basis)
