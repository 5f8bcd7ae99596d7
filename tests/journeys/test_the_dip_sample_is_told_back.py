"""The dip sample that quality was built after: 118 automatic referrals, 28 of which could not be worked as they came.

Each of the 28 is told to its sender with field and fix, none of them reaches a provider as if it were fine, and the
other 90 score clean (domain facts, section 9).
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.builders.police_post import a_record
from tests.journeys.steps import page_of, routed
from tests.journeys.world import World, until
from waymark.demo.mistakes import MISTAKES, OF, Mistake, spoilt
from waymark.errors import Unavailable
from waymark_notifier.transition import HELD
from waymark_notifier.wording import say

CLEAN = 90
# Of the five duplicates so many are the very record again; the others were entered anew, at another time.
SENT_AGAIN = 3
WORKER_OF = {"victim_recovery": "sam.harbour", "safeguarding": "mo.frontdoor"}


@dataclass(frozen=True)
class Way:
    """What must come of a mistake: the flags its sender is told, and whether a provider may have it at all."""

    told: frozenset[str]
    is_held: bool


def _way(*told: str, is_held: bool) -> Way:
    return Way(frozenset(told), is_held)


WAYS: dict[str, Way] = {
    "duplicate": _way("possible_duplicate", is_held=False),
    "sexual offence, nobody asked": _way("consent_not_asked", is_held=True),
    "child protection first": _way("child_protection_first", is_held=False),
    "access need": _way("interpreter_language_missing", is_held=False),
    "wrong number": _way("contact_unusable", "contact_missing", is_held=True),
    "no safe number": _way("contact_missing", is_held=True),
    "unsafe to keep trying": _way("do_not_contact", is_held=True),
}


async def test_the_dip_sample_is_told_back_and_none_of_it_goes_out_as_if_it_were_fine(world: World) -> None:
    run = uuid4().hex[:8]
    team = f"dip-{run}"
    records = [_record(run, number, team) for number in range(CLEAN)]
    clean = [await _sent(world, f"{run}-clean-{number}", record) for number, record in enumerate(records)]
    assert {(reply["quality_score"], len(reply["quality"])) for reply in clean} == {(100, 0)}
    faulty = [(mistake, number) for mistake in MISTAKES for number in range(mistake.count)]
    assert len(clean) + len(faulty) == OF
    refused = 0
    for mistake, number in faulty:
        key = f"{run}-{mistake.name.replace(' ', '-').replace(',', '')}-{number}"
        record = spoilt(_record(run, number if mistake.is_repeat else key, team), mistake)
        if mistake.refused_at:
            refused += await _is_refused(world, key, record, mistake)
        elif mistake.is_repeat and number < SENT_AGAIN:
            await _is_recognised(world, key, records[number], clean[number]["id"])
        else:
            await _is_told_and_seen(world, await _sent(world, key, record), WAYS[mistake.name])
    for reply in clean:
        await _is_offered_as_it_is(world, reply)
    await _figures_agree(world, team, refused)


def _record(run: str, named: int | str, team: str) -> dict[str, Any]:
    return a_record(force_reference=f"dip/{run}/{named}", team=team)


async def _sent(world: World, key: str, record: dict[str, Any]) -> dict[str, Any]:
    reply = await world.police.send(key, record)
    assert reply.status_code == httpx.codes.ACCEPTED, reply.text
    receipt: dict[str, Any] = reply.json()
    return receipt


async def _is_refused(world: World, key: str, record: dict[str, Any], mistake: Mistake) -> int:
    reply = await world.police.send(key, record)
    assert reply.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    faults = {fault["pointer"]: fault["fix"] for fault in reply.json()["faults"]}
    assert faults[mistake.refused_at]
    return 1


async def _is_recognised(world: World, key: str, record: dict[str, Any], before: str) -> None:
    """Told that it is the referral of before, which nobody gets a second time."""
    reply = await world.police.send(key, record)
    assert (reply.status_code, reply.headers["waymark-recognised"]) == (httpx.codes.ACCEPTED, "repeat")
    assert reply.json()["id"] == before


async def _is_told_and_seen(world: World, receipt: dict[str, Any], way: Way) -> None:
    """Told at once, with field, fix and weight; then held, or offered with its flag in words on the provider's page."""
    told = {advice["code"]: advice for advice in receipt["quality"]}
    assert way.told <= set(told)
    assert all(told[code]["fields"] and told[code]["what_to_do"] for code in way.told)
    seen = await routed(world, receipt["id"])
    assert {advice["code"] for advice in seen["quality"]} == set(told)
    reached = [one for one in seen["allocations"] if one["state"] not in HELD]
    if way.is_held:
        assert seen["allocations"]
        assert reached == []
    for one in reached:
        row = await _row(world, one)
        assert way.told <= set(row["quality"]), one["pathway"]
        html = await page_of(world, WORKER_OF[one["pathway"]], row)
        assert all(say(code) in html for code in way.told)


async def _is_offered_as_it_is(world: World, receipt: dict[str, Any]) -> None:
    seen = await routed(world, receipt["id"])
    assert {one["pathway"]: one["state"] for one in seen["allocations"]} == {"victim_recovery": "offered"}
    assert (await _row(world, seen["allocations"][0]))["quality"] == []


async def _row(world: World, allocation: dict[str, Any]) -> dict[str, Any]:
    """The row in the worker's queue, once it is there."""
    staff = world.staff(WORKER_OF[allocation["pathway"]])
    path = f"/notifier/v1/allocations/{allocation['id']}"

    async def look() -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = await staff.get(path)
        except Unavailable:
            return None
        return found

    row = await until(look, bool)
    assert row is not None
    return row


async def _figures_agree(world: World, team: str, refused: int) -> None:
    """The force's own figures say the same: 90 of 114 referrals were clean, and what was wrong with the others."""
    token = await world.police.token()
    headers = {"authorization": f"Bearer {token}"}
    answer = (await world.http.get("/intake/v1/quality", headers=headers)).json()
    rows = [row for row in answer["rows"] if row["team"] == team]
    faults = Counter({fault["code"]: fault["sent"] for row in rows for fault in row["faults"]})
    counted = {mistake.name: mistake.count for mistake in MISTAKES}
    referrals = OF - refused - SENT_AGAIN
    assert (sum(row["sent"] for row in rows), sum(row["clean"] for row in rows), refused) == (referrals, CLEAN, 1)
    assert faults["do_not_contact"] == counted["unsafe to keep trying"] == 14
    assert faults["possible_duplicate"] == counted["duplicate"] - SENT_AGAIN
    assert faults["contact_missing"] == counted["wrong number"] + counted["no safe number"] == 3
    assert faults["consent_not_asked"] == counted["sexual offence, nobody asked"] == 2
    assert faults["child_protection_first"] == counted["child protection first"] == 2


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if one.flag], ids=lambda mistake: mistake.name)
def test_every_mistake_that_travels_has_its_way(mistake: Mistake) -> None:
    assert mistake.flag in WAYS[mistake.name].told
