"""The partner's web form: refer one person, page by page, with what would make it better said before it is sent.

Answers travel sealed in the page and open for the same member only; nothing is stored before the last press, which
counts once. What is sent takes the door of the API. Not here: what the answers come to (refer/, partner.py).
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.guard import AllowsPage
from waymark.http import parse_json
from waymark.ids import uuid7
from waymark.pages import render
from waymark.permission import Permission
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.api.partner import accept_partner, canonical_of
from waymark_intake.pages.posted import Fields, first, posted
from waymark_intake.pages.refer_page import ASIDE, STEP_WORDS, Paper, advised, by_field, rows_of
from waymark_intake.pages.sealed_state import FormLost, Lost, SealedState, opened_field, sealed_field
from waymark_intake.partner.kind import PartnerKind, kinds_of
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.fault import unread_of
from waymark_intake.refer.meaning import meanings
from waymark_intake.refer.question import Step
from waymark_intake.refer.record import SPOKEN_AT, Unread, drafted
from waymark_intake.refer.wording import asked_on
from waymark_intake.referral import Canonical
from waymark_intake.working_day import local_date

router = APIRouter(include_in_schema=False)

MayRefer = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_SUBMIT))]
_OK, _SEE_OTHER, _INVALID, _AWAY = 200, 303, 422, 503
_CHANGE = "change:"


class ReferState(SealedState):
    """Where a referrer is in the form."""

    step: Step
    answers: ReferAnswers


@dataclass(frozen=True, slots=True)
class Desk:
    """Who fills in which form: everything a page needs beside its state."""

    request: Request
    actor: Actor
    context: IntakeContext
    paper: Paper

    @property
    def place(self) -> str:
        """What the sealed state is bound to: this member of this agency."""
        return f"intake.refer/{self.actor.agency}/{self.actor.subject}"


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """The record as the API's own door reads it, with what is wrong; both are None where it cannot be read."""

    record: PartnerRecord | None
    canonical: Canonical | None
    faults: tuple[Unread, ...]


@router.get("/refer")
async def get_refer(request: Request, actor: MayRefer, context: Here) -> Response:
    """The first page: what is referred, and whom to ask about it."""
    desk = _desk(request, actor, context)
    now = context.clock.now()
    answers = ReferAnswers(given={"worker_name": (actor.display_name,)} if actor.display_name else {})
    return _page(desk, ReferState(submission=uuid7(now), sealed_at=now, step=Step.START, answers=answers))


@router.post("/refer")
async def post_refer(request: Request, actor: MayRefer, context: Here) -> Response:
    """A button was pressed: the next page, or this one again with what is wrong, or the referral."""
    desk, fields = _desk(request, actor, context), await posted(request)
    pressed = first(fields, "go") or "next"
    try:
        state = _read(desk, fields)
        if pressed == "send" and state.step is Step.CHECK:
            return await _send(desk, state)
    except FormLost as lost:
        return render("refer_over.html", request, status=_INVALID, errors={}, why=lost.why.value)
    return _turn(desk, state, pressed)


def _turn(desk: Desk, state: ReferState, pressed: str) -> Response:
    """The page that a button other than the last leads to."""
    steps = desk.paper.steps(state.answers)
    # A page beside the others leads back to the last, whichever button is pressed.
    back_here = len(steps) if state.step in ASIDE else 0
    place = steps.index(state.step) if state.step in steps else back_here
    if pressed == "back":
        return _page(desk, state, step=steps[max(place - 1, 0)])
    if pressed.startswith(_CHANGE):
        wanted = next((step for step in (*steps, *ASIDE) if step == pressed.removeprefix(_CHANGE)), state.step)
        return _page(desk, state, step=wanted)
    if here := _faults_here(desk, state):
        return _page(desk, state, faults=here)
    onward = steps[min(place + 1, len(steps) - 1)]
    return _page(desk, state, step=onward)


async def _send(desk: Desk, state: ReferState) -> Response:
    """The last press: the referral, durably, or the page with what stands in its way."""
    judged = _judged(desk, state.answers)
    if judged.faults or judged.record is None:
        field = judged.faults[0].field if judged.faults else "kind"
        step = desk.paper.step_of(field, state.answers) or Step.START
        return _page(desk, state, step=step, faults=judged.faults)
    try:
        accepted = await accept_partner(
            judged.record, f"refer-{state.submission}", actor=desk.actor, context=desk.context
        )
    except Unavailable:
        words = "It could not be sent just now. Your answers are kept on this page: press “Send” again in a minute"
        return _page(desk, state, faults=(Unread("send", words),), status=_AWAY)
    except Refused as refused:
        if refused.kind is not Kind.INVALID:
            raise
        raise FormLost(Lost.ALREADY_SENT) from None
    return RedirectResponse(f"/intake/referrals/{accepted.referral_id}?done=sent", _SEE_OTHER)


def _faults_here(desk: Desk, state: ReferState) -> tuple[Unread, ...]:
    """What is wrong on the page that was left; what other pages have yet to say is not asked here."""
    if state.step is Step.START and desk.paper.chosen(state.answers) is None:
        return (Unread("kind", "Choose what you refer"),)
    here = desk.paper.fields(state.step, state.answers)
    return tuple(fault for fault in _judged(desk, state.answers).faults if fault.field in here)


def _judged(desk: Desk, answers: ReferAnswers) -> Judged:
    kind = desk.paper.chosen(answers)
    if kind is None:
        return Judged(None, None, (Unread("kind", "Choose what you refer"),))
    wording = asked_on(local_date(desk.context.clock.now()), together=True).wording
    draft = drafted(answers, kind, by=desk.actor.display_name, wording=wording)
    record: PartnerRecord | None = None
    try:
        record = parse_json(PartnerRecord, json.dumps(draft.record).encode())
        canonical = canonical_of(record, actor=desk.actor, context=desk.context)
    except Refused as refused:
        read = {one.field for one in draft.unread}
        faults = (one for one in unread_of(refused.faults) if one.field not in read)
        return Judged(record, None, (*draft.unread, *faults))
    return Judged(record, canonical, draft.unread)


def _page(
    desk: Desk, state: ReferState, *, step: Step | None = None, faults: tuple[Unread, ...] = (), status: int = 0
) -> Response:
    """The page of a state, sealed anew."""
    now = desk.context.clock.now()
    fresh = state.model_copy(update={"sealed_at": now, "step": step or state.step})
    steps = desk.paper.steps(fresh.answers)
    shown = {
        "state": sealed_field(fresh, desk.context.own.form_key, place=desk.place),
        "answers": fresh.answers,
        "step": fresh.step.value,
        "heading": STEP_WORDS[fresh.step],
        "number": steps.index(fresh.step) + 1 if fresh.step in steps else 0,
        "total": len(steps),
        "faults": [(fault.field, fault.words) for fault in faults],
        "errors": by_field(faults),
    }
    status = status or (_INVALID if faults else _OK)
    if fresh.step is Step.CHECK:
        return _check_page(desk, fresh, shown, status)
    together = desk.paper.is_together(fresh.answers)
    asked = asked_on(local_date(now), together=together).words if fresh.step is Step.CONSENT else ()
    questions = [
        question
        for question in desk.paper.questions(fresh.step, fresh.answers)
        if question.name != "kind" or len(desk.paper.kinds) > 1
    ]
    return render(
        "refer_step.html", desk.request, status=status, questions=questions, asked=asked, together=together, **shown
    )


def _check_page(desk: Desk, state: ReferState, shown: dict[str, object], status: int) -> Response:
    judged = _judged(desk, state.answers)
    quality = judged.canonical.quality if judged.canonical else ()
    day = local_date(desk.context.clock.now())
    told = list(meanings(judged.record, judged.canonical.facts, day)) if judged.record and judged.canonical else []
    return render(
        "refer_check.html",
        desk.request,
        status=status,
        rows=list(rows_of(desk.paper, state.answers)),
        better=list(advised(desk.paper, state.answers, quality)),
        told=told,
        **shown,
    )


def _read(desk: Desk, fields: Fields) -> ReferState:
    """The state a page sent back, with the answers of that page put in; raises FormLost."""
    context = desk.context
    life = (context.clock.now(), timedelta(minutes=context.settings.form_minutes))
    state = opened_field(ReferState, first(fields, "state"), context.own.form_key, place=desk.place, life=life)
    news: dict[str, tuple[str, ...]] = {}
    for question in desk.paper.questions(state.step, state.answers):
        news |= question.read(fields)
    if state.step is Step.CONSENT and desk.paper.is_together(state.answers):
        news[SPOKEN_AT] = (life[0].isoformat(),)
    return state.model_copy(update={"answers": state.answers.put(news)})


def _desk(request: Request, actor: Actor, context: IntakeContext) -> Desk:
    day = local_date(context.clock.now())
    allowed = kinds_of(actor.agency_role, day)
    if not allowed:
        raise Refused(Kind.FORBIDDEN, "Your agency refers nobody by this form", code="kind_not_yours")
    kinds = tuple(kind for kind in PartnerKind if kind in allowed)
    areas = context.settings.form_districts.split(",")
    return Desk(request, actor, context, Paper(kinds, areas, asked_on(day).wording, day))
