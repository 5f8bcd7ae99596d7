"""Is it alive, is it ready, how is it doing: the addresses a machine asks.

Not here: what makes a process ready (the runner's pulse), which metrics there are (`waymark.metrics`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from waymark import metrics
from waymark.errors import Kind, Refused
from waymark.guard import shown_token
from waymark.http.edge import host_of, is_loopback
from waymark.permission import Permission
from waymark.service import Context
from waymark.settings import Settings

Ready = Callable[[], Mapping[str, str]]


def health_routes(settings: Settings, known_by: Context[Any, Any], ready: Ready) -> list[Route]:
    """`/health/live`, `/health/ready` (503 naming what is missing), `/metrics` (loopback, or who may read the system).

    `ready` answers what is missing and why, by part; nothing missing means ready.
    """
    is_local = is_loopback(settings.host) and is_loopback(host_of(settings.url()))

    async def answer_live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def answer_ready(_: Request) -> Response:
        missing = {part: why for part, why in ready().items() if why}
        if missing:
            return JSONResponse({"status": "not ready", "missing": missing}, status_code=503)
        return JSONResponse({"status": "ready"})

    async def answer_metrics(request: Request) -> Response:
        if not is_local:
            token, use = shown_token(request)
            actor = await known_by.known.actor(token, use=use)
            if Permission.SYSTEM_READ not in actor.permissions:
                raise Refused(Kind.FORBIDDEN, "Your role does not allow this", code="permission.missing")
        return Response(metrics.shown(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [
        Route("/health/live", answer_live),
        Route("/health/ready", answer_ready),
        Route("/metrics", answer_metrics),
    ]
