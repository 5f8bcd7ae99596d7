"""A provider lead's pages of one entry: all that it says, in words and in parts, and a form for each part to ask with.

Nothing changes until the county says yes (requests.py). Not here: room, which a lead tells at once (services.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark.words import InterimOffer, Need, Preference
from waymark_router.actions import Shelf, in_force
from waymark_router.deciding.question import local_date
from waymark_router.directory import actions, queries, wording
from waymark_router.directory.change_words import (
    ONE_SEX_ONLY,
    change_lines,
    value_words,
)
from waymark_router.directory.entry_form import FIELDS_OF, EntryPart, Posted, filled, wanted
from waymark_router.directory.request import CHANGEABLE, RequestState
from waymark_router.directory.told import Teller, own_service
from waymark_router.facts.code_words import district_words
from waymark_router.pages.own import posted_by
from waymark_router.pages.services import LIST
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.provider_part import Access, Reach, Status
from waymark_router.settings import RouterSettings

router = APIRouter()
_SEE_OTHER = 303
_MORE_ROWS = 2
PART_WORDS: Mapping[EntryPart, str] = {
    EntryPart.TAKING: "Open, paused or closed",
    EntryPart.WHOM: "Whom it takes",
    EntryPart.WORK: "What it does, also while people wait",
    EntryPart.TALKING: "Languages, aids and safe contact",
    EntryPart.HOURS: "Opening hours",
    EntryPart.LIMITS: "How many people it can work with",
    EntryPart.PUBLIC: "Name, website and telephone",
    EntryPart.LEADS: "Whom to turn to",
}
RouterContext = Context[RouterSettings, Shelf]
Here = Annotated[RouterContext, Depends(here)]
MayTell = Annotated[Actor, Depends(AllowsPage(Permission.ROOM_TELL))]
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of an entry in words, as it is now."""

    part: EntryPart
    words: str
    says: Choices


@router.get("/services/{service}/change")
async def entry_page(service: str, request: Request, context: Here, actor: MayTell) -> Response:
    """All that the directory says of a service, part by part, and what was asked of it and waits."""
    async with context.database.reader(actor.agency) as reader:
        own = own_service((await in_force(reader, context.own)).directory, service, actor.agency)
        asked = await queries.list_own(reader, actor.agency)
    waiting = [one for one in asked if one.service == own.id and one.state is RequestState.ASKED]
    return render(
        "service_entry.html",
        request,
        own=own,
        checked=wording.day_words(own.checked_on) if own.checked_on else "",
        parts=[PartView(part, words, _says(part, own)) for part, words in PART_WORDS.items()],
        waiting=[line for one in waiting for line in change_lines(one.change)],
    )


@router.get("/services/{service}/change/{part}")
async def part_page(service: str, part: EntryPart, request: Request, context: Here, actor: MayTell) -> Response:
    """The form of one part, filled with what is so now."""
    async with context.database.reader(actor.agency) as reader:
        own = own_service((await in_force(reader, context.own)).directory, service, actor.agency)
    return _part_page(request, own, part, filled(part, own))


@router.post("/services/{service}/change/{part}")
async def ask_change(service: str, part: EntryPart, request: Request, context: Here, actor: MayTell) -> Response:
    """Ask the county for a change of one part; where it is refused, what was written stays in the form."""
    posted = await posted_by(request)
    async with context.database.reader(actor.agency) as reader:
        own = own_service((await in_force(reader, context.own)).directory, service, actor.agency)
    try:
        async with context.database.transaction(actor.agency) as tx:
            asked = wanted(part, posted, own, local_date(tx.now))
            await actions.ask_change(tx, own, asked, Teller(actor.subject, actor.agency, actor.agency_name))
    except Refused as refused:
        if refused.kind not in {Kind.CONFLICT, Kind.INVALID}:
            raise
        return _part_page(request, own, part, posted, refused)
    return RedirectResponse(f"{LIST}?done=asked", _SEE_OTHER)


@router.post("/services/{service}/checked")
async def say_checked(service: str, context: Here, actor: MayTell) -> Response:
    """Ask the county to note that the lead looked at the whole entry today and found it right."""
    async with context.database.transaction(actor.agency) as tx:
        own = own_service((await in_force(tx, context.own)).directory, service, actor.agency)
        today = local_date(tx.now)
        if own.checked_on != today:
            by = Teller(actor.subject, actor.agency, actor.agency_name)
            await actions.ask_change(tx, own, {"checked_on": today.isoformat()}, by)
    return RedirectResponse(f"{LIST}?done=asked", _SEE_OTHER)


def _says(part: EntryPart, own: DirectoryService) -> list[tuple[str, str]]:
    now = own.model_dump(mode="json")
    return [(CHANGEABLE[name], value_words(name, now[name])) for name in FIELDS_OF[part]]


def _part_page(
    request: Request, own: DirectoryService, part: EntryPart, said: Posted, refused: Refused | None = None
) -> Response:
    faults = {fault.pointer.removeprefix("/"): fault.fix for fault in refused.faults} if refused else {}
    return render(
        "service_part.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        own=own,
        part=part.value,
        heading=PART_WORDS[part],
        said=said,
        planned=_says(EntryPart.TAKING, own),
        choices=_choices(request, own),
        days=list(enumerate(wording.DAY_WORDS, start=1)),
        sexes=[("", "Everybody"), *((one.value, f"Only {words}") for one, words in wording.SEX_WORDS.items())],
        one_sex_only=ONE_SEX_ONLY,
        statuses=[(one.value, wording.STATUS_WORDS[one]) for one in Status],
        mores=_rows(said, "more_day", "more_opens", "more_closes"),
        leads=_rows(said, "post", "contact"),
        fault=refused.title if refused else "",
        faults=faults,
    )


def _rows(said: Posted, *names: str) -> list[tuple[str, ...]]:
    """What was said in rows of fields, those that say something, and two more to write in."""
    rows = [row for row in zip_longest(*(said.get(name, ()) for name in names), fillvalue="") if any(row)]
    return [*rows, *[("",) * len(names)] * _MORE_ROWS]


def _choices(request: Request, own: DirectoryService) -> Mapping[str, Choices]:
    """What may be ticked, by field: codes with their words."""
    context: RouterContext = request.app.state.context
    rulebook = context.own.rulebook
    county = rulebook.districts if rulebook else ()
    return {
        "districts": _districts({*county, *own.districts}),
        "bases": _districts({*county, *own.bases}),
        "languages": wording.languages_named(*own.languages),
        "works_in": wording.languages_named(*own.works_in),
        "needs": [(one.value, wording.need_words(one)) for one in Need],
        "offers": [(one.value, wording.wish_words(one)) for one in Preference],
        "interim": [
            (one.value, wording.INTERIM_WORDS[one])
            for one in InterimOffer
            if one is not InterimOffer.NOTHING_AVAILABLE or one in own.interim
        ],
        "aids": list(wording.AID_WORDS.items()),
        "access": [(one.value, wording.ACCESS_WORDS[one]) for one in Access],
        "contact_by": [(one.value, wording.REACH_WORDS[one]) for one in Reach],
    }


def _districts(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, district_words(code)) for code in sorted(codes)]
