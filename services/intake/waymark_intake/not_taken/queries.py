"""Reading what became no referral, of an agency's own; row security shows nobody else's. Takes a Reader only."""

from datetime import date

from waymark.db import Reader
from waymark_intake.not_taken.counts import NotTaken, Reason
from waymark_intake.week import WEEK

_OF = " from not_taken where agency = :agency and week >= :since and week < :until"
_COUNTED = (
    "select week, team, coalesce(sum(number) filter (where what = 'refused'), 0) as refused,"
    " coalesce(sum(number) filter (where what = 'repeated'), 0) as repeated"
    f"{_OF} and what in ('refused', 'repeated') group by 1, 2 order by 1, 2"
)
_REASONS = f"select week, team, field, code, fix, number{_OF} and what = 'fault' order by 1, 2, 3, 4"


async def read_not_taken(
    reader: Reader, agency: str, weeks: tuple[date, ...]
) -> tuple[tuple[NotTaken, ...], tuple[Reason, ...]]:
    """What became no referral in these weeks (Mondays, in order): the counts, and the faults of what was refused."""
    values = {"agency": agency, "since": weeks[0], "until": weeks[-1] + WEEK}
    counted = await reader.rows(_COUNTED, values)
    reasons = await reader.rows(_REASONS, values)
    return (
        tuple(NotTaken(row.week, row.team, int(row.refused), int(row.repeated)) for row in counted),
        tuple(Reason(row.week, row.team, row.field, row.code, row.fix, row.number) for row in reasons),
    )
