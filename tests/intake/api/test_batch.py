"""Many records at once: a result per line, in order, bad lines among good ones, however the bytes are cut."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from tests.builders.police_record import a_police_body
from tests.builders.referral import KEYS
from tests.intake.conftest import Intake, OpenIntake
from waymark.cipher import DoesNotOpen, open_person
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM

URL = "/intake/v1/referrals"
NDJSON = {"content-type": "application/x-ndjson"}


async def _batch(intake: Intake, raw: bytes | AsyncIterator[bytes]) -> list[dict[str, Any]]:
    async with intake.client() as client:
        reply = await client.post(f"{URL}:batch", content=raw, headers=NDJSON)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in reply.text.splitlines()]


def _line(key: str, **over: Any) -> bytes:
    record = a_police_body(**{"force_reference": f"23/{key}"} | over)
    return json.dumps({"idempotency_key": key, "record": record}).encode() + b"\n"


async def _count(intake: Intake, table: str = "referrals") -> int:
    async with intake.database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


async def test_a_batch_answers_each_line_in_order(intake: Intake) -> None:
    results = await _batch(intake, b"".join(_line(f"k{number}") for number in range(150)))
    assert [result["line"] for result in results] == list(range(1, 151))
    assert {result["status"] for result in results} == {202}
    assert all(result["receipt"]["id"] == result["id"] for result in results)
    assert await _count(intake) == 150


async def test_bad_lines_are_their_own_results_and_the_rest_goes_on(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(line_limit_bytes=4096)
    raw = b"".join(
        (
            _line("good-1"),
            b"not json\n",
            b'{"idempotency_key": "a", "idempotency_key": "b", "record": {}}\n',
            b"\xff\xfe\n",
            _line("long", account="x" * 5000),
            _line("future", reported_at="2031-01-01T00:00:00Z"),
            b"\n",
            _line("good-1", account="Another crime."),
            _line("good-2"),
            _line("half")[:40],
        )
    )
    results = await _batch(intake, raw)
    assert [(result["line"], result["status"]) for result in results] == [
        (1, 202),
        (2, 400),
        (3, 400),
        (4, 400),
        (5, 413),
        (6, 422),
        (8, 422),
        (9, 202),
        (10, 400),
    ]
    assert results[5]["problem"]["faults"][0]["pointer"] == "/record/reported_at"
    assert results[6]["problem"]["code"] == "idempotency_key_reused"
    assert all(result["problem"]["title"] for result in results if result["status"] != 202)
    assert await _count(intake) == 2


async def test_lines_that_come_together_lie_in_one_envelope_and_open_each_for_itself(intake: Intake) -> None:
    results = await _batch(intake, b"".join(_line(f"k{number}") for number in range(4)))
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log order by seq")
    told = [ReferralReceived.model_validate_json(row.body) for row in rows]
    assert [str(event.referral_id) for event in told] == [result["id"] for result in results]
    assert len({event.person.sealed_content_key[-80:] for event in told}) == 1
    for event in told:
        person = open_person(event.person, private=KEYS.private, referral_id=event.referral_id)
        assert person.identity is not None
        with pytest.raises(DoesNotOpen):
            open_person(event.person, private=KEYS.private, referral_id=uuid4())


async def test_while_there_is_no_key_to_seal_with_each_line_says_so(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(sealing=False)
    results = await _batch(intake, _line("a") + b"not json\n" + _line("b"))
    assert [result["status"] for result in results] == [503, 400, 503]


async def test_a_batch_sent_again_is_replayed_line_by_line(intake: Intake) -> None:
    raw = b"".join(_line(f"k{number}") for number in range(5))
    first, again = await _batch(intake, raw), await _batch(intake, raw)
    assert [result["id"] for result in again] == [result["id"] for result in first]
    assert all(result["replayed"] for result in again)


async def test_a_batch_is_read_piece_by_piece_wherever_it_is_cut(intake: Intake) -> None:
    async def drops() -> AsyncIterator[bytes]:
        raw = b"".join(_line(f"k{number}") for number in range(3)).rstrip()
        for start in range(0, len(raw), 7):
            yield raw[start : start + 7]

    assert [result["status"] for result in await _batch(intake, drops())] == [202, 202, 202]


async def test_a_slow_reader_holds_up_the_reading_and_loses_nothing(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(lines_at_once=2, results_waiting=1)
    results = await _batch(intake, b"".join(_line(f"k{number}") for number in range(40)))
    assert [result["line"] for result in results] == list(range(1, 41))


async def test_an_empty_batch_has_no_results_and_another_type_is_not_taken(intake: Intake) -> None:
    assert await _batch(intake, b"\n") == []
    async with intake.client() as client:
        reply = await client.post(f"{URL}:batch", json=a_police_body())
    assert reply.status_code == 415


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=some.binary(max_size=300))
async def test_no_bytes_make_a_batch_fail(intake: Intake, raw: bytes) -> None:
    assert {result["status"] for result in await _batch(intake, raw)} <= {400, 422}


async def test_lines_about_one_crime_and_victim_never_lose_against_each_other_and_the_last_counts(
    intake: Intake,
) -> None:
    one = json.loads(_line("one"))["record"]
    lines = [
        json.dumps({"idempotency_key": f"k{number}", "record": one | {"account": f"Told {number} times."}})
        for number in range(300)
    ]
    results = await _batch(intake, "\n".join(lines).encode())
    assert [result["status"] for result in results] == [202] * 300
    assert await _count(intake) == 1
    async with intake.database.reader(SYSTEM) as reader:
        told = await reader.rows("select body from log order by seq")
    events = [ReferralReceived.model_validate_json(bytes(row.body)) for row in told]
    accounts = [
        open_person(event.person, private=KEYS.private, referral_id=event.referral_id).narrative for event in events
    ]
    assert [account.account for account in accounts if account] == [f"Told {number} times." for number in range(300)]
