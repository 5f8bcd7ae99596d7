"""A running process: ready, stopping in order, taken down by what it cannot do."""

import asyncio
import socket

import httpx
import pytest

from tests.processes import Running
from waymark.errors import SettingsInvalid
from waymark.runner import listen


async def ready(url: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        reply = await http.get("/health/ready")
        for _ in range(200):
            if reply.status_code == httpx.codes.OK:
                return reply
            await asyncio.sleep(0.05)
            reply = await http.get("/health/ready")
    raise AssertionError(reply.text)


async def test_all_services_become_ready_in_one_process(running: Running) -> None:
    async with running() as county:
        assert (await ready(county.url)).status_code == httpx.codes.OK


async def test_it_is_not_ready_once_it_begins_to_stop(running: Running) -> None:
    async with running() as county:
        await ready(county.url)
        county.closing.set()
        async with httpx.AsyncClient(base_url=county.url, trust_env=False) as http:
            reply = await http.get("/health/ready")
        assert reply.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert "stopping" in reply.text


async def test_while_it_drains_it_still_answers_but_says_it_is_not_ready(running: Running) -> None:
    async with running() as county:
        await ready(county.url)
        county.leaving.set()
        async with httpx.AsyncClient(base_url=county.url, trust_env=False) as http:
            assert (await http.get("/health/ready")).status_code == httpx.codes.SERVICE_UNAVAILABLE
            assert (await http.get("/health/live")).status_code == httpx.codes.OK
            assert (await http.get("/intake/openapi.json")).status_code == httpx.codes.OK


async def test_a_port_that_is_taken_is_one_line(running: Running) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsInvalid, match="WAYMARK_PORT"):
            async with running(port=taken.getsockname()[1]):
                pass


def test_what_is_written_in_parts_is_not_held_back_for_an_acknowledgement() -> None:
    with listen("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()[:2]), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


async def test_it_stops_within_its_limit(running: Running) -> None:
    loop = asyncio.get_running_loop()
    async with running() as county:
        await ready(county.url)
        begun = loop.time()
    assert loop.time() - begun < 10
