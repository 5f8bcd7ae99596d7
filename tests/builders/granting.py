"""Requests to change the directory, as an approver finds them."""

from uuid import UUID

from waymark.db import SYSTEM, Database
from waymark_router.directory.grant import Granted
from waymark_router.directory.queries import find_request, gather_beside


async def is_checked(database: Database, request_id: UUID) -> Granted:
    """What granting it would do, found with nothing held open in the database."""
    async with database.reader(SYSTEM) as reader:
        request, beside = await find_request(reader, request_id), await gather_beside(reader)
    return beside.would_be(request)
