"""The Idempotency-Key of a request, checked, and held while the request is worked on. Not here: keys used before."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Request

from waymark.guard import admit
from waymark.http import demanded
from waymark_intake.api.own import Here
from waymark_intake.api.sealing import IDEMPOTENCY_KEY, checked_key

KeyHeader = Annotated[str | None, Header(alias="Idempotency-Key"), demanded(IDEMPOTENCY_KEY)]


async def held_key(request: Request, context: Here, idempotency_key: KeyHeader = None) -> AsyncIterator[str]:
    """The key as sent. Raises Refused: MALFORMED where it is missing or no key, CONFLICT while it is in flight."""
    actor, key = await admit(request), checked_key(idempotency_key)
    with context.own.in_flight.holding(actor.agency if actor else "", key):
        yield key


HeldKey = Annotated[str, Depends(held_key)]
