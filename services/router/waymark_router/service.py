"""The plug: what the router offers, hears and tells."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from waymark.auth import remember_keys, remember_members
from waymark.contracts.consent import KeysChanged, MemberChanged, PersonErased, ReferralScreened
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationWithdrawn,
)
from waymark.contracts.routing import ReferralRouted
from waymark.contracts.rules import RulesPublished
from waymark.db import SYSTEM, Transaction
from waymark.service import Context, Fixed, Hears, Job, Service
from waymark_router import api, events, jobs, pages, queries
from waymark_router.actions import Shelf
from waymark_router.county import county_from
from waymark_router.deputies.actions import name_deputies
from waymark_router.directory import api as room_api
from waymark_router.feeds import api as feeds_api
from waymark_router.feeds.approvals import api as listings_api
from waymark_router.pack import api as pack_api
from waymark_router.pack import shipped
from waymark_router.publishing import api as rules_api
from waymark_router.publishing.actions.seeding import Seed, check_seed, gather_seed, seed_county
from waymark_router.settings import RouterSettings, refuse_short_lead
from waymark_router.sheet import api as sheet_api
from waymark_router.triage import api as desk_api

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_router(context: Context[RouterSettings, None]) -> AsyncIterator[Shelf]:
    """What the router keeps for itself in a process: an empty shelf for the versions it will use.

    Raises SettingsInvalid where a version could count before everybody can know of it (ADR 0034).
    """
    refuse_short_lead(context.settings, context.shared)
    yield Shelf()


async def read(part: Mapping[str, object], context: Context[RouterSettings, Shelf]) -> Seed:
    """Read a county's rulebook and directory and check them beside what people decided here; raises Refused (INVALID)
    in one line.
    """
    settings = context.settings
    county = await asyncio.to_thread(
        county_from, part, steps=settings.check_steps, steps_in_all=settings.check_steps_in_all
    )
    async with context.database.reader(SYSTEM) as reader:
        seed = await gather_seed(reader, county)
    await check_seed(seed, settings.allowance())
    return seed


async def load(tx: Transaction, seed: Seed, _: Context[RouterSettings, Shelf]) -> None:
    """Publish what was read; raises Refused (CONFLICT) where people approved something meanwhile.

    Rules that people published since stay in force, and it is said.
    """
    kept = await seed_county(tx, seed, actor="county-file")
    await name_deputies(tx, seed.county.deputies, actor="county-file")
    if kept is not None:
        _log.warning("rules version %d, published by people, stays: the county file's rules are not taken", kept.number)


service = Service(
    name="router",
    summary="Decides from coded facts alone where a referral goes, and can always say why",
    settings=RouterSettings,
    migrations="waymark_router.migrations",
    tells=(ReferralRouted, RulesPublished),
    hears=(
        Hears(ReferralScreened, events.on_referral_screened),
        Hears(PersonErased, events.on_person_erased),
        Hears(AllocationDeclined, events.on_allocation_declined),
        Hears(AllocationLapsed, events.on_allocation_lapsed),
        Hears(AllocationAccepted, events.on_allocation_accepted),
        Hears(AllocationClosed, events.on_allocation_closed),
        Hears(AllocationWithdrawn, events.on_allocation_withdrawn),
        Hears(KeysChanged, remember_keys),
        Hears(MemberChanged, remember_members),
    ),
    routers=(
        api.router,
        room_api.router,
        feeds_api.router,
        listings_api.router,
        desk_api.router,
        rules_api.router,
        pack_api.router,
        sheet_api.router,
        pages.router,
    ),
    jobs=(
        Job("forget facts", lambda context: context.settings.forget_every_s, jobs.forget_facts),
        Job("replay decisions", lambda context: context.settings.replay_look_every_s, jobs.replay_decisions),
        Job("count uses", lambda context: context.settings.count_uses_every_s, jobs.count_rule_uses),
    ),
    open=open_router,
    read=read,
    load=load,
    append_only=("draft_steps",),
    fixed=(
        Fixed("rulebooks", but=("number", "published_at", "called_off_at")),
        Fixed("directories", but=("number", "published_at", "by_people")),
        Fixed("directory_requests", but=("state", "decided_by", "decided_at", "version")),
        Fixed("decisions", forgets=True),
        Fixed("assignments", forgets=True),
        Fixed("suggestions", but=("state",), forgets=True),
    ),
    figures=queries.figures,
    account=queries.account,
    documents=shipped.documents,
    streamed=("/v1/feeds/{source}/upload", "/feeds/upload", "/rules/files/pack/upload", "/rules/files/table/upload"),
    short={"/find": "/router/find-support"},
)
