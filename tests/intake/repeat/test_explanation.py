"""Why two records may be one person, in words."""

from datetime import date

from waymark_intake.repeat.apart import Basis
from waymark_intake.repeat.compare import LEVELS_OF, Level, Part, levels_of
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
from waymark_intake.repeat.plain import PlainPerson
from waymark_intake.repeat.weight import weigh, weights_on


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


def test_a_worker_who_may_see_no_name_can_decide_by_what_is_alike_and_what_is_not() -> None:
    """The desk sees names only of what is in its hands (ADR 0009): the words alone must carry the decision."""
    one = PlainPerson(
        given="iris", family="thompson", born_on=date(1984, 5, 2), house="2", street="mill st", postcode="cv324aa"
    )
    other = PlainPerson(
        given="iris", family="thomson", born_on=date(1984, 2, 5), house="9", street="park rd", postcode="cv324aa"
    )
    levels = levels_of(one, other)
    said = reasons({part: levels.of(part) for part in Part}, weigh(levels, one, weights_on(date(2026, 11, 23))))
    for words in (
        "First name: the same (speaks for it",
        "Family name: one letter or so different (speaks for it",
        "Date of birth: day and month the other way round (speaks for it",
        "Address: the same postcode, or the same house and street (speaks for it",
        "Telephone number: not in both records.",
    ):
        assert any(line.startswith(words) for line in said), said
    assert not [value for value in ("iris", "thom", "1984", "cv32", "mill") if value in " ".join(said).casefold()]
