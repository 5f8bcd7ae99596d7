"""What access's doors may ask: who could sign in by hand."""

from waymark.db import Reader
from waymark_consent.access.store import KnownMember, list_members


async def members_to_pick(reader: Reader) -> list[KnownMember]:
    """Every active member, by agency and name; shown on a development machine only."""
    return await list_members(reader)
