"""Figures add up: by week, by team, by fault; what cost most comes first."""

from datetime import date

from waymark.words import QualityFlag
from waymark_intake.not_taken.counts import NotTaken, Reason
from waymark_intake.quality.figures import Figures, Found, Sent, Tally
from waymark_intake.quality.score import weighting_on

OLD, NEW = date(2026, 11, 16), date(2026, 11, 23)
LATE, SAFE = QualityFlag.REPORTED_LATE, QualityFlag.NO_SAFE_CONTACT
FIGURES = Figures(
    (OLD, NEW),
    (
        Sent(OLD, "a", sent=2, clean=1, scored=2, points=185),
        Sent(NEW, "a", sent=1, clean=0, scored=1, points=70),
        Sent(NEW, "", sent=4, clean=4, scored=3, points=300),
    ),
    (Found(OLD, "a", LATE, sent=1, mended=0), Found(NEW, "a", SAFE, sent=1, mended=1)),
)


def test_all_of_it_together() -> None:
    assert FIGURES.whole == Tally(7, 5, 92.5)


def test_each_week_and_each_team_alone() -> None:
    assert FIGURES.by_week == (Tally(2, 1, 92.5), Tally(5, 4, 92.5))
    assert FIGURES.of_team("a").whole == Tally(3, 1, 85.0)
    assert FIGURES.of_week(NEW).of_team("a").whole == Tally(1, 0, 70.0)
    assert FIGURES.teams == ("", "a")


def test_faults_come_the_costliest_first_with_their_weeks() -> None:
    weights = weighting_on(NEW).weights
    first, second = FIGURES.faults
    assert (first.flag, first.cost, first.mended, first.weeks) == (SAFE, weights[SAFE], 1, (0, 1))
    assert (second.flag, second.cost, second.mended, second.weeks) == (LATE, weights[LATE], 0, (1, 0))


def test_each_cell_has_the_faults_of_its_own_week_and_team() -> None:
    found = {(sent.week, sent.team): [fault.flag for fault in alone.faults] for sent, alone in FIGURES.cells}
    assert found == {(OLD, "a"): [LATE], (NEW, "a"): [SAFE], (NEW, ""): []}


def test_nothing_sent_has_no_mean() -> None:
    nothing = Figures((OLD, NEW), (), ())
    assert nothing.whole == Tally(0, 0, None)
    assert (nothing.teams, nothing.faults, list(nothing.cells)) == ((), (), [])


def test_what_was_refused_is_counted_by_fault_the_most_frequent_first_with_the_newest_words() -> None:
    figures = Figures(
        (OLD, NEW),
        (Sent(NEW, "a", sent=1, clean=1, scored=1, points=100),),
        (),
        (NotTaken(OLD, "a", refused=3, repeated=0), NotTaken(NEW, "b", refused=1, repeated=2)),
        (
            Reason(OLD, "a", "/needs", "unknown_code", "old words", 2),
            Reason(OLD, "a", "/team", "too_long", "shorten", 3),
            Reason(NEW, "b", "/needs", "unknown_code", "new words", 2),
        ),
    )
    assert (figures.refused, figures.repeated, figures.teams) == (4, 2, ("a", "b"))
    assert [(one.field, one.count, one.fix) for one in figures.refusals] == [
        ("/needs", 4, "new words"),
        ("/team", 3, "shorten"),
    ]
    cells = {(sent.week, sent.team): (sent.sent, alone.refused, alone.repeated) for sent, alone in figures.cells}
    assert cells == {(OLD, "a"): (0, 3, 0), (NEW, "a"): (1, 0, 0), (NEW, "b"): (0, 1, 2)}
    assert (figures.of_team("b").refused, figures.of_week(OLD).refused) == (1, 3)
