"""Keyed hashes: what lets intake recognise a key, a body or a reference again without keeping it.

HMAC-SHA256 under intake's own key; the purpose and the sender are part of what is hashed, so that hashes of two
purposes or two senders never meet. Not here: where the key is kept (service.py).
"""

import hashlib
import hmac


def keyed_hash(key: bytes, purpose: str, sender: str, value: str) -> bytes:
    """32 bytes that stand for `value` of that sender and purpose."""
    parts = (purpose.encode(), sender.encode(), value.encode())
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(key, message, hashlib.sha256).digest()
