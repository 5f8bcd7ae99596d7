"""Those of the 25 rule cases that are more than one record: 12, 19 and 20 (domain.md section 9)."""

import asyncio
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from tests.builders.form_post import LEAST_S, fill_in, press, reference_of
from tests.builders.police_post import a_record
from tests.journeys.steps import Item, items_of, offered_to, page_of, released, sent, taken
from tests.journeys.test_things_change import NO as TAKEN_BACK
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import Place, World, until
from waymark.clock import SystemClock

YES = {"position": "given", "explicit": True}
CHANGED = {"mobile": "07700900999"}


def _a_record(reference: str) -> dict[str, Any]:
    now: datetime = SystemClock().now()
    return a_record(reported_at=now.isoformat(), force_reference=reference, consent=YES, victim=somebody_new())


async def test_case_12_a_first_name_is_enough_to_ask_for_help(world: World) -> None:
    answered = {"situations": ["sexual"], "name": "zqfirstonly", "age": "", "words": "", "times": "", "avoid": ""}
    page = await fill_in(world.http, **answered)
    await asyncio.sleep(LEAST_S)
    assert reference_of(await press(world.http, "send", on=page, wants_reference="yes"))


async def test_case_19_a_word_taken_back_after_acceptance_stops_releases_and_keeps_history(world: World) -> None:
    referral = await sent(world, _a_record("case/19"), "case-19")
    item = await taken(world, "sam.harbour", await offered_to(world, "sam.harbour", referral), "accept")
    seen = await until(lambda: released(world, "sam.harbour", referral), lambda answer: answer["groups"])
    assert "identity" in seen["groups"]
    assert (await world.police_post(f"/consent/v1/referrals/{referral}/consent", TAKEN_BACK)).is_success
    assert (await released(world, "sam.harbour", referral))["groups"] == {}

    def is_told(rows: list[Item]) -> bool:
        return [row["id"] for row in rows if row["state"] == "withdrawn"] == [item["id"]]

    (stop,) = await until(lambda: items_of(world, "sam.harbour", referral, state="stop"), is_told)
    assert stop["acknowledge_by"] is not None
    assert "Please do nothing more for this referral" in await page_of(world, "sam.harbour", item)

    async def history() -> list[str]:
        return [one["what"] for one in (await world.followed(f"{referral}/history"))["history"]]

    told = await until(history, lambda now: "ended" in now)
    assert told.index("accepted") < told.index("ended")
    shown = await _disclosures_of(world.place, referral)
    assert (bool(shown[0]), shown[-1]) == (True, [])


async def _disclosures_of(place: Place, referral: str) -> list[list[str]]:
    """Which groups were shown at each look at a referral, in order, as the disclosure log keeps it."""
    connection = await asyncpg.connect(place.addresses.owner)
    try:
        rows = await connection.fetch(
            "select groups from consent.disclosures where referral_id = $1 order by at", UUID(referral)
        )
    finally:
        await connection.close()
    return [list(json.loads(row["groups"]) if isinstance(row["groups"], str) else row["groups"]) for row in rows]


async def test_case_20_sent_three_times_then_corrected_is_one_referral(world: World) -> None:
    record = _a_record("case/20")
    replies = [await world.police.send("case-20", record) for _ in range(3)]
    (referral,) = {reply.json()["id"] for reply in replies}
    changed = record | {"victim": record["victim"] | CHANGED}
    path = f"/intake/v1/referrals/{referral}:correct"
    corrected = await world.police.post(path, {"version": 1, "record": changed}, key="case-20-corrected")
    assert corrected.status_code == 202, corrected.text
    seen = await world.followed(referral)
    assert seen["version"] == 2
    assert seen["corrections"][-1]["groups"] == ["contact"]


async def test_case_20_holds_for_a_sender_that_makes_a_new_key_each_time(world: World) -> None:
    record = _a_record("case-20/new-keys")
    replies = [await world.police.send(f"case-20-new-{number}", record) for number in range(3)]
    changed = record | {"victim": record["victim"] | CHANGED}
    corrected = await world.police.send("case-20-new-3", changed)
    said = [reply.headers.get("waymark-recognised") for reply in (*replies, corrected)]
    assert said == [None, "repeat", "repeat", "correction"]
    (referral,) = {reply.json()["id"] for reply in (*replies, corrected)}
    seen = await world.followed(referral)
    assert (seen["version"], seen["corrections"][-1]["groups"]) == (2, ["contact"])
    found = await world.police.post("/intake/v1/referrals:find", {"reference": "case-20/new-keys"})
    assert [view["id"] for view in found.json()["referrals"]] == [referral]
