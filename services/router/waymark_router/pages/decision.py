"""The page that says why a referral came where it is: all of it to the triage desk, their own part to others.

Not here: what may be said to whom (`triage/sight.py`, `why_here.py`).
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from waymark.auth import Actor
from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import writing_all
from waymark.pages import render
from waymark.permission import Permission
from waymark_router import queries
from waymark_router.deciding.decision_record import read_record
from waymark_router.deciding.why_here import why_here
from waymark_router.pages.shown import KIND_WORDS, short
from waymark_router.publishing.queries import find_publication
from waymark_router.triage.queries import find_permitted
from waymark_router.triage.sight import explanation_for

router = APIRouter()
_NEARLY = " nearly counted: "


@router.get("/decisions/{referral_id}")
async def decision_page(
    referral_id: UUID,
    request: Request,
    actor: Annotated[Actor, Depends(AllowsPage(Permission.ROUTE_READ))],
    tx: Annotated[Transaction, Depends(writing_all, scope="function")],
) -> Response:
    """Why it came here; who read it is kept. Refused NOT_FOUND where nothing of it is with the reader's agency.

    The desk reads all of it only where consent lets the desk see the referral, and of risk only where that is granted.
    """
    latest = await queries.find_latest_decision(tx, referral_id)
    reads_all = Permission.DECISION_READ in actor.permissions
    scope = await find_permitted(tx, referral_id, actor.agency) if reads_all else None
    rulebook = await queries.find_rulebook(tx, latest.rulebook) if latest else None
    record = read_record(latest.record) if latest else None
    own = why_here(record, rulebook, actor.agency) if record and rulebook else []
    if latest is None or rulebook is None or record is None or not (own or scope):
        raise Refused(Kind.NOT_FOUND, "Nothing of this referral is with you", code="decision.unknown")
    tx.audit("decision.read" if scope else "route.read", about=referral_id, actor=actor.subject)
    directory = await queries.find_directory(tx, latest.directory)
    told = explanation_for(scope, record, rulebook, directory) if scope else []
    near = [sentence for sentence in told if _NEARLY in sentence]
    return render(
        "decision.html",
        request,
        own=own,
        explanation=[sentence for sentence in told if sentence not in near],
        near=near,
        publication=await find_publication(tx, latest.rulebook),
        kind_words=KIND_WORDS,
        short=short,
    )
