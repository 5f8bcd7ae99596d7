"""The public form: ask for help without an account, a cookie or a script, at one neutral address.

Every page is the answer to a press of a button; what was answered travels sealed in the page (form_state.py) and
nothing is stored before the last press, which counts once however often it is made. Not here: what the answers come
to (self_referral.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.errors import Refused, Unavailable
from waymark.guard import Public
from waymark.ids import AgencyId, uuid7
from waymark.pages import render
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.api.sealing import Sent, sealed
from waymark_intake.fingerprint import keyed_hash
from waymark_intake.pages.form_page import AGE_GROUPS, SAFE_NOW, YES_NO_WORDS, page_of
from waymark_intake.pages.form_state import FormLost, FormState, Lost, open_state, seal_state
from waymark_intake.pages.slip_use import SlipUnusable, used_slip
from waymark_intake.referral import RecordKind
from waymark_intake.self_answers import Answers, FormFault, Step, faults_of, first_faulty, read_step, steps_of
from waymark_intake.self_referral import normalise, short_reference
from waymark_intake.slips.slip import Context as Slip
from waymark_intake.slips.slip import with_slip
from waymark_intake.working_day import local_date

SELF = AgencyId("self")
_OK, _SEE_OTHER, _INVALID, _TOO_MANY, _AWAY = 200, 303, 422, 429, 503
_STATIC = resources.files("waymark_intake.pages") / "static"
_SCRIPT = (_STATIC / "form.js").read_bytes()
_STYLE = (_STATIC / "form.css").read_bytes()
_CLEARS = '"cache", "cookies", "storage"'
_CHANGE = "change:"
_EVERYBODY = Depends(Public("people ask for help without an account"))
_OPTIONS = {"safe_now": SAFE_NOW, "age_groups": AGE_GROUPS, "yes_no": YES_NO_WORDS}

router = APIRouter(include_in_schema=False)
Fields = Mapping[str, Sequence[str]]


@router.get("/form", dependencies=[_EVERYBODY])
async def get_form(request: Request) -> Response:
    """Before the form: who is not told, how to leave quickly, what the browser remembers."""
    return render("form_start.html", request, errors={})


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


@router.get("/form/form.css", dependencies=[Depends(Public("a style sheet says nothing about anybody"))])
async def form_style() -> Response:
    """The few styles of its own."""
    return Response(_STYLE, media_type="text/css; charset=utf-8")


@router.post("/form", dependencies=[_EVERYBODY])
async def post_form(request: Request, context: Here) -> Response:
    """A button was pressed: the next page, or this one again with what is wrong, or the end."""
    fields, now = await _fields(request), context.clock.now()
    pressed = _one(fields, "go") or "next"
    try:
        state = _began(now) if pressed == "start" else _opened(fields, context, now)
        if pressed == "start":
            return _page(request, context, state)
        state = state.model_copy(update={"answers": _read(state, fields, context)})
        if pressed == "send" and state.step is Step.CHECK:
            return await _send(request, context, state, fields)
    except FormLost as lost:
        return render("form_over.html", request, status=_INVALID, errors={}, why=lost.why.value)
    return _turn(request, context, state, pressed)


def _turn(request: Request, context: IntakeContext, state: FormState, pressed: str) -> Response:
    """The page that a button other than the last leads to."""
    answers = state.answers
    if pressed == "call":
        return _page(request, context, state, step=Step.CALL, answers=answers.model_copy(update={"only_call": True}))
    if state.step is Step.CALL and pressed in {"back", "all"}:
        answers = answers.model_copy(update={"only_call": False})
        return _page(request, context, state, step=Step.SITUATION, answers=answers)
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


async def _send(request: Request, context: IntakeContext, state: FormState, fields: Fields) -> Response:
    """The last press: the referral, durably, or the page again with what stands in its way."""
    now = context.clock.now()
    if faulty := first_faulty(state.answers, day=local_date(now)):
        faults = faults_of(faulty, state.answers, day=local_date(now))
        return _page(request, context, state, step=faulty, faults=faults)
    if hindrance := _hindrance(context, state, fields):
        return _page(request, context, state, faults=(FormFault("send", hindrance),))
    if not context.own.presses.allows(_address(request, context), now):
        words = "Too many forms came in at once. Your answers are kept on this page: press “Send” again in ten minutes"
        return _page(request, context, state, faults=(FormFault("send", words),), status=_TOO_MANY)
    sent = Sent(agency=SELF, subject=SELF, kind=RecordKind.SELF, received_at=now)
    canonical = normalise(state.answers, received_at=now)
    try:
        canonical = with_slip(canonical, await _slip(request, context, state, fields))
        key, written = str(state.submission), state.answers.written()
        submission = await sealed(canonical, written, key, sent=sent, context=context)
        accepted = await context.own.writer.put(submission)
    except Unavailable:
        words = "It could not be sent just now. Your answers are kept on this page: press “Send” again in a minute"
        return _page(request, context, state, faults=(FormFault("send", words),), status=_AWAY)
    except SlipUnusable as unusable:
        return _page(request, context, state, faults=(FormFault("slip", unusable.words),))
    except Refused:
        raise FormLost(Lost.ALREADY_SENT) from None
    reference = short_reference(accepted.referral_id) if _one(fields, "wants_reference") else ""
    return render("form_done.html", request, errors={}, reference=reference)


def _address(request: Request, context: IntakeContext) -> bytes:
    """What stands for whoever asks."""
    address = (request.client.host if request.client else "").encode()
    return keyed_hash(context.own.hash_key, "form_address", SELF, address)


async def _slip(request: Request, context: IntakeContext, state: FormState, fields: Fields) -> Slip | None:
    """What the slip says whose code was typed; raises SlipUnusable."""
    return await used_slip(
        _one(fields, "slip"),
        context,
        submission=state.submission,
        told=bool(_one(fields, "slip_told")),
        address=_address(request, context),
    )


def _hindrance(context: IntakeContext, state: FormState, fields: Fields) -> str:
    """Why this looks like a machine, in words that let a person go on; "" where it does not."""
    if _one(fields, "website"):
        return "Leave the field “Website” empty: it is there for machines only. Then press “Send” again"
    if context.clock.now() - state.begun_at < timedelta(seconds=context.settings.form_least_s):
        return "That was very quick. Look at your answers once more, then press “Send” again"
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
    view = page_of(fresh.answers, fresh.step, state=seal_state(fresh, context.own.form_key), areas=_areas(context))
    view = replace(view, faults=faults)
    status = status or (_INVALID if faults else _OK)
    return render(f"form_{fresh.step}.html", request, status=status, view=view, errors=view.errors, **_OPTIONS)


def _began(now: datetime) -> FormState:
    return FormState(submission=uuid7(now), begun_at=now, sealed_at=now, step=Step.SITUATION, answers=Answers())


def _opened(fields: Fields, context: IntakeContext, now: datetime) -> FormState:
    life = timedelta(minutes=context.settings.form_minutes)
    return open_state(_one(fields, "state"), context.own.form_key, now=now, life=life)


def _read(state: FormState, fields: Fields, context: IntakeContext) -> Answers:
    return read_step(state.step, fields, state.answers, areas=_areas(context))


def _areas(context: IntakeContext) -> list[str]:
    return context.settings.form_districts.split(",")


async def _fields(request: Request) -> Fields:
    form = await request.form(max_files=0, max_fields=100)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


def _one(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")
