import pytest
from fastapi import APIRouter

from tests.builders.web import TokenKey, a_browser, a_context, a_member, a_token, an_app, bearer, make_known
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.settings import Settings
from waymark.words import Role


async def test_a_process_is_ready_when_nothing_is_missing(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    context = a_context(await open_database("router"), clock, settings)
    async with a_browser(an_app(APIRouter(), context)) as client:
        assert (await client.get("/health/ready")).json() == {"status": "ready"}
    missing = {"router": "the database is not answering"}
    async with a_browser(an_app(APIRouter(), context, missing=missing)) as client:
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "missing": missing})
        assert (await client.get("/health/live")).status_code == 200


async def test_metrics_are_open_on_loopback_only(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    database, key = await open_database("router"), TokenKey("k1")
    operator = a_member(clock.now(), subject="olu.operator", roles=(Role.OPERATOR,))
    await make_known(database, clock.now(), a_member(clock.now()), operator, keys=(key.known(clock.now()),))
    async with a_browser(an_app(APIRouter(), a_context(database, clock, settings))) as client:
        assert "waymark_requests_total" in (await client.get("/metrics")).text
    public = settings.model_copy(update={"host": "0.0.0.0"})
    async with a_browser(an_app(APIRouter(), a_context(database, clock, public))) as client:
        assert (await client.get("/metrics")).status_code == 401
        sam = await client.get("/metrics", headers=bearer(a_token(key, clock.now())))
        assert sam.status_code == 403
        olu = await client.get("/metrics", headers=bearer(a_token(key, clock.now(), subject="olu.operator")))
        assert olu.status_code == 200


@pytest.mark.parametrize("public_url", ["https://county.example", "http://10.0.0.1:8600"])
async def test_behind_a_proxy_metrics_are_not_open(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings, public_url: str
) -> None:
    proxied = settings.model_copy(update={"public_url": public_url})
    context = a_context(await open_database("router"), clock, proxied)
    async with a_browser(an_app(APIRouter(), context)) as client:
        assert (await client.get("/metrics")).status_code == 401
