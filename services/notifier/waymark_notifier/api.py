"""The REST door of a provider's queue: list, one, the steps, and the stream of changes.

Not here: the same for people (pages/), and what a step may do (allocation.py).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.db import Reader, Transaction
from waymark.guard import Allows
from waymark.http import here, parsed, problems, reading, writing
from waymark.permission import Permission
from waymark.service import Context
from waymark.words import CloseOutcome, DeclinedBy, DeclineReason, Given, InterimOffer
from waymark_notifier import actions, queries
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.answer import ContactResult, ContactWay, Kept, StepRequest
from waymark_notifier.delivery import reference_of
from waymark_notifier.queue import read_cursor, read_filter
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.shown import as_shown
from waymark_notifier.step import allowed
from waymark_notifier.stream import Hub, stream
from waymark_notifier.transition import IN_HAND, Verb

router = APIRouter(prefix="/v1")

Here = Annotated[Context[NotifierSettings, Hub], Depends(here)]
Reading = Annotated[Reader, Depends(reading)]
Writing = Annotated[Transaction, Depends(writing, scope="function")]
MayRead = Annotated[Actor, Depends(Allows(Permission.QUEUE_READ))]
MayWork = Annotated[Actor, Depends(Allows(Permission.QUEUE_WORK))]
Said = Annotated[StepRequest, Depends(parsed(StepRequest))]

STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class NextStep(BaseModel):
    """A step that may be taken next: its verb, its address, and each field it needs with the codes to choose from."""

    verb: Verb
    post: str
    needs: dict[str, list[str]]


class ChangeView(BaseModel):
    """One correction by the sender: which version it made, when, and which groups changed; never a value."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    at: datetime
    groups: list[str]


class AllocationView(BaseModel):
    """One allocation as its provider sees it: codes, ids and times; who it is about is asked of the release door.

    Needs, flags, child and quality are empty once it is out of the provider's hands. `clock` and `due_at` are of the
    clock that runs out first; `unseen` are the sender's corrections nobody said they saw; `acknowledge_by` stands where
    its recipient must confirm that it stopped, `kept` is the answer. `interim` is what the person was offered while
    they wait with the offer itself, `interim_offer` what a worker added, `interim_given` what became of each.
    """

    id: UUID
    reference: str
    referral_id: UUID
    journey_id: UUID
    decision_id: UUID
    version: int
    state: str
    late: bool
    pathway: str
    service: str
    needs: list[str]
    priority: str
    duty: bool
    child: str
    flags: list[str]
    quality: list[str]
    sender: str
    received_at: datetime
    changed_at: datetime
    clock: str | None
    due_at: datetime | None
    claimed_by: str
    claimed_name: str
    attempts: int
    declined_by: str
    reason: str
    interim_offer: str
    interim: list[str]
    interim_by: str
    interim_until: date | None
    interim_given: list[str]
    outcome: str
    appointment_by: datetime | None
    obligations: list[str]
    unseen: list[ChangeView]
    unmet: list[str]
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    kept: str
    in_hand: bool
    next: list[NextStep]

    @classmethod
    def of(cls, allocation: Allocation, worker: Worker, now: datetime) -> Self:
        """What `worker` sees of an allocation, and may do with it."""
        steps = [
            NextStep(
                verb=step.verb,
                post=f"/notifier/v1/allocations/{allocation.id}:{step.verb}",
                needs={asked.field: list(asked.codes) for asked in step.asks},
            )
            for step in allowed(allocation, worker, now)
        ]
        shown = as_shown(allocation)
        own = {name: getattr(shown, name) for name in cls.model_fields if hasattr(shown, name)}
        own["in_hand"] = allocation.state in IN_HAND
        own["unseen"] = [ChangeView.model_validate(one) for one in allocation.unseen]
        reference = reference_of(allocation.id)
        return cls.model_validate({**own, "reference": reference, "clock": allocation.timer, "next": steps})


class QueueView(BaseModel):
    """One page of a queue; `next` goes into `after` for the page behind it, null on the last."""

    items: list[AllocationView]
    next: str | None


@router.get("/allocations")
async def list_allocations(
    reader: Reading,
    actor: MayRead,
    state: Annotated[str, Query(max_length=20)] = "decide",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> QueueView:
    """A page of the caller's own queue: urgent first, then by what is due; `state` is a section or a state."""
    cursor = read_cursor(after) if after else None
    page = await queries.list_allocations(reader, actor.agency, read_filter(state), after=cursor, limit=limit)
    worker = actions.worker_of(actor)
    items = [AllocationView.of(allocation, worker, reader.now) for allocation in page.items]
    return QueueView(items=items, next=page.after.text() if page.after else None)


@router.get("/allocations/{allocation_id}")
async def one_allocation(allocation_id: UUID, reader: Reading, actor: MayRead) -> AllocationView:
    """One allocation of the caller's own queue, with the steps it may take next."""
    found = await queries.find_allocation(reader, allocation_id)
    return AllocationView.of(found, actions.worker_of(actor), reader.now)


_EXAMPLES: Mapping[Verb, Mapping[str, str]] = {
    Verb.DECLINE: {"declined_by": DeclinedBy.PROVIDER, "reason": DeclineReason.NO_CAPACITY},
    Verb.WAIT: {"review_on": "2026-12-07", "interim_offer": InterimOffer.CHECK_IN_CALLS},
    Verb.CONTACT: {"way": ContactWay.MOBILE, "result": ContactResult.REACHED},
    Verb.CLOSE: {"outcome": CloseOutcome.COMPLETED},
    Verb.GIVE: {"meanwhile": InterimOffer.CHECK_IN_CALLS, "came_of_it": Given.GIVEN},
    Verb.CONFIRM: {"kept": Kept.NOTHING_KEPT},
}


def _told(verb: Verb) -> dict[str, Any]:
    """What the OpenAPI document says of a step: an example of its body, and that it may come too late."""
    example = {verb.value: {"value": {"version": 1, **_EXAMPLES.get(verb, {})}}}
    content = {"application/json": {"examples": example}}
    return {"responses": problems(409), "openapi_extra": {"requestBody": {"content": content}}}


async def _take(tx: Transaction, actor: Actor, allocation_id: UUID, verb: Verb, said: StepRequest) -> AllocationView:
    worker = actions.worker_of(actor)
    after = await actions.take_step(tx, allocation_id, verb, worker, said)
    return AllocationView.of(after, worker, tx.now)


@router.post("/allocations/{allocation_id}:claim", **_told(Verb.CLAIM))
async def claim(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Take it on oneself to answer; whoever comes second is told who was first."""
    return await _take(tx, actor, allocation_id, Verb.CLAIM, said)


@router.post("/allocations/{allocation_id}:accept", **_told(Verb.ACCEPT))
async def accept(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Take it on; the contact clock starts."""
    return await _take(tx, actor, allocation_id, Verb.ACCEPT, said)


@router.post("/allocations/{allocation_id}:decline", **_told(Verb.DECLINE))
async def decline(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Say no, with whose no it was and why."""
    return await _take(tx, actor, allocation_id, Verb.DECLINE, said)


@router.post("/allocations/{allocation_id}:wait", **_told(Verb.WAIT))
async def wait(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Put it on the waiting list, with a review date and what the person gets meanwhile."""
    return await _take(tx, actor, allocation_id, Verb.WAIT, said)


@router.post("/allocations/{allocation_id}:contact", **_told(Verb.CONTACT))
async def contact(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Record one attempt to reach the person."""
    return await _take(tx, actor, allocation_id, Verb.CONTACT, said)


@router.post("/allocations/{allocation_id}:engage", **_told(Verb.ENGAGE))
async def engage(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """The work with the person has begun."""
    return await _take(tx, actor, allocation_id, Verb.ENGAGE, said)


@router.post("/allocations/{allocation_id}:close", **_told(Verb.CLOSE))
async def close(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """End it with an outcome, which its sender is told."""
    return await _take(tx, actor, allocation_id, Verb.CLOSE, said)


@router.post("/allocations/{allocation_id}:give", **_told(Verb.GIVE))
async def give(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Say what became of one thing the person was offered while they wait; said again, the last word counts."""
    return await _take(tx, actor, allocation_id, Verb.GIVE, said)


@router.post("/allocations/{allocation_id}:acknowledge", **_told(Verb.ACKNOWLEDGE))
async def acknowledge(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Say that what the sender changed was seen."""
    return await _take(tx, actor, allocation_id, Verb.ACKNOWLEDGE, said)


@router.post("/allocations/{allocation_id}:confirm", **_told(Verb.CONFIRM))
async def confirm(allocation_id: UUID, tx: Writing, actor: MayWork, said: Said) -> AllocationView:
    """Confirm that the work has stopped because it was taken back, and what was done with what had been seen."""
    return await _take(tx, actor, allocation_id, Verb.CONFIRM, said)


@router.get(
    "/stream",
    response_class=Response,
    responses={200: {"description": "Events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream_changes(context: Here, actor: MayRead) -> StreamingResponse:
    """Server-sent events: `queue` with a version whenever the caller's own queue changed; the page then fetches it."""
    settings = context.settings
    events = stream(context.own, actor.agency, context.closing, ping_s=settings.ping_s, minutes=settings.stream_minutes)
    return StreamingResponse(events, media_type="text/event-stream", headers=STREAM_HEADERS)
