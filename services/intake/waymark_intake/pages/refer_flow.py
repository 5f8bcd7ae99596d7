"""The flow of a form about one person, page by page: reading what came back, the next page, what would be sent.

Answers travel sealed in the page and open for the same member only. It serves a new referral (refer.py) and the
correction of one (correct.py). Not here: what the answers come to (refer/, partner/), and the last press.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.http import parse_json
from waymark.pages import render
from waymark_intake.api.own import IntakeContext
from waymark_intake.api.partner import canonical_of
from waymark_intake.pages.posted import Fields, first
from waymark_intake.pages.refer_page import ASIDE, STEP_WORDS, Paper, advised, by_field, rows_of
from waymark_intake.pages.sealed_state import FormLost, SealedState, opened_field, sealed_field
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

FORM = "/intake/refer"
_OK, _INVALID = 200, 422
_CHANGE = "change:"


class ReferState(SealedState):
    """Where a referrer is in the form; `version` is the one that is corrected, 0 for a new referral."""

    step: Step
    answers: ReferAnswers
    version: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction would do: the parts of the record that are added or written anew, and those taken out."""

    anew: tuple[str, ...]
    taken_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who fills in which form: everything a page needs beside its state.

    `action` is the form's address, `about` what a correction corrects ("" for a new referral), which was first received
    at `received_at`; `change_by` says what it would change.
    """

    request: Request
    actor: Actor
    context: IntakeContext
    paper: Paper
    action: str = FORM
    about: str = ""
    received_at: datetime | None = None
    change_by: Callable[[Canonical], Change] | None = None

    @property
    def place(self) -> str:
        """What the sealed state is bound to: this member of this agency, and this referral where it is of one."""
        return f"intake.refer/{self.actor.agency}/{self.actor.subject}" + (f"/{self.about}" if self.about else "")


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """The record as the API's own door reads it, with what is wrong; both are None where it cannot be read."""

    record: PartnerRecord | None
    canonical: Canonical | None
    faults: tuple[Unread, ...]


async def pressed(desk: Desk, fields: Fields, send: Callable[[Desk, ReferState], Awaitable[Response]]) -> Response:
    """A button was pressed: the next page, or this one again with what is wrong; `send` does the last press."""
    button = first(fields, "go") or "next"
    try:
        state = _read(desk, fields)
        if button == "send" and state.step is Step.CHECK:
            return await send(desk, state)
    except FormLost as lost:
        return render("refer_over.html", desk.request, status=_INVALID, errors={}, why=lost.why.value)
    return _turn(desk, state, button)


def _turn(desk: Desk, state: ReferState, pressed: str) -> Response:
    """The page that a button other than the last leads to."""
    steps = desk.paper.steps(state.answers)
    # A page beside the others leads back to the last, whichever button is pressed.
    back_here = len(steps) if state.step in ASIDE else 0
    place = steps.index(state.step) if state.step in steps else back_here
    if pressed == "back":
        return page(desk, state, step=steps[max(place - 1, 0)])
    if pressed.startswith(_CHANGE):
        wanted = next((step for step in (*steps, *ASIDE) if step == pressed.removeprefix(_CHANGE)), state.step)
        return page(desk, state, step=wanted)
    if here := _faults_here(desk, state):
        return page(desk, state, faults=here)
    onward = steps[min(place + 1, len(steps) - 1)]
    return page(desk, state, step=onward)


def _faults_here(desk: Desk, state: ReferState) -> tuple[Unread, ...]:
    """What is wrong on the page that was left; what other pages have yet to say is not asked here."""
    if state.step is Step.START and desk.paper.chosen(state.answers) is None:
        return (Unread("kind", "Choose what you refer"),)
    here = desk.paper.fields(state.step, state.answers)
    return tuple(fault for fault in judged(desk, state.answers).faults if fault.field in here)


def judged(desk: Desk, answers: ReferAnswers) -> Judged:
    """The record that these answers come to, as the API's own door reads it."""
    kind = desk.paper.chosen(answers)
    if kind is None:
        return Judged(None, None, (Unread("kind", "Choose what you refer"),))
    wording = asked_on(local_date(desk.context.clock.now()), together=True).wording
    draft = drafted(answers, kind, by=desk.actor.display_name, wording=wording)
    record: PartnerRecord | None = None
    try:
        record = parse_json(PartnerRecord, json.dumps(draft.record).encode())
        canonical = canonical_of(record, actor=desk.actor, context=desk.context, received_at=desk.received_at)
    except Refused as refused:
        read = {one.field for one in draft.unread}
        faults = (one for one in unread_of(refused.faults) if one.field not in read)
        return Judged(record, None, (*draft.unread, *faults))
    return Judged(record, canonical, draft.unread)


def page(
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
        "action": desk.action,
        "about": desk.about,
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
    found = judged(desk, state.answers)
    quality = found.canonical.quality if found.canonical else ()
    day = local_date(desk.context.clock.now())
    told = list(meanings(found.record, found.canonical.facts, day)) if found.record and found.canonical else []
    return render(
        "refer_check.html",
        desk.request,
        status=status,
        rows=list(rows_of(desk.paper, state.answers)),
        better=list(advised(desk.paper, state.answers, quality)),
        told=told,
        change=desk.change_by(found.canonical) if desk.change_by and found.canonical else None,
        **shown,
    )


def _read(desk: Desk, fields: Fields) -> ReferState:
    """The state a page sent back, with the answers of that page put in; raises FormLost."""
    context = desk.context
    life = (context.clock.now(), timedelta(minutes=context.settings.form_minutes))
    state = opened_field(ReferState, first(fields, "state"), context.own.form_keys, place=desk.place, life=life)
    news: dict[str, tuple[str, ...]] = {}
    for question in desk.paper.questions(state.step, state.answers):
        news |= question.read(fields)
    if state.step is Step.CONSENT and desk.paper.is_together(state.answers):
        news[SPOKEN_AT] = (life[0].isoformat(),)
    return state.model_copy(update={"answers": state.answers.put(news)})


def paper_for(actor: Actor, context: IntakeContext) -> Paper:
    """What the form asks this member today; raises Refused FORBIDDEN where the agency refers nobody by it."""
    day = local_date(context.clock.now())
    allowed = kinds_of(actor.agency_role, day)
    if not allowed:
        raise Refused(Kind.FORBIDDEN, "Your agency refers nobody by this form", code="kind_not_yours")
    kinds = tuple(kind for kind in PartnerKind if kind in allowed)
    areas = context.settings.form_districts.split(",")
    return Paper(kinds, areas, asked_on(day).wording, day)


def in_the_way(desk: Desk, state: ReferState, faults: tuple[Unread, ...]) -> Response:
    """The page of the first fault that keeps a record from being sent."""
    field = faults[0].field if faults else "kind"
    return page(desk, state, step=desk.paper.step_of(field, state.answers) or Step.START, faults=faults)
