"""Canaries: whatever a person's fields held is in no table, no log, no alert, no error and no metric."""

import json
from typing import Any

import asyncpg
import httpx
import pytest

from tests.builders.police_post import CANARIES, a_rape, a_record
from tests.journeys.world import World, one_process, until
from waymark.mail_sink import mail_sink
from waymark.opening import Addresses
from waymark.settings import Settings


def tokens_in(text: str) -> set[str]:
    """Names of the fields whose token occurs in `text`, plainly or as the hex of bytes."""
    low = text.lower()
    return {field for field, token in CANARIES.items() if token in low or token.encode().hex() in low}


async def everything_in(owner_url: str) -> dict[str, str]:
    """Every row of every table of our schemas, as text (bytes as hex)."""
    connection = await asyncpg.connect(owner_url)
    try:
        tables = await connection.fetch(
            "select schemaname, tablename from pg_tables"
            " where schemaname in ('intake', 'consent', 'router', 'notifier')"
        )
        found: dict[str, str] = {}
        for schema, table in tables:
            rows = await connection.fetch(f'select t::text as row from {schema}."{table}" t')
            found[f"{schema}.{table}"] = "\n".join(row["row"] for row in rows)
        return found
    finally:
        await connection.close()


async def test_no_canary_is_anywhere_but_at_the_release_door(
    county_db: Addresses,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with mail_sink() as sink:
        monkeypatch.setenv("WAYMARK_NOTIFIER_SMTP_PORT", str(sink.port))
        async with one_process(county_db, settings) as world:
            errors = await _live_through(world)
            await until(lambda: _mails(sink), lambda mails: len(mails) >= 1)
            metrics = (await world.http.get("/metrics")).text
        places = {
            **await everything_in(county_db.owner),
            "mail": "\n".join(mail.raw.decode() for mail in sink.messages),
            "errors": "\n".join(errors),
            "metrics": metrics,
            "logs": caplog.text + "".join(capfd.readouterr()),
        }
    assert {place: found for place, text in places.items() if (found := tokens_in(text))} == {}


async def _mails(sink: Any) -> list[Any]:
    return list(sink.messages)


async def _live_through(world: World) -> list[str]:
    """A referral that is shown to its provider, one that waits, and several that are refused; answers the errors."""
    first = await world.police.send("leak-1", a_record())
    await world.police.send("leak-2", a_rape())
    referral = first.json()["id"]

    async def queue() -> list[dict[str, Any]]:
        items = (await world.staff("sam.harbour").get("/notifier/v1/allocations"))["items"]
        return [item for item in items if item["referral_id"] == referral]

    (item,) = await until(queue, bool)

    async def page() -> str:
        return await world.staff("sam.harbour").page(f"/notifier/allocations/{item['id']}")

    assert "given_name" in tokens_in(await until(page, tokens_in))
    bad = [
        a_record(victim={"given_name": CANARIES["given_name"], "shoe_size": CANARIES["address"]}),
        a_record(offence_code=CANARIES["account"]),
        a_record(reported_at=CANARIES["risk"]),
    ]
    answers = [await world.police.send(f"bad-{number}", record) for number, record in enumerate(bad)]
    answers.append(await _raw(world, json.dumps(a_record())[:-5].encode()))
    assert [answer.status_code for answer in answers] == [422, 422, 422, 400]
    return [answer.text for answer in answers]


async def _raw(world: World, body: bytes) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {await world.police.token()}",
        "Idempotency-Key": "raw",
        "Content-Type": "application/json",
    }
    return await world.http.post("/intake/v1/referrals", content=body, headers=headers)


def test_the_scan_finds_a_token_in_words_and_in_bytes() -> None:
    for field, token in CANARIES.items():
        assert tokens_in(f"before {token} after") == {field}
        assert tokens_in(f"\\x00{token.encode().hex()}ff") == {field}
