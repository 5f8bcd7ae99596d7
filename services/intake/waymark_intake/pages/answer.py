"""A sender answers what it was asked about one referral, without typing the rest of it again.

Not here: what an answer comes to (answered.py); the person's word on sharing, which is recorded at consent's door.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.http import parse_json
from waymark.http.problems import STATUS_OF_KIND
from waymark.ids import uuid7
from waymark.pages import render
from waymark_intake.api.answer import accept_answer
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.following.receipt import ReferralView
from waymark_intake.pages.posted import first, posted
from waymark_intake.pages.refer_page import by_field
from waymark_intake.pages.referrals_one import MaySend, view_for
from waymark_intake.pages.sealed_state import FormLost, SealedState, opened_field, sealed_field
from waymark_intake.records.answered import AnswerGiven
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.fault import unread_of
from waymark_intake.refer.record import Unread
from waymark_intake.refer.reply import drafted_answer, questions_for
from waymark_intake.self_referral.canonical import short_reference

router = APIRouter(include_in_schema=False)
_OK, _SEE_OTHER, _INVALID, _AWAY = 200, 303, 422, 503


class AnswerState(SealedState):
    """Which version is answered."""

    version: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Who answers about which referral: everything a page needs beside its state."""

    request: Request
    actor: Actor
    context: IntakeContext
    view: ReferralView

    @property
    def place(self) -> str:
        """What the sealed state is bound to: this member and this referral."""
        return f"intake.answer/{self.actor.agency}/{self.actor.subject}/{self.view.id}"


@router.get("/referrals/{referral_id}/answer")
async def ask(referral_id: UUID, request: Request, actor: MaySend, context: Here) -> Response:
    """What is asked about a referral of the caller's own agency; 404 for every other one."""
    asked = await _asked(referral_id, request, actor, context)
    now = context.clock.now()
    state = AnswerState(submission=uuid7(now), sealed_at=now, version=asked.view.version)
    return _page(asked, state, ReferAnswers())


@router.post("/referrals/{referral_id}/answer")
async def take(referral_id: UUID, request: Request, actor: MaySend, context: Here) -> Response:
    """The answer, once however often it is pressed; or the page again with what is wrong."""
    asked, fields = await _asked(referral_id, request, actor, context), await posted(request)
    life = (context.clock.now(), timedelta(minutes=context.settings.form_minutes))
    try:
        state = opened_field(AnswerState, first(fields, "state"), context.own.form_keys, place=asked.place, life=life)
    except FormLost as lost:
        return render("refer_over.html", request, status=_INVALID, errors={}, why=lost.why.value)
    read: dict[str, tuple[str, ...]] = {}
    for question in questions_for(asked.view):
        read |= question.read(fields)
    answers = ReferAnswers().put(read)
    try:
        given = parse_json(AnswerGiven, json.dumps(drafted_answer(answers, state.version)).encode())
        await accept_answer(given, f"answer-{state.submission}", referral_id=referral_id, actor=actor, context=context)
    except Refused as refused:
        if refused.kind not in {Kind.INVALID, Kind.CONFLICT}:
            raise
        return _page(asked, state, answers, faults=_faults(refused), status=STATUS_OF_KIND[refused.kind])
    except Unavailable:
        words = "It could not be sent just now. Your answers are kept on this page: try again in a minute"
        return _page(asked, state, answers, faults=(Unread("send", words),), status=_AWAY)
    return RedirectResponse(f"/intake/referrals/{referral_id}?done=answered", _SEE_OTHER)


def _faults(refused: Refused) -> tuple[Unread, ...]:
    """Each at its field; what is about the whole is said at the button."""
    faults = unread_of(refused.faults)
    if not faults or not faults[0].field or faults[0].field == "version":
        words = "Nothing was answered: fill in a way of contact and say whether it is safe"
        stale = "Somebody answered or corrected it in between: go back, look at it, and start again"
        return (Unread("send", words if refused.kind is Kind.INVALID else stale),)
    return faults


async def _asked(referral_id: UUID, request: Request, actor: Actor, context: IntakeContext) -> Asked:
    async with context.database.reader(actor.agency) as reader:
        view = await view_for(reader, referral_id, actor)
    if not any(step.step == "answer" for step in view.allowed_next):
        raise Refused(Kind.CONFLICT, "This referral was taken back: there is nothing to answer any more")
    return Asked(request, actor, context, view)


def _page(
    asked: Asked, state: AnswerState, answers: ReferAnswers, *, faults: tuple[Unread, ...] = (), status: int = _OK
) -> Response:
    fresh = state.model_copy(update={"sealed_at": asked.context.clock.now()})
    return render(
        "answer.html",
        asked.request,
        status=status,
        view=asked.view,
        reference=short_reference(asked.view.id),
        questions=questions_for(asked.view),
        state=sealed_field(fresh, asked.context.own.form_key, place=asked.place),
        answers=answers,
        faults=[(fault.field, fault.words) for fault in faults],
        errors=by_field(faults),
    )
