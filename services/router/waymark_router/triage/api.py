"""The REST door of the desk: a shortlist with waits, an assignment by hand, suggested rules, the unmet register.

Not here: the pages for the same (`waymark_router.pages`).
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from waymark.auth import Actor
from waymark.db import Reader, Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.guard import Allows
from waymark.http import here, parsed, reading_all, writing_all
from waymark.ids import ServiceId
from waymark.permission import Permission
from waymark.service import Context
from waymark.words import Need, Pathway
from waymark_router.actions import Shelf
from waymark_router.deciding.assign_reason import AssignReason
from waymark_router.deciding.question import Assigned, local_date
from waymark_router.settings import RouterSettings
from waymark_router.triage import actions, queries
from waymark_router.triage.register import Register, register_of, whole_months
from waymark_router.triage.shortlist import Option, shortlist

router = APIRouter(tags=["desk"])
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading_all)]
Writing = Annotated[Transaction, Depends(writing_all, scope="function")]
MayWork = Annotated[Actor, Depends(Allows(Permission.DESK_WORK))]
MayCount = Annotated[Actor, Depends(Allows(Permission.UNMET_READ))]
MayRead = Annotated[Actor, Depends(Allows(Permission.RULES_READ))]


class Reply(BaseModel):
    """Base of what this door answers."""

    model_config = ConfigDict(frozen=True)


class OptionReply(Reply):
    """One service of a shortlist: why routing would not choose it, its room and wait as far as they are known."""

    service: str
    name: str
    agency: str
    may_choose: bool
    why_not: list[str]
    has_room: bool | None
    weeks: int | None
    wishes_met: int
    asks_consent: bool


class ShortlistReply(Reply):
    """The services for one pathway of a referral, best first, by the decision that was last made."""

    decision_id: UUID
    options: list[OptionReply]


class AssignmentWanted(BaseModel):
    """What the desk chooses; `decision_id` is the decision it looked at, `needs` those no rule sends there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pathway: Pathway
    service: str
    reason: AssignReason
    decision_id: UUID
    needs: Annotated[tuple[Need, ...], Field(max_length=len(Need))] = ()


class SuggestionReply(Reply):
    """A suggested row, as a rulebook writes it, and for which table."""

    suggestion_id: UUID
    table: str
    row: dict[str, JsonValue]
    suggested_at: datetime


class SuggestionsReply(Reply):
    """Suggestions that nobody judged yet."""

    suggestions: list[SuggestionReply]


class FigureReply(Reply):
    """One figure: `count` is null where it is too small to be said."""

    about: str
    count: int | None


class UnmetReply(Reply):
    """The unmet register of a time: counts by each kind alone, small ones suppressed, the others rounded to `step`."""

    since: date
    until: date
    least: int
    step: int
    total: FigureReply
    by: dict[str, list[FigureReply]]


@router.get("/v1/referrals/{referral_id}/shortlist")
async def get_shortlist(
    referral_id: UUID, actor: MayWork, tx: Writing, context: Here, pathway: Annotated[Pathway | None, Query()] = None
) -> ShortlistReply:
    """Who could take a referral, with room, waits and why not; without a pathway each service counts for its own.

    Refused NOT_FOUND where it is not known, FORBIDDEN where it may not be shared with your agency.
    """
    look = await actions.look_at(tx, referral_id, actor.agency, context.own, by=actor.subject)
    options = shortlist(look.placing, pathway, look.placing.question.needs())
    return ShortlistReply(decision_id=look.latest.decision_id, options=[_option(one) for one in options])


@router.post("/v1/referrals/{referral_id}/assignments", status_code=204)
async def post_assignment(
    referral_id: UUID,
    actor: MayWork,
    tx: Writing,
    context: Here,
    wanted: Annotated[AssignmentWanted, Depends(parsed(AssignmentWanted))],
) -> None:
    """Assign a pathway of a referral by hand, within what consent permits; it is decided anew and told at once.

    Refused CONFLICT where it was decided anew meanwhile, or a no, an end, a duty or consent stands against it.
    """
    look = await actions.look_at(tx, referral_id, actor.agency, context.own, by=actor.subject)
    assigned = Assigned(wanted.pathway, ServiceId(wanted.service), wanted.reason.value, wanted.needs)
    await actions.assign_by_hand(tx, look, assigned, context.own, seen=wanted.decision_id, by=actor.subject)


@router.get("/v1/suggestions")
async def get_suggestions(_: MayRead, reader: Reading) -> SuggestionsReply:
    """Rows that the triage desk suggests, for an administrator to take into a draft or not."""
    found = await queries.list_suggestions(reader)
    return SuggestionsReply(
        suggestions=[
            SuggestionReply(
                suggestion_id=one.suggestion_id, table=one.table.value, row=_row(one.row), suggested_at=one.suggested_at
            )
            for one in found
        ]
    )


@router.get("/v1/unmet")
async def get_unmet(
    _: MayCount, reader: Reading, since: Annotated[date | None, Query()] = None, until: date | None = None
) -> UnmetReply:
    """How many needs nobody could take, by need, pathway, reason, area, age band and signpost.

    Of whole months that are over, those of both days among them; of the last twelve by default.
    """
    first, last = span(reader, since, until)
    register = await read_register(reader, first, last)
    return UnmetReply(
        since=first,
        until=last,
        least=register.least,
        step=register.step,
        total=FigureReply(about=register.total.about, count=register.total.count),
        by={kind: [FigureReply(about=one.about, count=one.count) for one in of] for kind, of in register.by.items()},
    )


def span(reader: Reader, since: date | None, until: date | None) -> tuple[date, date]:
    """The first and the last day of the months asked for, or of the last twelve.

    Raises Refused (INVALID) where no month of them is over.
    """
    months = whole_months(since, until, today=local_date(reader.now))
    if months is None:
        fix = "ask for months that are over: each is counted once it is"
        raise Refused(Kind.INVALID, fix.capitalize(), code="month_open", faults=(Fault("/since", "month_open", fix),))
    return months


async def read_register(reader: Reader, since: date, until: date) -> Register:
    """The register of these days, both included."""
    start = datetime.combine(since, datetime.min.time(), tzinfo=reader.now.tzinfo)
    end = datetime.combine(until + timedelta(days=1), datetime.min.time(), tzinfo=reader.now.tzinfo)
    return register_of(await queries.list_unmet(reader, since=start, until=end), until)


def _option(one: Option) -> OptionReply:
    return OptionReply(
        service=one.service.id,
        name=one.service.name,
        agency=one.service.agency,
        may_choose=one.may_choose,
        why_not=[reason.value for reason in one.reasons],
        has_room=one.room.has_room,
        weeks=one.room.weeks,
        wishes_met=one.wishes_met,
        asks_consent=one.asks_consent,
    )


def _row(row: Any) -> dict[str, JsonValue]:  # noqa: ANN401 - as a rulebook writes it
    return dict(row)
