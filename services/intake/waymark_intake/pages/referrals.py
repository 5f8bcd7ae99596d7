"""A sender's referrals as a page: a list without names, newest first, and finding one by the agency's own reference.

Not here: one referral (referrals_one.py), and what a sender may know of it (receipt.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import Reader
from waymark.guard import AllowsPage
from waymark.http import reading
from waymark.pages import render
from waymark.permission import Permission
from waymark_intake import queries
from waymark_intake.api.own import Here
from waymark_intake.api.sheet import mappings_for
from waymark_intake.following.progress import Standing
from waymark_intake.following.receipt import Clock, ReferralView
from waymark_intake.following.view import Part, questions, read_cursor, to_do
from waymark_intake.partner.kind import PartnerKind, kinds_of
from waymark_intake.recognition.fingerprint import keyed_hash
from waymark_intake.self_referral.canonical import short_reference
from waymark_intake.wording import say
from waymark_intake.working_day import local_date

router = APIRouter(include_in_schema=False)

MayFollow = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_FOLLOW))]
Reading = Annotated[Reader, Depends(reading)]
PART_WORDS = {
    Part.ALL: "All",
    Part.NEEDS_YOU: "Needs you",
    Part.BEING_HANDLED: "Being handled",
    Part.CLOSED: "Closed or not met",
}
NOTHING = {
    Part.ALL: "Your agency has sent no referral yet.",
    Part.NEEDS_YOU: "Nothing needs you.",
    Part.BEING_HANDLED: "Nothing else is being handled at the moment.",
    Part.CLOSED: "Nothing is closed yet.",
}
_TAGS = {
    Standing.ASKED: "wait",
    Standing.UNMET: "stop",
    Standing.RECEIVED: "go",
    Standing.BEING_HANDLED: "go",
}
_SEE_OTHER, _INVALID = 303, 422
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class RowView:
    """One referral of the list, ready to show; `tag` colours where it stands."""

    id: UUID
    reference: str
    received_at: datetime
    standing: str
    tag: str
    pathways: str
    clock: str
    asked: Sequence[str]
    to_mend: int


@router.get("/referrals")
async def list_page(
    request: Request,
    actor: MayFollow,
    reader: Reading,
    context: Here,
    part: Part = Part.ALL,
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The agency's own referrals, the newest first."""
    cursor = read_cursor(after) if after else None
    page = await queries.list_sent(reader, actor.agency, part, seen_by=actor.agency_role, after=cursor)
    rows = await _rows(reader, page.views)
    return render(
        "referrals.html",
        request,
        part=part,
        words=PART_WORDS,
        nothing=NOTHING[part],
        rows=rows,
        next=page.after.text() if page.after else "",
        is_cut=page.is_cut,
        is_first=cursor is None,
        may_refer=Permission.REFERRAL_SUBMIT in actor.permissions and bool(_kinds(actor, reader)),
        may_upload=Permission.REFERRAL_SUBMIT in actor.permissions and bool(mappings_for(actor, context)),
        fault="",
    )


@router.post("/referrals")
async def find(
    request: Request,
    actor: MayFollow,
    reader: Reading,
    context: Here,
    reference: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Open the referral that came under this reference of the agency's own; kept and compared as a keyed hash only."""
    asked = reference.strip()
    if not asked or len(asked) > _LONGEST:
        return _found(request, [], fault=f"Enter the reference under which you sent it, up to {_LONGEST} characters.")
    trace = keyed_hash(context.own.hash_key, "reference", actor.agency, asked.encode())
    views = await queries.find_by_reference(reader, actor.agency, trace, seen_by=actor.agency_role)
    if len(views) == 1:
        return RedirectResponse(f"/intake/referrals/{views[0].id}", _SEE_OTHER)
    return _found(request, await _rows(reader, views))


def _found(request: Request, rows: Sequence[RowView], *, fault: str = "") -> Response:
    return render("referrals_found.html", request, status=_INVALID if fault else 200, rows=rows, fault=fault)


async def _rows(reader: Reader, views: Sequence[ReferralView]) -> list[RowView]:
    asked_about = {one.agency for view in views for one in view.allocations if one.agency}
    names = await queries.list_names(reader, asked_about) if asked_about else {}
    return [row_of(view, names) for view in views]


def _kinds(actor: Actor, reader: Reader) -> Collection[PartnerKind]:
    return kinds_of(actor.agency_role, local_date(reader.now))


def row_of(view: ReferralView, names: dict[str, str]) -> RowView:
    """One row in words."""
    asked = questions(view, names)
    return RowView(
        id=view.id,
        reference=short_reference(view.id),
        received_at=view.received_at,
        standing=say(view.state),
        tag=tag_of(view),
        pathways=", ".join(dict.fromkeys(say(one.pathway) for one in view.allocations if one.pathway)),
        clock=clock_words(view.police_clock),
        asked=[question.words for question in asked],
        to_mend=len(to_do(view, names)) - len(asked),
    )


def tag_of(view: ReferralView) -> str:
    """The colour of where it stands: what waits for the sender, or for anybody at all, stands out."""
    return _TAGS.get(view.state, "")


def clock_words(clock: Clock | None) -> str:
    """The police clock in a word: in time, late, or none for who is not the police."""
    if clock is None:
        return ""
    return "In time" if clock.on_time else "Late"
