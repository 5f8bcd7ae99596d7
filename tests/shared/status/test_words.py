from datetime import UTC, datetime, timedelta

import pytest

from waymark.bus.lag import MOST, RELAY, Lag
from waymark.figure import Figure
from waymark.parked import DiscardReason
from waymark.status import words

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_lag(waiting: int | None = 0, seconds: float | None = None, *, hearer: str = "consent") -> Lag:
    oldest = None if seconds is None else NOW - timedelta(seconds=seconds)
    return Lag(hearer, "intake.referral", "1:2:3", NOW - timedelta(minutes=5), waiting, oldest)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "under a second"), (1, "1 second"), (59, "59 seconds"), (725, "12 minutes"), (7200, "2 hours"),
     (200_000, "2 days")],
)  # fmt: skip
def test_ages_are_said_in_plain_words(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_what_waits_is_counted_up_to_a_point_and_not_guessed() -> None:
    assert [words.waiting(a_lag(n, 9)) for n in (0, 1, 3, MOST)] == [
        "none", "1 event", "3 events", "1000 events or more",
    ]  # fmt: skip
    assert (words.waiting(a_lag(None)), words.oldest(a_lag(None), NOW)) == ("not known", "not known")
    assert words.oldest(a_lag(2), NOW) == "not known"
    assert words.oldest(a_lag(2, 90), NOW) == "1 minute"
    assert words.moved(a_lag(), NOW) == "5 minutes ago"


def test_a_reader_that_is_behind_for_too_long_is_a_warning() -> None:
    lags = [a_lag(2, 59), a_lag(3, 90), a_lag(1, 90, hearer=RELAY), a_lag(None)]
    found = list(words.warnings_of_lags("consent", lags, NOW, most_s=60))
    assert [warned.code for warned in found] == ["lag", "relay_lag", "lag"]
    assert found[0].words == "3 events wait on intake.referral, the oldest 1 minute"
    assert found[1].words == "1 event waits on relay of intake.referral, the oldest 1 minute"
    assert "not known" in found[2].words


def test_figures_are_warnings_above_what_is_well_and_come_first() -> None:
    calm, late = Figure("a", "calm", 5), Figure("b", "clock near its end", 1_200, warn_above=600, unit="s")
    many = Figure("c", "waiting", 1_200, warn_above=0)
    assert words.ordered([calm, late, many]) == [late, many, calm]
    assert [warned.words for warned in words.warnings_of_figures("notifier", [calm, late, many])] == [
        "Clock near its end: 20 minutes (well up to 10 minutes)",
        "Waiting: 1,200 (should be none)",
    ]


def test_every_reason_has_words() -> None:
    assert set(words.REASON_WORDS) == set(DiscardReason)
