"""The plug: what consent offers, tells, hears and does by time; how it opens its keys and takes a county file."""

import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from waymark.auth import remember_keys, remember_members
from waymark.contracts.consent import (
    ConsentChanged,
    KeysChanged,
    MemberChanged,
    PersonErased,
    ReferralScreened,
    ReleaseRevoked,
)
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationProgressed,
    AllocationWithdrawn,
)
from waymark.contracts.referral import ErasureSpread, ReferralAnswered, ReferralReceived, ReferralWithdrawn
from waymark.contracts.routing import ReferralRouted
from waymark.db import SYSTEM, Transaction
from waymark.landing import HOME
from waymark.service import Context, Hears, Job, Service
from waymark_consent import actions, api, events, jobs, queries
from waymark_consent.access import actions as access
from waymark_consent.access import api as access_api
from waymark_consent.county import read_county
from waymark_consent.erasure import api as erasure_api
from waymark_consent.pages import home, permission, sign_in
from waymark_consent.settings import ConsentOwn, ConsentSettings, Here


@asynccontextmanager
async def opened(context: Context[ConsentSettings, None]) -> AsyncIterator[ConsentOwn]:
    """Consent's key-encryption keys, with a valid transport key and token key made where there is none.

    Erasures that a restored database does not have are done again first.

    Raises SettingsInvalid where the key file does not fit the database.
    """
    path = context.settings.kek_file or context.shared.home / "keys" / "consent-kek.json"
    async with context.database.reader(SYSTEM) as reader:
        own = ConsentOwn(await access.open_ring(reader, path))
    ready: Here = dataclasses.replace(context, own=own)  # type: ignore[arg-type,assignment]
    # Before any door opens: whoever was erased is not shown in a moment between.
    await jobs.keep_erasures(ready)
    await jobs.keep_keys_fresh(ready)
    yield own


async def take_county(tx: Transaction, part: Mapping[str, Any], _: Here) -> None:
    """Take consent's part of a county file in; raises Refused before anything is written."""
    county = read_county(part)
    await access.take_county(tx, county)
    await actions.add_agreements(tx, county.agreements)


service = Service(
    name="consent",
    summary="May it be shared, what of it and with whom; keeps the vault, agreements and who may act for whom",
    settings=ConsentSettings,
    migrations="waymark_consent.migrations",
    tells=(ReferralScreened, ConsentChanged, ReleaseRevoked, PersonErased, KeysChanged, MemberChanged),
    hears=(
        Hears(ReferralReceived, events.on_referral_received),
        Hears(ReferralAnswered, events.on_referral_answered),
        Hears(ReferralWithdrawn, events.on_referral_withdrawn),
        Hears(ErasureSpread, events.on_erasure_spread),
        Hears(KeysChanged, remember_keys),
        Hears(MemberChanged, remember_members),
        Hears(ReferralRouted, events.on_referral_routed, linger_s=0.02),
        Hears(AllocationAccepted, events.on_allocation_changed),
        Hears(AllocationDeclined, events.on_allocation_changed),
        Hears(AllocationLapsed, events.on_allocation_changed),
        Hears(AllocationProgressed, events.on_allocation_changed),
        Hears(AllocationClosed, events.on_allocation_changed),
        Hears(AllocationWithdrawn, events.on_allocation_changed),
    ),
    routers=(api.router, erasure_api.router, access_api.router, sign_in.router, home.router, permission.router),
    home=HOME,
    jobs=(
        Job("keep keys fresh", lambda context: context.settings.key_check_s, jobs.keep_keys_fresh),
        Job("keep the list of erasures", lambda context: context.settings.erasure_list_s, jobs.keep_erasures),
        Job("forget used assertions", lambda context: context.settings.prune_every_s, jobs.forget_used),
    ),
    open=opened,
    load=take_county,
    append_only=("disclosures", "decisions", "permissions"),
    figures=queries.figures,
    account=queries.account,
)
