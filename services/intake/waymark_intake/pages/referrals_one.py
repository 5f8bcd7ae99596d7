"""One referral for its sender: where it stands, what to do, what to tell the person; and taking it back.

Answers of the person are recorded at consent's door. Not here: the list (referrals.py), corrections (correct.py).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import Reader
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.words import WithdrawReason
from waymark_intake import actions, queries
from waymark_intake.api.own import Here
from waymark_intake.following.receipt import AllocationView, ReferralView, no_such_referral, view_of
from waymark_intake.following.view import SAID_ONCE, AnsweredBy, Station, is_stopping, to_do, way_of
from waymark_intake.pages.referrals import MayFollow, Reading, clock_words, tag_of
from waymark_intake.referral import RecordKind
from waymark_intake.self_referral.canonical import short_reference
from waymark_intake.wording import say, say_part

router = APIRouter(include_in_schema=False)

MaySend = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_SUBMIT))]
_SEE_OTHER = 303


class Done(StrEnum):
    """What was done last, said at the top of the page."""

    RECORDED = "recorded"
    SENT = "sent"
    CORRECTED = "corrected"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


DONE_WORDS = {
    Done.ANSWERED: "Done: your answer is in. What follows from it shows here in a moment.",
    Done.CORRECTED: "Done: the correction is in. Whoever has the referral is told what changed.",
    Done.SENT: "Done: the referral is sent. Note its reference, not the person's name.",
    Done.RECORDED: "Done: what the person said is recorded. What follows from it shows here in a moment.",
    Done.WITHDRAWN: "Done: the referral is taken back. Whoever had it is told to stop.",
}


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a referral on its way: what for, where it stands, the steps, and what came of it."""

    pathway: str
    standing: str
    stations: tuple[Station, ...]
    outcome: str
    allocation: AllocationView


@router.get("/referrals/{referral_id}")
async def referral_page(
    referral_id: UUID,
    request: Request,
    actor: MayFollow,
    reader: Reading,
    done: Annotated[Done | None, Query()] = None,
) -> Response:
    """One referral of the caller's own agency; 404 for every other one."""
    view = await view_for(reader, referral_id, actor)
    sent = await queries.find_sent(reader, referral_id)
    names = await queries.list_names(reader, {one.agency for one in view.allocations if one.agency})
    wanted = to_do(view, names)
    steps = {step.step for step in view.allowed_next}
    return render(
        "referral.html",
        request,
        view=view,
        reference=short_reference(view.id),
        standing=say(view.state),
        tag=tag_of(view),
        clock=clock_words(view.police_clock),
        wanted=wanted,
        ask_consent=any(one.by is AnsweredBy.CONSENT for one in wanted),
        by_correction=any(one.by is AnsweredBy.CORRECTION for one in wanted),
        history=await queries.find_history(reader, referral_id, seen_by=actor.agency_role) or (),
        said_once=[one for one in view.quality if one.code in SAID_ONCE],
        parts=[_part(view, one) for one in view.allocations],
        may_record="record_consent" in steps and Permission.CONSENT_RECORD in actor.permissions,
        may_answer="answer" in steps and Permission.REFERRAL_SUBMIT in actor.permissions,
        may_correct=sent is not None
        and sent.kind is RecordKind.PARTNER
        and "correct" in steps
        and Permission.REFERRAL_SUBMIT in actor.permissions,
        may_withdraw="withdraw" in steps and Permission.REFERRAL_SUBMIT in actor.permissions,
        done=DONE_WORDS[done] if done else "",
        say=say,
        say_part=say_part,
    )


@router.get("/referrals/{referral_id}/withdraw")
async def ask_why(referral_id: UUID, request: Request, actor: MaySend, reader: Reading) -> Response:
    """What taking it back means, and why; the button below does it."""
    return _ask_why(request, await view_for(reader, referral_id, actor))


@router.post("/referrals/{referral_id}/withdraw")
async def withdraw(
    referral_id: UUID, request: Request, actor: MaySend, context: Here, reason: Annotated[str, Form()] = ""
) -> Response:
    """Take the referral back, whole; saying it again changes nothing."""
    try:
        if reason not in set(WithdrawReason):
            raise Refused(Kind.INVALID, "Choose why it is taken back.")
        async with context.database.transaction(actor.agency) as tx:
            await actions.withdraw_referral(
                tx, referral_id, reason=WithdrawReason(reason), agency=actor.agency, subject=actor.subject
            )
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        async with context.database.reader(actor.agency) as reader:
            return _ask_why(request, await view_for(reader, referral_id, actor), refused=refused)
    return RedirectResponse(f"/intake/referrals/{referral_id}?done={Done.WITHDRAWN}", _SEE_OTHER)


def _ask_why(request: Request, view: ReferralView, refused: Refused | None = None) -> Response:
    return render(
        "referral_withdraw.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        view=view,
        reference=short_reference(view.id),
        reasons={reason.value: say(reason, "reason") for reason in WithdrawReason},
        may_withdraw=any(step.step == "withdraw" for step in view.allowed_next),
        fault=refused.title if refused else "",
    )


async def view_for(reader: Reader, referral_id: UUID, actor: Actor) -> ReferralView:
    """The referral as its sender sees it; raises Refused(NOT_FOUND) where the agency has none such."""
    kept = await queries.find_referral(reader, referral_id)
    if kept is None:
        raise no_such_referral()
    return view_of(kept, await queries.list_allocations(reader, referral_id), seen_by=actor.agency_role)


def _part(view: ReferralView, allocation: AllocationView) -> PartView:
    stops = is_stopping(view, allocation)
    standing = say(allocation.attendance) if allocation.attendance else say(allocation.state or "", "allocation")
    return PartView(
        pathway=say(allocation.pathway) if allocation.pathway else "A service",
        standing=say("stopping", "allocation") if stops else standing,
        stations=() if stops else way_of(allocation),
        outcome=say(allocation.outcome) if allocation.outcome else "",
        allocation=allocation,
    )
