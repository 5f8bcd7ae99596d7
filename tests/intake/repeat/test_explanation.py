"""Why two records may be one person, in words."""

from waymark_intake.repeat.compare import LEVELS_OF, Level, Part
from waymark_intake.repeat.decision import Hindrance
from waymark_intake.repeat.explanation import hindrance_words, reasons


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
