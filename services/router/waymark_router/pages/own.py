"""What every page of the rules stands on: who may open it, where it stands, and as whom somebody acts.

Not here: what a page shows.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader, Transaction
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here, reading_all
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.draft import Who
from waymark_router.publishing.row_form import Posted
from waymark_router.settings import RouterSettings

RULES = "/router/rules"
SEE_OTHER = 303
RulesContext = Context[RouterSettings, Shelf]
Here = Annotated[RulesContext, Depends(here)]
Reading = Annotated[Reader, Depends(reading_all)]
MayRead = Annotated[Actor, Depends(AllowsPage(Permission.RULES_READ))]
MayEdit = Annotated[Actor, Depends(AllowsPage(Permission.RULES_EDIT))]
MayApprove = Annotated[Actor, Depends(AllowsPage(Permission.RULES_APPROVE))]
MaySwitch = Annotated[Actor, Depends(AllowsPage(Permission.RULES_EMERGENCY))]
Revision = Annotated[int, Form(ge=0, le=1_000_000_000)]
Words = Annotated[str, Form(max_length=5_000)]
_DIGITS = 9
_TOLD_ON_THE_PAGE = frozenset({Kind.CONFLICT, Kind.INVALID, Kind.FORBIDDEN})


def editor_of(actor: Actor, context: RulesContext) -> Editor:
    """As whom, and by which limits, somebody acts."""
    who = Who(actor.subject, actor.display_name)
    return Editor(who, actor.agency, lead_s=context.settings.publish_lead_s)


@asynccontextmanager
async def acting(context: RulesContext) -> AsyncIterator[Transaction]:
    """A transaction of its own, so that a page can be shown after a refusal."""
    async with context.database.transaction(SYSTEM) as tx:
        yield tx


@asynccontextmanager
async def looking(context: RulesContext) -> AsyncIterator[Reader]:
    """A fresh look, after an act that was refused."""
    async with context.database.reader(SYSTEM) as reader:
        yield reader


def is_told_here(refused: Refused) -> bool:
    """Whether a refusal is said on top of the page; what is not there, or broken, has a page of its own."""
    return refused.kind in _TOLD_ON_THE_PAGE


async def posted_by(request: Request) -> Posted:
    """Everything a form posted, by name; files are nothing."""
    form = await request.form()
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def revision_in(posted: Posted) -> int:
    """The revision a form was made of; -1, which is always stale, for what no form of ours sends."""
    said = next(iter(posted.get("revision", [])), "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else -1


def see(path: str) -> Response:
    """Go and look at another page."""
    return RedirectResponse(path, SEE_OTHER)
