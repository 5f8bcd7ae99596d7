"""The public form: ask for help without an account, a cookie or a script, at one neutral address.

Every page is the answer to a press of a button; what was answered travels sealed in the page (form_state.py) and
nothing is stored before the last press, which counts once however often it is made. Not here: what the answers come
to (self_referral/), how a page looks from inside (form_page.py).
"""

from dataclasses import replace
from datetime import timedelta
from importlib import resources

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.errors import Refused, Unavailable
from waymark.guard import Public
from waymark.pages import render
from waymark.pages.catalogue import ENGLISH
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.api.sealing import Sent, sealed
from waymark_intake.pages import form_fixed
from waymark_intake.pages.form_beside import ABOUT, told_by
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.pages.form_press import (
    PRESS,
    SELF,
    OnAPage,
    Press,
    answers_with,
    areas_of,
    begins_anew,
    is_published,
    language_of,
    with_interpreter,
)
from waymark_intake.pages.form_state import FormState, Lost, seal_state
from waymark_intake.pages.slip_use import SlipUnusable, used_slip
from waymark_intake.referral import RecordKind
from waymark_intake.self_referral.answers import Answers, steps_of
from waymark_intake.self_referral.canonical import ENGLISH as SPEAKS_ENGLISH
from waymark_intake.self_referral.canonical import normalise, short_reference
from waymark_intake.self_referral.fault import FormFault, faults_of, first_faulty
from waymark_intake.self_referral.marked import marked
from waymark_intake.self_referral.step import Step
from waymark_intake.slips.slip import Context as Slip
from waymark_intake.slips.slip import with_slip
from waymark_intake.working_day import local_date

_OK, _SEE_OTHER, _INVALID, _TOO_MANY, _AWAY = 200, 303, 422, 429, 503
_SCRIPT = (resources.files("waymark_intake.pages") / "static" / "form.js").read_bytes()
_CLEARS = '"cache", "cookies", "storage"'
_CHANGE = "change:"
_EVERYBODY = Depends(Public("people ask for help without an account"))

router = APIRouter(include_in_schema=False)


@router.get("/form", dependencies=[_EVERYBODY])
async def get_form() -> Response:
    """Before the form: who is not told, how to leave quickly, what the browser remembers."""
    return form_fixed.begin().answer()


@router.get("/form/stay-safe", dependencies=[_EVERYBODY])
async def stay_safe() -> Response:
    """How to use this and other sites without being seen."""
    return form_fixed.safe().answer()


@router.get("/form/privacy", dependencies=[_EVERYBODY])
async def privacy(context: Here) -> Response:
    """What becomes of what somebody types, who sees it, and whom to ask."""
    return form_fixed.about("privacy", told_by(context)).answer()


@router.get("/form/accessibility", dependencies=[_EVERYBODY])
async def accessibility(context: Here) -> Response:
    """For whom the form works, how that was tried, and whom to tell where it does not."""
    return form_fixed.about("accessibility", told_by(context)).answer()


@router.get("/form/leave", dependencies=[_EVERYBODY])
async def leave_form(request: Request, context: Here) -> Response:
    """Away to a harmless site; the browser is asked to forget what it can, but not by a page of somebody else's.

    Otherwise any web site could sign out the staff that look at it.
    """
    from_elsewhere = request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    headers = {} if from_elsewhere else {"clear-site-data": _CLEARS}
    return RedirectResponse(context.settings.form_leave_url, _SEE_OTHER, headers=headers)


@router.get("/form/form.js", dependencies=[Depends(Public("a script says nothing about anybody"))])
async def form_script() -> Response:
    """The script that makes leaving faster and keeps the form one entry of the browser's history."""
    return Response(_SCRIPT, media_type="text/javascript; charset=utf-8")


@router.post("/form", dependencies=[_EVERYBODY])
async def post_form(request: Request, context: Here) -> Response:
    """A button of a page of ours was pressed: the next page, or this one again with what is wrong, or the end.

    The gate opened that page and answers whoever has none (form_gate.py).
    """
    given: OnAPage = request.scope[PRESS]
    response = await _answer(request, context, given)
    response.headers["refresh"] = begins_anew(context)
    return response


async def _answer(request: Request, context: IntakeContext, given: OnAPage) -> Response:
    """What a button leads to, with what was typed on its page."""
    press, state = given.press, given.state
    if press.go != "return":  # from a page beside the steps, which asks nothing
        state = state.model_copy(update={"answers": answers_with(state, press.fields, context)})
    if given.too_often:
        words = marked("Too many pages were asked for at once. Your answers are kept here: go on in ten minutes")
        return _page(request, context, state, faults=(FormFault("main", words),), status=_TOO_MANY)
    if press.go == "send" and state.step is Step.CHECK:
        return await _send(request, context, state, press)
    return _turn(request, context, state, press.go)


def _turn(request: Request, context: IntakeContext, state: FormState, pressed: str) -> Response:
    """The page that a button other than the last leads to."""
    answers = state.answers
    if pressed in {"safe", *ABOUT}:
        kept = state.model_copy(update={"sealed_at": context.clock.now()})
        page = form_fixed.safe(state.language, with_state=True)
        if pressed in ABOUT:
            page = form_fixed.about(pressed, told_by(context), with_state=True)
        return page.answer(seal_state(kept, context.own.form_key))
    if language := language_of(pressed):
        return _in_language(request, context, state, language)
    if pressed in {"start", "return"}:
        return _page(request, context, state)
    if pressed == "call":
        return _page(request, context, state, step=Step.CALL, answers=answers.model_copy(update={"only_call": True}))
    if state.step is Step.CALL and pressed == "back" and is_published(state.language, context):
        answers = answers.model_copy(update={"only_call": False})
        return _page(request, context, state, step=Step.WHO, answers=answers)
    return _onward(request, context, state, pressed)


def _onward(request: Request, context: IntakeContext, state: FormState, pressed: str) -> Response:
    """The page before, the one to be changed, or the next where nothing is wrong with this one."""
    answers = state.answers
    steps = steps_of(answers)
    place = steps.index(state.step) if state.step in steps else 0
    if pressed == "back":
        return _page(request, context, state, step=steps[max(place - 1, 0)])
    if pressed.startswith(_CHANGE):
        wanted = next((step for step in steps if step == pressed.removeprefix(_CHANGE)), state.step)
        return _page(request, context, state, step=wanted)
    if faults := faults_of(state.step, answers, day=local_date(context.clock.now())):
        return _page(request, context, state, faults=faults)
    return _page(request, context, state, step=steps[min(place + 1, len(steps) - 1)])


def _in_language(request: Request, context: IntakeContext, state: FormState, language: str) -> Response:
    """The same page in another language; where nobody reviewed that one, a call with an interpreter instead."""
    answers, step = state.answers, state.step
    if not is_published(language, context):
        answers = with_interpreter(answers, language)
        step = step if step is Step.CHECK and answers == state.answers else Step.CALL
    elif not is_published(state.language, context):
        answers, step = answers.model_copy(update={"only_call": False}), Step.WHO
    state = state.model_copy(update={"language": language})
    return _page(request, context, state, step=step, answers=answers)


async def _send(request: Request, context: IntakeContext, state: FormState, press: Press) -> Response:
    """The last press: the referral, durably, or the page again with what stands in its way."""
    now = context.clock.now()
    if faulty := first_faulty(state.answers, day=local_date(now)):
        faults = faults_of(faulty, state.answers, day=local_date(now))
        return _page(request, context, state, step=faulty, faults=faults)
    if hindrance := _hindrance(context, state, press):
        return _page(request, context, state, faults=(FormFault("send", hindrance),))
    if not context.own.presses.allows(press.address, now):
        words = marked("Too many forms came in at once. Your answers are kept here: press “Send” again in ten minutes")
        return _page(request, context, state, faults=(FormFault("send", words),), status=_TOO_MANY)
    sent = Sent(agency=SELF, subject=SELF, kind=RecordKind.SELF, received_at=now)
    page_language = SPEAKS_ENGLISH if state.language == ENGLISH else state.language
    canonical = normalise(state.answers, received_at=now, page_language=page_language)
    try:
        canonical = with_slip(canonical, await _slip(context, state, press))
        key, written = str(state.submission), state.answers.written()
        submission = await sealed(canonical, written, key, sent=sent, context=context)
        accepted = await context.own.writer.put(submission)
    except Unavailable:
        words = marked("It could not be sent just now. Your answers are kept here: press “Send” again in a minute")
        return _page(request, context, state, faults=(FormFault("send", words),), status=_AWAY)
    except SlipUnusable as unusable:
        return _page(request, context, state, faults=(FormFault("slip", unusable.words),))
    except Refused:
        return form_fixed.over(Lost.ALREADY_SENT.value, _INVALID, state.language).answer()
    reference = short_reference(accepted.referral_id) if press.one("wants_reference") else ""
    days = context.settings.form_first_contact_days
    return _shown("form_done.html", request, language=state.language, reference=reference, days=days)


async def _slip(context: IntakeContext, state: FormState, press: Press) -> Slip | None:
    """What the slip says whose code was typed; raises SlipUnusable."""
    return await used_slip(
        press.one("slip"),
        context,
        submission=state.submission,
        told=bool(press.one("slip_told")),
        address=press.address,
    )


def _hindrance(context: IntakeContext, state: FormState, press: Press) -> str:
    """Why this looks like a machine, in words that let a person go on; "" where it does not."""
    if press.one("website"):
        return marked("Leave the field “Website” empty: it is there for machines only. Then press “Send” again")
    if context.clock.now() - state.begun_at < timedelta(seconds=context.settings.form_least_s):
        return marked("That was very quick. Look at your answers once more, then press “Send” again")
    return ""


def _page(
    request: Request,
    context: IntakeContext,
    state: FormState,
    *,
    faults: tuple[FormFault, ...] = (),
    status: int = 0,
    **over: Step | Answers,
) -> Response:
    """The page of a state, sealed anew; `over` replaces its step or answers."""
    fresh = state.model_copy(update={"sealed_at": context.clock.now(), **over})
    view = FormPage(
        step=fresh.step,
        answers=fresh.answers,
        state=seal_state(fresh, context.own.form_key),
        areas=areas_of(context),
        language=fresh.language,
        is_published=is_published(fresh.language, context),
    )
    view = replace(view, faults=faults)
    if blank := form_fixed.unanswered(view):
        return blank.answer(view.state)
    template = "form_check.html" if fresh.step is Step.CHECK else "form_step.html"
    status = status or (_INVALID if faults else _OK)
    return _shown(template, request, status=status, language=fresh.language, view=view, errors=view.errors)


def _shown(
    template: str, request: Request, *, status: int = _OK, language: str = ENGLISH, **values: object
) -> Response:
    given = {"errors": {}, "languages": languages_offered(language), **values}
    return render(template, request, status=status, language=language, **given)
