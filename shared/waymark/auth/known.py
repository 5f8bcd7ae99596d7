"""Known: the keys and members this service knows from consent's events, so that consent may be away (design.md 3).

What was read is kept for at most a second: whoever was shut out is out a second after the event arrived. Not here:
how the copy is kept up to date (`waymark.auth.remember`).
"""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from waymark.auth.token import (
    ACCESS,
    SKEW_S,
    Claims,
    Header,
    Use,
    check_times,
    header_of,
    prove,
    unauthenticated,
)
from waymark.clock import Clock
from waymark.contracts.consent import KnownKey
from waymark.db import Database
from waymark.ids import AgencyId
from waymark.permission import ROLE_PERMISSIONS, Permission
from waymark.words import AgencyRole, Role

_FRESH_S = 1.0
_AGAIN_S = 0.2
_MOST_KEPT = 4096


@dataclass(frozen=True)
class Actor:
    """Who acts, proved and known: a machine client or a member of staff, always of one agency.

    `kind` is "client" or "member"; `permissions` is the union over its roles; `token` is what it showed, so that the
    release door is asked in its own name, and `use` says which kind of token that was.
    """

    subject: str
    kind: str
    agency: AgencyId
    agency_name: str
    agency_role: AgencyRole
    display_name: str
    roles: tuple[Role, ...]
    permissions: frozenset[Permission]
    token: str = field(repr=False)
    use: Use = ACCESS


@dataclass(frozen=True, slots=True)
class _Member:
    kind: str
    agency: AgencyId
    agency_name: str
    agency_role: AgencyRole
    display_name: str
    roles: tuple[Role, ...]
    permissions: frozenset[Permission]


class Known:
    """This service's own copy of keys and members, read from its schema when older than a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._reading = asyncio.Lock()
        self._keys: dict[str, KnownKey] = {}
        self._keys_read = float("-inf")
        self._members: OrderedDict[str, tuple[float, _Member | None]] = OrderedDict()
        self._headers: OrderedDict[str, Header] = OrderedDict()
        self._proved: OrderedDict[tuple[str, bytes], Claims] = OrderedDict()

    async def actor(self, token: str, *, use: Use = ACCESS) -> Actor:
        """Who shows this token; raises Refused(UNAUTHENTICATED), or Unavailable where nothing can be looked up."""
        header = self._header(token)
        if header.use != use:
            raise unauthenticated("token.type")
        claims = self._prove(token, await self._token_key(header.key_id))
        check_times(claims, self._clock.now())
        member = await self._member(claims.sub)
        if member is None or member.kind != claims.kind or member.agency != claims.agency:
            raise unauthenticated("token.subject")
        return Actor(
            subject=claims.sub,
            kind=member.kind,
            agency=member.agency,
            agency_name=member.agency_name,
            agency_role=member.agency_role,
            display_name=member.display_name,
            roles=member.roles,
            permissions=member.permissions,
            token=token,
            use=use,
        )

    async def keys(self, purpose: str) -> list[KnownKey]:
        """Keys for "transport" or "token" that are valid now, the newest first."""
        await self._refresh_keys(_FRESH_S)
        valid = [key for key in self._keys.values() if key.purpose == purpose and self._is_valid(key)]
        return sorted(valid, key=lambda key: (key.valid_from, key.key_id), reverse=True)

    def _is_valid(self, key: KnownKey) -> bool:
        now = self._clock.now()
        return key.valid_from <= now + timedelta(seconds=SKEW_S) and now < key.valid_to

    async def _token_key(self, key_id: str) -> bytes:
        await self._refresh_keys(_FRESH_S)
        if key_id not in self._keys:
            await self._refresh_keys(_AGAIN_S)
        key = self._keys.get(key_id)
        if key is None or key.purpose != "token" or not self._is_valid(key):
            raise unauthenticated("token.key")
        return key.public

    async def _refresh_keys(self, older_than_s: float) -> None:
        if time.monotonic() - self._keys_read < older_than_s:
            return
        async with self._reading:
            if time.monotonic() - self._keys_read < older_than_s:
                return
            async with self._database.looking() as reader:
                rows = await reader.rows("select key_id, purpose, public, valid_from, valid_to from known_keys")
            self._keys = {row.key_id: KnownKey(**row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's name
            self._keys_read = time.monotonic()

    def _header(self, token: str) -> Header:
        kept = self._headers.get(token)
        if kept is None:
            kept = self._headers[token] = header_of(token)
            _forget_oldest(self._headers)
        return kept

    def _prove(self, token: str, public: bytes) -> Claims:
        kept = self._proved.get((token, public))
        if kept is None:
            kept = self._proved[token, public] = prove(token, public)
            _forget_oldest(self._proved)
        return kept

    async def _member(self, subject: str) -> _Member | None:
        if (kept := self._fresh_member(subject)) is not None:
            return kept[1]
        async with self._reading:
            if (kept := self._fresh_member(subject)) is not None:
                return kept[1]
            member = await self._read_member(subject)
            self._members[subject] = (time.monotonic(), member)
            self._members.move_to_end(subject)
            _forget_oldest(self._members)
            return member

    def _fresh_member(self, subject: str) -> tuple[float, _Member | None] | None:
        kept = self._members.get(subject)
        if kept is None:
            return None
        return kept if time.monotonic() - kept[0] < (_FRESH_S if kept[1] else _AGAIN_S) else None

    async def _read_member(self, subject: str) -> _Member | None:
        async with self._database.looking() as reader:
            row = await reader.row(
                "select kind, agency, agency_name, agency_role, display_name, roles"
                " from known_members where subject = :subject and active",
                {"subject": subject},
            )
        if row is None:
            return None
        roles = tuple(Role(role) for role in row.roles)
        return _Member(
            kind=row.kind,
            agency=AgencyId(row.agency),
            agency_name=row.agency_name,
            agency_role=AgencyRole(row.agency_role),
            display_name=row.display_name,
            roles=roles,
            permissions=frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles)),
        )


def _forget_oldest(kept: OrderedDict[Any, Any]) -> None:
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
