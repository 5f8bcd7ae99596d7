"""Police records at the door: receipts, refusals, replays, and what a stranger is told (nothing)."""

import asyncio
import json
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


async def _count(intake: Intake, table: str = "referrals") -> int:
    async with intake.database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


async def test_a_clean_record_is_accepted_with_its_clock(intake: Intake) -> None:
    reply = await _post(intake, a_police_body())
    assert reply.status_code == 202, reply.text
    receipt = reply.json()
    assert reply.headers["location"] == f"/intake/v1/referrals/{receipt['id']}" == receipt["links"]["self"]
    assert (receipt["state"], receipt["version"]) == ("received", 1)
    assert receipt["police_clock"]["due_at"] == "2026-11-25T23:59:59Z"
    assert receipt["police_clock"]["on_time"]
    assert receipt["quality"] == []
    assert {step["step"] for step in receipt["allowed_next"]} == {
        "follow",
        "history",
        "changes",
        "record_consent",
        "answer",
        "correct",
        "withdraw",
    }


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
    """Whoever comes while the first is being worked on is told to come again, and then gets its receipt."""
    replies = await asyncio.gather(*(_post(intake, a_police_body()) for _ in range(50)))
    [first] = [one for one in replies if one.status_code == 202 and "idempotent-replay" not in one.headers]
    assert any(reply.status_code == 409 for reply in replies)
    for early in replies:
        if early.status_code != 202:
            assert (early.status_code, early.json()["code"]) == (409, "idempotency_key_in_flight")
            assert early.headers["retry-after"] == "1"
    again = await _post(intake, a_police_body())
    assert (again.json(), again.headers["idempotent-replay"]) == (first.json(), "true")
    assert {reply.text for reply in replies if reply.status_code == 202} == {first.text}
    assert await _count(intake) == await _count(intake, "log") == 1


async def test_fifty_identical_posts_under_fifty_keys_have_one_effect_and_one_receipt(intake: Intake) -> None:
    replies = await asyncio.gather(*(_post(intake, a_police_body(), key=f"key-{number}") for number in range(50)))
    assert {reply.status_code for reply in replies} == {202}
    assert len({reply.text for reply in replies}) == 1
    first, *repeats = sorted(replies, key=lambda reply: "waymark-recognised" in reply.headers)
    assert "idempotent-replay" not in first.headers
    for repeat in repeats:
        assert (repeat.headers["waymark-recognised"], repeat.headers["idempotent-replay"]) == ("repeat", "true")
    assert await _count(intake) == await _count(intake, "log") == 1


async def test_a_key_is_free_again_once_its_request_was_refused(intake: Intake) -> None:
    assert (await _post(intake, a_police_body(offence_code="777/77"))).status_code == 422
    assert (await _post(intake, a_police_body())).status_code == 202


CHANGED = a_police_body(victim=a_victim(mobile="07700 900999"))


async def test_sent_three_times_and_then_corrected_under_a_new_key_is_one_referral_in_version_two(
    intake: Intake,
) -> None:
    replies = [await _post(intake, a_police_body(), key=f"key-{number}") for number in range(3)]
    corrected = await _post(intake, CHANGED, key="key-3")
    assert (corrected.status_code, corrected.headers["waymark-recognised"]) == (202, "correction")
    assert {reply.json()["id"] for reply in replies} == {corrected.json()["id"]}
    assert corrected.json()["version"] == 2
    async with intake.database.reader(SYSTEM) as reader:
        bodies = [bytes(row.body) for row in await reader.rows("select body from log order by seq")]
    first, second = (ReferralReceived.model_validate_json(body) for body in bodies)
    assert [correction.groups for correction in second.corrections] == [("contact",)]
    assert second.referral_id == first.referral_id
    person = open_person(second.person, private=KEYS.private, referral_id=first.referral_id)
    assert person.contact is not None
    assert person.contact.mobile == "07700 900999"


async def test_a_correction_under_a_new_key_is_given_again_and_an_old_record_undoes_nothing(intake: Intake) -> None:
    await _post(intake, a_police_body(), key="key-1")
    corrected = await _post(intake, CHANGED, key="key-2")
    again = await _post(intake, CHANGED, key="key-2")
    assert (again.json(), again.headers["idempotent-replay"]) == (corrected.json(), "true")
    assert (await _post(intake, CHANGED, key="key-3")).headers["waymark-recognised"] == "repeat"
    late = await _post(intake, a_police_body(), key="key-4")
    assert (late.headers["waymark-recognised"], late.json()["version"]) == ("repeat", 1)
    assert (await _post(intake, a_police_body(account="Else."), key="key-2")).json()["code"] == "idempotency_key_reused"
    assert await _count(intake, "log") == 2


async def test_many_corrections_under_new_keys_at_once_are_each_a_version(intake: Intake) -> None:
    await _post(intake, a_police_body(), key="key-0")
    others = [a_police_body(account=f"Account {number}.") for number in range(1, 4)]
    replies = await asyncio.gather(*(_post(intake, body, key=body["account"][:-1].replace(" ", "")) for body in others))
    assert sorted(reply.json()["version"] for reply in replies) == [2, 3, 4]
    assert (await _count(intake), await _count(intake, "log")) == (1, 4)


@pytest.mark.parametrize(
    "other",
    [
        {"victim": a_victim(given_name="Rose")},
        {"victim": a_victim(date_of_birth="1992-01-01")},
        {"victim": a_victim(date_of_birth=None)},
        {"offence_code": "105/01"},
        {"occurred_on": "2026-11-21"},
        {"reported_at": "2026-11-23T08:31:00Z"},
    ],
    ids=["another name", "another birth date", "no birth date", "another offence", "another day", "another report"],
)
async def test_a_second_victim_or_offence_under_one_reference_is_never_taken_for_a_correction(
    intake: Intake, other: dict[str, Any]
) -> None:
    first = await _post(intake, a_police_body(), key="key-1")
    second = await _post(intake, a_police_body(**other), key="key-2")
    assert second.status_code == 202, second.text
    assert second.json()["id"] != first.json()["id"]
    assert "waymark-recognised" not in second.headers
    assert await _count(intake) == 2


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
        ({"surprise": "Iris"}, ""),
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
        assert (await client.post(f"{URL}:batch", content=b"{}\n", headers=NDJSON)).status_code == 401
        assert (await client.get(f"{URL}/01890000-0000-7000-8000-000000000000")).status_code == 401


async def test_without_a_sealing_key_nothing_is_taken(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(sealing=False)
    reply = await _post(intake, a_police_body())
    assert reply.status_code == 503
    assert reply.headers["retry-after"]
    assert await _count(intake) == 0


async def test_the_interface_document_describes_the_record(intake: Intake) -> None:
    async with intake.client() as client:
        document = (await client.get("/intake/openapi.json")).json()
    body = document["paths"]["/v1/referrals"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/PoliceRecord"}
    record = document["components"]["schemas"]["PoliceRecord"]
    assert set(record["properties"]) >= set(a_police_body())
    assert record["required"] == ["reported_at", "victim"]


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
