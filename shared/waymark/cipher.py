"""Sealing: a person for consent's eyes only (HPKE, RFC 9180), and groups at rest under wrapped data keys.

AES-256-GCM everywhere, each ciphertext bound by associated data to the one place it belongs to. Who may open what
is consent's business and not here; where key-encryption keys are kept is `KeyRing` below, outside every database.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from waymark.contracts.person import PART_OF_GROUP, Person
from waymark.contracts.referral import SealedPerson
from waymark.errors import SettingsInvalid
from waymark.words import Group

KEY_BYTES = 32
NONCE_BYTES = 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# What stands in front of a content key that was drawn from an envelope's; a key sealed alone has no room for it.
_FROM_ENVELOPE = b"\x02"
_SALT_BYTES = 16
_ALONE_BYTES = KEM.X25519.enc_length() + KEY_BYTES + 16
_IN_ENVELOPE_BYTES = len(_FROM_ENVELOPE) + _SALT_BYTES + _ALONE_BYTES
_NAME_OF_GROUP = {group: group.value.encode() for group in Group}


class DoesNotOpen(Exception):  # noqa: N818 - reads as what it is
    """Sealed bytes do not open: another key, another place, or changed on the way. Says nothing of their content."""


@dataclass(frozen=True, slots=True)
class TransportKeys:
    """A fresh X25519 pair, both halves as 32 raw bytes."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return "TransportKeys(...)"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key encrypted under the key-encryption key `kek_id`: nonce and ciphertext in one."""

    kek_id: str
    blob: bytes


def new_transport_keys() -> TransportKeys:
    """A fresh key pair for sealing persons on their way from intake to consent."""
    private = X25519PrivateKey.generate()
    return TransportKeys(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def new_data_key() -> bytes:
    """A fresh 256-bit key: one per referral on its way, one per subject record at rest."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, *, place: str) -> bytes:
    """AES-256-GCM with a random nonce in front; `place` is associated data and must be given again to open."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def decrypt(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Open what `encrypt` made; raises DoesNotOpen."""
    if len(sealed) <= NONCE_BYTES:
        raise DoesNotOpen("sealed bytes are too short")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise DoesNotOpen("sealed bytes do not open here") from None


def plain_groups(person: Person) -> dict[Group, bytes]:
    """Every given group as the JSON that is sealed: for `seal_groups`, and for keyed hashes of it."""
    return {group: part.__pydantic_serializer__.to_json(part) for group, part in person.groups().items()}


def seal_person(person: Person, *, transport_key_id: str, transport_public: bytes, referral_id: UUID) -> SealedPerson:
    """Seal every given group under one fresh content key, and that key once to consent's transport key.

    `transport_public` is the raw X25519 key (32 bytes) named `transport_key_id`. The result opens only for this
    referral and this transport key.
    """
    return seal_groups(
        plain_groups(person),
        transport_key_id=transport_key_id,
        transport_public=transport_public,
        referral_id=referral_id,
    )


def seal_groups(
    plain: Mapping[Group, bytes], *, transport_key_id: str, transport_public: bytes, referral_id: UUID
) -> SealedPerson:
    """The same for groups that are JSON already, as `plain_groups` makes them."""
    content_key = new_data_key()
    sealed = _SUITE.encrypt(content_key, _public_key(transport_public), info=_transport(referral_id, transport_key_id))
    return _sealed(plain, content_key, sealed, transport_key_id=transport_key_id, referral_id=referral_id)


class Envelope:
    """One HPKE seal for referrals that are sealed at the same moment, each under a content key of its own (ADR 0018).

    The content key is drawn (HKDF-Expand, RFC 5869) from the envelope's key, for one referral and a fresh salt. Use it
    for what is in memory together, and let it go: who has the object can open everything that was sealed with it.
    """

    def __init__(self, *, transport_key_id: str, transport_public: bytes) -> None:
        self._transport_key_id = transport_key_id
        self._key = new_data_key()
        info = _envelope(transport_key_id)
        self._sealed = _SUITE.encrypt(self._key, _public_key(transport_public), info=info)

    def seal(self, plain: Mapping[Group, bytes], *, referral_id: UUID) -> SealedPerson:
        """Seal a person's groups, as `plain_groups` makes them, for this referral only."""
        salt = os.urandom(_SALT_BYTES)
        return _sealed(
            plain,
            _drawn(self._key, referral_id, salt),
            _FROM_ENVELOPE + salt + self._sealed,
            transport_key_id=self._transport_key_id,
            referral_id=referral_id,
        )


def _sealed(
    plain: Mapping[Group, bytes], content_key: bytes, sealed_key: bytes, *, transport_key_id: str, referral_id: UUID
) -> SealedPerson:
    encrypt_group, place = AESGCM(content_key).encrypt, _travelling(referral_id)
    nonces = os.urandom(NONCE_BYTES * len(plain))
    groups = []
    for at, (group, written) in enumerate(plain.items()):
        nonce = nonces[at * NONCE_BYTES : (at + 1) * NONCE_BYTES]
        ciphertext = encrypt_group(nonce, written, place + _NAME_OF_GROUP[group])
        groups.append({"group": group, "nonce": nonce, "ciphertext": ciphertext})
    return SealedPerson.model_validate(
        {"transport_key_id": transport_key_id, "sealed_content_key": sealed_key, "groups": groups}
    )


def _drawn(envelope_key: bytes, referral_id: UUID, salt: bytes) -> bytes:
    info = b"waymark/referral/%s/content/%s" % (str(referral_id).encode(), salt)
    return HKDFExpand(SHA256(), KEY_BYTES, info).derive(envelope_key)


@lru_cache(maxsize=4)
def _public_key(raw: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(raw)


def opening_key(private: bytes) -> X25519PrivateKey:
    """The key that opens what was sealed to it, from its 32 raw bytes: a third of the work of opening one person."""
    return X25519PrivateKey.from_private_bytes(private)


def open_person(sealed: SealedPerson, *, private: bytes, referral_id: UUID) -> Person:
    """Open what `seal_person` sealed, with the raw X25519 private key; raises DoesNotOpen."""
    opened = open_groups(sealed, key=opening_key(private), referral_id=referral_id)
    parts = {group.value: PART_OF_GROUP[group].model_validate_json(plain) for group, plain in opened.items()}
    return Person.model_validate(parts)


def open_groups(
    sealed: SealedPerson, *, key: X25519PrivateKey, referral_id: UUID, envelopes: dict[bytes, bytes] | None = None
) -> dict[Group, bytes]:
    """What `seal_person` or an Envelope sealed, group by group as JSON, not yet read; raises DoesNotOpen.

    `envelopes` keeps the keys of envelopes opened so far: for persons opened together with one `key`, not longer.
    """
    try:
        decrypt_group = AESGCM(_content_key(sealed, key, referral_id, envelopes)).decrypt
        place = _travelling(referral_id)
        return {
            part.group: decrypt_group(part.nonce, part.ciphertext, place + _NAME_OF_GROUP[part.group])
            for part in sealed.groups
        }
    except (InvalidTag, ValueError):
        raise DoesNotOpen("a sealed person does not open for this referral and key") from None


def _content_key(
    sealed: SealedPerson, key: X25519PrivateKey, referral_id: UUID, envelopes: dict[bytes, bytes] | None
) -> bytes:
    given = sealed.sealed_content_key
    if len(given) != _IN_ENVELOPE_BYTES or not given.startswith(_FROM_ENVELOPE):
        return _SUITE.decrypt(given, key, info=_transport(referral_id, sealed.transport_key_id))
    salt, envelope = given[len(_FROM_ENVELOPE) : -_ALONE_BYTES], given[-_ALONE_BYTES:]
    # Bound to the key's id, too: an envelope opened under one id says nothing about the same bytes under another.
    info = _envelope(sealed.transport_key_id)
    envelope_key = envelopes.get(info + envelope) if envelopes is not None else None
    if envelope_key is None:
        envelope_key = _SUITE.decrypt(envelope, key, info=info)
        if envelopes is not None:
            envelopes[info + envelope] = envelope_key
    return _drawn(envelope_key, referral_id, salt)


class KeyRing:
    """Key-encryption keys by id, one of them current: it wraps; older ones still unwrap (rotation re-wraps)."""

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("a key ring needs its current key, and keys of 32 bytes")
        self.current = current
        self._keys = dict(keys)

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, {len(self._keys)} keys)"

    def knows(self, kek_id: str) -> bool:
        """Whether what was wrapped under `kek_id` can be opened."""
        return kek_id in self._keys

    def wrap(self, key: bytes, *, place: str) -> Wrapped:
        """Encrypt a key under the current key-encryption key, bound to `place` (table and row)."""
        return Wrapped(
            self.current,
            encrypt(self._keys[self.current], key, place=f"{place}|{self.current}"),
        )

    def unwrap(self, wrapped: Wrapped, *, place: str) -> bytes:
        """The key again; raises DoesNotOpen, also for a key-encryption key this ring does not hold."""
        if wrapped.kek_id not in self._keys:
            raise DoesNotOpen("wrapped under a key-encryption key that is not on this ring")
        return decrypt(self._keys[wrapped.kek_id], wrapped.blob, place=f"{place}|{wrapped.kek_id}")

    def to_json(self) -> str:
        """The ring as its file holds it: `{"current": id, "keys": {id: base64}}`. For that file only."""
        keys = {name: b64encode(key).decode() for name, key in self._keys.items()}
        return json.dumps({"current": self.current, "keys": keys})


def new_key_ring() -> KeyRing:
    """A ring with one fresh key, its id random."""
    name = f"kek-{os.urandom(6).hex()}"
    return KeyRing(name, {name: new_data_key()})


def read_key_ring(path: Path) -> KeyRing | None:
    """The ring kept in a JSON file `{"current": id, "keys": {id: base64}}`, or None where there is no file.

    Raises SettingsInvalid for a file that is not one, or that others than its owner may read.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsInvalid(f"key file {path.name}: may be read by others; set its mode to 600")
        kept = json.loads(path.read_text("utf-8"))
        return KeyRing(
            kept["current"],
            {name: b64decode(key, validate=True) for name, key in kept["keys"].items()},
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsInvalid(f"key file {path.name}: is not a key ring") from None


def keep_new_key_ring(path: Path) -> KeyRing:
    """Make a ring, keep it in `path` (mode 0600, flushed to disk) and answer what is there afterwards.

    Whoever comes first wins: of two processes starting at once the later one reads the earlier one's ring.
    """
    ring = new_key_ring()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(ring.to_json())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        found = read_key_ring(path)
        if found is None:
            raise
        ring = found
    finally:
        fresh.unlink()
    _flush_folder(path.parent)
    return ring


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _travelling(referral_id: UUID) -> bytes:
    """The place of a referral's groups; the group's name follows."""
    return f"waymark/referral/{referral_id}/".encode()


def _transport(referral_id: UUID, transport_key_id: str) -> bytes:
    return f"waymark/referral/{referral_id}/transport/{transport_key_id}".encode()


def _envelope(transport_key_id: str) -> bytes:
    return f"waymark/envelope/transport/{transport_key_id}".encode()
