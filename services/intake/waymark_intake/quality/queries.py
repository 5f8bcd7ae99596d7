"""Counting an agency's own referrals by week, team and flag. Takes a Reader only; row security shows nobody else's."""

from datetime import date, datetime

from waymark.db import Reader
from waymark.words import QualityFlag
from waymark_intake.not_taken.queries import read_not_taken
from waymark_intake.quality.figures import Figures, Found, Other, Sent
from waymark_intake.week import WEEK, starts_at

_OF = (
    " from referrals where sender = :agency and received_at >= cast(:since as timestamptz)"
    " and received_at < cast(:until as timestamptz)"
)
_WEEK = "date_trunc('week', received_at at time zone 'Europe/London')::date as week"
# By a correction, by the person's answer once it is recorded, by taking one of the two back.
_MENDED = (
    "not flag = any(quality)"
    " or (flag in ('consent_not_asked', 'explicit_consent_missing') and position in ('given', 'refused', 'withdrawn'))"
    " or (flag = 'possible_duplicate' and state = 'withdrawn')"
)
_SENT = (
    f"select {_WEEK}, team, count(*) as sent, count(*) filter (where sent_score = 100) as clean,"
    f" count(sent_score) as scored, coalesce(sum(sent_score), 0) as points{_OF} group by 1, 2 order by 1, 2"
)
_FOUND = (
    f"select week, team, flag, count(*) as sent, count(*) filter (where {_MENDED}) as mended from"  # noqa: S608
    f" (select {_WEEK}, team, quality, position, state, unnest(sent_quality) as flag{_OF}) as one"
    " group by 1, 2, 3 order by 1, 2, 3"
)
_RECIPIENTS = (
    "select r.team, r.name,"
    " (select max(d.sent_at) from digests d where d.agency = r.agency and d.team = r.team) as last"
    " from digest_recipients r where r.agency = :agency order by r.team"
)
_OTHERS = (
    "select month, code, number from other_counts where agency = :agency and month >= :since order by 1 desc, 3 desc, 2"
)


async def read_figures(reader: Reader, agency: str, weeks: tuple[date, ...]) -> Figures:
    """The agency's figures of these weeks (Mondays, in order, one after the other)."""
    values = {"agency": agency, "since": starts_at(weeks[0]), "until": starts_at(weeks[-1] + WEEK)}
    sent = await reader.rows(_SENT, values)
    found = await reader.rows(_FOUND, values)
    not_taken, reasons = await read_not_taken(reader, agency, weeks)
    return Figures(
        weeks=weeks,
        sent=tuple(Sent(row.week, row.team, row.sent, row.clean, row.scored, row.points) for row in sent),
        found=tuple(Found(row.week, row.team, QualityFlag(row.flag), row.sent, row.mended) for row in found),
        not_taken=not_taken,
        reasons=reasons,
    )


async def list_others(reader: Reader, agency: str, *, since: date) -> tuple[Other, ...]:
    """What `other` was at this agency, by month from `since` on, the newest month and the most frequent first."""
    rows = await reader.rows(_OTHERS, {"agency": agency, "since": since})
    return tuple(Other(row.month, row.code, row.number) for row in rows)


async def list_recipients(reader: Reader, agency: str) -> tuple[tuple[str, str, datetime | None], ...]:
    """Who gets the agency's digests: team ("" is the agency), name, and when one went out last."""
    rows = await reader.rows(_RECIPIENTS, {"agency": agency})
    return tuple((row.team, row.name, row.last) for row in rows)
