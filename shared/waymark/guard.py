"""What a route demands of whoever calls it: a permission, or a stated reason why it is public.

Every route declares one; `waymark.http` refuses to start with a route that does not. Not here: whether a token is
good (`waymark.auth`).
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from waymark.auth import ACCESS, SESSION, SESSION_COOKIE, Actor, Use
from waymark.errors import Kind, Refused
from waymark.permission import Permission
from waymark.service import Context

SIGN_IN = "/consent/sign-in"


class SignInNeeded(Exception):  # noqa: N818 - not an error: the next page is the sign-in
    """A person opened a page without being signed in: send them to sign in and then back to `then`."""

    def __init__(self, then: str) -> None:
        super().__init__("sign-in needed")
        self.location = f"{SIGN_IN}?next={quote(then, safe='/')}" if then else SIGN_IN


class Allows:
    """Lets in whoever holds `permission`, by bearer token or session cookie: `Depends(Allows(Permission.QUEUE_READ))`.

    Raises Refused: UNAUTHENTICATED where nobody is known, FORBIDDEN where the permission is not theirs.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Actor:
        """The actor; looked up once per request, however often it is asked for."""
        actor = await who(request)
        if self.permission not in actor.permissions:
            raise Refused(Kind.FORBIDDEN, "Your role does not allow this", code="permission.missing")
        return actor


class AllowsPage(Allows):
    """Allows for a page: whoever is not signed in is sent to the sign-in page instead of being refused."""

    async def __call__(self, request: Request) -> Actor:
        """The actor; raises SignInNeeded where a person's browser asks and nobody is signed in."""
        try:
            return await super().__call__(request)
        except Refused as refused:
            if refused.kind is not Kind.UNAUTHENTICATED or _is_fetched_by_script(request):
                raise
            raise SignInNeeded(_path_to_return_to(request)) from None


class Public:
    """Lets in everybody, because of `reason`: `dependencies=[Depends(Public("health is asked by machines"))]`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def __call__(self) -> None:
        """Nothing to check."""


async def who(request: Request) -> Actor:
    """Who is asking, by bearer token or else by session cookie; raises Refused(UNAUTHENTICATED)."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is not None:
        return known
    context: Context[Any, Any] = request.app.state.context
    token, use = shown_token(request)
    actor = await context.known.actor(token, use=use)
    request.state.actor = actor
    return actor


async def admit(request: Request) -> Actor | None:
    """Run the guard of the route that is being called, whatever the order of its dependencies; None where public."""
    guard = guard_of(request.scope["route"])
    return await guard(request) if isinstance(guard, Allows) else None


def guard_of(route: BaseRoute) -> Allows | Public | None:
    """What this route demands, or None where it says nothing."""
    if not isinstance(route, APIRoute):
        return None
    found = [call for call in _calls(route.dependant) if isinstance(call, Allows | Public)]
    return found[0] if len(found) == 1 else None


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def shown_token(request: Request) -> tuple[str, Use]:
    """The token a request shows and how it may be used; raises Refused(UNAUTHENTICATED) where there is none."""
    headers = request.headers.getlist("authorization")
    if not headers:
        token = request.cookies.get(SESSION_COOKIE, "")
        if not token:
            raise Refused(Kind.UNAUTHENTICATED, "Sign in, or send a valid access token", code="token.missing")
        return token, SESSION
    scheme, _, token = headers[0].partition(" ")
    if len(headers) > 1 or scheme.lower() != "bearer" or not token:
        raise Refused(Kind.UNAUTHENTICATED, "Send one Authorization header: Bearer and a token", code="token.malformed")
    return token, ACCESS


def _is_fetched_by_script(request: Request) -> bool:
    return request.headers.get("sec-fetch-dest", "document") == "empty"


def _path_to_return_to(request: Request) -> str:
    return request.url.path if request.method in {"GET", "HEAD"} else ""
