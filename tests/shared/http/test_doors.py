from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from tests.builders.web import (
    HARBOUR,
    TokenKey,
    a_browser,
    a_context,
    a_member,
    a_token,
    an_app,
    bearer,
    make_known,
)
from tests.conftest import OpenDatabase
from waymark.auth import Actor
from waymark.clock import ReplayClock
from waymark.db import Database, Reader, Transaction
from waymark.errors import Kind, Refused
from waymark.guard import Allows, Public
from waymark.http import here, reading, reading_all, writing, writing_all
from waymark.permission import Permission
from waymark.service import Context
from waymark.settings import ServiceSettings, Settings

Reading = Annotated[Reader, Depends(reading)]
Writing = Annotated[Transaction, Depends(writing, scope="function")]
ReadingAll = Annotated[Reader, Depends(reading_all)]
WritingAll = Annotated[Transaction, Depends(writing_all, scope="function")]
Here = Annotated[Context[ServiceSettings, None], Depends(here)]
Worker = Annotated[Actor, Depends(Allows(Permission.QUEUE_WORK))]
_AGENCY = "select coalesce(current_setting('waymark.agency', true), '')"

router = APIRouter()


@router.get("/v1/agency")
async def agency(reader: Reading, _: Worker) -> str:
    """The transaction is asked for before the actor: row security must not depend on the order."""
    return str(await reader.value(_AGENCY))


@router.get("/v1/all")
async def every_row(reader: ReadingAll, _: Worker) -> str:
    return str(await reader.value(_AGENCY))


@router.post("/v1/all")
async def act_on_all(tx: WritingAll, _: Worker) -> str:
    return str(await tx.value(_AGENCY))


@router.get("/v1/open-agency", dependencies=[Depends(Public("a test"))])
async def open_agency(reader: Reading) -> str:
    return str(await reader.value(_AGENCY))


@router.get("/v1/name")
async def name(context: Here, actor: Worker) -> str:
    return f"{context.service} {actor.subject}"


@router.post("/v1/acts")
async def act(tx: Writing, actor: Worker, ends: str = "well") -> str:
    tx.audit("sample.made", about=tx.new_id(), actor=actor.subject)
    if ends == "refused":
        raise Refused(Kind.CONFLICT, "Somebody else was first", code="sample.taken")
    if ends == "bug":
        raise LookupError("secret of Jane Doe")
    return str(await tx.value(_AGENCY))


@router.post("/v1/cut-off")
async def cut_off(tx: Writing, context: Here, _: Worker) -> str:
    """The route ends well, but its connection is dead by then: only the commit can notice."""
    mine = await tx.value("select pg_backend_pid()")
    async with context.database.reader() as other:
        await other.value("select pg_terminate_backend(:pid, 2000)", {"pid": mine})
    return "well"


@router.post("/v1/forged")
async def forged(reader: Reading, _: Worker) -> None:
    await reader.rows("insert into audit(act, about, actor, at, details) values ('a', 'b', 'c', now(), '{}')")


@pytest.fixture
async def database(open_database: OpenDatabase, clock: ReplayClock) -> Database:
    opened = await open_database("router")
    await make_known(opened, clock.now(), a_member(clock.now()), keys=(KEY.known(clock.now()),))
    return opened


KEY = TokenKey("k1")


@pytest.fixture
def client(database: Database, clock: ReplayClock, settings: Settings) -> httpx.AsyncClient:
    found = a_browser(an_app(router, a_context(database, clock, settings)))
    found.headers.update(bearer(a_token(KEY, clock.now())))
    return found


async def acts(database: Database) -> int:
    async with database.reader() as reader:
        return int(await reader.value("select count(*) from audit"))


async def test_row_security_is_the_actors_agency_whatever_the_order(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sample/v1/agency")).json() == HARBOUR
    assert (await client.post("/sample/v1/acts")).json() == HARBOUR


async def test_a_public_route_sees_nothing_that_is_divided(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sample/v1/open-agency")).json() == ""


async def test_only_a_route_that_says_so_sees_every_row_and_only_for_whoever_its_guard_lets_in(
    client: httpx.AsyncClient,
) -> None:
    assert [(await client.get("/sample/v1/all")).json(), (await client.post("/sample/v1/all")).json()] == ["*", "*"]
    del client.headers["authorization"]
    assert [(await client.get("/sample/v1/all")).status_code, (await client.post("/sample/v1/all")).status_code] == [
        401,
        401,
    ]


async def test_a_route_stands_in_its_service(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sample/v1/name")).json() == "sample sam.harbour"


async def test_what_a_route_wrote_is_committed_before_the_answer(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.post("/sample/v1/acts")).status_code == 200
    assert await acts(database) == 1


@pytest.mark.parametrize(("ends", "status"), [("refused", 409), ("bug", 500)])
async def test_what_a_failing_route_wrote_is_gone(
    client: httpx.AsyncClient, database: Database, ends: str, status: int
) -> None:
    answer = await client.post("/sample/v1/acts", params={"ends": ends})
    assert answer.status_code == status
    assert "Jane Doe" not in answer.text
    assert await acts(database) == 0


async def test_a_commit_that_fails_is_no_success(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sample/v1/cut-off")
    assert answer.status_code == 503
    assert (answer.json()["code"], answer.headers["retry-after"]) == ("unavailable", "1")
    assert (await client.post("/sample/v1/acts")).status_code == 200


async def test_a_reader_cannot_write(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.post("/sample/v1/forged")).status_code == 500
    assert await acts(database) == 0
