from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from tests.builders.web import TokenKey, a_browser, a_context, a_member, a_service, a_token, an_app, bearer, make_known
from tests.conftest import OpenDatabase
from waymark.auth import SESSION, SESSION_COOKIE, Actor
from waymark.clock import ReplayClock
from waymark.guard import Allows, AllowsPage, Public, guard_of
from waymark.http.app import check_guards
from waymark.permission import Permission
from waymark.settings import Settings
from waymark.words import Role

KEY = TokenKey("k1")
router = APIRouter()


@router.get("/v1/queue")
async def queue(actor: Annotated[Actor, Depends(Allows(Permission.QUEUE_READ))]) -> str:
    return actor.subject


@router.get("/v1/rules")
async def rules(actor: Annotated[Actor, Depends(Allows(Permission.RULES_READ))]) -> str:
    return actor.subject


@router.get("/queue")
async def page(actor: Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_READ))]) -> str:
    return actor.subject


@router.post("/queue")
async def form(actor: Annotated[Actor, Depends(AllowsPage(Permission.QUEUE_READ))]) -> str:
    return actor.subject


@router.get("/v1/open", dependencies=[Depends(Public("a test"))])
async def public() -> str:
    return "open"


@pytest.fixture
async def client(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> httpx.AsyncClient:
    database = await open_database("router")
    await make_known(database, clock.now(), a_member(clock.now()), keys=(KEY.known(clock.now()),))
    return a_browser(an_app(router, a_context(database, clock, settings)))


def session(clock: ReplayClock) -> dict[str, str]:
    return {"cookie": f"{SESSION_COOKIE}={a_token(KEY, clock.now(), use=SESSION)}"}


async def test_a_token_with_the_permission_gets_in(client: httpx.AsyncClient, clock: ReplayClock) -> None:
    answer = await client.get("/sample/v1/queue", headers=bearer(a_token(KEY, clock.now())))
    assert (answer.status_code, answer.json()) == (200, "sam.harbour")


async def test_a_session_gets_in_too(client: httpx.AsyncClient, clock: ReplayClock) -> None:
    assert (await client.get("/sample/v1/queue", headers=session(clock))).status_code == 200
    assert (await client.get("/sample/queue", headers=session(clock))).status_code == 200


async def test_another_permission_is_forbidden(client: httpx.AsyncClient, clock: ReplayClock) -> None:
    rich = a_token(KEY, clock.now(), roles=(Role.RULE_ADMINISTRATOR,))
    answer = await client.get("/sample/v1/rules", headers=bearer(rich))
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.missing")


async def test_a_session_sent_as_bearer_gets_nobody_in(client: httpx.AsyncClient, clock: ReplayClock) -> None:
    token = a_token(KEY, clock.now(), use=SESSION)
    assert (await client.get("/sample/v1/queue", headers=bearer(token))).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic c2FtOng=", "Token x", "Bearer x y"])
async def test_what_is_no_bearer_token_is_refused_even_beside_a_good_session(
    client: httpx.AsyncClient, clock: ReplayClock, header: str
) -> None:
    answer = await client.get("/sample/v1/queue", headers={**session(clock), "authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_two_authorization_headers_are_refused(client: httpx.AsyncClient, clock: ReplayClock) -> None:
    good = f"Bearer {a_token(KEY, clock.now())}"
    answer = await client.get("/sample/v1/queue", headers=[("authorization", good), ("authorization", good)])
    assert answer.status_code == 401


async def test_a_page_sends_a_stranger_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sample/queue?after=x")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/consent/sign-in?next=/sample/queue"
    assert (await client.post("/sample/queue")).headers["location"] == "/consent/sign-in"


async def test_a_script_that_is_not_signed_in_is_told_so(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sample/queue", headers={"sec-fetch-dest": "empty"})).status_code == 401


async def test_a_public_route_asks_nobody(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sample/v1/open")).json() == "open"


def test_every_route_must_say_once_whom_it_lets_in() -> None:
    silent, twice, outer = APIRouter(), APIRouter(), APIRouter(prefix="/outer")
    silent.get("/v1/silent")(public)
    both = [Depends(Public("a")), Depends(Allows(Permission.QUEUE_READ))]
    twice.get("/v1/twice", dependencies=both)(public)
    outer.include_router(silent)
    for wrong in (silent, twice, outer):
        with pytest.raises(ValueError, match="must name one"):
            check_guards(a_service(wrong))
    check_guards(a_service(router))


def test_the_guard_of_a_route_can_be_read() -> None:
    guards = [guard_of(route) for route in router.routes]
    assert [guard.permission for guard in guards if isinstance(guard, Allows)].count(Permission.QUEUE_READ) == 3
    assert [guard.reason for guard in guards if isinstance(guard, Public)] == ["a test"]
