"""What may be asked of deputies: the times of one member, and the names to say them with. Not here: writing them."""

from waymark.db import Reader
from waymark_router.deciding.question import local_date
from waymark_router.deputies.deputy import Deputy

_OF_MEMBER = (
    "select member, stands_in_for, valid_from, valid_to from deputies where member = :member order by valid_from"
)
_NAMES = (
    "select m.subject, m.display_name from known_members m where m.subject in"
    " (select stands_in_for from deputies where member = :member)"
)


async def list_deputies(reader: Reader, member: str) -> list[Deputy]:
    """All times of a member as a deputy, in order."""
    rows = await reader.rows(_OF_MEMBER, {"member": member})
    return [Deputy(row.member, row.stands_in_for, row.valid_from, row.valid_to) for row in rows]


async def names_for(reader: Reader, member: str) -> dict[str, str]:
    """The names of those for whom a member stands in, as far as they are known."""
    return {row.subject: row.display_name for row in await reader.rows(_NAMES, {"member": member})}


async def may_act_today(reader: Reader, member: str) -> bool:
    """Whether no days bind a member, or today is one of theirs."""
    times, today = await list_deputies(reader, member), local_date(reader.now)
    return not times or any(one.counts_on(today) for one in times)
