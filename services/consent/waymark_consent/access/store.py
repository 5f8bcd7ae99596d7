"""What access loads and saves: agencies, members, machine clients, used assertions, transport and token keys.

Private keys are wrapped on their way in and opened on their way out. Not here: which of them is due.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import ARRAY, Table, Text, literal, select, union_all

from waymark.cipher import KeyRing, Wrapped, opening_key
from waymark.contracts.consent import KnownKey, MemberChanged
from waymark.db import Reader, Transaction, typed
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Role
from waymark_consent import tables
from waymark_consent.access.keys import TOKEN, TRANSPORT, private_place
from waymark_consent.county import Agency, Client, Member
from waymark_consent.kept import OpenedKeys
from waymark_consent.tables import InsertAll

_TABLE_OF = {TRANSPORT: tables.transport_keys, TOKEN: tables.token_keys}
_SAVE_AGENCIES = InsertAll(
    tables.agencies, then="on conflict (agency_id) do update set name = excluded.name, role = excluded.role"
)
_SAVE_MEMBERS = InsertAll(
    tables.members,
    then="on conflict (member_id) do update set agency_id = excluded.agency_id,"
    " display_name = excluded.display_name, roles = excluded.roles, active = excluded.active",
)
_SAVE_CLIENTS = InsertAll(
    tables.clients,
    then="on conflict (client_id) do update set agency_id = excluded.agency_id,"
    " display_name = excluded.display_name, roles = excluded.roles, active = excluded.active,"
    " public_jwk = coalesce(excluded.public_jwk, clients.public_jwk)",
)
_PRIVATE = typed(
    "select key_id, kek_id, private from transport_keys where key_id = any(:keys) and private is not null",
    keys=ARRAY(Text),
)
_SHUT_OUT_MEMBERS = typed(
    "update members set active = false where active and member_id <> all(:named)", named=ARRAY(Text)
)
_SHUT_OUT_CLIENTS = typed(
    "update clients set active = false where active and client_id <> all(:named)", named=ARRAY(Text)
)


@dataclass(frozen=True, slots=True)
class KnownClient:
    """An active machine client that can prove itself."""

    client_id: str
    agency: AgencyId
    roles: tuple[Role, ...]
    public_jwk: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KnownMember:
    """An active member of staff."""

    member_id: str
    display_name: str
    agency: AgencyId
    agency_name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs tokens now."""

    key_id: str
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class FreshKey:
    """A key pair about to be kept: raw bytes, with the times of its life; `destroy_at` for transport keys."""

    key_id: str
    public: bytes
    private: bytes
    valid_from: datetime
    valid_to: datetime
    destroy_at: datetime | None = None


async def save_agencies(tx: Transaction, agencies: Sequence[Agency]) -> None:
    """Add agencies or change their name and role."""
    rows = [{"agency_id": one.id, "name": one.name, "role": one.role.value} for one in agencies]
    await _SAVE_AGENCIES.run(tx, rows)


async def save_members(tx: Transaction, members: Sequence[Member]) -> None:
    """Add members or change them."""
    await _SAVE_MEMBERS.run(tx, [_row("member_id", one) for one in members])


async def save_clients(tx: Transaction, clients: Sequence[Client]) -> None:
    """Add machine clients or change them; one given without a key keeps the key it has."""
    if clients:
        rows = [
            _row("client_id", one)
            | {"public_jwk": one.public_jwk.model_dump(mode="json", exclude_none=True) if one.public_jwk else None}
            for one in clients
        ]
        await _SAVE_CLIENTS.run(tx, rows)


async def shut_out_others(tx: Transaction, *, members: Sequence[Member], clients: Sequence[Client]) -> None:
    """Make every member and client inactive that is not among these."""
    await tx.run(_SHUT_OUT_MEMBERS, {"named": [one.id for one in members]})
    await tx.run(_SHUT_OUT_CLIENTS, {"named": [one.id for one in clients]})


def _row(id_name: str, one: Member | Client) -> dict[str, object]:
    return {
        id_name: one.id,
        "agency_id": one.agency,
        "display_name": one.name,
        "roles": tuple(role.value for role in one.roles),
        "active": one.active,
    }


async def list_subjects(reader: Reader) -> dict[str, MemberChanged]:
    """Every member and client as an event would tell it now, by subject; of an id that was both, the active one."""
    agency, member, client = tables.agencies.c, tables.members.c, tables.clients.c
    shared = (agency.agency_id, agency.name, agency.role)
    everybody = union_all(
        select(member.member_id, member.display_name, member.roles, member.active, *shared, _kind("member")).where(
            member.agency_id == agency.agency_id
        ),
        select(client.client_id, client.display_name, client.roles, client.active, *shared, _kind("client")).where(
            client.agency_id == agency.agency_id
        ),
    )
    return {
        row[0]: MemberChanged(
            subject=row[0],
            kind=row.kind,
            agency=AgencyId(row.agency_id),
            agency_name=row.name,
            agency_role=AgencyRole(row.role),
            display_name=row.display_name,
            roles=tuple(Role(role) for role in row.roles),
            active=row.active,
            changed_at=reader.now,
        )
        for row in await reader.rows(everybody.order_by("active"))
    }


def _kind(name: str) -> Any:  # noqa: ANN401 - a labelled SQL literal
    return literal(name).label("kind")


async def find_client(reader: Reader, client_id: str) -> KnownClient | None:
    """An active client with a key, by id."""
    c = tables.clients.c
    row = await reader.row(select(tables.clients).where(c.client_id == client_id, c.active, c.public_jwk.is_not(None)))
    if row is None or not row.public_jwk:
        return None
    roles = tuple(Role(role) for role in row.roles)
    return KnownClient(row.client_id, AgencyId(row.agency_id), roles, row.public_jwk)


async def list_members(reader: Reader) -> list[KnownMember]:
    """Every active member, by agency and name."""
    member, agency = tables.members.c, tables.agencies.c
    rows = await reader.rows(
        select(member.member_id, member.display_name, member.roles, agency.agency_id, agency.name)
        .where(member.agency_id == agency.agency_id, member.active)
        .order_by(agency.name, member.display_name, member.member_id)
    )
    return [
        KnownMember(
            member_id=row.member_id,
            display_name=row.display_name,
            agency=AgencyId(row.agency_id),
            agency_name=row.name,
            roles=tuple(Role(role) for role in row.roles),
        )
        for row in rows
    ]


async def add_used_assertion(tx: Transaction, client_id: str, jti: str, expires_at: datetime) -> bool:
    """Remember that an assertion was used; False where it was used before, also by a request still in flight."""
    return (
        await tx.run(
            "insert into used_jti(client_id, jti, expires_at) values (:client_id, :jti, :expires_at)"
            " on conflict do nothing",
            {"client_id": client_id, "jti": jti, "expires_at": expires_at},
        )
        == 1
    )


async def count_failures(reader: Reader, who: str, since: datetime) -> int:
    """How often `who` failed to prove itself since then."""
    return int(
        await reader.value(
            "select count(*) from failed_proofs where who = :who and at > :since", {"who": who, "since": since}
        )
    )


async def add_failure(tx: Transaction, who: str) -> None:
    """Remember that `who` failed to prove itself."""
    await tx.run("insert into failed_proofs(who, at) values (:who, :at)", {"who": who, "at": tx.now})


async def forget_used(tx: Transaction, *, failures_before: datetime) -> None:
    """Forget assertions that have expired and failures that no longer count."""
    await tx.run("delete from used_jti where expires_at < :now", {"now": tx.now})
    await tx.run("delete from failed_proofs where at < :before", {"before": failures_before})


async def lock_keys(tx: Transaction) -> None:
    """One process at a time looks after the keys; held until the transaction ends."""
    await tx.run("select pg_advisory_xact_lock(hashtextextended('waymark.consent.keys', 0))")


async def newest_begin(reader: Reader, purpose: str) -> datetime | None:
    """When the newest of the keys that are valid now began to be."""
    table = _TABLE_OF[purpose]
    began = await reader.value(
        select(table.c.valid_from)
        .where(table.c.valid_from <= reader.now, table.c.valid_to > reader.now)
        .order_by(table.c.valid_from.desc())
        .limit(1)
    )
    return began if isinstance(began, datetime) else None


async def add_key(tx: Transaction, ring: KeyRing, purpose: str, key: FreshKey) -> None:
    """Keep a key pair, its private half wrapped."""
    table = _TABLE_OF[purpose]
    wrapped = ring.wrap(key.private, place=private_place(table.name, key.key_id))
    values: dict[str, object] = {
        "key_id": key.key_id,
        "public": key.public,
        "kek_id": wrapped.kek_id,
        "private": wrapped.blob,
        "valid_from": key.valid_from,
        "valid_to": key.valid_to,
    }
    if key.destroy_at is not None:
        values["destroy_at"] = key.destroy_at
    await tx.run(table.insert().values(**values))


async def list_public_keys(reader: Reader) -> tuple[KnownKey, ...]:
    """The public halves of all keys that have not ended, as events tell them."""
    found: list[KnownKey] = []
    for purpose, table in _TABLE_OF.items():
        c = table.c
        rows = await reader.rows(
            select(c.key_id, c.public, c.valid_from, c.valid_to).where(c.valid_to > reader.now).order_by(c.key_id)
        )
        found += [
            KnownKey(
                key_id=row.key_id,
                purpose=purpose,
                public=row.public,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in rows
        ]
    return tuple(found)


async def load_transport_private(
    tx: Transaction, ring: KeyRing, key_ids: Iterable[str], opened: OpenedKeys[X25519PrivateKey]
) -> dict[str, X25519PrivateKey]:
    """The private halves of these transport keys that are not destroyed.

    `opened` saves opening them again, and nothing else: a key counts only where its row still holds a private half.
    """
    rows = await tx.rows(_PRIVATE, {"keys": sorted(set(key_ids))})
    return opened_transport_keys(rows, ring, opened)


def opened_transport_keys(
    rows: Iterable[Any], ring: KeyRing, opened: OpenedKeys[X25519PrivateKey]
) -> dict[str, X25519PrivateKey]:
    """The private halves in rows of transport keys (key_id, kek_id, private), as they are in the database now."""
    found: dict[str, X25519PrivateKey] = {}
    for row in rows:
        key = opened.get(row.key_id, row.private)
        if key is None:
            key = opening_key(_unwrapped(ring, tables.transport_keys, row))
            opened.keep(row.key_id, row.private, key)
        found[row.key_id] = key
    return found


async def list_living_transport_keys(reader: Reader) -> set[str]:
    """The ids of the transport keys whose private half is still there."""
    rows = await reader.rows("select key_id from transport_keys where private is not null")
    return {row.key_id for row in rows}


async def load_signing_key(reader: Reader, ring: KeyRing, settled_by: datetime) -> SigningKey | None:
    """The newest valid token key that had begun by `settled_by`, or the newest at all: one nobody knows is no use."""
    c = tables.token_keys.c
    row = await reader.row(
        select(tables.token_keys)
        .where(c.valid_from <= reader.now, c.valid_to > reader.now)
        .order_by((c.valid_from <= settled_by).desc(), c.valid_from.desc())
        .limit(1)
    )
    if row is None:
        return None
    return SigningKey(row.key_id, Ed25519PrivateKey.from_private_bytes(_unwrapped(ring, tables.token_keys, row)))


def _unwrapped(ring: KeyRing, table: Table, row: Any) -> bytes:  # noqa: ANN401 - a row of that table
    return ring.unwrap(Wrapped(row.kek_id, row.private), place=private_place(table.name, row.key_id))


async def destroy_ended_transport_keys(tx: Transaction) -> int:
    """Destroy private halves whose time has come, by our clock and by as much time on the server's own clock.

    Both, because it cannot be undone: a clock that runs ahead must not make referrals unreadable.
    """
    return await tx.run(
        "update transport_keys set private = null, destroyed_at = :now where private is not null"
        " and destroy_at <= :now and made_at + (destroy_at - valid_from) <= clock_timestamp()",
        {"now": tx.now},
    )


async def list_key_encryption_ids(reader: Reader) -> set[str]:
    """The ids of all key-encryption keys that something in this database is still wrapped under."""
    rows = await reader.rows(
        "select kek_id from transport_keys where private is not null union select kek_id from token_keys"
        " union (select distinct kek_id from subject_records where data_key is not null)"
    )
    return {row.kek_id for row in rows}
