"""The triage desk's pages: what nobody took, is held or lapsed; one referral's facts, its shortlist, a choice by hand.

Coded facts and references only, and of what may not be shared with the desk the reference alone. A name is seen on the
queue's own page, which asks the release door. Not here: the same for machines (`triage/api.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.ids import AgencyId, ServiceId
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark.words import Need, Pathway
from waymark_router.actions import Shelf
from waymark_router.deciding.assign_reason import ASSIGN_WORDS
from waymark_router.deciding.decision_record import read_record
from waymark_router.deciding.question import Assigned
from waymark_router.deciding.recipient_flags import grants_risk
from waymark_router.directory import wording
from waymark_router.directory.queries import agency_names
from waymark_router.facts.fact import Values
from waymark_router.queries import find_directory, find_rulebook
from waymark_router.settings import RouterSettings
from waymark_router.triage import actions, queries
from waymark_router.triage.matter import Matter, matters_of
from waymark_router.triage.queries import DeskRow
from waymark_router.triage.shortlist import Option, shortlist
from waymark_router.triage.sight import explanation_for
from waymark_router.triage.wording import facts_in_words, matter_words, option_words, reference_of, row_words

router = APIRouter()
LIST = "/router/desk"
_SEE_OTHER = 303
_ROWS = 50
_OPTIONS = 30

Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
MayWork = Annotated[Actor, Depends(AllowsPage(Permission.DESK_WORK))]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list, ready to show; without `link` it may not be shared with the desk."""

    reference: str
    link: str
    what: str
    why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OptionView:
    """One service of a shortlist in words."""

    id: str
    name: str
    pathway: str
    says: Sequence[str]
    may_choose: bool


@dataclass(frozen=True, slots=True)
class MatterView:
    """One thing to decide, with who could take it and why the others could not."""

    key: str
    pathway: str
    needs: Sequence[str]
    words: str
    options: Sequence[OptionView]
    others: Sequence[OptionView]
    left_out: int


@router.get("/desk")
async def desk_page(request: Request, context: Here, actor: MayWork) -> Response:
    """What waits for the desk, what is held anywhere, and what was not answered in time."""
    async with context.database.reader(SYSTEM) as reader:
        unmet = await queries.list_at_desk(reader, actor.agency, had_a_pathway=True, most=_ROWS)
        no_rule = await queries.list_at_desk(reader, actor.agency, had_a_pathway=False, most=_ROWS)
        held = await queries.list_held(reader, actor.agency, most=_ROWS)
        lapsed = await queries.list_lapsed(reader, actor.agency, most=_ROWS)
        agencies = await agency_names(reader)
    parts = (
        ("unmet", "Nobody could take it", unmet),
        ("catch-all", "No rule knew where it goes", no_rule),
        ("held", "Held until somebody answers", held),
        ("lapsed", "Not answered in time", lapsed),
    )
    views = [(key, title, [_row(row, agencies) for row in rows]) for key, title, rows in parts]
    return render("desk.html", request, parts=views, most=_ROWS)


@router.get("/desk/{referral_id}")
async def referral_page(
    referral_id: UUID,
    request: Request,
    context: Here,
    actor: MayWork,
    done: Annotated[str, Query(pattern="^(assign|suggest)$")] = "",
) -> Response:
    """One referral: its coded facts, why it lies here, who could take it. That it was looked at is kept."""
    return await _page(request, context, actor, referral_id, done=done)


@router.post("/desk/{referral_id}/{verb}")
async def decide_by_hand(referral_id: UUID, verb: str, request: Request, context: Here, actor: MayWork) -> Response:
    """Assign by hand, or suggest a rule from it; what stands against it is said at the top of the page."""
    form = await request.form()
    try:
        pathway, service = _chosen(str(form.get("chosen", "")))
        needs = tuple(Need(str(one)) for one in form.getlist("needs") if str(one) in set(Need))
        async with context.database.transaction(SYSTEM) as tx:
            look = await actions.look_at(tx, referral_id, actor.agency, context.own, by=actor.subject)
            if verb == "assign":
                assigned = Assigned(pathway, ServiceId(service), str(form.get("reason", "")), needs)
                seen = _seen(str(form.get("decision", "")))
                await actions.assign_by_hand(tx, look, assigned, context.own, seen=seen, by=actor.subject)
            elif verb == "suggest":
                await actions.suggest_rule(tx, look, pathway, service, needs, by=actor.subject)
            else:
                raise Refused(Kind.NOT_FOUND, "There is no such step", code="step.unknown")
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        return await _page(request, context, actor, referral_id, refused=refused)
    return RedirectResponse(f"{LIST}/{referral_id}?done={verb}", _SEE_OTHER)


def _seen(written: str) -> UUID:
    """The decision that was looked at; what is no id is a page that was not ours."""
    try:
        return UUID(written)
    except ValueError:
        raise Refused(Kind.INVALID, "Look at the referral again and then choose", code="decision.wrong") from None


def _chosen(chosen: str) -> tuple[Pathway, str]:
    pathway, _, service = chosen.partition(":")
    if pathway not in set(Pathway) or not service:
        raise Refused(Kind.INVALID, "Choose a service from the list", code="assignment.service")
    return Pathway(pathway), service


async def _page(
    request: Request,
    context: Context[RouterSettings, Shelf],
    actor: Actor,
    referral_id: UUID,
    *,
    done: str = "",
    refused: Refused | None = None,
) -> Response:
    async with context.database.transaction(SYSTEM) as tx:
        look = await actions.look_at(tx, referral_id, actor.agency, context.own, by=actor.subject)
        said = await _explanation(tx, look)
    question = look.placing.question
    matters = matters_of(question.previous, question.needs())
    rows = [old.allocation for old in question.previous]
    own = [one for one in rows if one.agency == actor.agency and one.state in {"offered", "accepted"}]
    return render(
        "desk_one.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        referral_id=referral_id,
        reference=reference_of(own[0].allocation_id if own else referral_id),
        queue_link=f"/notifier/allocations/{own[0].allocation_id}" if own else "",
        decision=look.latest.decision_id,
        facts=facts_in_words(question.values, with_flags=grants_risk(look.scope)),
        said=said,
        allocations=[row_words(one, look.county.directory) for one in rows],
        matters=[_matter(look, at, matter) for at, matter in enumerate(matters)],
        reasons=[(code.value, words) for code, words in ASSIGN_WORDS.items()],
        fault=refused.title if refused else "",
        done=done,
    )


async def _explanation(reader: Reader, look: actions.Look) -> Sequence[str]:
    """The last decision in words, by the rules and the directory that it was made with."""
    rulebook = await find_rulebook(reader, look.latest.rulebook)
    directory = await find_directory(reader, look.latest.directory)
    return explanation_for(look.scope, read_record(look.latest.record), rulebook, directory)


def _row(row: DeskRow, agencies: Mapping[AgencyId, str]) -> RowView:
    allocation = row.allocation
    reference = reference_of(allocation.allocation_id)
    if not row.may_see:
        return RowView(reference, "", "May not be shared with your agency", "", row.since)
    needs = ", ".join(wording.need_words(need) for need in allocation.needs)
    what = wording.pathway_words(allocation.pathway) + (f": {needs}" if needs else "")
    why = matter_words(allocation, row.state, agencies)
    return RowView(reference, f"{LIST}/{row.referral_id}", what, why, row.since)


def _matter(look: actions.Look, at: int, matter: Matter) -> MatterView:
    options = shortlist(look.placing, matter.pathway, matter.needs)
    values = look.placing.question.values
    able = [_option(one, matter, values) for one in options if one.may_choose]
    others = [_option(one, matter, values) for one in options if not one.may_choose]
    return MatterView(
        key=f"m{at}",
        pathway=wording.pathway_words(matter.pathway) if matter.pathway else "No rule knew where it goes",
        needs=[need.value for need in matter.needs],
        words=", ".join(wording.need_words(need) for need in matter.needs),
        options=able[:_OPTIONS],
        others=others[:_OPTIONS],
        left_out=max(len(able) - _OPTIONS, 0),
    )


def _option(one: Option, matter: Matter, values: Values) -> OptionView:
    return OptionView(
        id=one.service.id,
        name=one.service.name,
        pathway=(matter.pathway or one.service.pathway).value,
        says=option_words(one, values),
        may_choose=one.may_choose,
    )
