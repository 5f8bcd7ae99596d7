"""An agency's referrals that changed since a place, each once, in the order of their newest change. Takes a Reader.

A change counts only once no older transaction can still commit behind it, so nobody ever reads past one.
"""

from dataclasses import dataclass

from waymark.db import Reader
from waymark.ids import AgencyId
from waymark.words import AgencyRole
from waymark_intake.changes.place import ChangePlace
from waymark_intake.following.receipt import ReferralView
from waymark_intake.queries import views_of

_SINCE = (
    "select referral_id, epoch, tx::text as tx, seq from referral_changes where sender = :agency"
    " and (epoch, tx, seq) > (:epoch, cast(cast(:tx as text) as xid8), :seq)"
    " and (epoch < (select number from epoch) or tx < pg_snapshot_xmin(pg_current_snapshot()))"
    " order by epoch, tx, seq limit :most"
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A page of changes: the referrals as they stand now, where the next page begins, and whether one is there."""

    views: tuple[ReferralView, ...]
    after: ChangePlace
    more: bool


async def list_changed(
    reader: Reader, agency: AgencyId, after: ChangePlace, *, seen_by: AgencyRole, most: int
) -> Changed:
    """At most `most` referrals that changed after that place."""
    values = {"agency": agency, "epoch": after.epoch, "tx": str(after.tx), "seq": after.seq, "most": most + 1}
    rows = await reader.rows(_SINCE, values)
    page = rows[:most]
    views = {view.id: view for view in await views_of(reader, [row.referral_id for row in page], seen_by=seen_by)}
    last = ChangePlace(page[-1].epoch, int(page[-1].tx), page[-1].seq) if page else after
    return Changed(tuple(views[row.referral_id] for row in page), last, more=len(rows) > most)
