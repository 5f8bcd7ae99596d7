"""Rules change in a county of four processes: nothing is restarted, the next referral follows, alerts go out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.builders.police_post import a_record
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World, standing_four, until, visiting
from waymark.errors import Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings

RULES = "/router/rules"


@asynccontextmanager
async def a_browser_of(county: World, member: str) -> AsyncIterator[httpx.AsyncClient]:
    """A member's browser that posts forms, without scripts."""
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    transport = county.place.transport()
    async with httpx.AsyncClient(base_url=county.url, transport=transport, headers=headers, timeout=30) as client:
        assert (await client.post("/consent/sign-in", data={"member": member})).status_code == 303
        yield client


async def posted(client: httpx.AsyncClient, path: str, **fields: Any) -> str:
    """Post a form and answer where it leads."""
    reply = await client.post(path, data=fields)
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


async def services_of(county: World, key: str) -> set[str]:
    """The services that a new referral of fraud is offered to, as the router decided."""
    reply = await county.police.send(
        key, a_record(offence_code="053/40", victim=somebody_new(), force_reference=f"23/{key}")
    )
    assert reply.status_code == 202, reply.text
    path = f"/router/v1/referrals/{reply.json()['id']}/decision"

    async def ask() -> set[str]:
        try:
            decision = await county.staff("pat.triage").get(path)
        except Unavailable:  # not decided yet
            return set()
        return {placed["service"] for placed in decision["allocations"] if placed["state"] == "offered"}

    return await until(ask, bool, within_s=30)


async def alerts(county: World) -> list[str]:
    """Subject and text of every e-mail about the emergency switch."""
    mails = [f"{mail.subject} {mail.text}" for mail in county.place.mail.messages]
    return [mail for mail in mails if "emergency" in mail.lower()]


async def version_of(county: World) -> str:
    return str((await county.staff("rae.rules").get("/router/v1/rulebook"))["version"])


async def test_a_change_and_an_emergency_reach_every_process(county_db: Addresses, settings: Settings) -> None:
    async with standing_four(county_db, settings, "postgres:") as place, visiting(place) as county:
        first = await version_of(county)
        async with a_browser_of(county, "rae.rules") as rae, a_browser_of(county, "sol.approver") as sol:
            draft = await posted(rae, f"{RULES}/drafts")
            fields = {"revision": "1", "row": "pv-fraud", "table": "providers", "in:pathway": "fraud", "why": "Tried."}
            await posted(rae, f"{draft}/row", **fields, service=["harbour-recovery"])
            await posted(rae, f"{draft}/ask", revision="2", reason="Tried in four processes")
            await posted(sol, f"{draft}/approve", revision="3", words="Yes")
            second = await until(lambda: version_of(county), lambda found: found != first, within_s=30)
            assert await services_of(county, "rules-0") == {"harbour-recovery"}
            await posted(rae, f"{RULES}/emergency", reason="Referrals go astray", act="off")
            await until(lambda: version_of(county), lambda found: found != second, within_s=30)
            assert await services_of(county, "rules-1") == {"triage"}
            mails = await until(
                lambda: alerts(county),
                lambda found: len([one for one in found if "Emergency" in one]) == 4,
                within_s=30,
            )
            assert all("fraud" not in mail.lower() for mail in mails)
            third = await version_of(county)
            await posted(rae, f"{RULES}/emergency", reason="Mended", act="back")
            await until(lambda: version_of(county), lambda found: found != third, within_s=30)
            assert await services_of(county, "rules-2") == {"harbour-recovery"}
