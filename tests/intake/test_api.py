"""The REST door: receipts, refusals, replays, batches with bad lines, and what a stranger is told (nothing)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from tests.builders.police_record import a_police_body, a_victim
from tests.builders.referral import KEYS
from tests.intake.conftest import Force, Intake, OpenIntake
from waymark.cipher import open_person
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM

URL = "/intake/v1/referrals"
NDJSON = {"content-type": "application/x-ndjson"}


async def _post(intake: Intake, body: Any, *, key: str | None = "key-1", force: Force | None = None) -> Any:
    async with intake.client(force) as client:
        headers = {"idempotency-key": key} if key is not None else {}
        return await client.post(URL, json=body, headers=headers)


async def _batch(intake: Intake, raw: bytes | AsyncIterator[bytes]) -> list[dict[str, Any]]:
    async with intake.client() as client:
        reply = await client.post(f"{URL}:batch", content=raw, headers=NDJSON)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in reply.text.splitlines()]


def _line(key: str, **over: Any) -> bytes:
    return json.dumps({"idempotency_key": key, "record": a_police_body(**over)}).encode() + b"\n"


async def _count(intake: Intake, table: str = "referrals") -> int:
    async with intake.database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


async def test_a_clean_record_is_accepted_with_its_clock(intake: Intake) -> None:
    reply = await _post(intake, a_police_body())
    assert reply.status_code == 202, reply.text
    receipt = reply.json()
    assert reply.headers["location"] == f"/intake/v1/referrals/{receipt['id']}" == receipt["links"]["self"]
    assert receipt["state"] == "received"
    assert receipt["police_clock"]["due_at"] == "2026-11-25T23:59:59Z"
    assert receipt["police_clock"]["on_time"]
    assert receipt["quality"] == []
    assert {step["step"] for step in receipt["allowed_next"]} == {"follow", "record_consent"}


async def test_what_is_told_on_can_be_opened_by_consent_only(intake: Intake) -> None:
    await _post(intake, a_police_body())
    async with intake.database.reader(SYSTEM) as reader:
        body = bytes(await reader.value("select body from log"))
        stored = str(await reader.rows("select * from referrals")) + str(await reader.rows("select * from idempotency"))
    for personal in (b"Iris", b"07700", b"Sample", b"4711"):
        assert personal not in body
        assert personal.decode() not in stored
    event = ReferralReceived.model_validate_json(body)
    person = open_person(event.person, private=KEYS.private, referral_id=event.referral_id)
    assert person.identity is not None
    assert person.identity.given_name == "Iris"


async def test_flags_come_with_what_to_do(intake: Intake) -> None:
    reply = await _post(intake, a_police_body(victim={"given_name": "Jo"}, consent=None))
    codes = [advice["code"] for advice in reply.json()["quality"]]
    assert codes == ["date_of_birth_missing", "district_missing", "contact_missing", "consent_not_asked"]
    assert all(advice["what_to_do"] for advice in reply.json()["quality"])


async def test_the_same_again_is_answered_the_same_again(intake: Intake) -> None:
    first, second = await _post(intake, a_police_body()), await _post(intake, a_police_body())
    assert second.json() == first.json()
    assert second.status_code == 202
    assert "idempotent-replay" not in first.headers
    assert second.headers["idempotent-replay"] == "true"
    assert await _count(intake) == 1


async def test_order_and_blanks_in_the_json_do_not_make_another_record(intake: Intake) -> None:
    await _post(intake, a_police_body())
    async with intake.client() as client:
        text = json.dumps(dict(reversed(a_police_body().items())), indent=3)
        headers = {"idempotency-key": "key-1", "content-type": "application/json"}
        reply = await client.post(URL, content=text, headers=headers)
    assert reply.headers["idempotent-replay"] == "true"


async def test_the_same_key_with_another_record_is_refused(intake: Intake) -> None:
    await _post(intake, a_police_body())
    reply = await _post(intake, a_police_body(account="Another crime."))
    assert (reply.status_code, reply.json()["code"]) == (422, "idempotency_key_reused")
    assert await _count(intake) == 1


async def test_fifty_identical_posts_at_once_have_one_effect(intake: Intake) -> None:
    replies = await asyncio.gather(*(_post(intake, a_police_body()) for _ in range(50)))
    assert {reply.status_code for reply in replies} == {202}
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert sum("idempotent-replay" not in reply.headers for reply in replies) == 1
    assert await _count(intake) == await _count(intake, "log") == 1


@pytest.mark.parametrize(
    ("key", "code"), [(None, "missing"), ("", "malformed"), ("a b", "malformed"), ("k" * 256, "malformed")]
)
async def test_without_a_proper_key_nothing_is_taken(intake: Intake, key: str | None, code: str) -> None:
    reply = await _post(intake, a_police_body(), key=key)
    assert (reply.status_code, reply.json()["code"]) == (400, f"idempotency_key_{code}")
    assert await _count(intake) == 0


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"offence_code": "777/77"}, "/offence_code"),
        ({"surprise": "Iris"}, "/surprise"),
        ({"victim": a_victim(age_years="Iris")}, "/victim/age_years"),
        ({"reported_at": "2031-01-01T00:00:00Z"}, "/reported_at"),
    ],
)
async def test_a_bad_record_is_refused_by_field_and_never_quoted(
    intake: Intake, over: dict[str, Any], pointer: str
) -> None:
    reply = await _post(intake, a_police_body(**over))
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert [fault["pointer"] for fault in reply.json()["faults"]] == [pointer]
    assert reply.json()["faults"][0]["fix"]
    assert "Iris" not in reply.text
    assert await _count(intake) == 0


async def test_who_is_no_police_agency_may_not_send_police_records(intake: Intake) -> None:
    reply = await _post(intake, a_police_body(), force=intake.partner)
    assert (reply.status_code, reply.json()["code"]) == (403, "sender_not_police")


async def test_a_stranger_is_let_in_nowhere(intake: Intake) -> None:
    stranger = Force(intake.police.agency, "nonsense")
    assert (await _post(intake, a_police_body(), force=stranger)).status_code == 401
    async with intake.client(stranger) as client:
        assert (await client.post(f"{URL}:batch", content=_line("k"), headers=NDJSON)).status_code == 401
        assert (await client.get(f"{URL}/01890000-0000-7000-8000-000000000000")).status_code == 401


async def test_without_a_sealing_key_nothing_is_taken(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(sealing=False)
    reply = await _post(intake, a_police_body())
    assert reply.status_code == 503
    assert reply.headers["retry-after"]
    assert await _count(intake) == 0


async def test_only_the_sender_follows_a_referral(intake: Intake) -> None:
    where = (await _post(intake, a_police_body())).headers["location"]
    async with intake.client() as own, intake.client(intake.other_force) as other:
        view, hidden = await own.get(where), await other.get(where)
    assert (view.status_code, view.json()["state"]) == (200, "received")
    assert view.json()["allocations"] == []
    assert (hidden.status_code, hidden.json()["code"]) == (404, "referral_not_found")


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


async def test_the_interface_document_describes_the_record(intake: Intake) -> None:
    async with intake.client() as client:
        document = (await client.get("/intake/openapi.json")).json()
    body = document["paths"]["/v1/referrals"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/PoliceRecord"}
    record = document["components"]["schemas"]["PoliceRecord"]
    assert set(record["properties"]) >= set(a_police_body())
    assert record["required"] == ["reported_at", "victim"]


async def test_an_empty_batch_has_no_results_and_another_type_is_not_taken(intake: Intake) -> None:
    assert await _batch(intake, b"\n") == []
    async with intake.client() as client:
        reply = await client.post(f"{URL}:batch", json=a_police_body())
    assert reply.status_code == 415


_ANY_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
_PLACES = some.sampled_from([*a_police_body(), *(f"victim.{name}" for name in a_victim()), "needs", "flags", "suspect"])


@hypothesis_settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=some.dictionaries(_PLACES, _ANY_JSON, min_size=1, max_size=3), number=some.uuids())
async def test_no_value_anywhere_makes_the_door_fail(intake: Intake, changes: dict[str, Any], number: Any) -> None:
    body = a_police_body()
    for place, value in changes.items():
        part, _, name = place.rpartition(".")
        target = body[part] if part and isinstance(body.get(part), dict) else body
        target[name] = value
    async with intake.client() as client:
        headers = {"idempotency-key": str(number), "content-type": "application/json"}
        reply = await client.post(URL, content=json.dumps(body), headers=headers)
    assert reply.status_code in {202, 400, 422}, reply.text


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=some.binary(max_size=300))
async def test_no_bytes_make_a_batch_fail(intake: Intake, raw: bytes) -> None:
    assert {result["status"] for result in await _batch(intake, raw)} <= {400, 422}
