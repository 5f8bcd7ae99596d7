"""What a web test needs: a key, a member, a token, an app of one small service."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter
from starlette.types import ASGIApp

from waymark.auth import ACCESS, Known, Use, mint_token, remember_keys, remember_members
from waymark.clock import Clock
from waymark.contracts.consent import KeysChanged, KnownKey, MemberChanged
from waymark.contracts.envelope import Event, Heard
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.ids import AgencyId, EventId
from waymark.release_door import ReleaseDoor
from waymark.service import Context, Service
from waymark.settings import ServiceSettings, Settings
from waymark.words import AgencyRole, Role

E = TypeVar("E", bound=Event)
HARBOUR = AgencyId("harbour-victim-care")


def a_heard(event: E, at: datetime) -> Heard[E]:
    """`event` as a hearer gets it."""
    return Heard(EventId(uuid4()), uuid4(), at, uuid4(), None, "", event)


@dataclass(frozen=True)
class TokenKey:
    """A key that signs tokens, with the public half as others know it."""

    key_id: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)

    def known(self, now: datetime, **over: Any) -> KnownKey:
        return KnownKey(
            **{
                "key_id": self.key_id,
                "purpose": "token",
                "public": self.private.public_key().public_bytes_raw(),
                "valid_from": now - timedelta(days=1),
                "valid_to": now + timedelta(days=1),
                **over,
            }
        )


def a_member(now: datetime, **over: Any) -> MemberChanged:
    """Sam of Harbour, provider staff."""
    return MemberChanged(
        **{
            "subject": "sam.harbour",
            "kind": "member",
            "agency": HARBOUR,
            "agency_name": "Harbour Victim Care",
            "agency_role": AgencyRole.PROVIDER,
            "display_name": "Sam",
            "roles": (Role.PROVIDER_STAFF,),
            "active": True,
            "changed_at": now,
            **over,
        }
    )


def a_token(key: TokenKey, now: datetime, *, use: Use = ACCESS, **over: Any) -> str:
    """A token for Sam, five minutes long."""
    return mint_token(
        **{
            "key_id": key.key_id,
            "private": key.private,
            "subject": "sam.harbour",
            "kind": "member",
            "agency": HARBOUR,
            "roles": (Role.PROVIDER_STAFF,),
            "now": now,
            "lifetime_s": 300,
            "use": use,
            **over,
        }
    )


async def make_known(database: Database, now: datetime, *members: MemberChanged, keys: tuple[KnownKey, ...]) -> None:
    """Tell a service's database of these keys and members, as consent's events do."""
    async with database.transaction(SYSTEM) as tx:
        await remember_keys(tx, [a_heard(KeysChanged(changed_at=now, keys=keys), now)], None)
        await remember_members(tx, [a_heard(member, now) for member in members], None)


def a_context(database: Database, clock: Clock, settings: Settings, *, name: str = "sample") -> Context[Any, Any]:
    """Where a door of the sample service stands."""
    return Context(
        service=name,
        shared=settings,
        settings=ServiceSettings(),
        clock=clock,
        database=database,
        known=Known(database, clock),
        release_door=ReleaseDoor.at("http://127.0.0.1:9"),
        closing=asyncio.Event(),
        own=None,
    )


def a_service(router: APIRouter, *, name: str = "sample") -> Service:
    """A service that offers one router, and reads long bodies at its `/v1/lines:batch` as they come."""
    return Service(
        name=name,
        summary="a sample",
        settings=ServiceSettings,
        migrations="none",
        routers=(router,),
        streamed=("/v1/lines:batch",),
    )


def an_app(router: APIRouter, context: Context[Any, Any], *, missing: Mapping[str, str] | None = None) -> ASGIApp:
    """The whole app around the sample service."""
    service = a_service(router, name=context.service)
    return build_app({context.service: (service, context)}, context.shared, ready=lambda: missing or {})


def a_browser(app: ASGIApp) -> httpx.AsyncClient:
    """A client of `app` without a network."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"authorization": f"Bearer {token}"}
