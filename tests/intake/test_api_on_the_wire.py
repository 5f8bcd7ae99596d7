"""Batches over a real connection: results come while lines are still being sent, and whoever hangs up loses nothing."""

import asyncio
import json
from typing import Any

import pytest

from tests.builders.police_record import a_police_body
from tests.builders.serving import a_server
from tests.intake.conftest import Intake, OpenIntake
from waymark.db import SYSTEM


def _head(intake: Intake) -> bytes:
    return (
        "POST /intake/v1/referrals:batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n"
        f"authorization: Bearer {intake.police.token}\r\ntransfer-encoding: chunked\r\n\r\n"
    ).encode()


def _chunk(raw: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(raw), raw)


def _line(key: str) -> bytes:
    return json.dumps({"idempotency_key": key, "record": a_police_body(force_reference=f"23/{key}")}).encode() + b"\n"


async def _next_result(reader: asyncio.StreamReader) -> dict[str, Any]:
    while not (line := await asyncio.wait_for(reader.readline(), 5)).startswith(b'{"line"'):
        assert line, "the answer ended"
    return dict(json.loads(line))


async def _stored(intake: Intake) -> int:
    async with intake.database.reader(SYSTEM) as reader:
        return int(await reader.value("select count(*) from referrals"))


async def test_results_come_while_the_request_is_still_being_sent(intake: Intake) -> None:
    async with a_server(intake.app) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(_head(intake))
        for number in range(1, 4):
            writer.write(_chunk(_line(f"k{number}")))
            result = await _next_result(reader)
            assert (result["line"], result["status"]) == (number, 202)
            assert await _stored(intake) == number
        writer.write(b"0\r\n\r\n")
        assert await asyncio.wait_for(reader.readuntil(b"0\r\n\r\n"), 5)
        writer.close()


async def test_who_hangs_up_within_a_line_keeps_what_was_sent_before(
    intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_server(intake.app) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(_head(intake) + _chunk(_line("whole")) + _chunk(_line("torn")[:50]))
        await _next_result(reader)
        writer.close()
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(_head(intake) + _chunk(_line("whole")) + b"0\r\n\r\n")
        assert (await _next_result(reader))["replayed"]
        writer.close()
    assert await _stored(intake) == 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_client_that_reads_only_at_the_end_gets_every_result(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(results_waiting=5_000)
    async with a_server(intake.app) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(_head(intake))
        for number in range(400):
            writer.write(_chunk(_line(f"k{number}")))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        for number in range(400):
            assert (await _next_result(reader))["line"] == number + 1
        writer.close()
    assert await _stored(intake) == 400
