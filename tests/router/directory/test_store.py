"""What is kept of room and requests."""

from uuid import UUID

from tests.builders.provider import a_service
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark_router.directory.request import RequestState
from waymark_router.directory.store import (
    add_request,
    drop_line,
    lock_request,
    one_at_a_time,
    save_line,
    settle_request,
)
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.providers.availability import Population

_BY = Teller("lee.harbour", AgencyId("harbour-victim-care"), "Harbour")


async def test_a_line_is_added_once_and_changed_only_in_the_version_that_was_seen(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        day = tx.now.date()
        assert await save_line(tx, a_service(), RoomTold(vacancies=1), _BY, as_of=day)
        assert not await save_line(tx, a_service(), RoomTold(vacancies=2), _BY, as_of=day)
        assert await save_line(tx, a_service(), RoomTold(weeks=2, version=1), _BY, as_of=day)
        assert not await save_line(tx, a_service(), RoomTold(weeks=3, version=1), _BY, as_of=day)
        assert not await drop_line(tx, a_service(), Population.ANYONE, "", version=1)
        assert await drop_line(tx, a_service(), Population.ANYONE, "", version=2)


async def test_a_line_is_its_agencys_and_nobody_elses(database: Database) -> None:
    theirs = a_service(agency="lantern-sav")
    by = Teller("noor.lantern", AgencyId("lantern-sav"), "Lantern")
    async with database.transaction(SYSTEM) as tx:
        day = tx.now.date()
        assert await save_line(tx, a_service(), RoomTold(vacancies=3), _BY, as_of=day)
        assert not await save_line(tx, theirs, RoomTold(vacancies=1, version=1), by, as_of=day)
        assert not await drop_line(tx, theirs, Population.ANYONE, "", version=1)
        assert await save_line(tx, theirs, RoomTold(vacancies=1), by, as_of=day)
        assert await drop_line(tx, theirs, Population.ANYONE, "", version=1)
        assert await tx.value("select vacancies from capacities") == 3


async def test_a_request_is_settled_once(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await one_at_a_time(tx)
        request_id = await add_request(tx, a_service(), {"about": {"was": "", "becomes": "x"}}, _BY)
        kept = await lock_request(tx, request_id)
        assert kept is not None
        assert (kept.change["about"]["becomes"], kept.state) == ("x", RequestState.ASKED)
        assert await settle_request(tx, request_id, RequestState.REFUSED, by="rae", version="")
        assert not await settle_request(tx, request_id, RequestState.APPROVED, by="rae", version="v")
        assert await lock_request(tx, UUID(int=1)) is None
