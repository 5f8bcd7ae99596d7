"""The router's app in a test, with people of several agencies signed in; in a real browser where it is asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.builders.serving import a_server
from tests.builders.web import TokenKey, a_browser, a_heard, a_member, a_token, make_known
from waymark.auth import SESSION, SESSION_COOKIE
from waymark.contracts.consent import ReferralScreened
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf, route_referrals
from waymark_router.service import service
from waymark_router.settings import RouterSettings

PEOPLE: dict[str, dict[str, Any]] = {
    "sam": {},
    "lee": {"subject": "lee.harbour", "display_name": "Lee", "roles": (Role.PROVIDER_LEAD,)},
    "noor": {
        "subject": "noor.lantern",
        "display_name": "Noor",
        "agency": "lantern-sav",
        "agency_name": "Lantern",
        "roles": (Role.PROVIDER_LEAD,),
    },
    "pat": {
        "subject": "pat.triage",
        "display_name": "Pat",
        "agency": "triage-desk",
        "agency_name": "Triage desk",
        "agency_role": AgencyRole.TRIAGE,
        "roles": (Role.TRIAGE_WORKER,),
    },
    "rae": {
        "subject": "rae.rules",
        "display_name": "Rae",
        "agency": "opcc",
        "agency_name": "OPCC",
        "agency_role": AgencyRole.COMMISSIONER,
        "roles": (Role.RULE_ADMINISTRATOR,),
    },
    "ada": {
        "subject": "ada.rules",
        "display_name": "Ada",
        "agency": "opcc",
        "agency_name": "OPCC",
        "agency_role": AgencyRole.COMMISSIONER,
        "roles": (Role.RULE_ADMINISTRATOR,),
    },
    "sol": {
        "subject": "sol.approver",
        "display_name": "Sol",
        "agency": "opcc",
        "agency_name": "OPCC",
        "agency_role": AgencyRole.COMMISSIONER,
        "roles": (Role.RULE_APPROVER,),
    },
    "cat": {
        "subject": "cat.opcc",
        "display_name": "Cat",
        "agency": "opcc",
        "agency_name": "OPCC",
        "agency_role": AgencyRole.COMMISSIONER,
        "roles": (Role.COMMISSIONER,),
    },
}
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}


@dataclass(frozen=True)
class Office:
    """The running router of a test, and the people who work with it."""

    context: Context[RouterSettings, Shelf]
    key: TokenKey
    owner: str = ""

    @property
    def database(self) -> Database:
        return self.context.database

    def _token(self, who: str, **use: Any) -> str:
        person = PEOPLE[who]
        over = {name: person[name] for name in ("subject", "agency", "roles") if name in person}
        return a_token(self.key, self.context.clock.now(), **over, **use)

    def client(self, who: str | None = None, *, page: bool = False) -> httpx.AsyncClient:
        """`who` as a machine with a token or as a person with a browser; nobody where it is None."""
        client = a_browser(build_app({"router": (service, self.context)}, self.context.shared, ready=dict))
        if page:
            client.headers.update({"accept": "text/html", "sec-fetch-site": "same-origin"})
        if who is not None and page:
            client.headers["cookie"] = f"{SESSION_COOKIE}={self._token(who, use=SESSION)}"
        elif who is not None:
            client.headers["authorization"] = f"Bearer {self._token(who)}"
        return client

    async def route(self, *screened: ReferralScreened) -> None:
        """Let the router hear these screenings, in one batch."""
        async with self.database.transaction(SYSTEM) as tx:
            await route_referrals(tx, [a_heard(one, tx.now) for one in screened], self.context.own)

    async def a_month_ago(self) -> None:
        """Let everything that was decided so far have been decided a month before: only the database's owner may."""
        connection = await asyncpg.connect(self.owner)
        try:
            await connection.execute("update router.decisions set decided_at = decided_at - interval '1 month'")
        finally:
            await connection.close()

    @asynccontextmanager
    async def opened(
        self, browser: Browser, who: str | None, *, size: str = "desk", scripts: bool = True
    ) -> AsyncIterator[Page]:
        """A page of a real browser in which `who` is signed in."""
        app = build_app({"router": (service, self.context)}, self.context.shared, ready=dict)
        async with a_server(app) as server:
            window: Any = SIZES[size]
            context = await browser.new_context(viewport=window, java_script_enabled=scripts, base_url=server.url)
            if who is not None:
                token = self._token(who, use=SESSION)
                await context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": server.url}])
            yield await context.new_page()
            await context.close()


async def an_office(context: Context[RouterSettings, Shelf], owner: str) -> Office:
    """The router's app with everybody known to it; `owner` is the address of whoever owns the database."""
    now = context.clock.now()
    key = TokenKey("token-1")
    members = [a_member(now, **person) for person in PEOPLE.values()]
    await make_known(context.database, now - timedelta(seconds=1), *members, keys=(key.known(now),))
    return Office(context, key, owner)


async def is_fit(page: Page) -> None:
    """Nothing scrolls sideways, and axe finds no violation."""
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
