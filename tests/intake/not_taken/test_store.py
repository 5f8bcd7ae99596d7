"""Counts of what became no referral add up, are of the sender's team, and go when their time is over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest

from waymark.db import SYSTEM, Database
from waymark.errors import Fault, Kind, Refused
from waymark_intake.not_taken.counts import NotTaken, Reason
from waymark_intake.not_taken.queries import read_not_taken
from waymark_intake.not_taken.refusal import Refusal, refusal_of, sending_of
from waymark_intake.not_taken.store import add_refusals, add_repeats
from waymark_intake.quality.store import forget_figures

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEEK = date(2026, 11, 23)


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


def a_refusal(*fields: str, team: str = "", subject: str = "client", fix: str = "do") -> Refusal:
    faults = tuple(Fault(field, "wrong", fix) for field in fields)
    return refusal_of(Refused(Kind.INVALID, "x", faults=faults), sending_of("police", subject, AT, team=team))


async def read(database: Database, agency: str = "police") -> tuple[tuple[NotTaken, ...], tuple[Reason, ...]]:
    async with database.reader(agency) as reader:
        return await read_not_taken(reader, "police", (WEEK,))


async def test_many_writers_in_any_order_lose_no_count(database: Database) -> None:
    async def count(fields: tuple[str, ...]) -> None:
        async with database.transaction(SYSTEM) as tx:
            add_refusals(tx, [a_refusal(*fields), a_refusal(fields[0])])
            await tx.settle()
            await asyncio.sleep(0.01)

    orders = [("/a", "/b"), ("/b", "/a")]
    await asyncio.gather(*(count(order) for order in orders for _ in range(5)))
    counted, reasons = await read(database)
    assert counted == (NotTaken(WEEK, "", 20, 0),)
    assert {(one.field, one.count) for one in reasons} == {("/a", 15), ("/b", 15)}


async def test_a_record_without_a_team_is_of_its_clients_and_nobody_elses_reader_sees_it(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await tx.run("insert into team_members(agency, subject, team) values ('police', 'client', 'north')")
        add_refusals(tx, [a_refusal("/a"), a_refusal("/a", subject="other"), a_refusal("/a", team="south")])
        await tx.settle()
        add_repeats(tx, [sending_of("police", "client", AT)])
    counted, _ = await read(database)
    assert {(one.team, one.refused, one.repeated) for one in counted} == {
        ("north", 1, 1),
        ("", 1, 0),
        ("south", 1, 0),
    }
    assert await read(database, "neighbour-police") == ((), ())


async def test_what_to_do_is_as_it_was_said_last(database: Database) -> None:
    for fix in ("old", "new"):
        async with database.transaction(SYSTEM) as tx:
            add_refusals(tx, [a_refusal("/a", fix=fix)])
    _, (reason,) = await read(database)
    assert (reason.fix, reason.count) == ("new", 2)


async def test_figures_go_when_their_time_is_over(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        add_refusals(tx, [a_refusal("/a")])
        await forget_figures(tx, before=WEEK)
    assert (await read(database))[0]
    async with database.transaction(SYSTEM) as tx:
        await forget_figures(tx, before=date(2026, 11, 24))
    assert await read(database) == ((), ())
