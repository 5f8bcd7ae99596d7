"""Rules change in a county: nothing is restarted, every process follows, alerts go out, and it says why afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tests.builders.police_post import a_record
from tests.journeys.office import RULES, a_browser_of, approved, newer_than, posted, published, version_of, why
from tests.journeys.steps import items_of, offered_to, sent, taken
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World, until
from waymark.errors import Unavailable

LONDON = ZoneInfo("Europe/London")
LEDGER, HARBOUR, DESK = "ledger-fraud", "harbour-recovery", "triage"
PAT = "pat.triage"


async def a_fraud(world: World) -> str:
    """A new referral of fraud."""
    key = f"rules-{uuid4()}"
    return await sent(world, a_record(offence_code="053/40", victim=somebody_new(), force_reference=key), key)


async def goes_to(world: World, referral: str) -> set[str]:
    """The services that a referral is offered to, as the router decided."""

    async def ask() -> set[str]:
        try:
            decision = await world.staff("pat.triage").get(f"/router/v1/referrals/{referral}/decision")
        except Unavailable:  # not decided yet
            return set()
        return {placed["service"] for placed in decision["allocations"] if placed["state"] == "offered"}

    return await until(ask, bool, within_s=30)


async def a_draft(world: World, service: str, why_so: str) -> str:
    """A draft in which fraud goes to one service."""
    async with a_browser_of(world, "rae.rules") as rae:
        draft = await posted(rae, f"{RULES}/drafts")
        fields = {"revision": "1", "row": "pv-fraud", "table": "providers", "in:pathway": "fraud", "why": why_so}
        await posted(rae, f"{draft}/row", **fields, service=[service])
    return draft


async def gone_back(world: World, version: str) -> str:
    """A draft that says what an earlier version said, approved."""
    async with a_browser_of(world, "rae.rules") as rae:
        return await published(world, await posted(rae, f"{RULES}/drafts", go_back_to=version), "As it was")


def mails(world: World, subject: str) -> list[str]:
    """Subject and text of every e-mail with that subject."""
    return [f"{one.subject} {one.text}" for one in world.place.mail.messages if subject in one.subject]


async def test_a_change_and_its_way_back_reach_every_process(world: World) -> None:
    first = await version_of(world)
    assert await goes_to(world, await a_fraud(world)) == {LEDGER}
    second = await published(world, await a_draft(world, HARBOUR, "Tried on all processes."), "Ledger moves house")
    try:
        referral = await a_fraud(world)
        assert await goes_to(world, referral) == {HARBOUR}
        await offered_to(world, "sam.harbour", referral)
        said = await why(world, "sam.harbour", referral)
        assert "Tried on all processes." in said
        assert second[:8] in said
    finally:
        third = await gone_back(world, first)
    assert third not in {first, second}
    after = await a_fraud(world)
    assert await goes_to(world, after) == {LEDGER}
    assert second[:8] in await why(world, "sam.harbour", referral)
    assert third[:8] in await why(world, "pat.triage", after)


async def test_a_version_counts_from_its_time_on_and_not_before(world: World) -> None:
    first = await version_of(world)
    starts_at = datetime.now(UTC) + timedelta(seconds=9)
    local = starts_at.astimezone(LONDON)
    start = {"start": "later", "day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M:%S}"}
    await approved(world, await a_draft(world, HARBOUR, "From a time on."), "Ledger moves house then", **start)
    referral = await a_fraud(world)
    went = await goes_to(world, referral)
    if datetime.now(UTC) < starts_at.replace(microsecond=0):
        assert went == {LEDGER}
    try:
        await newer_than(world, first)
        assert datetime.now(UTC) >= starts_at.replace(microsecond=0)
        assert await goes_to(world, await a_fraud(world)) == {HARBOUR}
    finally:
        await gone_back(world, first)


async def test_one_person_stops_everything_and_whoever_must_know_is_told(world: World) -> None:
    before = await version_of(world)
    key = f"in-hand-{uuid4()}"
    record = a_record(offence_code="053/40", victim=somebody_new(), force_reference=key)
    in_hand = await sent(world, record, key)
    await taken(world, "kit.ledger", await offered_to(world, "kit.ledger", in_hand), "accept")
    were, ended = len(mails(world, "Emergency")), len(mails(world, "The emergency is over"))
    async with a_browser_of(world, "rae.rules") as rae:
        await posted(rae, f"{RULES}/emergency", reason="Referrals go astray", act="off")
        try:
            stopped = await newer_than(world, before)
            referral = await a_fraud(world)
            assert await goes_to(world, referral) == {DESK}
            await offered_to(world, "pat.triage", referral)
            told = await until(lambda: _mails(world, "Emergency"), lambda found: len(found) == were + 4, within_s=30)
            assert all("fraud" not in mail.lower() for mail in told)
            # Who has somebody in hand keeps them, also where the sender corrects the record meanwhile.
            corrected = record | {"victim": record["victim"] | {"mobile": "07700900999"}}
            path = f"/intake/v1/referrals/{in_hand}:correct"
            reply = await world.police.post(path, {"version": 1, "record": corrected}, key=f"{key}-again")
            assert reply.status_code == 202, reply.text
            mine = await until(
                lambda: items_of(world, "kit.ledger", in_hand, state="accepted"),
                lambda rows: [row["unseen"] for row in rows if row["unseen"]],
            )
            assert [row["state"] for row in mine] == ["accepted"]
            assert await items_of(world, PAT, in_hand) == []
        finally:
            await posted(rae, f"{RULES}/emergency", reason="Mended", act="back")
        await newer_than(world, stopped)
    await until(lambda: _mails(world, "The emergency is over"), lambda found: len(found) == ended + 4, within_s=30)
    assert await goes_to(world, await a_fraud(world)) == {LEDGER}
    assert "emergency" in (await why(world, "pat.triage", referral)).lower()


async def _mails(world: World, subject: str) -> list[Any]:
    return list(mails(world, subject))
