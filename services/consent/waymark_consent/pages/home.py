"""Where signing in leads: each role to its own work, and whoever has no page of their own to what they may read.

Not here: signing in (sign_in.py).
"""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.errors import Kind, Refused
from waymark.guard import SIGN_IN, Public, who
from waymark.landing import HOME, places_of
from waymark.pages import render
from waymark.permission import Permission

router = APIRouter(include_in_schema=False)
_SEE_OTHER = 303
_EVERYBODY = Depends(Public("it says only where the work of whoever asks is, and leads others to the sign-in"))


@dataclass(frozen=True, slots=True)
class Readable:
    """Something a role without a page of its own may read, as a document for machines."""

    path: str
    words: str


READABLE: tuple[tuple[Permission, Readable], ...] = (
    (
        Permission.AGREEMENT_READ,
        Readable("/consent/v1/agreements", "The agreements, and when each must be reviewed"),
    ),
    (Permission.RULES_READ, Readable("/router/v1/rulebook", "The rules by which referrals find their way")),
    (Permission.DIRECTORY_READ, Readable("/router/v1/directory", "The services, whom each takes, and its area")),
)


@router.get("/home", dependencies=[_EVERYBODY])
async def home(request: Request) -> Response:
    """Lead whoever is signed in to their own work, or say what they may read where there is no page for it."""
    try:
        actor = await who(request)
    except Refused as refused:
        if refused.kind is not Kind.UNAUTHENTICATED:
            raise
        return RedirectResponse(SIGN_IN, _SEE_OTHER)
    first = places_of(actor.permissions)[0]
    if first.path != HOME:
        return RedirectResponse(first.path, _SEE_OTHER)
    readable = [one for needed, one in READABLE if needed in actor.permissions]
    return render("home.html", request, readable=readable, roles=[role.value.replace("_", " ") for role in actor.roles])
