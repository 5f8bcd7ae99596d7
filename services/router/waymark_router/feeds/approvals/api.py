"""The REST door of listings that wait: a second person sees old and new, and lets them be shown or not.

Not here: feeds in and out (`feeds/api.py`), the page for the same (`pages/listings.py`).
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from waymark.auth import Actor
from waymark.db import Reader, Transaction
from waymark.guard import Allows
from waymark.http import parsed, reading, writing
from waymark.permission import Permission
from waymark_router.feeds import actions, queries
from waymark_router.feeds.feed import Listing
from waymark_router.feeds.waiting import Waiting

router = APIRouter(tags=["feeds"])
Reading = Annotated[Reader, Depends(reading)]
Writing = Annotated[Transaction, Depends(writing, scope="function")]
MayApprove = Annotated[Actor, Depends(Allows(Permission.DIRECTORY_APPROVE))]
Source = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
_MOST = 500


class WaitingReply(BaseModel):
    """What waits of one service of a feed: `was` is what the public page shows now, null where nothing of it.

    `seen` names what would be shown; whoever answers sends it back. `also_in` are other feeds with this id or name.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    listing_id: UUID
    was: dict[str, JsonValue] | None
    becomes: dict[str, JsonValue]
    seen: str
    told_by: list[str]
    told_at: datetime
    refused_by: str
    also_in: list[str]


class WaitingsReply(BaseModel):
    """What waits, feed by feed."""

    model_config = ConfigDict(frozen=True)

    waiting: list[WaitingReply]


class Chosen(BaseModel):
    """One that is answered, and what was seen of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listing_id: UUID
    seen: Annotated[str, Field(max_length=64)]


class Answered(BaseModel):
    """Those of a feed that are answered alike."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listings: Annotated[list[Chosen], Field(min_length=1, max_length=_MOST)]

    def chosen(self) -> dict[UUID, str]:
        """What was seen of each."""
        return {one.listing_id: one.seen for one in self.listings}


Answer = Annotated[Answered, Depends(parsed(Answered))]


@router.get("/v1/listings/waiting")
async def get_waiting(_: MayApprove, reader: Reading) -> WaitingsReply:
    """What feeds tell that the public page does not show yet."""
    return WaitingsReply(waiting=[_waiting(one) for one in await queries.list_waiting(reader, most=_MOST)])


@router.post("/v1/listings/{source}/approve", status_code=204)
async def post_approve(source: Source, actor: MayApprove, tx: Writing, answer: Answer) -> None:
    """Let them be shown on the public page, at once.

    Refused CONFLICT where one is answered already or the feed told something else meanwhile, FORBIDDEN where you told
    it; then none is shown.
    """
    await actions.approve_listings(tx, source, answer.chosen(), by=actor.subject)


@router.post("/v1/listings/{source}/refuse", status_code=204)
async def post_refuse(source: Source, actor: MayApprove, tx: Writing, answer: Answer) -> None:
    """Leave the public page as it is. Refused as approval is."""
    await actions.refuse_listings(tx, source, answer.chosen(), by=actor.subject)


def _words(listing: Listing) -> dict[str, Any]:
    return dict(listing.as_json())


def _waiting(one: Waiting) -> WaitingReply:
    return WaitingReply(
        source=one.source,
        listing_id=one.listing_id,
        was=_words(one.was) if one.was is not None else None,
        becomes=_words(one.becomes),
        seen=one.seen,
        told_by=list(one.tellers),
        told_at=one.told_at,
        refused_by=one.refused_by,
        also_in=list(one.also_in),
    )
