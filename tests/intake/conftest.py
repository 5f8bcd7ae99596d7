"""The door of intake for tests: an app on the test's own database, and a police client that is known to it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from tests.builders.referral import KEY_ID, KEYS
from tests.builders.web import TokenKey, a_context, a_member, a_token, make_known
from waymark.clock import ReplayClock
from waymark.contracts.consent import KnownKey
from waymark.db import Database
from waymark.http import build_app
from waymark.ids import AgencyId
from waymark.service import Context
from waymark.settings import Settings, load
from waymark.words import AgencyRole, Role
from waymark_intake.api import IntakeOwn
from waymark_intake.service import open_intake, service
from waymark_intake.settings import IntakeSettings


@dataclass(frozen=True)
class Force:
    """A force's machine client as intake knows it."""

    agency: AgencyId
    token: str


@dataclass(frozen=True)
class Intake:
    """The running door with its database; `police` and `other_force` may submit, `partner` is no police agency.

    `partners` has a referrer's client for every role an agency can have, `triage` is a worker of the triage desk.
    """

    app: ASGIApp
    database: Database
    context: Context[IntakeSettings, IntakeOwn]
    police: Force
    other_force: Force
    partner: Force
    partners: Mapping[AgencyRole, Force]
    triage: Force

    def client(self, force: Force | None = None) -> httpx.AsyncClient:
        """A client that shows the force's token (the police's unless said otherwise)."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://localhost",
            headers={"authorization": f"Bearer {(force or self.police).token}"},
        )


def _transport(clock: ReplayClock) -> KnownKey:
    now = clock.now()
    return KnownKey(
        key_id=KEY_ID,
        purpose="transport",
        public=KEYS.public,
        valid_from=now - timedelta(days=1),
        valid_to=now + timedelta(days=1),
    )


OpenIntake = Callable[..., Awaitable[Intake]]


@pytest.fixture
async def open_the_door(
    open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock, settings: Settings
) -> AsyncIterator[OpenIntake]:
    """`await open_the_door(most_waiting=1)`: intake with these settings; `sealing=False` leaves out the key."""
    async with AsyncExitStack() as stack:

        async def opened(*, sealing: bool = True, **over: object) -> Intake:
            database, key = await open_database("intake"), TokenKey("token-test")
            forces, members, partners = {}, [], {}
            for agency, role in (
                ("warwickshire-police", AgencyRole.POLICE),
                ("neighbour-police", AgencyRole.POLICE),
                ("some-council", AgencyRole.LOCAL_AUTHORITY),
            ):
                client: dict[str, Any] = {"subject": f"{agency}-records", "kind": "client", "agency": AgencyId(agency)}
                members.append(a_member(clock.now(), roles=(Role.POLICE_SYSTEM,), agency_role=role, **client))
                token = a_token(key, clock.now(), roles=(Role.POLICE_SYSTEM,), **client)
                forces[agency] = Force(AgencyId(agency), token)
            for role in AgencyRole:
                client = {"subject": f"{role}-system", "kind": "client", "agency": AgencyId(f"some-{role}-agency")}
                members.append(a_member(clock.now(), roles=(Role.REFERRER,), agency_role=role, **client))
                token = a_token(key, clock.now(), roles=(Role.REFERRER,), **client)
                partners[role] = Force(client["agency"], token)
            desk: dict[str, Any] = {"subject": "pat.triage", "agency": AgencyId("triage-desk")}
            roles = (Role.TRIAGE_WORKER,)
            members.append(a_member(clock.now(), roles=roles, agency_role=AgencyRole.TRIAGE, **desk))
            triage = Force(desk["agency"], a_token(key, clock.now(), roles=roles, **desk))
            keys = (key.known(clock.now()), *((_transport(clock),) if sealing else ()))
            await make_known(database, clock.now(), *members, keys=keys)
            shut = replace(a_context(database, clock, settings, name="intake"), settings=load(IntakeSettings, **over))
            context = replace(shut, own=await stack.enter_async_context(open_intake(shut)))
            app = build_app({"intake": (service, context)}, settings, ready=dict)
            police, other_force, partner = forces.values()
            return Intake(app, database, context, police, other_force, partner, partners, triage)

        yield opened


@pytest.fixture
async def intake(open_the_door: OpenIntake) -> Intake:
    """The door as it is by default."""
    return await open_the_door()
