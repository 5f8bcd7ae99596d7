"""The plug of the notifier: the routes, pages, events and jobs it offers, and what it opens for itself.

Not here: what any of them does.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from waymark.auth import remember_keys, remember_members
from waymark.contracts.consent import KeysChanged, MemberChanged, PersonErased, ReleaseRevoked
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationProgressed,
    AllocationWithdrawn,
)
from waymark.contracts.routing import ReferralRouted
from waymark.contracts.rules import RulesPublished
from waymark.db import Transaction
from waymark.service import Context, Hears, Job, Service
from waymark_notifier import actions, api, events, jobs, pages, queries
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.stream import Hub, open_hub


@asynccontextmanager
async def _open(context: Context[NotifierSettings, None]) -> AsyncIterator[Hub]:
    """The hub of open pages, listening to this service's own database."""
    url = context.database.engine.url.set(drivername="postgresql")
    async with open_hub(url.render_as_string(hide_password=False), retry_s=context.settings.listen_retry_s) as hub:
        yield hub


async def _load(tx: Transaction, part: Mapping[str, Any], _: Context[NotifierSettings, Hub]) -> None:
    """Take the notifier's part of a county file: where each agency and its lead want to be told, and who escalates."""
    await actions.load_channels(tx, part)


service = Service(
    name="notifier",
    summary="Owns provider queues, their clocks and alerts, and closes the loop",
    shows_people=True,
    settings=NotifierSettings,
    migrations="waymark_notifier.migrations",
    tells=(
        AllocationAccepted,
        AllocationDeclined,
        AllocationLapsed,
        AllocationProgressed,
        AllocationClosed,
        AllocationWithdrawn,
    ),
    hears=(
        Hears(ReferralRouted, events.on_referral_routed),
        Hears(RulesPublished, events.on_rules_published),
        Hears(ReleaseRevoked, events.on_release_revoked),
        Hears(PersonErased, events.on_person_erased),
        Hears(KeysChanged, remember_keys),
        Hears(MemberChanged, remember_members),
    ),
    routers=(api.router, pages.router),
    jobs=(
        Job("send alerts", lambda context: context.settings.alert_every_s, jobs.send_alerts),
        Job("remind and escalate", lambda context: context.settings.lapse_every_s, jobs.watch_clocks),
        Job("lapse overdue", lambda context: context.settings.lapse_every_s, jobs.lapse_overdue),
    ),
    open=_open,
    load=_load,
    append_only=("transitions",),
    figures=queries.figures,
    account=queries.account,
)
