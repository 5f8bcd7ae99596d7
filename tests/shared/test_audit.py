"""Audit rows: added with the act, never changed by the service that wrote them."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.conftest import OpenDatabase


async def test_an_act_says_who_did_what_to_which_thing(open_database: OpenDatabase) -> None:
    database = await open_database("router")
    async with database.transaction() as tx:
        tx.audit("rules.published", about="rulebook", actor="rae.rules", version="abc", rows=3)
    async with database.reader() as reader:
        row = await reader.row("select act, about, actor, at, details from audit")
    assert row is not None
    assert (row.act, row.about, row.actor, row.at) == ("rules.published", "rulebook", "rae.rules", reader.now)
    assert row.details == {"version": "abc", "rows": 3}


@pytest.mark.parametrize("sql", ["update audit set actor = 'nobody'", "delete from audit"])
async def test_a_service_cannot_change_what_it_did(open_database: OpenDatabase, sql: str) -> None:
    database = await open_database("router")
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction() as tx:
            await tx.run(sql)
