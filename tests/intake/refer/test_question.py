"""Reading a question: only what is on the page counts, control characters vanish, and too long stays to be told."""

from waymark_intake.refer.question import Look, Option, Question

CHOICE = Question("said", Look.CHOICE, "Said?", options=(Option("yes", "Yes"), Option("no", "No")))
TICKS = Question("ticked", Look.TICKS, "Ticked?", options=(Option("a", "A"), Option("b", "B")))


def test_a_choice_that_is_not_on_the_page_counts_as_none() -> None:
    assert CHOICE.read({"said": ["maybe"]}) == {"said": ()}
    assert CHOICE.read({"said": ["no", "yes"]}) == {"said": ("no",)}


def test_ticks_are_all_kept_and_said_in_the_order_of_the_page() -> None:
    assert TICKS.read({"ticked": ["b", "x", "a"]}) == {"ticked": ("b", "a")}
    assert list(TICKS.said(("b", "a"))) == ["A", "B"]


def test_a_line_loses_breaks_and_control_characters() -> None:
    line = Question("name", Look.LINE, "Name")
    assert line.read({"name": [" A\x00da\nL\t. "]}) == {"name": ("Ada L .",)}
    assert line.read({}) == {"name": ("",)}


def test_words_keep_their_breaks() -> None:
    assert Question("w", Look.WORDS, "W").read({"w": ["a\r\nb"]}) == {"w": ("a\nb",)}


def test_a_moment_has_four_fields_and_a_day_three() -> None:
    assert Question("at", Look.MOMENT, "At").parts == ("at-day", "at-month", "at-year", "at-time")
    assert Question("on", Look.DAY, "On").read({"on-day": ["3"]}) == {
        "on-day": ("3",),
        "on-month": ("",),
        "on-year": ("",),
    }
