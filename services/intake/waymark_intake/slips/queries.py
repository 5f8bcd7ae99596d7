"""What an agency may ask of its slips: numbers only. Takes a Reader only."""

from waymark.db import Reader
from waymark.ids import AgencyId
from waymark_intake.slips.slip import Handed, handed
from waymark_intake.working_day import local_date

_COUNTS = (
    "select count(*) as made, count(*) filter (where told) as told,"
    " count(*) filter (where expires_at <= :now) as over,"
    " count(*) filter (where expires_at <= :now and used_at is not null) as used from slips where agency = :agency"
)


async def count_slips(reader: Reader, agency: AgencyId) -> Handed:
    """How many the agency handed out and what became of them, as far as it may know."""
    row = await reader.row(_COUNTS, {"agency": agency, "now": reader.now})
    made, told, over, used = (row.made, row.told, row.over, row.used) if row else (0, 0, 0, 0)
    return handed(made=made, told=told, over=over, used=used, day=local_date(reader.now))
