"""Triage pages of people who come again: pairs to look at, why they may be one person, and a person's word on each.

They show how alike two records are and never what is in them; the names of a pair come from consent at each look
(repeat_names.py). Not here: what the words are (repeat/explanation.py).
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader, Transaction
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage, admit
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark_intake.api.own import Here
from waymark_intake.pages.repeat_names import Names, names_of
from waymark_intake.repeat import actions, queries
from waymark_intake.repeat.apart import Basis
from waymark_intake.repeat.explanation import (
    BASIS_WORDS,
    BECAUSE_OF,
    BECAUSE_WORDS,
    JUDGEMENT_WORDS,
    STATE_WORDS,
    hindrance_words,
    reasons,
)
from waymark_intake.repeat.pair import Act, Because, Judgement, Pair, PairState, no_such_pair
from waymark_intake.repeat.queries import Side
from waymark_intake.self_referral.canonical import short_reference
from waymark_intake.working_day import local_date

router = APIRouter(include_in_schema=False)
LIST = "/intake/repeats"
_SEE_OTHER = 303
_TAGS = {PairState.OPEN: "wait", PairState.UNSURE: "wait", PairState.LINKED: "go", PairState.CONFIRMED: "go"}

MayJudge = Annotated[Actor, Depends(AllowsPage(Permission.REPEAT_JUDGE))]


async def seeing_all(request: Request, context: Here) -> AsyncIterator[Reader]:
    """A Reader with the system's view, which pairs across senders need; the role is proved first."""
    await admit(request)
    async with context.database.reader(SYSTEM) as reader:
        yield reader


async def changing_all(request: Request, context: Here) -> AsyncIterator[Transaction]:
    """A Transaction with the system's view, committed when the route ends well; the role is proved first."""
    await admit(request)
    async with context.database.transaction(SYSTEM) as tx:
        yield tx


Seeing = Annotated[Reader, Depends(seeing_all)]


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two referrals, ready to show: nothing of whom it is about."""

    id: UUID
    reference: str
    received_at: datetime
    sender: str
    is_self: bool


@dataclass(frozen=True, slots=True)
class PairView:
    """One pair of the list, ready to show."""

    id: UUID
    newer: SideView
    older: SideView
    state: str
    tag: str
    reasons: Sequence[str]


@router.get("/repeats")
async def list_page(
    request: Request,
    reader: Seeing,
    _: MayJudge,
    part: Annotated[str, Query(pattern="^(open|linked)$")] = "open",
    after: UUID | None = None,
) -> Response:
    """Pairs that wait for a person, or those that count as one person."""
    last = await queries.find_pair(reader, after) if after else None
    before = (last.made_at, last.pair_id) if last else None
    pairs = await queries.list_to_review(reader, before=before, linked=part == "linked")
    rows = await _views(reader, pairs)
    is_full = len(pairs) == queries.PAGE
    return render("repeats.html", request, part=part, rows=rows, next=pairs[-1].pair_id if is_full else "")


@router.get("/repeats/{pair_id}")
async def pair_page(pair_id: UUID, request: Request, context: Here, actor: MayJudge, *, done: bool = False) -> Response:
    """One pair: whom it is about as far as it may be shown, why they may be one person, what was done and may be said.

    The names are asked for once nothing is read any more: a slow answer holds no connection.
    """
    async with context.database.reader(SYSTEM) as reader:
        pair = await queries.find_pair(reader, pair_id)
        shown = await _shown(reader, pair)
    names = await names_of(context.release_door, actor, (shown.pair.newer, shown.pair.older))
    return _rendered(request, actor, shown, names=names, done=done)


@router.post("/repeats/{pair_id}")
async def judge(
    pair_id: UUID,
    request: Request,
    context: Here,
    actor: MayJudge,
    judgement: Annotated[str, Form(max_length=20)] = "",
    version: Annotated[int, Form()] = 0,
) -> Response:
    """A person's word on the pair, with on what it stands; what is wrong is said on top of the page."""
    said = await request.form()
    try:
        chosen, because = _said(judgement, str(said.get(f"because-{judgement}", "")))
        async with context.database.transaction(SYSTEM) as tx:
            await actions.judge_pair(tx, pair_id, chosen, because=because, version=version, actor=actor.subject)
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        async with context.database.reader(SYSTEM) as reader:
            shown = await _shown(reader, await queries.find_pair(reader, pair_id))
        return _rendered(request, actor, shown, names=Names(("", "")), refused=refused)
    return RedirectResponse(f"{LIST}/{pair_id}?done=true", _SEE_OTHER)


def _said(judgement: str, because: str) -> tuple[Judgement, Because]:
    """What was said, and why; raises Refused(INVALID) where no reason was chosen that fits."""
    if judgement not in set(Judgement) or because not in set(BECAUSE_OF[Judgement(judgement)]):
        raise Refused(Kind.INVALID, "Choose on what you decide", code="because_missing")
    return Judgement(judgement), Because(because)


@router.post("/repeats/{pair_id}/apart")
async def keep_apart(
    pair_id: UUID, tx: Annotated[Transaction, Depends(changing_all, scope="function")], actor: MayJudge
) -> Response:
    """Never link either referral of the pair without a person again; links the model made of them are undone."""
    pair = await queries.find_pair(tx, pair_id)
    if pair is None:
        raise no_such_pair()
    for referral_id in (pair.newer, pair.older):
        await actions.keep_apart(tx, referral_id, actor=actor.subject)
    return RedirectResponse(f"{LIST}/{pair_id}?done=true", _SEE_OTHER)


@router.post("/repeats")
async def record_basis(
    request: Request,
    context: Here,
    actor: MayJudge,
    referral: Annotated[str, Form(max_length=50)] = "",
    basis: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Record on what ground a referral that is kept apart may be compared; the number is in no address."""
    fault = ""
    try:
        referral_id = UUID(referral.strip())
        async with context.database.transaction(SYSTEM) as tx:
            await actions.record_basis(
                tx, referral_id, Basis(basis), context.own.match_keys, day=local_date(tx.now), actor=actor.subject
            )
    except ValueError:
        fault = "Enter the referral's whole number, and choose a ground."
    except Refused as refused:
        fault = refused.title
    status = STATUS_OF_KIND[Kind.INVALID] if fault else 200
    return render("repeat_basis.html", request, status=status, words=BASIS_WORDS, fault=fault, is_done=not fault)


@router.get("/repeats-basis")
async def basis_page(request: Request, _: MayJudge) -> Response:
    """The form for a basis."""
    return render("repeat_basis.html", request, words=BASIS_WORDS, fault="", is_done=False)


async def _views(reader: Reader, pairs: Sequence[Pair]) -> list[PairView]:
    sides = await queries.list_sides(reader, {one for pair in pairs for one in (pair.newer, pair.older)})
    return [
        PairView(
            id=pair.pair_id,
            newer=_side(sides[pair.newer]),
            older=_side(sides[pair.older]),
            state=STATE_WORDS[pair.state],
            tag=_TAGS.get(pair.state, ""),
            reasons=reasons(pair.levels, pair.weights),
        )
        for pair in pairs
        if pair.newer in sides and pair.older in sides
    ]


def _side(side: Side) -> SideView:
    return SideView(side.referral_id, short_reference(side.referral_id), side.received_at, side.sender, side.is_self)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A pair as read, with what was done to it."""

    pair: Pair
    view: PairView
    acts: Sequence[Act]


async def _shown(reader: Reader, pair: Pair | None) -> _Shown:
    """The pair ready to show; raises Refused (NOT_FOUND) where there is none."""
    views = await _views(reader, [pair]) if pair else []
    if pair is None or not views:
        raise no_such_pair()
    return _Shown(pair, views[0], await queries.list_acts(reader, pair.pair_id))


def _rendered(
    request: Request, actor: Actor, shown: _Shown, *, names: Names, refused: Refused | None = None, done: bool = False
) -> Response:
    pair, view = shown.pair, shown.view
    return render(
        "repeat.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        view=view,
        sides=list(zip((view.newer, view.older), names.names, strict=True)),
        note=names.note,
        version=pair.version,
        weight=f"{pair.weight:+.1f}",
        model=pair.model,
        hindrances=hindrance_words(pair.hindrances),
        steps=[(one, JUDGEMENT_WORDS[one], BECAUSE_OF[one]) for one in pair.next()],
        because=BECAUSE_WORDS,
        acts=[(act.at, STATE_WORDS[act.state], _why(act), _who(act, actor)) for act in shown.acts],
        fault=refused.title if refused else "",
        done=done,
    )


def _why(act: Act) -> str:
    return BECAUSE_WORDS[Because(act.reason)] if act.reason else ""


def _who(act: Act, actor: Actor) -> str:
    if act.actor.startswith("model "):
        return "by itself"
    return "by you" if act.actor == actor.subject else "by a colleague"
