"""The page of a draft tried on past referrals: from where to where, who changes by reference only, load, and effects.

Not here: the comparison (`trial`), one made-up person (`person.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from waymark.ids import ServiceId
from waymark.pages import render
from waymark.reference.districts import districts
from waymark_router.deciding.explain import words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.pages.own import Here, MayRead, looking
from waymark_router.providers.provider import Directory
from waymark_router.publishing import queries
from waymark_router.publishing.actions.rehearsing import rehearsal_of
from waymark_router.trial.comparison import NOBODY, Changed, Matrix
from waymark_router.trial.placing import Placement

router = APIRouter()
LAST = (200, 1_000, 5_000, 20_000)


@dataclass(frozen=True, slots=True)
class Move:
    """How many go from one place to another, in words."""

    before: str
    after: str
    number: int
    stays: bool


@dataclass(frozen=True, slots=True)
class ChangedView:
    """One referral that changes, by reference: where it goes by the rules now and by the draft."""

    reference: str
    before: str
    after: str


@router.get("/rules/drafts/{draft_id}/trial")
async def trial_page(
    draft_id: UUID,
    request: Request,
    context: Here,
    _: MayRead,
    last: Annotated[Literal["200", "1000", "5000", "20000"], Query()] = "1000",
) -> Response:
    """The draft against the rules it stands on, on so many of the last referrals."""
    async with looking(context) as reader:
        draft = await queries.find_draft(reader, draft_id)
        rehearsal = await rehearsal_of(reader, draft, most=int(last))
    found = rehearsal.compared()
    directory = rehearsal.draft.directory
    return render(
        "draft_trial.html",
        request,
        draft=draft,
        last=int(last),
        choices=LAST,
        found=found,
        percent=f"{found.moved_percent:.1f}",
        pathways=list(moves(found.pathways, {})),
        services=list(moves(found.services, _names(directory))),
        changed=[_changed(one, directory) for one in found.changed],
        districts={code: known.name for code, known in districts().items()},
        labels={kind: CATALOGUE[kind].label for kind in {effect.kind for effect in found.effects} if kind in CATALOGUE},
    )


def moves(matrix: Matrix, names: Mapping[str, str]) -> Iterator[Move]:
    """A from/to matrix as rows, what moves first, the most on top."""
    rows = [
        Move(_said(before, names), _said(after, names), number, stays=before == after)
        for (before, after), number in matrix.items()
    ]
    yield from sorted(rows, key=lambda move: (move.stays, -move.number, move.before, move.after))


def _said(place: str, names: Mapping[str, str]) -> str:
    if place == NOBODY:
        return "nobody"
    return names.get(place) or CATALOGUE["pathway"].said(place)


def _names(directory: Directory) -> dict[str, str]:
    return {service.id: service.name for service in directory.services.values()}


def _changed(changed: Changed, directory: Directory) -> ChangedView:
    tail = changed.referral_id.hex[-8:].upper()
    return ChangedView(f"{tail[:4]}-{tail[4:]}", _placed(changed.before, directory), _placed(changed.after, directory))


def _placed(placement: Placement, directory: Directory) -> str:
    places = [f"{_name(service, directory)} ({words(pathway)})" for pathway, service in placement.places]
    return f"{', '.join(places) or 'nobody'}; {words(placement.priority)}"


def _name(service: ServiceId, directory: Directory) -> str:
    found = directory.services.get(service)
    return found.name if found else service
