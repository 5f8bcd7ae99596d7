import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, Form, Request

from tests.builders.serving import Sender, a_server
from tests.builders.web import a_browser, a_context, an_app
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.guard import Public
from waymark.settings import Settings

router = APIRouter(dependencies=[Depends(Public("a test"))])
LIMIT = 2048


@router.post("/v1/length")
async def length(request: Request) -> int:
    return len(await request.body())


@router.post("/v1/form")
async def form(name: Annotated[str, Form()]) -> int:
    return len(name)


@router.post("/v1/lines:batch")
async def batch(request: Request) -> int:
    return sum([len(piece) async for piece in request.stream()])


@router.post("/v1/others:batch")
async def others(request: Request) -> int:
    return len(await request.body())


@pytest.fixture
def small(settings: Settings) -> Settings:
    return settings.model_copy(update={"body_limit_bytes": LIMIT, "body_timeout_s": 0.3})


@pytest.fixture
async def client(small: Settings, clock: ReplayClock) -> AsyncIterator[httpx.AsyncClient]:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", small, application="test"), clock)
    async with a_browser(an_app(router, a_context(database, clock, small))) as found:
        yield found
    await database.close()


@pytest.fixture
async def sender(small: Settings, clock: ReplayClock) -> AsyncIterator[Sender]:
    """Raw bytes to a real server, since only that shows what a slow client does."""
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", small, application="test"), clock)
    async with a_server(an_app(router, a_context(database, clock, small))) as found:
        yield found
    await database.close()


async def pieces(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


@pytest.mark.parametrize("path", ["/sample/v1/length", "/sample/v1/form", "/sample/v1/unknown"])
async def test_a_large_body_is_refused_by_its_announced_length(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, content=b"x" * (LIMIT + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_large_body_is_refused_though_it_never_said_so(client: httpx.AsyncClient) -> None:
    assert (await client.post("/sample/v1/length", content=pieces(3, LIMIT // 2))).status_code == 413


async def test_a_body_up_to_the_limit_is_read_whole(client: httpx.AsyncClient) -> None:
    assert (await client.post("/sample/v1/length", content=b"x" * LIMIT)).json() == LIMIT
    assert (await client.post("/sample/v1/length", content=pieces(2, LIMIT // 2))).json() == LIMIT
    assert (await client.post("/sample/v1/form", data={"name": "x" * 1000})).json() == 1000
    assert (await client.post("/sample/v1/length")).json() == 0


async def test_a_batch_may_be_as_long_as_it_likes(client: httpx.AsyncClient) -> None:
    assert (await client.post("/sample/v1/lines:batch", content=pieces(50, LIMIT))).json() == 50 * LIMIT


async def test_an_address_that_only_ends_like_a_streamed_one_is_limited(client: httpx.AsyncClient) -> None:
    assert (await client.post("/sample/v1/others:batch", content=pieces(50, LIMIT))).status_code == 413
    assert (await client.post("/sample/v1/lines:batch/v1/lines:batch", content=pieces(50, LIMIT))).status_code == 413


HEAD = b"POST %s HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n"


async def test_a_body_that_never_ends_is_given_up(sender: Sender) -> None:
    answer = await sender.send(HEAD % b"/sample/v1/length", b"half of it", wait_s=5)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"body.slow" in answer


async def test_a_drip_of_bytes_does_not_extend_the_time(sender: Sender) -> None:
    drip = [HEAD % b"/sample/v1/length", *[b"x"] * 40]
    async with asyncio.timeout(5):
        answer = await sender.send(*drip, pause_s=0.1, wait_s=5)
    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_batch_that_falls_silent_is_given_up(sender: Sender) -> None:
    answer = await sender.send(HEAD % b"/sample/v1/lines:batch", b"x" * 10, wait_s=5)
    assert answer.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "raw",
    [
        b"POST /sample/v1/length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"POST /sample/v1/length HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\nhello",
        b"POST /sample/v1/length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0x5\r\n\r\nhello",
        b"POST /sample/v1/length HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n",  # noqa: E501
        b"POST /sample/v1/length HTTP/1.1\r\nhost: localhost\r\n : x\r\n\r\n",
    ],
)
async def test_a_message_whose_end_is_unclear_is_no_success(sender: Sender, raw: bytes) -> None:
    answer = await sender.send(raw, wait_s=3)
    assert not answer.startswith(b"HTTP/1.1 2")


async def test_the_server_lives_on_after_clients_that_go_away(sender: Sender) -> None:
    for _ in range(5):
        await sender.leave(HEAD % b"/sample/v1/length", b"half")
    answer = await sender.send(b"POST /sample/v1/length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nok")
    assert answer.endswith(b"2")


async def test_a_form_with_files_is_taken_by_nobody_who_does_not_read_it_as_it_comes(
    client: httpx.AsyncClient,
) -> None:
    for content_type in ("multipart/form-data; boundary=b", " Multipart/Mixed", "multipart/form-data"):
        answer = await client.post("/sample/v1/form", content=b"--b--", headers={"content-type": content_type})
        assert (answer.status_code, answer.json()["code"]) == (415, "content_type")
    taken = await client.post("/sample/v1/lines:batch", content=b"--b--", headers={"content-type": "multipart/x"})
    assert taken.status_code == 200
