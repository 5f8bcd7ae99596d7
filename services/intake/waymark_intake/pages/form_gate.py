"""The gate before the public form: who has no page of ours is answered here, before any route is looked for.

So a flood costs the process as little as can be, and waits for whoever is in the form already (ADR 0039). What a press
on a page of ours leads to is the route's (form.py), which finds it opened. Not here: how often one may press
(press_limit.py), who goes first (turns.py), the pages themselves (form_fixed.py).
"""

from datetime import datetime, timedelta

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from waymark.ids import uuid7
from waymark.pages.catalogue import ENGLISH
from waymark_intake.api.own import IntakeContext
from waymark_intake.api.turns import Lane
from waymark_intake.pages import form_fixed
from waymark_intake.pages.form import router
from waymark_intake.pages.form_beside import ABOUT, SHORT, told_by
from waymark_intake.pages.form_press import (
    PATH,
    PRESS,
    OnAPage,
    Press,
    areas_of,
    begins_anew,
    is_published,
    language_of,
    press_in,
    with_interpreter,
)
from waymark_intake.pages.form_state import FormLost, FormState, Lost, open_state, seal_state
from waymark_intake.self_referral.answers import Answers
from waymark_intake.self_referral.step import Step

_INVALID, _TOO_MANY, _AWAY = 422, 429, 503
_RETRY_S = {_TOO_MANY: "600", _AWAY: "60"}
_WITHOUT_A_PAGE = frozenset({"start", "safe", "language", *ABOUT})
_READ = frozenset({PATH, f"{PATH}/stay-safe", *SHORT.values()})
_ROUTE = next(route for route in router.routes if "POST" in getattr(route, "methods", ()))


class FormGate:
    """Wraps the whole app; lets through whatever is no press of the form, or is one on a page of ours."""

    def __init__(self, app: ASGIApp, context: IntakeContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        path = scope.get("path")
        if path == PATH and scope["method"] == "POST":
            message = await receive()  # whole: see waymark.http.limits
            if message["type"] == "http.request":
                press = press_in(scope, message.get("body", b""), self._context)
                await self._pressed(press, scope, receive, send)
        elif path in _READ:
            async with self._context.own.turns.behind() as in_turn:
                await (self._app if in_turn else _not_now("busy", _AWAY))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _pressed(self, press: Press, scope: Scope, receive: Receive, send: Send) -> None:
        now, why = self._context.clock.now(), ""
        try:
            state = _opened(press, self._context, now)
        except FormLost as lost:
            state, why = None, lost.why.value
        if state is not None:
            too_often = self._is_too_often(press, state, now)
            await self._on_a_page(OnAPage(press, state, too_often), scope, receive, send)
            return
        # It is counted as what it would have been.
        scope.update(root_path="/intake", route=_ROUTE, endpoint=_ROUTE)
        allowed = self._context.own.posts.allows(press.address, now)
        lane = Lane.NEW if allowed and why != Lost.NOT_OURS else Lane.LAST
        async with self._context.own.turns.behind(lane) as in_turn:
            if not allowed:
                answer = _not_now("too_many", _TOO_MANY)
            elif not in_turn:
                answer = _not_now("busy", _AWAY)
            else:
                answer = form_fixed.over(why, _INVALID).answer() if why else _first(press.go, self._context, now)
            await answer(scope, receive, send)

    async def _on_a_page(self, given: OnAPage, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it on: at once, or after everybody else where there were too many."""
        scope[PRESS] = given
        turns = self._context.own.turns
        if not given.too_often:
            async with turns.ahead():
                await self._app(scope, receive, send)
            return
        async with turns.behind(Lane.LAST) as in_turn:
            await (self._app if in_turn else _not_now("busy", _AWAY))(scope, receive, send)

    def _is_too_often(self, press: Press, state: FormState, now: datetime) -> bool:
        own = self._context.own
        return not (
            own.posts_on_pages.allows(press.address, now) and own.posts_of_forms.allows(state.submission.bytes, now)
        )


def _opened(press: Press, context: IntakeContext, now: datetime) -> FormState | None:
    """What the page carried that was pressed on; None for the page before the form. Raises FormLost."""
    state = press.one("state")
    if not state and press.go.partition(":")[0] in _WITHOUT_A_PAGE:
        return None
    return open_state(state, context.own.form_keys, now=now, life=timedelta(minutes=context.settings.form_minutes))


def _first(go: str, context: IntakeContext, now: datetime) -> Response:
    """What a button of the page before the form leads to."""
    if go == "safe":
        return form_fixed.safe().answer()
    if go in ABOUT:
        return form_fixed.about(go, told_by(context)).answer()
    language, step, answers = language_of(go), Step.WHO, Answers()
    if not language:
        page = form_fixed.first_step(areas_of(context))
    elif is_published(language, context):
        page = form_fixed.begin(language, with_state=True)
    else:
        page = form_fixed.call_with_interpreter(language, areas_of(context))
        step, answers = Step.CALL, with_interpreter(answers, language)
    state = FormState(
        submission=uuid7(now), begun_at=now, sealed_at=now, step=step, language=language or ENGLISH, answers=answers
    )
    response = page.answer(seal_state(state, context.own.form_key))
    response.headers["refresh"] = begins_anew(context)
    return response


def _not_now(why: str, status: int) -> Response:
    response = form_fixed.over(why, status).answer()
    response.headers["retry-after"] = _RETRY_S[status]
    return response
