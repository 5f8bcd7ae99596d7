"""Keyed hashes: what lets intake recognise a key, a body or a reference again without keeping it.

HMAC-SHA256 under intake's own key; the purpose and the sender are part of what is hashed, so that hashes of two
purposes or two senders never meet. Not here: where the key is kept (service.py).
"""

import hmac


def keyed_hash(key: bytes, purpose: str, sender: str, value: bytes) -> bytes:
    """32 bytes that stand for `value` of that sender and purpose."""
    first, second = purpose.encode(), sender.encode()
    lengths = (len(first).to_bytes(4, "big"), len(second).to_bytes(4, "big"), len(value).to_bytes(4, "big"))
    message = b"".join((lengths[0], first, lengths[1], second, lengths[2], value))
    return hmac.digest(key, message, "sha256")
