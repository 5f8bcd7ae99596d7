"""What is logged of a request: the route's template, the status, how long; never what was asked for."""

import json
import logging

import pytest
from fastapi import APIRouter, Depends

from tests.builders.web import a_browser, a_context, an_app
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.guard import Public
from waymark.logs import JsonLines
from waymark.settings import Settings

CANARY = "canary-Zephyrine"
router = APIRouter()
said = logging.getLogger("waymark_router.door")


@router.get("/things/{name}", dependencies=[Depends(Public("a door for this test"))])
async def thing(name: str) -> dict[str, str]:
    said.warning("asked")
    return {"name": name}


async def test_a_request_is_a_line_with_its_route_and_every_line_within_has_its_id(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonLines().format(record))  # type: ignore[method-assign]
    context = a_context(await open_database("router"), clock, settings, name="router")
    logging.getLogger().addHandler(handler)
    try:
        with caplog.at_level(logging.INFO, "waymark.access"):
            async with a_browser(an_app(router, context)) as client:
                answer = await client.get(f"/router/things/{CANARY}?q={CANARY}")
    finally:
        logging.getLogger().removeHandler(handler)
    within, access = (json.loads(line) for line in lines if '"waymark' in line)
    assert within["service"] == "router"
    assert within["request"] == access["request"] == answer.headers["x-request-id"]
    assert (access["service"], access["route"], access["status"]) == ("router", "/things/{name}", 200)
    assert isinstance(access["ms"], int)
    assert CANARY not in "".join(lines)


async def test_without_being_asked_to_nothing_is_logged_of_a_request(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    context = a_context(await open_database("router"), clock, settings, name="router")
    async with a_browser(an_app(APIRouter(), context)) as client:
        await client.get("/health/live")
    assert [record for record in caplog.records if record.name == "waymark.access"] == []
