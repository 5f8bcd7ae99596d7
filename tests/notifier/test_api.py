import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.builders.routed import a_referral_routed, a_routed, held
from tests.notifier.conftest import Office, hear
from waymark.words import Pathway

ROOT = "/notifier/v1/allocations"


async def offered(office: Office, **over: Any) -> UUID:
    answer = a_referral_routed(a_routed(**over))
    await hear(office.database, answer)
    return answer.allocations[0].allocation_id


async def post(client: httpx.AsyncClient, allocation_id: UUID, verb: str, **body: object) -> httpx.Response:
    return await client.post(f"{ROOT}/{allocation_id}:{verb}", json=body)


async def test_the_queue_shows_the_callers_own_rows_with_what_may_be_done(office: Office) -> None:
    mine = await offered(office)
    await offered(office, agency="lantern-sav", pathway=Pathway.SAV_ADULT)
    reply = (await office.client("sam").get(ROOT)).json()
    assert [item["id"] for item in reply["items"]] == [str(mine)]
    steps = {step["verb"]: step for step in reply["items"][0]["next"]}
    assert set(steps) == {"claim", "accept", "decline"}
    assert steps["accept"] == {"verb": "accept", "post": f"{ROOT}/{mine}:accept", "needs": {}}
    assert "no_capacity" in steps["decline"]["needs"]["reason"]
    assert reply["next"] is None


async def test_a_list_is_read_page_by_page(office: Office) -> None:
    answers = [a_referral_routed() for _ in range(5)]
    await hear(office.database, *answers)
    client = office.client("sam")
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = (await client.get(ROOT, params={"limit": 2, "after": after})).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
    assert sorted(seen) == sorted(str(answer.allocations[0].allocation_id) for answer in answers)


async def test_bad_questions_are_answered_with_what_to_do(office: Office) -> None:
    client = office.client("sam")
    for query in ("state=held", "state=rubbish", "after=rubbish", "limit=0", "limit=101"):
        reply = await client.get(f"{ROOT}?{query}")
        assert reply.status_code == 422, query
        assert reply.json()["faults"], query


async def test_claim_accept_contact_engage_close_by_api(office: Office) -> None:
    allocation_id = await offered(office)
    client = office.client("sam")
    steps: list[tuple[str, dict[str, object]]] = [
        ("claim", {}),
        ("accept", {}),
        ("wait", {"review_on": "2026-12-01", "interim_offer": "helpline"}),
        ("contact", {"way": "mobile", "result": "reached"}),
        ("engage", {}),
        ("close", {"outcome": "completed"}),
    ]
    for version, (verb, answer) in enumerate(steps, start=1):
        reply = await post(client, allocation_id, verb, version=version, **answer)
        assert reply.status_code == 200, reply.text
        assert reply.json()["version"] == version + 1
    ended = (await client.get(f"{ROOT}/{allocation_id}")).json()
    assert (ended["state"], ended["next"]) == ("closed", [])


async def test_who_comes_second_hears_who_was_first(office: Office) -> None:
    allocation_id = await offered(office)
    assert (await post(office.client("sam"), allocation_id, "claim", version=1)).status_code == 200
    second = await post(office.client("kim"), allocation_id, "claim", version=1)
    assert second.status_code == 409
    assert second.json()["title"] == "Claimed by Sam"


async def test_twenty_at_once_and_one_wins(office: Office) -> None:
    allocation_id = await offered(office)
    clients = [office.client(who) for who in ("sam", "kim") * 5]
    replies = await asyncio.gather(*(post(client, allocation_id, "accept", version=1) for client in clients))
    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 9


async def test_wrong_bodies_name_the_field_and_the_fix(office: Office) -> None:
    allocation_id = await offered(office)
    client = office.client("sam")
    missing = await post(client, allocation_id, "decline", version=1)
    assert [fault["pointer"] for fault in missing.json()["faults"]] == ["/declined_by", "/reason"]
    unknown = await post(client, allocation_id, "accept", version=1, note="Mrs Example rang")
    assert unknown.status_code == 422
    assert "Example" not in unknown.text
    assert (await post(client, allocation_id, "accept", version="1")).status_code == 422
    assert (await post(client, allocation_id, "accept")).status_code == 422
    assert (await client.post(f"{ROOT}/{allocation_id}:accept", content=b"{")).status_code in {400, 415}
    assert (await client.get(f"{ROOT}/{allocation_id}")).json()["version"] == 1


async def test_another_agencys_or_a_held_row_is_not_there(office: Office) -> None:
    waiting = a_referral_routed(held())
    await hear(office.database, waiting)
    mine = await offered(office)
    for who, allocation_id in (
        ("noor", mine),
        ("sam", waiting.allocations[0].allocation_id),
        ("sam", uuid4()),
    ):
        client = office.client(who)
        assert (await client.get(f"{ROOT}/{allocation_id}")).status_code == 404
        assert (await post(client, allocation_id, "accept", version=1)).status_code == 404


async def test_a_role_without_the_permission_gets_nothing(office: Office) -> None:
    mine = await offered(office)
    assert (await office.client("cat").get(ROOT)).status_code == 403
    assert (await post(office.client("cat"), mine, "accept", version=1)).status_code == 403
    assert (await office.client("cat").get("/notifier/v1/stream")).status_code == 403


async def test_an_overdue_offer_still_tells_its_clock(office: Office) -> None:
    mine = await offered(office)
    office.clock.move_to(office.clock.now() + timedelta(minutes=4))
    item = (await office.client("sam").get(f"{ROOT}/{mine}")).json()
    assert (item["clock"], item["due_at"]) == ("service", "2026-11-24T10:00:00Z")


async def test_the_stream_is_an_event_stream_that_ends_with_the_process(office: Office) -> None:
    office.context.closing.set()
    async with office.client("sam").stream("GET", "/notifier/v1/stream") as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["x-accel-buffering"] == "no"
        body = b"".join([piece async for piece in reply.aiter_bytes()])
    assert body.startswith(b"retry: 1000\n\n")


async def test_a_declined_row_shows_no_facts_any_more(office: Office) -> None:
    allocation_id = await offered(office, flags=("high_risk",))
    client = office.client("sam")
    before = (await client.get(f"{ROOT}/{allocation_id}")).json()
    assert (before["needs"], before["flags"], before["child"]) == (["emotional_support"], ["high_risk"], "no")
    reply = await post(client, allocation_id, "decline", version=1, declined_by="provider", reason="no_capacity")
    for shown in (reply.json(), (await client.get(ROOT, params={"state": "closed"})).json()["items"][0]):
        assert (shown["state"], shown["id"]) == ("declined", str(allocation_id))
        assert (shown["needs"], shown["flags"], shown["child"], shown["quality"]) == ([], [], "", [])
