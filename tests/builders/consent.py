"""Agreements, words said, decisions' terms and the demo county's consent part, for tests."""

import asyncio
import copy
import dataclasses
import itertools
import tomllib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey

import waymark.demo
from tests.builders.person import a_person
from tests.builders.referral import POLICE, a_consent_statement, some_facts
from tests.builders.routed import a_referral_routed, a_routed
from tests.builders.web import a_heard
from waymark.auth import SESSION_COOKIE, Known, remember_keys, remember_members
from waymark.cipher import seal_person
from waymark.clock import Clock
from waymark.contracts.consent import KeysChanged, MemberChanged
from waymark.contracts.envelope import Event
from waymark.contracts.person import Person
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.ids import AgencyId
from waymark.release_door import ReleaseDoor
from waymark.service import Context
from waymark.settings import Settings
from waymark.words import AgencyRole, Group, Position
from waymark_consent.access.actions import sign_in
from waymark_consent.access.assertion import TYPE
from waymark_consent.agreement import Agreement, Grant, Purpose, Status
from waymark_consent.permission import Said
from waymark_consent.release import Recipient, Subject, Terms
from waymark_consent.service import opened, service, take_county
from waymark_consent.settings import ConsentOwn, ConsentSettings, Here

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HARBOUR = Recipient(AgencyId("harbour-victim-care"), AgencyRole.PROVIDER)
TRIAGE = Recipient(AgencyId("triage-desk"), AgencyRole.TRIAGE)
FRONT_DOOR = Recipient(AgencyId("front-door"), AgencyRole.SAFEGUARDING)
FIRST_RESPONSE = Recipient(AgencyId("county-first-response"), AgencyRole.FIRST_RESPONDER)
OPCC = Recipient(AgencyId("opcc"), AgencyRole.COMMISSIONER)
POLICE_CLIENT = "warwickshire-police-records"
SOME_GROUPS = (Group.IDENTITY, Group.CONTACT, Group.NARRATIVE)


def a_grant(recipient: Recipient = HARBOUR, **over: Any) -> Grant:
    """Three groups for support."""
    return Grant(**{"recipient": recipient.agency, "purposes": (Purpose.SUPPORT,), "groups": SOME_GROUPS, **over})


def an_agreement(*grants: Grant, **over: Any) -> Agreement:
    """Police to Harbour, in force for years and to be reviewed next spring."""
    terms: dict[str, Any] = {
        "id": "general-victims",
        "version": 1,
        "title": "Police to Harbour",
        "status": Status.IN_FORCE,
        "senders": (POLICE,),
        "grants": grants or (a_grant(),),
        "basis": "public_task",
        "in_force_from": date(2021, 4, 1),
        "review_on": date(2027, 4, 1),
    }
    return Agreement(**(terms | over))


def agreements_with_all() -> tuple[Agreement, ...]:
    """One agreement that covers Harbour, the triage desk and the front door."""
    triage = a_grant(TRIAGE, purposes=(Purpose.TRIAGE, Purpose.SUPPORT), groups=(Group.IDENTITY,))
    front_door = a_grant(FRONT_DOOR, purposes=(Purpose.SAFEGUARDING, Purpose.SUPPORT))
    return (an_agreement(a_grant(), triage, front_door),)


def some_terms(*agreements: Agreement, on: date = TODAY) -> Terms:
    """Four agencies under one agreement, unless others are given."""
    return Terms((HARBOUR, TRIAGE, FRONT_DOOR, OPCC), agreements or agreements_with_all(), on)


def a_word(position: Position = Position.GIVEN, **over: Any) -> Said:
    """A word of the person, said this morning."""
    word: dict[str, Any] = {
        "permission_id": uuid4(),
        "position": position,
        "explicit": False,
        "given_by": "self",
        "said_at": NOW,
    }
    return Said(**(word | over))


def a_subject(said: Said | None = None, **facts: Any) -> Subject:
    """A burglary from the police, nobody asked, unless said otherwise."""
    return Subject(POLICE, some_facts(**facts), said)


@cache
def _written() -> dict[str, Any]:
    file = Path(waymark.demo.__file__).parent / "county" / "consent.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def the_consent_part() -> dict[str, Any]:
    """Consent's part of the demo county, a copy to change at will."""
    return copy.deepcopy(_written())


def a_key() -> ECKey:
    """A machine client's key pair."""
    return ECKey.generate_key("P-256")


def an_assertion(key: ECKey | OKPKey, audience: str, now: datetime, *, header: Any = None, **claims: Any) -> str:
    """A signed client assertion of the police system; a claim given as None is left out."""
    at = int(now.timestamp())
    usual: dict[str, Any] = {
        "iss": POLICE_CLIENT,
        "sub": POLICE_CLIENT,
        "aud": audience,
        "iat": at,
        "exp": at + 120,
        "jti": uuid4().hex,
    }
    said = {name: value for name, value in (usual | claims).items() if value is not None}
    given = header or {"alg": "ES256" if isinstance(key, ECKey) else "Ed25519"}
    return jwt.encode(given, said, key, algorithms=[given["alg"]])


def a_token_form(assertion: str, **over: str) -> dict[str, str]:
    """The form of a token request."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": TYPE,
        "client_assertion": assertion,
    }
    return {name: value for name, value in (form | over).items() if value}


def bearer(token: str) -> dict[str, str]:
    """The header that shows a machine client's token."""
    return {"authorization": f"Bearer {token}"}


def session(token: str) -> dict[str, str]:
    """The headers by which a page of ours shows a person's session."""
    return {"cookie": f"{SESSION_COOKIE}={token}", "sec-fetch-site": "same-origin"}


@dataclass(frozen=True)
class Consent:
    """Consent on its own database, opened as the runner opens it, with the demo county loaded."""

    database: Database
    context: Here
    police_key: ECKey

    async def told(self, kind: type[Event]) -> list[Any]:
        """Every event of a kind that consent told so far, oldest first."""
        async with self.database.reader(SYSTEM) as reader:
            rows = await reader.rows(
                "select body from log where type = :type order by epoch, tx, seq", {"type": kind.type()}
            )
        return [kind.model_validate_json(row.body) for row in rows]

    async def settle(self) -> None:
        """Hear its own keys and members, as its hearer would."""
        now = self.context.clock.now()
        async with self.database.transaction(SYSTEM) as tx:
            keys = await self.told(KeysChanged)
            await remember_keys(tx, [a_heard(event, now) for event in keys[-1:]], self.context)
            members = await self.told(MemberChanged)
            await remember_members(tx, [a_heard(event, now) for event in members], self.context)

    async def received(self, person: Person | None = None, **over: Any) -> ReferralReceived:
        """A referral as intake tells it, sealed to a transport key consent really has."""
        referral_id: UUID = over.pop("referral_id", None) or uuid4()
        keys = (await self.told(KeysChanged))[-1].keys
        key = max((one for one in keys if one.purpose == "transport"), key=lambda one: one.valid_from)
        event: dict[str, Any] = {
            "referral_id": referral_id,
            "journey_id": uuid4(),
            "sender": POLICE,
            "received_at": self.context.clock.now(),
            "facts": some_facts(),
            "consent": a_consent_statement(),
            "person": seal_person(
                person or a_person(),
                transport_key_id=key.key_id,
                transport_public=key.public,
                referral_id=referral_id,
            ),
        }
        return ReferralReceived(**(event | over))

    async def hear(self, *events: Event) -> None:
        """One batch through the event doors, as runs of one kind."""
        async with self.database.transaction(SYSTEM) as tx:
            for kind, run in itertools.groupby(events, type):
                door = next(hears for hears in service.hears if hears.event is kind)
                await tx.settle()
                await door.handle(tx, [a_heard(event, tx.now) for event in run], self.context)

    async def offer(self, *referral_ids: UUID, to: Sequence[AgencyId]) -> None:
        """The router's answer for each referral: it is offered to these agencies."""
        await self.hear(
            *(
                a_referral_routed(
                    *(a_routed(agency=agency) for agency in to),
                    referral_id=referral_id,
                    decided_at=self.context.clock.now(),
                )
                for referral_id in referral_ids
            )
        )

    def browser(self, *, address: str = "127.0.0.1", **over: Any) -> httpx.AsyncClient:
        """A client of consent's whole app without a network, calling from `address`; `over` changes settings."""
        shared = self.context.shared.model_copy(update=over)
        context = dataclasses.replace(self.context, shared=shared)
        app = build_app({"consent": (service, context)}, shared, ready=dict)
        transport = httpx.ASGITransport(app, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://localhost")

    @property
    def audience(self) -> str:
        """The address of the token endpoint, as clients must name it."""
        return f"{self.context.shared.url()}/consent/oauth/token"

    def assertion(self, **claims: Any) -> str:
        """A sound assertion of the police system."""
        return an_assertion(self.police_key, claims.pop("aud", self.audience), self.context.clock.now(), **claims)

    async def police_token(self) -> dict[str, str]:
        """The header with an access token of the police system."""
        async with self.browser() as browser:
            answer = await browser.post("/consent/oauth/token", data=a_token_form(self.assertion()))
        return bearer(answer.json()["access_token"])

    async def signed_in(self, member: str) -> dict[str, str]:
        """The headers of a member who signed in by hand."""
        async with self.database.transaction(SYSTEM) as tx:
            token = await sign_in(tx, member, ring=self.context.own.ring, settings=self.context.settings)
        assert token is not None
        return session(token)


def a_context(database: Database, clock: Clock, settings: Settings, **own: Any) -> Context[ConsentSettings, Any]:
    """Where consent's doors stand, with nothing opened yet."""
    return Context(
        service="consent",
        shared=settings,
        settings=ConsentSettings(**own),
        clock=clock,
        database=database,
        known=Known(database, clock),
        release_door=ReleaseDoor.at("http://127.0.0.1:9"),
        closing=asyncio.Event(),
        own=None,
    )


@asynccontextmanager
async def a_consent(database: Database, clock: Clock, settings: Settings, **own: Any) -> AsyncIterator[Consent]:
    """Consent opened, with the demo county, and knowing its own keys and members."""
    closed = a_context(database, clock, settings, **own)
    async with opened(closed) as found:
        context = _with(closed, found)
        key = a_key()
        part = the_consent_part()
        part["clients"][0]["public_jwk"] = key.as_dict(private=False)
        async with database.transaction(SYSTEM) as tx:
            await take_county(tx, part, context)
        consent = Consent(database, context, key)
        await consent.settle()
        yield consent


def _with(closed: Context[ConsentSettings, Any], own: ConsentOwn) -> Here:
    return Context(**{**closed.__dict__, "own": own})


def an_ed25519_key() -> OKPKey:
    """A machine client's key pair on the other curve."""
    return OKPKey.import_key(Ed25519PrivateKey.generate())
