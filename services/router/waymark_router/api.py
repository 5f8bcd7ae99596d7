"""The REST door: why a referral went where it went, and the rules in force in words; nothing is decided here."""

import json
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, JsonValue

from waymark.auth import Actor
from waymark.contracts.routing import RoutedAllocation, Signpost
from waymark.db import Reader, Transaction
from waymark.errors import Kind, Refused
from waymark.guard import Allows
from waymark.http import here, reading, reading_all, writing_all
from waymark.permission import Permission
from waymark.service import Context
from waymark_router import actions, queries
from waymark_router.deciding.decision_record import read_record
from waymark_router.deciding.explain import row_in_words, wait_in_words
from waymark_router.deciding.question import local_date
from waymark_router.providers.provider import DirectoryService
from waymark_router.settings import RouterSettings
from waymark_router.triage.queries import find_permitted
from waymark_router.triage.sight import allocations_for, explanation_for, record_for

router = APIRouter(tags=["router"])
Here = Annotated[Context[RouterSettings, actions.Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading)]
ReadingAll = Annotated[Reader, Depends(reading_all)]
WritingAll = Annotated[Transaction, Depends(writing_all, scope="function")]


class Reply(BaseModel):
    """Base of what this door answers."""

    model_config = ConfigDict(frozen=True)


class DecisionReply(Reply):
    """A referral's latest decision: in words, as recorded, and how its allocations stand with the router now.

    The record holds only the facts that some rule or service asked for. Whoever may not see risk gets all three without
    what speaks of it: flags, and the rows that ask for more than the desk's own pages show.
    """

    decision_id: UUID
    referral_id: UUID
    explanation: list[str]
    allocations: list[RoutedAllocation]
    record: dict[str, JsonValue]


class TableReply(Reply):
    """One table of the rulebook: each row in words, in order."""

    name: str
    policy: str
    rows: list[str]


class RulebookReply(Reply):
    """The rulebook in force, named by the hash of its content, and the directory it speaks of."""

    version: str
    effective_from: str
    directory: str
    tables: list[TableReply]


class CountsReply(Reply):
    """What went where, in numbers: for an operator who must see that nothing is left without an answer."""

    referrals: int
    without_answer: int
    allocations: list[dict[str, str | int]]
    unmet: list[dict[str, str | int]]
    pathways: list[dict[str, str | int]]


class WaitReply(Reply):
    """The wait for one intervention: in weeks as told on a day by somebody, or "not known"."""

    intervention: str
    weeks: int | None
    as_of: date | None
    by: str
    said: str


class ServiceReply(Reply):
    """One service of the directory. Ages are years, both inclusive (17.5 is 17 and a half); no districts means any."""

    id: str
    name: str
    agency: str
    pathway: str
    status: str
    youngest: int | float
    oldest: int | float
    districts: list[str]
    languages: list[str]
    waits: list[WaitReply]


class DirectoryReply(Reply):
    """The directory in force, named by the hash of its content: services, and signposts to what is not bought here."""

    version: str
    services: list[ServiceReply]
    signposts: list[Signpost]


@router.get("/v1/counts")
async def get_counts(_: Annotated[Actor, Depends(Allows(Permission.SYSTEM_READ))], reader: ReadingAll) -> CountsReply:
    """Referrals decided, allocations by pathway, service and state, and unmet needs by reason."""
    counts = await queries.count_routes(reader)
    return CountsReply(
        referrals=counts.referrals,
        without_answer=counts.without_answer,
        allocations=counts.allocations,
        unmet=counts.unmet,
        pathways=counts.pathways,
    )


@router.get("/v1/referrals/{referral_id}/decision")
async def get_decision(
    referral_id: UUID, actor: Annotated[Actor, Depends(Allows(Permission.DECISION_READ))], tx: WritingAll
) -> DecisionReply:
    """Where the referral went and why; who read it is kept.

    Refused NOT_FOUND where no such referral is known, or your agency may not see it.
    """
    latest = await queries.find_latest_decision(tx, referral_id)
    scope = await find_permitted(tx, referral_id, actor.agency)
    if latest is None or scope is None:
        raise Refused(Kind.NOT_FOUND, "No decision about this referral is known", code="decision.unknown")
    tx.audit("decision.read", about=referral_id, actor=actor.subject)
    rulebook = await queries.find_rulebook(tx, latest.rulebook)
    directory = await queries.find_directory(tx, latest.directory)
    return DecisionReply(
        decision_id=latest.decision_id,
        referral_id=referral_id,
        explanation=[*explanation_for(scope, read_record(latest.record), rulebook, directory)],
        allocations=[*allocations_for(scope, await queries.list_allocations(tx, referral_id))],
        record=dict(record_for(scope, json.loads(latest.record))),
    )


@router.get("/v1/rulebook")
async def get_rulebook(
    _: Annotated[Actor, Depends(Allows(Permission.RULES_READ))], reader: Reading, context: Here
) -> RulebookReply:
    """The rules in force, in words."""
    county = await actions.in_force(reader, context.own)
    rulebook = county.rulebook
    tables = [
        TableReply(
            name=name.value, policy=compiled.table.policy.value, rows=list(map(row_in_words, compiled.table.rows))
        )
        for name, compiled in rulebook.tables.items()
    ]
    return RulebookReply(
        version=rulebook.version,
        effective_from=rulebook.effective_from.isoformat(),
        directory=county.directory.version,
        tables=tables,
    )


@router.get("/v1/directory")
async def get_directory(
    _: Annotated[Actor, Depends(Allows(Permission.DIRECTORY_READ))], reader: Reading, context: Here
) -> DirectoryReply:
    """Who takes whom, and how long people wait where somebody told it lately."""
    directory = (await actions.in_force(reader, context.own)).directory
    today = local_date(reader.now)
    return DirectoryReply(
        version=directory.version,
        services=[_service(service, today) for service in directory.services.values()],
        signposts=[signpost.told() for signpost in directory.signposts.values()],
    )


def _service(service: DirectoryService, today: date) -> ServiceReply:
    waits = [
        WaitReply(
            intervention=wait.intervention.value,
            weeks=wait.weeks if wait.is_known(today) else None,
            as_of=wait.as_of,
            by=wait.by,
            said=wait_in_words(wait, today),
        )
        for wait in service.waits
    ]
    return ServiceReply(
        id=service.id,
        name=service.name,
        agency=service.agency,
        pathway=service.pathway.value,
        status=service.standing(today).value,
        youngest=_years(service.youngest),
        oldest=_years(service.oldest),
        districts=list(service.districts),
        languages=list(service.languages),
        waits=waits,
    )


def _years(age: int | Decimal) -> int | float:
    return age if isinstance(age, int) else float(age)
