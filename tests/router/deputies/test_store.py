"""Deputies are kept as the county's file has them, and an agency's own hands change none."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark_router.deputies.deputy import Deputy
from waymark_router.deputies.queries import list_deputies, names_for
from waymark_router.deputies.store import replace_deputies

_BEA = Deputy("bea.approver", "sol.approver", date(2026, 12, 21), date(2027, 1, 8))


async def test_they_are_kept_whole_and_replaced(database: Database) -> None:
    later = Deputy("bea.approver", "sol.approver", date(2027, 4, 1), date(2027, 4, 9))
    for kept in ([later, _BEA], [later]):
        async with database.transaction(SYSTEM) as tx:
            await replace_deputies(tx, kept)
        async with database.reader() as reader:
            assert await list_deputies(reader, "bea.approver") == sorted(kept, key=lambda one: one.valid_from)
            assert await list_deputies(reader, "sol.approver") == []
            assert await names_for(reader, "bea.approver") == {}


async def test_no_agency_names_a_deputy(database: Database) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(AgencyId("opcc")) as tx:
            await replace_deputies(tx, [_BEA])
