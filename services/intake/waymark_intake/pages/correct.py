"""A sender corrects one of its referrals on the form, typed as it should be; what changes is said before it is sent.

What was sent is sealed and can be shown to nobody here, so it is typed anew; only its parts that differ are told on
(ADR 0019). Not here: the flow from page to page (refer_flow.py), answering what was asked (answer.py), and
corrections of police records, which come by machine.
"""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.cipher import plain_groups
from waymark.errors import Kind, Refused, Unavailable
from waymark.ids import uuid7
from waymark_intake import queries
from waymark_intake.api.change import Corrected, accept_correction
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.following.change import what_changes
from waymark_intake.following.receipt import no_such_referral
from waymark_intake.pages.posted import posted
from waymark_intake.pages.refer_flow import Change, Desk, ReferState, in_the_way, judged, page, paper_for, pressed
from waymark_intake.pages.referrals_one import MaySend, view_for
from waymark_intake.pages.sealed_state import FormLost, Lost
from waymark_intake.queries import SentAs
from waymark_intake.recognition.likeness import likeness_of
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.question import Step
from waymark_intake.refer.record import Unread
from waymark_intake.referral import Canonical, RecordKind
from waymark_intake.self_referral.canonical import short_reference
from waymark_intake.wording import say_part

router = APIRouter(include_in_schema=False)
_SEE_OTHER, _AWAY, _CONFLICT = 303, 503, 409


@dataclass(frozen=True, slots=True)
class _Kept:
    """The referral that is corrected: how it came, its version, and the hash of each part."""

    sent: SentAs
    version: int
    groups: dict[str, str]


@router.get("/referrals/{referral_id}/correct")
async def get_correct(referral_id: UUID, request: Request, actor: MaySend, context: Here) -> Response:
    """The first page of a correction of the caller's own agency's referral; 404 for every other one."""
    kept = await _kept(referral_id, actor, context)
    desk, now = _desk(request, actor, context, kept), context.clock.now()
    answers = ReferAnswers(given={"worker_name": (actor.display_name,)} if actor.display_name else {})
    state = ReferState(submission=uuid7(now), sealed_at=now, step=Step.START, answers=answers, version=kept.version)
    return page(desk, state)


@router.post("/referrals/{referral_id}/correct")
async def post_correct(referral_id: UUID, request: Request, actor: MaySend, context: Here) -> Response:
    """A button was pressed: the next page, or this one again with what is wrong, or the correction."""
    kept = await _kept(referral_id, actor, context)
    desk = _desk(request, actor, context, kept)
    return await pressed(desk, await posted(request), partial(_send, kept.sent))


async def _send(sent: SentAs, desk: Desk, state: ReferState) -> Response:
    """The last press: a version more, durably; or the page with what stands in its way."""
    found = judged(desk, state.answers)
    if found.faults or found.record is None or found.canonical is None:
        return in_the_way(desk, state, found.faults)
    try:
        await accept_correction(
            Corrected(found.canonical, found.record.written(), state.version),
            f"correct-{state.submission}",
            sent=sent,
            actor=desk.actor,
            context=desk.context,
        )
    except Unavailable:
        words = "It could not be sent just now. Your answers are kept on this page: press “Send” again in a minute"
        return page(desk, state, faults=(Unread("send", words),), status=_AWAY)
    except Refused as refused:
        if refused.kind is Kind.INVALID:
            raise FormLost(Lost.ALREADY_SENT) from None
        if refused.kind is not Kind.CONFLICT:
            raise
        words = "Somebody corrected or answered it in between, or took it back: look at it, and start again"
        return page(desk, state, faults=(Unread("send", words),), status=_CONFLICT)
    return RedirectResponse(f"/intake/referrals/{sent.referral_id}?done=corrected", _SEE_OTHER)


async def _kept(referral_id: UUID, actor: Actor, context: IntakeContext) -> _Kept:
    """Raises Refused: NOT_FOUND for what no partner of this agency sent, CONFLICT where it is over."""
    async with context.database.reader(actor.agency) as reader:
        view = await view_for(reader, referral_id, actor)
        sent = await queries.find_sent(reader, referral_id)
        groups = await queries.find_groups(reader, referral_id)
    if sent is None or sent.kind is not RecordKind.PARTNER:
        raise no_such_referral()
    if not any(step.step == "correct" for step in view.allowed_next):
        raise Refused(Kind.CONFLICT, "This referral was taken back: there is nothing to correct any more")
    return _Kept(sent, view.version, groups)


def _desk(request: Request, actor: Actor, context: IntakeContext, kept: _Kept) -> Desk:
    referral_id = kept.sent.referral_id

    def change_by(canonical: Canonical) -> Change:
        after = likeness_of(
            canonical,
            plain_groups(canonical.person),
            key=context.own.hash_key,
            sender=actor.agency,
            referral_id=referral_id,
        )
        anew, taken_out = what_changes(kept.groups, after.groups)
        return Change(tuple(map(say_part, anew)), tuple(map(say_part, taken_out)))

    return Desk(
        request,
        actor,
        context,
        paper_for(actor, context),
        action=f"/intake/referrals/{referral_id}/correct",
        about=short_reference(referral_id),
        received_at=kept.sent.received_at,
        change_by=change_by,
    )
