"""The status page of all services of this process, which answers though one of their databases is slow.

Not here: one service's page and its acts (`waymark.status.pages`).
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from waymark.auth import Actor
from waymark.bus.opening import open_bus
from waymark.errors import Refused, Unavailable
from waymark.guard import AllowsPage, shown_token
from waymark.permission import Permission
from waymark.service import Context, Service, installed_services
from waymark.status.look import look
from waymark.status.pages import show

_GUARD = AllowsPage(Permission.SYSTEM_READ)
_KNOWN_S = 1.0
Contexts = Mapping[str, tuple[Service, Context[Any, Any]]]


def status_of_all(contexts: Contexts) -> Route:
    """`/status`: every service of this process, for whoever may read the system."""

    async def answer(request: Request) -> Response:
        actor = await _admit(request, [context for _, context in contexts.values()])
        looks = await asyncio.gather(
            *(
                look(service, context.database, open_bus(context.shared), context.clock)
                for service, context in contexts.values()
            )
        )
        first = next(context for _, context in contexts.values())
        elsewhere = [name for name in installed_services() if name not in contexts]
        return show(request, list(looks), actor, most_lag_s=first.shared.lag_warn_s, values={"elsewhere": elsewhere})

    return Route("/status", answer, methods=["GET"])


async def _admit(request: Request, contexts: Sequence[Context[Any, Any]]) -> Actor:
    """Whoever asks, known by the first service whose database answers; raises what the guard of a page raises."""
    with suppress(Refused):  # no token, or no good one: the guard below says so
        token, use = shown_token(request)
        for context in contexts:
            with suppress(Unavailable, TimeoutError):
                async with asyncio.timeout(_KNOWN_S):
                    request.state.actor = await context.known.actor(token, use=use)
                break
    return await _GUARD(request)
