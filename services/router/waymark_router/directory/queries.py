"""What decisions and doors may ask of services' room: what was told, and what was offered since.

Not here: anything that writes (store.py).
"""

from sqlalchemy import ARRAY, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from waymark.db import Reader, typed
from waymark.ids import ServiceId
from waymark.words import Need
from waymark_router.availability import Availability, Line, Population
from waymark_router.provider import Directory

_AT_WORK = "('offered', 'accepted')"
_AVAILABILITY = typed(
    "select s.service, work.at_work, lately.in_a_week, c.population, c.intervention, c.vacancies, c.weeks, c.as_of,"  # noqa: S608 - constants
    " since.placed from (select unnest(:counted) as service union select service from capacities) as s"
    " cross join lateral (select count(*) as at_work from allocations a"
    f" where a.service = s.service and a.state in {_AT_WORK}) as work"
    " cross join lateral (select count(*) as in_a_week from allocations a"
    " where a.service = s.service and a.offered_at > :now - interval '7 days') as lately"
    " left join capacities c on c.service = s.service"
    " left join lateral (select count(*) as placed from allocations a join referrals r using (referral_id)"
    f" where a.service = s.service and a.state in {_AT_WORK} and a.offered_at >= c.told_at"
    " and (c.intervention = '' or convert_from(a.allocation, 'UTF8')::jsonb -> 'needs' ? c.intervention)"
    " and (c.population = 'anyone' or (c.population = 'adults') ="
    " (convert_from(r.screened, 'UTF8')::jsonb #>> '{facts,child}' = 'no'))) as since on c.service is not null"
    " order by s.service, c.population, c.intervention",
    counted=ARRAY(Text),
    now=TIMESTAMP(timezone=True),
)


async def find_availability(reader: Reader, directory: Directory) -> dict[ServiceId, Availability]:
    """What is known of the room of services that told of it, that have limits of their own, or that share a lot."""
    found: dict[ServiceId, Availability] = {}
    for row in await reader.rows(_AVAILABILITY, {"counted": list(directory.counted), "now": reader.now}):
        service = ServiceId(row.service)
        known = found.get(service, Availability(row.at_work, row.in_a_week))
        if row.population is not None:
            line = Line(
                population=Population(row.population),
                intervention=Need(row.intervention) if row.intervention else None,
                vacancies=row.vacancies,
                weeks=row.weeks,
                as_of=row.as_of,
                placed=row.placed,
            )
            known = Availability(known.at_work, known.in_a_week, (*known.lines, line))
        found[service] = known
    return found
