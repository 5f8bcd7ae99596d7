"""Every route says whom it lets in, exactly once, or why everybody may come."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute, iter_route_contexts

from waymark.guard import Allows, AllowsPage, Public, guard_of
from waymark.permission import Permission
from waymark.service import Service, installed_services


def unguarded(router: APIRouter) -> list[str]:
    """Routes of a router that do not name exactly one guard."""
    return [path for path, guard in guards(router) if guard is None]


def guards(router: APIRouter) -> list[tuple[str, Allows | Public | None]]:
    """Every route of a router, also of those it includes, with what it demands."""
    return [(str(found.path), guard_of(found.original_route)) for found in iter_route_contexts(router.routes)]


def test_every_route_declares_its_permission_or_why_it_is_public() -> None:
    found = {
        service.name: [path for router in service.routers for path in unguarded(router)]
        for service in installed_services().values()
    }
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_every_public_route_says_why() -> None:
    for service in installed_services().values():
        for path, guard in _guards(service):
            if isinstance(guard, Public):
                assert len(guard.reason) > 10, path


def test_every_permission_that_is_asked_for_is_somebodys() -> None:
    asked = {
        guard.permission
        for service in installed_services().values()
        for _, guard in _guards(service)
        if isinstance(guard, Allows)
    }
    assert asked <= set(Permission)
    assert asked


def test_a_long_body_is_read_by_its_route_alone_once_it_is_known_who_calls() -> None:
    for service in installed_services().values():
        found = {
            str(one.path): one.original_route
            for router in service.routers
            for one in iter_route_contexts(router.routes)
            if isinstance(one.original_route, APIRoute) and not (one.original_route.methods or set()) <= {"GET", "HEAD"}
        }
        for path in service.streamed:
            assert found[path].dependant.body_params == [], path


def _guards(service: Service) -> list[tuple[str, Allows | Public | None]]:
    return [found for router in service.routers for found in guards(router)]


@pytest.mark.parametrize("guard", [Allows(Permission.QUEUE_READ), AllowsPage(Permission.QUEUE_READ), Public("because")])
def test_a_guarded_route_passes(guard: Allows | Public) -> None:
    router = APIRouter()

    @router.get("/in-the-dependencies", dependencies=[Depends(guard)])
    async def first() -> None: ...

    assert unguarded(router) == []


def test_a_guard_in_the_parameters_passes() -> None:
    router = APIRouter()

    @router.get("/in-the-parameters")
    async def first(actor: Annotated[object, Depends(Allows(Permission.QUEUE_READ))]) -> None: ...

    assert unguarded(router) == []


def test_a_planted_open_route_is_caught() -> None:
    router = APIRouter()

    @router.get("/open")
    async def first() -> None: ...

    @router.get("/twice", dependencies=[Depends(Public("because")), Depends(Allows(Permission.QUEUE_READ))])
    async def second() -> None: ...

    assert unguarded(router) == ["/open", "/twice"]
    outer = APIRouter(prefix="/outer")
    outer.include_router(router)
    assert unguarded(outer) == ["/outer/open", "/outer/twice"]
