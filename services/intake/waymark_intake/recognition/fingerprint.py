"""Keyed hashes: what lets intake recognise a key, a body or a reference again without keeping it.

HMAC-SHA256 under intake's own key; the purpose and the sender are part of what is hashed, so that hashes of two
purposes or two senders never meet. A referral's groups, many and compared among its own versions only, have keyed
BLAKE2b (RFC 7693), which costs a third. Not here: where the key is kept (service.py).
"""

import hmac
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b

from waymark.words import Group

_SHORT_BYTES = 16  # enough to tell two versions of one group apart
_NAME = {group: group.encode() for group in Group}


def keyed_hash(key: bytes, purpose: str, sender: str, value: bytes) -> bytes:
    """32 bytes that stand for `value` of that sender and purpose."""
    whose = sender.encode()
    message = b"".join((_head(purpose), len(whose).to_bytes(4, "big"), whose, len(value).to_bytes(4, "big"), value))
    return hmac.digest(key, message, "sha256")


@cache
def _head(purpose: str) -> bytes:
    return len(purpose.encode()).to_bytes(4, "big") + purpose.encode()


def short_hashes(key: bytes, owner: str, groups: Mapping[Group, bytes]) -> dict[Group, str]:
    """16 bytes in hex for each group, of that owner only; `key` has at most 64 bytes."""
    whose = owner.encode()
    begun = blake2b(len(whose).to_bytes(4, "big") + whose, digest_size=_SHORT_BYTES, key=key, person=b"intake/groups")
    hashes: dict[Group, str] = {}
    for group, text in groups.items():
        one = begun.copy()
        one.update(b"%s %d %s" % (_NAME[group], len(text), text))
        hashes[group] = one.hexdigest()
    return hashes
