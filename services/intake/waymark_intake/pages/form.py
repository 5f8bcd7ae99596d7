"""The public form: ask for help without an account, a cookie or a script, at one neutral address.

Every page is the answer to a press of a button; what was answered travels sealed in the page (form_state.py) and
nothing is stored before the last press, which counts once however often it is made. Not here: what the answers come
to (self_referral/), how a page looks from inside (form_page.py).
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
from waymark.pages.catalogue import ENGLISH
from waymark_intake.api.own import Here, IntakeContext
from waymark_intake.api.sealing import Sent, sealed
from waymark_intake.pages.form_languages import NAMES, SPOKEN, is_reviewed
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.pages.form_state import FormLost, FormState, Lost, open_state, seal_state
from waymark_intake.pages.slip_use import SlipUnusable, used_slip
from waymark_intake.press_limit import address_of
from waymark_intake.recognition.fingerprint import keyed_hash
from waymark_intake.referral import RecordKind
from waymark_intake.self_referral.answers import Answers, read_step, steps_of
from waymark_intake.self_referral.canonical import ENGLISH as SPEAKS_ENGLISH
from waymark_intake.self_referral.canonical import normalise, short_reference
from waymark_intake.self_referral.fault import FormFault, faults_of, first_faulty
from waymark_intake.self_referral.marked import marked
from waymark_intake.self_referral.step import Step
from waymark_intake.slips.slip import Context as Slip
from waymark_intake.slips.slip import with_slip
from waymark_intake.working_day import local_date

SELF = AgencyId("self")
_OK, _SEE_OTHER, _INVALID, _TOO_MANY, _AWAY = 200, 303, 422, 429, 503
_SCRIPT = (resources.files("waymark_intake.pages") / "static" / "form.js").read_bytes()
_CLEARS = '"cache", "cookies", "storage"'
_CHANGE, _LANGUAGE = "change:", "language:"
_EVERYBODY = Depends(Public("people ask for help without an account"))
# More than the form has, with every box ticked; what is more is no press of this form's button.
_MOST_FIELDS, _MOST_BYTES = 150, 64 * 1024

router = APIRouter(include_in_schema=False)
Fields = Mapping[str, Sequence[str]]


@router.get("/form", dependencies=[_EVERYBODY])
async def get_form(request: Request) -> Response:
    """Before the form: who is not told, how to leave quickly, what the browser remembers."""
    return _shown("form_start.html", request, state="")


@router.get("/form/stay-safe", dependencies=[_EVERYBODY])
async def stay_safe(request: Request) -> Response:
    """How to use this and other sites without being seen."""
    return _shown("form_safe.html", request, state="")


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
    """A button was pressed: the next page, or this one again with what is wrong, or the end."""
    now = context.clock.now()
    allowed = context.own.posts.allows(_address(request, context), now)
    fields = await _fields(request)
    pressed = _one(fields, "go") or "next"
    try:
        state = _opened(fields, pressed, context, now) if allowed else None
        if state is None:
            return await _from_outside(request, context, pressed, allowed=allowed)
        async with context.own.turns.ahead():
            return await _from_a_page(request, context, state, fields, pressed)
    except FormLost as lost:
        async with context.own.turns.behind():
            return _shown("form_over.html", request, status=_INVALID, why=lost.why.value)


def _opened(fields: Fields, pressed: str, context: IntakeContext, now: datetime) -> FormState | None:
    """What the page carried that was pressed on; None for the page before the form. Raises FormLost."""
    if not _one(fields, "state") and pressed.partition(":")[0] in {"start", "safe", "language"}:
        return None
    return open_state(_one(fields, "state"), context.own.form_key, now=now, life=_life(context))


async def _from_outside(request: Request, context: IntakeContext, pressed: str, *, allowed: bool) -> Response:
    """The first page, to whoever has none of ours yet: when nobody is waiting who has."""
    async with context.own.turns.behind() as in_turn:
        if not allowed:
            return Response("Too many requests. Try again in ten minutes.", _TOO_MANY, media_type="text/plain")
        if not in_turn:
            return Response("Very many people are here. Try again in a minute.", _AWAY, media_type="text/plain")
        return _first(request, context, pressed)


async def _from_a_page(
    request: Request, context: IntakeContext, state: FormState, fields: Fields, pressed: str
) -> Response:
    """What a button on a page of ours leads to; raises FormLost where it was sent before."""
    if pressed != "return":  # from a page beside the steps, which asks nothing
        state = state.model_copy(update={"answers": _read(state, fields, context)})
    if pressed == "send" and state.step is Step.CHECK:
        return await _send(request, context, state, fields)
    return _turn(request, context, state, pressed)


def _first(request: Request, context: IntakeContext, pressed: str) -> Response:
    """What a button of the page before the form leads to."""
    state = _began(context.clock.now())
    language = _language(pressed)
    if language and not _is_published(language, context):
        return _turn(request, context, state, pressed)
    if language:
        state = state.model_copy(update={"language": language})
        sealed_state = seal_state(state, context.own.form_key)
        return _shown("form_start.html", request, state=sealed_state, language=language)
    if pressed == "safe":
        return _shown("form_safe.html", request, state="")
    return _page(request, context, state)


def _turn(request: Request, context: IntakeContext, state: FormState, pressed: str) -> Response:
    """The page that a button other than the last leads to."""
    answers = state.answers
    if pressed == "safe":
        safe = state.model_copy(update={"sealed_at": context.clock.now()})
        sealed_state = seal_state(safe, context.own.form_key)
        return _shown("form_safe.html", request, state=sealed_state, language=state.language)
    if language := _language(pressed):
        return _in_language(request, context, state, language)
    if pressed in {"start", "return"}:
        return _page(request, context, state)
    if pressed == "call":
        return _page(request, context, state, step=Step.CALL, answers=answers.model_copy(update={"only_call": True}))
    if state.step is Step.CALL and pressed == "back" and _is_published(state.language, context):
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
    was_published, is_published = (_is_published(one, context) for one in (state.language, language))
    answers, step = state.answers, state.step
    if not is_published:
        answers = _with_interpreter(answers, language)
        step = step if step is Step.CHECK and answers == state.answers else Step.CALL
    elif not was_published:
        answers, step = answers.model_copy(update={"only_call": False}), Step.WHO
    state = state.model_copy(update={"language": language})
    return _page(request, context, state, step=step, answers=answers)


async def _send(request: Request, context: IntakeContext, state: FormState, fields: Fields) -> Response:
    """The last press: the referral, durably, or the page again with what stands in its way."""
    now = context.clock.now()
    if faulty := first_faulty(state.answers, day=local_date(now)):
        faults = faults_of(faulty, state.answers, day=local_date(now))
        return _page(request, context, state, step=faulty, faults=faults)
    if hindrance := _hindrance(context, state, fields):
        return _page(request, context, state, faults=(FormFault("send", hindrance),))
    if not context.own.presses.allows(_address(request, context), now):
        words = marked("Too many forms came in at once. Your answers are kept here: press “Send” again in ten minutes")
        return _page(request, context, state, faults=(FormFault("send", words),), status=_TOO_MANY)
    sent = Sent(agency=SELF, subject=SELF, kind=RecordKind.SELF, received_at=now)
    page_language = SPEAKS_ENGLISH if state.language == ENGLISH else state.language
    canonical = normalise(state.answers, received_at=now, page_language=page_language)
    try:
        canonical = with_slip(canonical, await _slip(request, context, state, fields))
        key, written = str(state.submission), state.answers.written()
        submission = await sealed(canonical, written, key, sent=sent, context=context)
        accepted = await context.own.writer.put(submission)
    except Unavailable:
        words = marked("It could not be sent just now. Your answers are kept here: press “Send” again in a minute")
        return _page(request, context, state, faults=(FormFault("send", words),), status=_AWAY)
    except SlipUnusable as unusable:
        return _page(request, context, state, faults=(FormFault("slip", unusable.words),))
    except Refused:
        raise FormLost(Lost.ALREADY_SENT) from None
    reference = short_reference(accepted.referral_id) if _one(fields, "wants_reference") else ""
    return _shown("form_done.html", request, language=state.language, reference=reference)


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
        areas=tuple(_areas(context)),
        language=fresh.language,
        is_published=_is_published(fresh.language, context),
    )
    view = replace(view, faults=faults)
    template = "form_check.html" if fresh.step is Step.CHECK else "form_step.html"
    status = status or (_INVALID if faults else _OK)
    return _shown(template, request, status=status, language=fresh.language, view=view, errors=view.errors)


def _shown(
    template: str, request: Request, *, status: int = _OK, language: str = ENGLISH, **values: object
) -> Response:
    given = {"errors": {}, "languages": languages_offered(language), **values}
    return render(template, request, status=status, language=language, **given)


def _began(now: datetime) -> FormState:
    return FormState(
        submission=uuid7(now), begun_at=now, sealed_at=now, step=Step.WHO, language=ENGLISH, answers=Answers()
    )


def _life(context: IntakeContext) -> timedelta:
    return timedelta(minutes=context.settings.form_minutes)


def _language(pressed: str) -> str:
    """The language a button asks for; "" where it asks for none of ours."""
    wanted = pressed.removeprefix(_LANGUAGE) if pressed.startswith(_LANGUAGE) else ""
    return wanted if wanted in NAMES else ""


def _is_published(language: str, context: IntakeContext) -> bool:
    return context.settings.form_languages_unreviewed or is_reviewed(language)


def _with_interpreter(answers: Answers, language: str) -> Answers:
    return answers.model_copy(update={"only_call": True, "speaks": language, "interpreter": "spoken"})


def _read(state: FormState, fields: Fields, context: IntakeContext) -> Answers:
    read = read_step(state.step, fields, state.answers, areas=_areas(context), languages=SPOKEN)
    if state.step is Step.CALL and not _is_published(state.language, context):
        return _with_interpreter(read, state.language)
    return read


def _areas(context: IntakeContext) -> list[str]:
    return context.settings.form_districts.split(",")


def _address(request: Request, context: IntakeContext) -> bytes:
    """Where a press comes from, as a keyed hash."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "")
    address = address_of(peer, forwarded, proxies=context.settings.form_proxies)
    return keyed_hash(context.own.hash_key, "form_address", SELF, address.encode())


async def _fields(request: Request) -> Fields:
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


def _one(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")
