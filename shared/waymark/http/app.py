"""The app factory: one parent app that mounts each service at /<name> with its own OpenAPI document.

Not here: what wraps it (`waymark.http.edge`, `waymark.http.limits`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route, compile_path
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from waymark.guard import guard_of
from waymark.http.documents import document_of
from waymark.http.edge import Edge
from waymark.http.health import Ready, health_routes
from waymark.http.limits import BodyLimit
from waymark.http.problems import HANDLERS
from waymark.service import Context, Service
from waymark.settings import Settings
from waymark.status import pages as status_pages
from waymark.status.overview import status_of_all


def build_app(
    contexts: Mapping[str, tuple[Service, Context[Any, Any]]], settings: Settings, *, ready: Ready
) -> ASGIApp:
    """The app of this process's services; `ready` says what is missing, by part.

    Raises ValueError for no service at all, and for a route that does not say exactly once whom it lets in.
    """
    if not contexts:
        raise ValueError("no service to build an app of")
    apps = {name: _service_app(service, context) for name, (service, context) in contexts.items()}
    first = next(context for _, context in contexts.values())
    parent = Starlette(
        routes=[
            *health_routes(settings, first, ready),
            status_of_all(contexts),
            *(Route("/", _leads_to(service.home)) for service, _ in contexts.values() if service.home),
            *(Route(at, _leads_to(page)) for service, _ in contexts.values() for at, page in service.short.items()),
            Mount("/static", StaticFiles(packages=[("waymark", "pages/static")]), name="static"),
            *(Mount(f"/{name}", app) for name, app in apps.items()),
        ],
        exception_handlers=HANDLERS,
    )
    parent.state.context = first
    parent.router.redirect_slashes = False
    gated: ASGIApp = parent
    for service, context in contexts.values():
        gated = service.gate(gated, context) if service.gate else gated
    limited = BodyLimit(
        gated,
        most_bytes=settings.body_limit_bytes,
        most_s=settings.body_timeout_s,
        streamed=[
            compile_path(f"/{name}{path}")[0] for name, (service, _) in contexts.items() for path in service.streamed
        ],
    )
    return Edge(limited, settings)


def _leads_to(page: str) -> Callable[[Request], Response]:
    """A bare or short address: whoever types it wants this page."""

    def lead(_: Request) -> Response:
        return RedirectResponse(page, status_code=303)

    return lead


class _ServiceApp(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The document of this service."""
        return document_of(self)


def _service_app(service: Service, context: Context[Any, Any]) -> FastAPI:
    app = _ServiceApp(
        title=f"Waymark {service.name}",
        summary=service.summary,
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=HANDLERS,
        telemetry={"logs": False, "operation_spans": False},
    )
    app.state.context = context
    app.state.service = service
    for router in (*service.routers, status_pages.router):
        app.include_router(router)
    check_guards(service)
    return app


def check_guards(service: Service) -> None:
    """Raise ValueError where a route of `service` does not say exactly once whom it lets in."""
    for router in service.routers:
        for found in iter_route_contexts(router.routes):
            if guard_of(found.original_route) is None:
                raise ValueError(f"{service.name}: {found.path} must name one of Allows, AllowsPage or Public, once")
