"""The partner's web form: refer one person, page by page, with what would make it better said before it is sent.

Nothing is stored before the last press, which counts once. What is sent takes the door of the API. Not here: the flow
from page to page (refer_flow.py), and what the answers come to (refer/, partner/).
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.guard import AllowsPage
from waymark.ids import uuid7
from waymark.permission import Permission
from waymark_intake.api.own import Here
from waymark_intake.api.partner import accept_partner
from waymark_intake.pages.posted import posted
from waymark_intake.pages.refer_flow import Desk, ReferState, in_the_way, judged, page, paper_for, pressed
from waymark_intake.pages.sealed_state import FormLost, Lost
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.question import Step
from waymark_intake.refer.record import Unread

router = APIRouter(include_in_schema=False)

MayRefer = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_SUBMIT))]
_SEE_OTHER, _AWAY = 303, 503


@router.get("/refer")
async def get_refer(request: Request, actor: MayRefer, context: Here) -> Response:
    """The first page: what is referred, and whom to ask about it."""
    desk = Desk(request, actor, context, paper_for(actor, context))
    now = context.clock.now()
    answers = ReferAnswers(given={"worker_name": (actor.display_name,)} if actor.display_name else {})
    return page(desk, ReferState(submission=uuid7(now), sealed_at=now, step=Step.START, answers=answers))


@router.post("/refer")
async def post_refer(request: Request, actor: MayRefer, context: Here) -> Response:
    """A button was pressed: the next page, or this one again with what is wrong, or the referral."""
    desk = Desk(request, actor, context, paper_for(actor, context))
    return await pressed(desk, await posted(request), _send)


async def _send(desk: Desk, state: ReferState) -> Response:
    """The last press: the referral, durably, or the page with what stands in its way."""
    found = judged(desk, state.answers)
    if found.faults or found.record is None:
        return in_the_way(desk, state, found.faults)
    try:
        accepted = await accept_partner(
            found.record, f"refer-{state.submission}", actor=desk.actor, context=desk.context
        )
    except Unavailable:
        words = "It could not be sent just now. Your answers are kept on this page: press “Send” again in a minute"
        return page(desk, state, faults=(Unread("send", words),), status=_AWAY)
    except Refused as refused:
        if refused.kind is not Kind.INVALID:
            raise
        raise FormLost(Lost.ALREADY_SENT) from None
    return RedirectResponse(f"/intake/referrals/{accepted.referral_id}?done=sent", _SEE_OTHER)
