"""An agency's own figures of quality for its machines, by week, team and flag. Not here: the page."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.db import Reader
from waymark.guard import Allows
from waymark.http import reading
from waymark.permission import Permission
from waymark.words import QualityFlag
from waymark_intake.quality.advice import WHAT_TO_DO
from waymark_intake.quality.figures import Figures, Other, Sent
from waymark_intake.quality.queries import list_others, read_figures
from waymark_intake.quality.score import weighting_on
from waymark_intake.week import month_of, weeks_until

router = APIRouter()
Follower = Annotated[Actor, Depends(Allows(Permission.REFERRAL_FOLLOW))]
MOST_WEEKS = 53


class QualityPart(BaseModel):
    """Base of the figures: closed and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FaultCount(QualityPart):
    """How often a flag stood on what was sent, how many of these are mended by now, and the points it cost."""

    code: QualityFlag
    what_to_do: str
    weight: int
    sent: int
    mended: int
    cost: int


class RefusalCount(QualityPart):
    """How many refused records had a fault: the field of the format ("" for the whole), the code, and what to do."""

    field: str
    code: str
    fix: str
    count: int


class TeamWeek(QualityPart):
    """What one team sent in one week (its Monday): how many, how many clean, their mean score, and their faults.

    `team` is "" for what came without one; `mean_score` is null where nothing was scored. `refused` and `repeated` are
    records that became no referral: refused, or sent again unchanged.
    """

    week: date
    team: str
    sent: int
    clean: int
    mean_score: float | None
    faults: tuple[FaultCount, ...]
    refused: int
    repeated: int
    refusals: tuple[RefusalCount, ...]


class OtherCount(QualityPart):
    """What `other` was: how often in a month (its first day) it came with this second code."""

    month: date
    code: str
    count: int


class QualityFigures(QualityPart):
    """The caller's own agency's figures of the last weeks, the oldest first, this one included.

    `weighting` names the weights in force now. `faults` are those of all weeks, the costliest first. `refusals` are the
    faults of what was refused, the most frequent first.
    """

    weighting: str
    weeks: tuple[date, ...]
    sent: int
    clean: int
    mean_score: float | None
    faults: tuple[FaultCount, ...]
    rows: tuple[TeamWeek, ...]
    others: tuple[OtherCount, ...]
    refused: int
    repeated: int
    refusals: tuple[RefusalCount, ...]


@router.get("/v1/quality")
async def quality(
    actor: Follower,
    reader: Annotated[Reader, Depends(reading)],
    weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS, description="how many weeks back, this one included")] = 12,
) -> QualityFigures:
    """How good the referrals of the caller's own agency were as they were sent; numbers only, and nobody else's."""
    asked = weeks_until(reader.now, weeks)
    figures = await read_figures(reader, actor.agency, asked)
    others = await list_others(reader, actor.agency, since=month_of(asked[0]))
    return reply_of(figures, others)


def reply_of(figures: Figures, others: tuple[Other, ...]) -> QualityFigures:
    """The figures as they are answered."""
    whole = figures.whole
    return QualityFigures(
        weighting=weighting_on(figures.weeks[-1]).version,
        weeks=figures.weeks,
        sent=whole.sent,
        clean=whole.clean,
        mean_score=whole.mean,
        faults=_faults(figures),
        rows=tuple(_row(one, alone) for one, alone in figures.cells),
        others=tuple(OtherCount(month=one.month, code=one.code, count=one.count) for one in others),
        refused=figures.refused,
        repeated=figures.repeated,
        refusals=_refusals(figures),
    )


def _row(one: Sent, alone: Figures) -> TeamWeek:
    return TeamWeek(
        week=one.week,
        team=one.team,
        sent=one.sent,
        clean=one.clean,
        mean_score=alone.whole.mean,
        faults=_faults(alone),
        refused=alone.refused,
        repeated=alone.repeated,
        refusals=_refusals(alone),
    )


def _refusals(figures: Figures) -> tuple[RefusalCount, ...]:
    return tuple(RefusalCount(field=one.field, code=one.code, fix=one.fix, count=one.count) for one in figures.refusals)


def _faults(figures: Figures) -> tuple[FaultCount, ...]:
    weights = weighting_on(figures.weeks[-1]).weights
    return tuple(
        FaultCount(
            code=fault.flag,
            what_to_do=WHAT_TO_DO[fault.flag],
            weight=weights.get(fault.flag, 0),
            sent=fault.sent,
            mended=fault.mended,
            cost=fault.cost,
        )
        for fault in figures.faults
    )
