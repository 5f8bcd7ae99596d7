"""Idempotency keys whose first request is still being worked on, in this process (IETF idempotency-key, draft 07).

In memory only. Between processes the second writer waits for the first instead, and is answered with its receipt
(ADR 0021). Not here: keys that were used before (store/keys.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from waymark.errors import Fault, Kind, Refused

_RETRY_AFTER_S = 1


class KeyInFlight(Refused):
    """The first request with this key has not been answered yet: ask again in a moment, with the same key."""

    def __init__(self) -> None:
        fix = "Wait a second and send the same request with the same Idempotency-Key again."
        super().__init__(
            Kind.CONFLICT,
            "The first request with this Idempotency-Key is still being worked on",
            code="idempotency_key_in_flight",
            faults=(Fault("", "idempotency_key_in_flight", fix),),
            retry_after=_RETRY_AFTER_S,
        )


class InFlight:
    """The keys that are held now, each with the agency it is of."""

    def __init__(self) -> None:
        self._held: set[tuple[str, str]] = set()

    @contextmanager
    def holding(self, agency: str, key: str) -> Iterator[None]:
        """Hold the key until the block ends; raises KeyInFlight where somebody holds it already."""
        if (agency, key) in self._held:
            raise KeyInFlight
        self._held.add((agency, key))
        try:
            yield
        finally:
            self._held.discard((agency, key))
