"""What people do in journeys: send, look into a queue, take a step, ask to see somebody. One line each in a story."""

from typing import Any

import asyncpg
import httpx

from tests.journeys.world import World, until

Item = dict[str, Any]
YES = {"position": "given", "explicit": True, "given_by": "self", "how": "spoken", "wording": "v1"}


async def sent(world: World, record: dict[str, Any], key: str, *, client: str = "") -> str:
    """A police record, or a partner's where a client is named, accepted; answers the referral's id."""
    reply = await (world.sender(client).send_partner(key, record) if client else world.police.send(key, record))
    assert reply.status_code == httpx.codes.ACCEPTED, reply.text
    return str(reply.json()["id"])


async def routed(world: World, referral: str, *, client: str = "") -> dict[str, Any]:
    """The sender's view, once the router has answered."""
    sender = world.sender(client) if client else world.police
    return await until(lambda: sender.followed(referral), lambda seen: seen["allocations"] or seen["unmet"])


def states(seen: dict[str, Any]) -> dict[str, str]:
    """The state of each pathway's newest allocation, as the sender sees it: of drug services attendance only."""
    return {one["pathway"]: one["state"] or one["attendance"] for one in seen["allocations"]}


async def items_of(world: World, member: str, referral: str, **query: str) -> list[Item]:
    """What the member's queue has of a referral."""
    return [item for item in await queue_of(world, member, **query) if item["referral_id"] == referral]


async def queue_of(world: World, member: str, **query: str) -> list[Item]:
    """The member's whole queue, page after page."""
    found: list[Item] = []
    after: str | None = ""
    while after is not None:
        page = await world.staff(member).get("/notifier/v1/allocations", limit="100", after=after, **query)
        found += page["items"]
        after = page["next"]
    return found


async def offered_to(world: World, member: str, referral: str) -> Item:
    """The row of a referral in the member's queue, once it is there."""
    return (await until(lambda: items_of(world, member, referral), bool))[0]


async def taken(world: World, member: str, item: Item, verb: str, **said: Any) -> Item:
    """A step in the queue."""
    path = f"/notifier/v1/allocations/{item['id']}:{verb}"
    after: Item = await world.staff(member).post(path, {"version": item["version"], **said})
    return after


async def released(world: World, member: str, referral: str, purpose: str = "support") -> dict[str, Any]:
    """What consent lets the member's agency see of a referral now."""
    asked = {"referrals": [referral], "purpose": purpose}
    answer = await world.staff(member).post("/consent/v1/release", asked)
    found: dict[str, Any] = answer["released"][0]
    return found


async def page_of(world: World, member: str, item: Item) -> str:
    """The page of an allocation."""
    return await world.staff(member).page(f"/notifier/allocations/{item['id']}")


async def time_to_answer_is_over(world: World, item: Item) -> None:
    """Move an offer's clock to its end: an hour ago by the database, as if a day had passed."""
    connection = await asyncpg.connect(world.place.addresses.owner)
    try:
        await connection.execute(
            "update notifier.allocations set respond_by = now() - interval '1 hour' where id = $1", item["id"]
        )
    finally:
        await connection.close()
