"""What people do at forms in journeys: rules, the directory and the triage desk. One line each in a story."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.journeys.world import World, until

RULES = "/router/rules"
DESK = "/router/desk"


@asynccontextmanager
async def a_browser_of(world: World, member: str) -> AsyncIterator[httpx.AsyncClient]:
    """A member's browser that posts forms, without scripts."""
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    transport = world.place.transport()
    async with httpx.AsyncClient(base_url=world.url, transport=transport, headers=headers, timeout=30) as client:
        assert (await client.post("/consent/sign-in", data={"member": member})).status_code == 303
        yield client


async def posted(client: httpx.AsyncClient, path: str, **fields: Any) -> str:
    """Post a form and answer where it leads."""
    reply = await client.post(path, data=fields)
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


async def version_of(world: World) -> str:
    """The version of the rules that is in force."""
    return str((await world.staff("rae.rules").get("/router/v1/rulebook"))["version"])


async def newer_than(world: World, version: str) -> str:
    """The version that is in force once it is another."""
    return await until(lambda: version_of(world), lambda found: found != version, within_s=30)


async def published(world: World, draft: str, reason: str) -> str:
    """Ask for a draft, let a second person approve it, and answer the version once it is in force."""
    before = await version_of(world)
    await approved(world, draft, reason)
    return await newer_than(world, before)


async def approved(world: World, draft: str, reason: str, **start: str) -> None:
    """Ask for a draft, to count at once or from a day and hour (`start`), and let a second person approve it."""
    kept = await world.staff("rae.rules").get(f"/router/v1/rules/drafts/{draft.rsplit('/', 1)[1]}")
    revision: int = kept["revision"]
    async with a_browser_of(world, "rae.rules") as rae, a_browser_of(world, "sol.approver") as sol:
        await posted(rae, f"{draft}/ask", revision=str(revision), reason=reason, **start)
        await posted(sol, f"{draft}/approve", revision=str(revision + 1), words="Yes, as said")


async def changed(world: World, service: str, **wanted: Any) -> None:
    """Harbour's lead asks to change an entry of theirs, and the county grants it."""
    asked = await world.staff("lee.harbour").post(f"/router/v1/directory/services/{service}/requests", wanted)
    await world.staff("rae.rules").post(f"/router/v1/directory/requests/{asked['request_id']}/approve", {})


async def room_told(world: World, service: str, **told: Any) -> None:
    """Harbour's lead tells the room of a service of theirs."""
    async with httpx.AsyncClient(base_url=world.url, transport=world.place.transport(), timeout=30) as client:
        headers = {"sec-fetch-site": "same-origin"}
        await client.post("/consent/sign-in", data={"member": "lee.harbour"}, headers=headers)
        lines = (await client.get("/router/v1/directory/room")).json()["lines"]
        version = next((line["version"] for line in lines if line["service"] == service), 0)
        path = f"/router/v1/directory/services/{service}/room"
        reply = await client.put(path, json={"version": version, **told}, headers=headers)
        assert reply.is_success, reply.text


async def why(world: World, member: str, referral: str) -> str:
    """What "Why it came here" says to a member."""
    return await world.staff(member).page(f"/router/decisions/{referral}")
