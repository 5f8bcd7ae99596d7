"""How numbers are said to an operator: ages, figures and warnings in plain words, each with its runbook section.

Pure. Not here: where the numbers come from (`waymark.status.look`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from waymark.bus.lag import MOST, RELAY, Lag
from waymark.figure import Figure
from waymark.parked import DiscardReason, Head

NOT_KNOWN = "not known"
# A service's own figures have a section each in docs/runbook.md; these are the warnings that every service has.
LAG, RELAY_LAG, PARKED, NOT_KNOWN_CODE = "lag", "relay_lag", "parked", "not_known"
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
REASON_WORDS = {
    DiscardReason.MALFORMED: "It cannot be read, and whoever sent it has been told",
    DiscardReason.DONE_BY_HAND: "What it asks for was done by hand",
    DiscardReason.OVERTAKEN: "A later event says the same or more",
    DiscardReason.NO_LONGER_WANTED: "The referral was withdrawn, closed or erased",
    DiscardReason.SYNTHETIC: "It is a test or an exercise",
}


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing somebody should look at: which service, the section of the runbook, and what is wrong in words."""

    service: str
    code: str
    words: str


def duration(seconds: float) -> str:
    """Seconds as people say them: 12 minutes, 1 hour, under a second."""
    for size, name in _UNITS:
        if seconds >= size:
            return counted(int(seconds // size), name)
    return "under a second"


def counted(number: float, noun: str) -> str:
    """A number with its noun: 1 event, 3 events."""
    return f"{_plain(number)} {noun}{'' if number == 1 else 's'}"


def waiting(lag: Lag) -> str:
    """How many events wait: none, 3 events, 1000 events or more, not known."""
    if lag.waiting is None:
        return NOT_KNOWN
    if lag.waiting >= MOST:
        return f"{MOST} events or more"
    return counted(lag.waiting, "event") if lag.waiting else "none"


def oldest(lag: Lag, now: datetime) -> str:
    """How long the oldest has waited."""
    if lag.waiting is None or (lag.waiting and lag.oldest is None):
        return NOT_KNOWN
    return duration(lag.age_s(now)) if lag.waiting else "none"


def moved(lag: Lag, now: datetime) -> str:
    """When a reader last moved."""
    if lag.moved_at is None:
        return "has not begun"
    return f"{duration(max(0.0, (now - lag.moved_at).total_seconds()))} ago"


def reader(lag: Lag) -> str:
    """Who reads what."""
    return f"relay of {lag.topic}" if lag.hearer == RELAY else lag.topic


def value(figure: Figure) -> str:
    """A figure's value with its unit."""
    if figure.unit == "s":
        return duration(figure.value) if figure.value else "none"
    return f"{_plain(figure.value)} {figure.unit}".strip()


def limit(figure: Figure) -> str:
    """The greatest value that is still well, or "" for a figure that only informs."""
    if figure.warn_above is None:
        return ""
    if figure.warn_above == 0:
        return "should be none"
    most = duration(figure.warn_above) if figure.unit == "s" else _plain(figure.warn_above)
    return f"well up to {most}"


def ordered(figures: Sequence[Figure]) -> list[Figure]:
    """Warnings first, otherwise as the service gave them."""
    return sorted(figures, key=lambda figure: not figure.is_warning)


def warnings_of_lags(service: str, lags: Sequence[Lag], now: datetime, *, most_s: float) -> Iterator[Warned]:
    """Readers that are behind for longer than `most_s`, and those of which nothing is known."""
    for lag in lags:
        code = RELAY_LAG if lag.hearer == RELAY else LAG
        if lag.waiting is None:
            yield Warned(service, code, f"How far {service} is on {reader(lag)} is not known")
        elif lag.age_s(now) > most_s:
            verb = "waits" if lag.waiting == 1 else "wait"
            said = f"{waiting(lag)} {verb} on {reader(lag)}, the oldest {oldest(lag, now)}"
            yield Warned(service, code, said)


def warnings_of_parked(service: str, heads: Sequence[Head], now: datetime) -> Iterator[Warned]:
    """What is set aside, in one line."""
    if heads:
        since = duration(max(0.0, (now - min(head.parked_at for head in heads)).total_seconds()))
        verb = "stands" if len(heads) == 1 else "stand"
        words = f"{counted(len(heads), 'referral')} {verb} still behind an event set aside, the longest {since}"
        yield Warned(service, PARKED, words)


def warnings_of_figures(service: str, figures: Sequence[Figure]) -> Iterator[Warned]:
    """Figures above what is well."""
    for figure in figures:
        if figure.is_warning:
            label = figure.label[:1].upper() + figure.label[1:]
            yield Warned(service, figure.code, f"{label}: {value(figure)} ({limit(figure)})")


def _plain(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
