"""What access does: issue a token, sign a person in, keep keys fresh, take agencies, members and clients in.

A failure to prove oneself is an answer here, not an error, so that it is remembered when the transaction commits.
"""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import import_key

from waymark.auth import ACCESS, SESSION, mint_token
from waymark.cipher import KeyRing, keep_new_key_ring, new_transport_keys, read_key_ring
from waymark.contracts.consent import KeysChanged
from waymark.db import Reader, Transaction
from waymark.errors import SettingsInvalid, Unavailable
from waymark.permission import ROLE_PERMISSIONS
from waymark.words import Role
from waymark_consent.access import store
from waymark_consent.access.assertion import NotBelieved, Proof, algorithms_for, believe
from waymark_consent.access.keys import ACCESS_KEY, TOKEN, TRANSPORT, Lives, destroy_at, is_due
from waymark_consent.county import County
from waymark_consent.kept import OpenedKeys
from waymark_consent.settings import ConsentSettings

_NOBODY = "unknown"
_LONGEST_ASSERTION = 8192
_HEADER_FIELDS = {"alg", "kid", "typ"}
_NOT_PROVED = "the assertion was not signed by a registered client's key"


@dataclass(frozen=True, slots=True)
class Asked:
    """A token request as it came: the assertion, the scope wished for, and from which address."""

    assertion: str
    scope: str
    address: str


@dataclass(frozen=True, slots=True)
class Issued:
    """An access token with its life and what it allows."""

    token: str
    lives_s: int
    scope: str


@dataclass(frozen=True, slots=True)
class Denied:
    """No token: RFC 6749's error code, what to do, and how long to wait where it came too often."""

    error: str
    description: str
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A client's unproved claim, or nothing anybody is known by."""

    client: store.KnownClient | None = None
    signed: jws.CompactSignature | None = None
    claims: Mapping[str, object] = field(default_factory=dict)


async def issue_token(
    tx: Transaction, asked: Asked, *, ring: KeyRing, settings: ConsentSettings, audience: str
) -> Issued | Denied:
    """An access token for whoever proves to be a client (private_key_jwt, RFC 7523), or why not.

    Each assertion counts once. Too many failures of a client from one address make it wait.
    """
    claimed = await _claimed(tx, asked.assertion)
    who = f"{claimed.client.client_id if claimed.client else _NOBODY}@{asked.address}"
    failures = await store.count_failures(tx, who, tx.now - timedelta(seconds=settings.failures_window_s))
    if failures >= settings.failures_most:
        return Denied("invalid_client", "too many failed requests; wait", int(settings.failures_window_s))
    try:
        client, proof = _proved(claimed, audience, tx)
        if not await store.add_used_assertion(tx, client.client_id, proof.jti, proof.remember_until):
            raise NotBelieved("jti was used before")
    except NotBelieved as not_believed:
        await store.add_failure(tx, who)
        tx.audit("token.denied", about=claimed.client.client_id if claimed.client else _NOBODY, actor=who)
        return Denied("invalid_client", not_believed.why)
    allowed = scope_of(client.roles)
    if not set(asked.scope.split()) <= set(allowed.split()):
        return Denied("invalid_scope", f"this client may have: {allowed}")
    tx.audit("token.issued", about=client.client_id, actor=client.client_id)
    key = await _signing_key(tx, ring, settings)
    token = mint_token(
        key_id=key.key_id,
        private=key.private,
        subject=client.client_id,
        kind="client",
        agency=client.agency,
        roles=client.roles,
        now=tx.now,
        lifetime_s=settings.access_token_s,
        use=ACCESS,
    )
    return Issued(token, settings.access_token_s, allowed)


def scope_of(roles: tuple[Role, ...]) -> str:
    """The permissions of roles as a scope: names with blanks between, sorted."""
    return " ".join(sorted({permission.value for role in roles for permission in ROLE_PERMISSIONS[role]}))


async def _claimed(reader: Reader, assertion: str) -> _Claimed:
    """Read without belief whose assertion this would be."""
    if not assertion.isascii() or len(assertion) > _LONGEST_ASSERTION:
        return _Claimed()
    try:
        signed = jws.extract_compact(assertion.encode())
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, RecursionError):
        return _Claimed()
    client_id = claims.get("iss") if isinstance(claims, dict) else None
    # What cannot be printed is nobody's id, and the database would not take it.
    if not isinstance(client_id, str) or not client_id.isascii() or not client_id.isprintable():
        return _Claimed()
    return _Claimed(await store.find_client(reader, client_id), signed, claims)


def _proved(claimed: _Claimed, audience: str, tx: Transaction) -> tuple[store.KnownClient, Proof]:
    """The client whose registered key signed this; raises NotBelieved. Before that proof no reason is given away."""
    client, signed = claimed.client, claimed.signed
    if client is None or signed is None:
        raise NotBelieved(_NOT_PROVED)
    algorithms = algorithms_for(client.public_jwk)
    header = signed.protected
    if not algorithms or header.get("alg") not in algorithms or not header.keys() <= _HEADER_FIELDS:
        raise NotBelieved(_NOT_PROVED)
    if not _is_signed(signed, client, algorithms):
        raise NotBelieved(_NOT_PROVED)
    return client, believe(claimed.claims, client_id=client.client_id, audience=audience, now=tx.now)


def _is_signed(signed: jws.CompactSignature, client: store.KnownClient, algorithms: frozenset[str]) -> bool:
    with warnings.catch_warnings():
        # Clients still say EdDSA where RFC 9864 says Ed25519; on this curve both are the same.
        warnings.simplefilter("ignore", SecurityWarning)
        try:
            return jws.validate_compact(signed, import_key(dict(client.public_jwk)), algorithms=algorithms)
        except (JoseError, ValueError):
            return False


async def sign_in(tx: Transaction, member_id: str, *, ring: KeyRing, settings: ConsentSettings) -> str | None:
    """A session token for a member picked by hand (development only: the door sees to that), None for nobody."""
    members = {member.member_id: member for member in await store.list_members(tx)}
    member = members.get(member_id)
    if member is None:
        return None
    key = await _signing_key(tx, ring, settings)
    tx.audit("member.signed_in", about=member_id, actor=member_id)
    return mint_token(
        key_id=key.key_id,
        private=key.private,
        subject=member.member_id,
        kind="member",
        agency=member.agency,
        roles=member.roles,
        now=tx.now,
        lifetime_s=settings.session_s,
        use=SESSION,
    )


async def _signing_key(reader: Reader, ring: KeyRing, settings: ConsentSettings) -> store.SigningKey:
    settled_by = reader.now - timedelta(seconds=settings.token_settle_s)
    key = await store.load_signing_key(reader, ring, settled_by)
    if key is None:
        raise Unavailable("no token key is valid at this moment")
    return key


async def open_ring(reader: Reader, path: Path) -> KeyRing:
    """The key-encryption keys in `path`; made there on the very first start.

    Raises SettingsInvalid where the database holds what these keys do not open: a new ring would hide the loss.
    """
    ring = read_key_ring(path)
    used = await store.list_key_encryption_ids(reader)
    if ring is None and not used:
        return keep_new_key_ring(path)
    if ring is None or not all(ring.knows(kek_id) for kek_id in used):
        raise SettingsInvalid(
            f"setting WAYMARK_CONSENT_KEK_FILE: {path.name} lacks a key this database was sealed with; restore the file"
        )
    return ring


async def keep_keys_fresh(tx: Transaction, ring: KeyRing, settings: ConsentSettings, *, keep_log: timedelta) -> None:
    """Make what keys are due, destroy what has ended, and tell the whole set where something new is in it."""
    await store.lock_keys(tx)
    made = [await _make_transport_key(tx, ring, settings, keep_log), await _make_token_key(tx, ring, settings)]
    destroyed = await store.destroy_ended_transport_keys(tx)
    if destroyed:
        tx.audit("transport_keys.destroyed", about="transport_keys", actor="consent", keys=destroyed)
    if any(made):
        tx.tell(KeysChanged(changed_at=tx.now, keys=await store.list_public_keys(tx)), key=ACCESS_KEY)


async def forget_destroyed(reader: Reader, opened: OpenedKeys[X25519PrivateKey]) -> None:
    """Let go of opened transport keys that were destroyed, by whichever process."""
    opened.forget_all_but(await store.list_living_transport_keys(reader))


async def _make_transport_key(tx: Transaction, ring: KeyRing, settings: ConsentSettings, keep_log: timedelta) -> bool:
    lives = Lives(timedelta(hours=settings.transport_window_h), timedelta(hours=settings.transport_rotation_h))
    if not is_due(await store.newest_begin(tx, TRANSPORT), lives, tx.now):
        return False
    pair, ends = new_transport_keys(), tx.now + lives.window
    key = store.FreshKey(
        key_id=f"transport-{tx.new_id().hex}",
        public=pair.public,
        private=pair.private,
        valid_from=tx.now,
        valid_to=ends,
        destroy_at=destroy_at(ends, keep_log),
    )
    await store.add_key(tx, ring, TRANSPORT, key)
    return True


async def _make_token_key(tx: Transaction, ring: KeyRing, settings: ConsentSettings) -> bool:
    lives = Lives(timedelta(days=settings.token_window_d), timedelta(days=settings.token_rotation_d))
    if not is_due(await store.newest_begin(tx, TOKEN), lives, tx.now):
        return False
    private = Ed25519PrivateKey.generate()
    key = store.FreshKey(
        key_id=f"token-{tx.new_id().hex}",
        public=private.public_key().public_bytes_raw(),
        private=private.private_bytes_raw(),
        valid_from=tx.now,
        valid_to=tx.now + lives.window,
    )
    await store.add_key(tx, ring, TOKEN, key)
    return True


async def forget_used(tx: Transaction, settings: ConsentSettings) -> None:
    """Forget assertions that have expired anyway, and failures that no longer count."""
    await store.forget_used(tx, failures_before=tx.now - timedelta(seconds=settings.failures_window_s))


async def take_county(tx: Transaction, county: County) -> None:
    """Take agencies, members and clients in, and shut out whoever the file names no more; tell each that changed."""
    before = await store.list_subjects(tx)
    await store.save_agencies(tx, county.agencies)
    await store.save_members(tx, county.members)
    await store.save_clients(tx, county.clients)
    await store.shut_out_others(tx, members=county.members, clients=county.clients)
    for subject, changed in sorted((await store.list_subjects(tx)).items()):
        if changed != before.get(subject):
            tx.tell(changed, key=ACCESS_KEY)
            tx.audit("member.changed", about=subject, actor="county file", active=changed.active)
