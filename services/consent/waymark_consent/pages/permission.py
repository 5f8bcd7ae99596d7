"""The form by which staff of the agency that sent a referral record what the person said about sharing.

A sender's page of a referral holds the same form and posts it here. Not here: which word counts (permission.py of the
domain), and the door for machines (`api`).
"""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.contracts.referral import ConsentStatement
from waymark.errors import Fault, Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.words import Position
from waymark_consent import actions
from waymark_consent.settings import Here

router = APIRouter(include_in_schema=False)
MayRecord = Annotated[Actor, Depends(AllowsPage(Permission.CONSENT_RECORD))]
_SEE_OTHER = 303

SAID: Mapping[str, tuple[Position, bool, str]] = {
    "yes_clearly": (Position.GIVEN, True, "Yes, in clear words, after hearing who will be told"),
    "yes": (Position.GIVEN, False, "Yes, but not in clear words"),
    "no": (Position.REFUSED, False, "No"),
    "taken_back": (Position.WITHDRAWN, False, "Said yes before and takes it back"),
    "unable": (Position.UNABLE_TO_ASK, False, "Could not be asked"),
}
GIVEN_BY = {
    "self": "The person",
    "guardian": "A parent or guardian",
    "attorney": "Somebody who may decide for the person",
}
HOW = {"spoken": "Spoken", "written": "In writing", "online": "Online"}
_QUESTIONS = {
    "said": "Say whether it may be shared.",
    "given_by": "Say who said it.",
    "how": "Say how it was said.",
}


@router.get("/referrals/{referral_id}/consent")
async def ask(referral_id: UUID, request: Request, actor: MayRecord) -> Response:
    """The form alone; whose referral it is shows when it is sent."""
    del actor
    return _page(request, referral_id, {})


@router.post("/referrals/{referral_id}/consent")
async def record(
    referral_id: UUID, request: Request, actor: MayRecord, context: Annotated[Here, Depends(here)]
) -> Response:
    """Record what the person said and go back to the referral; 404 for another agency's."""
    form = await request.form(max_files=0, max_fields=20)
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        statement = _statement(given)
        async with context.database.transaction(actor.agency) as tx:
            await actions.record_permission(tx, referral_id, statement, actor=actor.subject, sender=actor.agency)
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        return _page(request, referral_id, given, refused=refused)
    return RedirectResponse(f"/intake/referrals/{referral_id}?done=recorded", _SEE_OTHER)


def _statement(given: Mapping[str, str]) -> ConsentStatement:
    """The form as a statement; raises Refused INVALID with what was not answered."""
    lists: Mapping[str, Mapping[str, object]] = {"said": SAID, "given_by": GIVEN_BY, "how": HOW}
    faults = [Fault(f"/{name}", "choose", _QUESTIONS[name]) for name in lists if given.get(name) not in lists[name]]
    if faults:
        raise Refused(Kind.INVALID, "Something is not answered yet", code="invalid", faults=tuple(faults))
    position, explicit, _ = SAID[given["said"]]
    written = {"position": position, "explicit": explicit, "given_by": given["given_by"], "how": given["how"]}
    return ConsentStatement.model_validate(written)


def _page(request: Request, referral_id: UUID, given: Mapping[str, str], refused: Refused | None = None) -> Response:
    faults = [fault.fix for fault in refused.faults if fault.code == "choose"] if refused else []
    return render(
        "permission.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        referral_id=referral_id,
        said={code: words for code, (_, _, words) in SAID.items()},
        given_by=GIVEN_BY,
        how=HOW,
        given=given,
        faults=faults or ([refused.title] if refused else []),
    )
