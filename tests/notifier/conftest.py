"""The notifier for tests: its database, its app with people signed in, and a hub without a listener."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.builders.web import TokenKey, a_browser, a_context, a_heard, a_member, a_token, make_known
from waymark.auth import SESSION
from waymark.clock import ReplayClock
from waymark.contracts.routing import ReferralRouted
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.release_door import ReleaseDoor
from waymark.service import Context
from waymark.settings import Settings
from waymark.words import AgencyRole, Role
from waymark_notifier import actions
from waymark_notifier.service import service
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.stream import Hub

PEOPLE: dict[str, dict[str, Any]] = {
    "sam": {},
    "kim": {"subject": "kim.harbour", "display_name": "Kim"},
    "lee": {"subject": "lee.harbour", "display_name": "Lee", "roles": (Role.PROVIDER_LEAD,)},
    "noor": {"subject": "noor.lantern", "display_name": "Noor", "agency": "lantern-sav", "agency_name": "Lantern"},
    "pat": {
        "subject": "pat.triage",
        "display_name": "Pat",
        "agency": "triage-desk",
        "agency_name": "Triage Desk",
        "agency_role": AgencyRole.TRIAGE,
        "roles": (Role.TRIAGE_WORKER,),
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


@pytest.fixture
async def database(open_database: Callable[[str], Any]) -> Database:
    """The notifier's own login."""
    found: Database = await open_database("notifier")
    return found


async def hear(database: Database, *answers: ReferralRouted) -> None:
    """Let the notifier hear these routed answers, in one batch."""
    async with database.transaction(SYSTEM) as tx:
        await actions.take_routing(tx, [a_heard(answer, tx.now) for answer in answers])


@dataclass(frozen=True)
class Office:
    """The running notifier of a test, and the people who work with it."""

    context: Context[NotifierSettings, Hub]
    key: TokenKey
    clock: ReplayClock

    @property
    def database(self) -> Database:
        return self.context.database

    def with_door(self, door: ReleaseDoor) -> "Office":
        """The same office, where names are asked of `door`."""
        return dataclasses.replace(self, context=dataclasses.replace(self.context, release_door=door))

    def client(self, who: str, *, page: bool = False) -> httpx.AsyncClient:
        """`who` as a machine with a token, or as a person with a browser."""
        person = PEOPLE[who]
        over = {name: person[name] for name in ("subject", "agency", "roles") if name in person}
        client = a_browser(build_app({"notifier": (service, self.context)}, self.context.shared, ready=dict))
        if page:
            token = a_token(self.key, self.clock.now(), use=SESSION, **over)
            client.headers.update(
                {"cookie": f"waymark_session={token}", "accept": "text/html", "sec-fetch-site": "same-origin"}
            )
        else:
            client.headers["authorization"] = f"Bearer {a_token(self.key, self.clock.now(), **over)}"
        return client


@pytest.fixture
async def office(database: Database, clock: ReplayClock, settings: Settings) -> Office:
    """The notifier's app with six people known to it."""
    key = TokenKey("token-1")
    members = [a_member(clock.now(), **person) for person in PEOPLE.values()]
    await make_known(database, clock.now(), *members, keys=(key.known(clock.now()),))
    context = dataclasses.replace(
        a_context(database, clock, settings, name="notifier"),
        settings=NotifierSettings(ping_s=0.05, stream_minutes=1),
        own=Hub(),
    )
    return Office(context, key, clock)
