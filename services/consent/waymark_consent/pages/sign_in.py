"""The "pick a person" sign-in: on a development machine, on loopback, and nowhere else; and signing out.

Not here: the county's identity provider, which takes this page's place in production.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import SESSION_COOKIE
from waymark.db import Reader, Transaction
from waymark.guard import Public
from waymark.http import here, reading, writing
from waymark.http.edge import is_loopback
from waymark.landing import HOME
from waymark.pages import render
from waymark_consent.access import actions, queries
from waymark_consent.settings import Here

_SEE_OTHER = 303
_NOT_FOUND = 404
_INVALID = 422
# A proxy on this machine makes everybody look local; what it adds gives it away.
_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")

router = APIRouter(include_in_schema=False)
HereNow = Annotated[Here, Depends(here)]
_BEFORE = Depends(Public("nobody is signed in before signing in"))


@router.get("/sign-in", dependencies=[_BEFORE])
async def get_sign_in(
    request: Request,
    context: HereNow,
    reader: Annotated[Reader, Depends(reading)],
    next: str = HOME,  # noqa: A002
) -> Response:
    """Who to be; or that signing in is not set up here."""
    if not is_allowed(context, request):
        return _not_set_up(request)
    return await _page(request, reader, local_path(next))


@router.post("/sign-in", dependencies=[_BEFORE])
async def post_sign_in(
    request: Request,
    context: HereNow,
    tx: Annotated[Transaction, Depends(writing, scope="function")],
    member: Annotated[str, Form(max_length=60)] = "",
    next: Annotated[str, Form(max_length=2000)] = HOME,  # noqa: A002
) -> Response:
    """Be the picked person, until signing out or the session's end."""
    if not is_allowed(context, request):
        return _not_set_up(request)
    token = await actions.sign_in(tx, member, ring=context.own.ring, settings=context.settings)
    if token is None:
        return await _page(request, tx, local_path(next), fault="Pick one of the people below.")
    response = RedirectResponse(local_path(next), _SEE_OTHER)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=context.settings.session_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=not _is_local(request),
    )
    return response


@router.post("/sign-out", dependencies=[Depends(Public("whoever signs out needs no right to do so"))])
async def post_sign_out(request: Request) -> Response:
    """Forget who was signed in, in this browser."""
    response = RedirectResponse("/consent/sign-in", _SEE_OTHER)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=not _is_local(request))
    return response


def is_allowed(context: Here, request: Request) -> bool:
    """Only in development, listening on loopback, and asked by a loopback name and address through no proxy."""
    asked_from = request.client.host if request.client else ""
    return (
        context.shared.environment == "development"
        and is_loopback(context.shared.host)
        and is_loopback(urlsplit(context.shared.url()).hostname or "")
        and _is_local(request)
        and is_loopback(asked_from)
        and not any(name in request.headers for name in _PROXIED)
    )


def local_path(wanted: str) -> str:
    """`wanted` where it is a plain path of ours, their own page otherwise: nobody is sent away from here."""
    is_plain = wanted.isascii() and wanted.isprintable() and not set(wanted) & set("\\ \"'<>")
    if not is_plain or not wanted.startswith("/") or wanted.startswith("//"):
        return HOME
    return wanted


def _is_local(request: Request) -> bool:
    return is_loopback(request.url.hostname or "")


async def _page(request: Request, reader: Reader, wanted: str, *, fault: str = "") -> Response:
    members = await queries.members_to_pick(reader)
    agencies: dict[str, list[tuple[str, str, str]]] = {}
    for member in members:
        roles = ", ".join(role.value.replace("_", " ") for role in member.roles)
        agencies.setdefault(member.agency_name, []).append((member.member_id, member.display_name, roles))
    return render(
        "sign_in.html",
        request,
        status=_INVALID if fault else 200,
        agencies=agencies,
        next=wanted,
        fault=fault,
    )


def _not_set_up(request: Request) -> Response:
    return render("sign_in_not_set_up.html", request, status=_NOT_FOUND)
