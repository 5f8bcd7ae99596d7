"""An agency's own figures of quality: what its teams sent, by week, how good it was, and which fault cost most.

What is counted is the referral as it was first sent; what was corrected since counts as mended. Pure. Not here: reading
(queries.py), charts, codes in words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.words import QualityFlag
from waymark_intake.not_taken.counts import NotTaken, Reason
from waymark_intake.quality.score import weighting_on


@dataclass(frozen=True, slots=True)
class Sent:
    """What one team sent in one week: how many, how many of them clean, and the sum of the scores of `scored`."""

    week: date
    team: str
    sent: int
    clean: int
    scored: int
    points: int


@dataclass(frozen=True, slots=True)
class Found:
    """How often one flag stood on what one team sent in one week, and how many of these are mended by now."""

    week: date
    team: str
    flag: QualityFlag
    sent: int
    mended: int


@dataclass(frozen=True, slots=True)
class Other:
    """What `other` was: how often in that month (its first day) it came with this second code."""

    month: date
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Several weeks or teams together."""

    sent: int
    clean: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One flag over all weeks: how often, how many are mended, the points it cost, and how often in each week."""

    flag: QualityFlag
    sent: int
    mended: int
    cost: int
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """An agency's figures of `weeks` (Mondays, the oldest first)."""

    weeks: tuple[date, ...]
    sent: tuple[Sent, ...]
    found: tuple[Found, ...]
    not_taken: tuple[NotTaken, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def of_team(self, team: str) -> "Figures":
        """The same of one team alone."""
        return Figures(
            self.weeks,
            tuple(one for one in self.sent if one.team == team),
            tuple(one for one in self.found if one.team == team),
            tuple(one for one in self.not_taken if one.team == team),
            tuple(one for one in self.reasons if one.team == team),
        )

    def of_week(self, week: date) -> "Figures":
        """The same of one week alone."""
        return Figures(
            (week,),
            tuple(one for one in self.sent if one.week == week),
            tuple(one for one in self.found if one.week == week),
            tuple(one for one in self.not_taken if one.week == week),
            tuple(one for one in self.reasons if one.week == week),
        )

    @property
    def teams(self) -> tuple[str, ...]:
        """Whoever sent anything, those first who sent most; "" is what came without a team."""
        counted = Counter[str]()
        for one in self.sent:
            counted[one.team] += one.sent
        for kept_out in self.not_taken:
            counted[kept_out.team] += 0
        return tuple(sorted(counted, key=lambda team: (-counted[team], team)))

    @property
    def cells(self) -> Iterator[tuple[Sent, "Figures"]]:
        """What each team sent in each week, with the figures of that alone; all of it may have been refused."""
        found: dict[tuple[date, str], list[Found]] = defaultdict(list)
        for one in self.found:
            found[one.week, one.team].append(one)
        kept_out = {(one.week, one.team): one for one in self.not_taken}
        reasons: dict[tuple[date, str], list[Reason]] = defaultdict(list)
        for why in self.reasons:
            reasons[why.week, why.team].append(why)
        sent = {(one.week, one.team): one for one in self.sent}
        for key in sorted({*sent, *kept_out}):
            one_sent = sent.get(key) or Sent(*key, sent=0, clean=0, scored=0, points=0)
            not_taken = (kept_out[key],) if key in kept_out else ()
            yield one_sent, Figures((key[0],), (one_sent,), tuple(found[key]), not_taken, tuple(reasons[key]))

    @property
    def refused(self) -> int:
        """How many records were refused."""
        return sum(one.refused for one in self.not_taken)

    @property
    def repeated(self) -> int:
        """How many records were sent again unchanged."""
        return sum(one.repeated for one in self.not_taken)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """The faults of what was refused over all weeks and teams, the most frequent first; `fix` is the newest."""
        counted = Counter[tuple[str, str]]()
        newest: dict[tuple[str, str], Reason] = {}
        for one in sorted(self.reasons, key=lambda reason: reason.week):
            counted[one.field, one.code] += one.count
            newest[one.field, one.code] = one
        found = (Reason(one.week, "", *key, one.fix, counted[key]) for key, one in newest.items())
        return tuple(sorted(found, key=lambda reason: (-reason.count, reason.field, reason.code)))

    @property
    def whole(self) -> Tally:
        """All of it together."""
        return _tally(self.sent)

    @property
    def by_week(self) -> tuple[Tally, ...]:
        """Each week, in order; one without anything has none sent and no mean."""
        return tuple(_tally(one for one in self.sent if one.week == week) for week in self.weeks)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every flag that was found, the costliest first."""
        faults = [self._fault(flag) for flag in QualityFlag if any(one.flag is flag for one in self.found)]
        return tuple(sorted(faults, key=lambda fault: (-fault.cost, -fault.sent, fault.flag)))

    def _fault(self, flag: QualityFlag) -> Fault:
        found = [one for one in self.found if one.flag is flag]
        return Fault(
            flag=flag,
            sent=sum(one.sent for one in found),
            mended=sum(one.mended for one in found),
            cost=sum(one.sent * weighting_on(one.week).weights.get(flag, 0) for one in found),
            weeks=tuple(sum(one.sent for one in found if one.week == week) for week in self.weeks),
        )


def _tally(several: Iterable[Sent]) -> Tally:
    rows: Sequence[Sent] = tuple(several)
    scored = sum(one.scored for one in rows)
    mean = round(sum(one.points for one in rows) / scored, 1) if scored else None
    return Tally(sum(one.sent for one in rows), sum(one.clean for one in rows), mean)
