"""What a test of operating needs: an event set aside in consent, a service with figures, a signed-in operator."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from starlette.types import ASGIApp

from tests.builders.hearing import RECEIVED, SOURCE, log_of
from tests.builders.web import TokenKey, a_browser, a_context, a_member, a_token, make_known
from tests.conftest import OpenDatabase
from waymark import parked
from waymark.auth import SESSION, SESSION_COOKIE
from waymark.clock import Clock
from waymark.contracts.envelope import Heard
from waymark.contracts.referral import ReferralReceived
from waymark.db import Database, Reader, Transaction
from waymark.figure import Figure
from waymark.http import build_app
from waymark.ids import uuid7
from waymark.parked import Head
from waymark.service import Context, Handler, Hears, Service
from waymark.settings import ServiceSettings, Settings
from waymark.words import Role

CANARY = "canary-4c1d-Zephyrine"
OLU = "olu.operator"
THREE_WAIT = Figure("alerts_waiting", "alerts waiting to be sent", 3, warn_above=0)
OLDEST = Figure("alerts_oldest", "oldest alert waiting", 725, warn_above=600, unit="s")
TODAY = Figure("sent_today", "alerts sent today", 12)


async def some_figures(reader: Reader) -> Sequence[Figure]:
    """Two warnings and one figure for information."""
    await reader.value("select 1")
    return (TODAY, THREE_WAIT, OLDEST)


async def fail(tx: Transaction, events: Sequence[Heard[Any]], context: Context[Any, Any]) -> None:
    """A handler with a mistake, whose message quotes a person."""
    raise ValueError(CANARY)


async def leave_a_row(tx: Transaction, events: Sequence[Heard[Any]], context: Context[Any, Any]) -> None:
    """A handler without one."""
    for heard in events:
        tx.audit("test.handled", about=heard.data.referral_id, actor="test")


def a_service_with_figures(handle: Handler = leave_a_row, **over: Any) -> Service:
    """Consent's place on the bus with a handler of the test's own."""
    made = Service(
        name="consent",
        summary="May it be shared?",
        settings=ServiceSettings,
        migrations="",
        hears=(Hears(ReferralReceived, handle),),
        figures=some_figures,
    )
    return replace(made, **over)


async def set_aside(open_database: OpenDatabase, *, behind: int = 0, body: bytes | None = None) -> Head:
    """One event of intake's that consent set aside, with `behind` later ones of its referral; answers its head."""
    intake, consent = await open_database("intake"), await open_database("consent")
    async with intake.transaction() as tx:
        event = RECEIVED.model_copy(update={"referral_id": uuid7(tx.now)})
        for _ in range(1 + behind):
            tx.tell(event, key=event.referral_id)
    records = [record for record in await log_of(consent) if record.key == event.referral_id]
    async with consent.transaction() as tx:
        for n, record in enumerate(records):
            kept = replace(record, body=body) if body is not None and n == 0 else record
            state, error = ("queued", "") if n else ("parked", "ValueError at x.py:1")
            await parked.add(tx, kept, state=state, error=error, attempts=0 if n else 3)
        await tx.run(
            "insert into offsets(hearer, source, position, moved_at) values ('consent', :source, :position, :now)"
            " on conflict (hearer, source) do update set position = excluded.position",
            {"source": SOURCE, "position": records[-1].position, "now": tx.now},
        )
        (head,) = [one for one in await parked.heads(tx) if one.key == event.referral_id]
    return head


@dataclass(frozen=True)
class Desk:
    """An operator's browser, and somebody's who may not operate."""

    olu: httpx.AsyncClient
    sam: httpx.AsyncClient
    stranger: httpx.AsyncClient
    database: Database


async def an_operated_app(
    open_database: OpenDatabase, clock: Clock, settings: Settings, *services: Service
) -> tuple[ASGIApp, dict[str, str], Database]:
    """The app of `services` (consent's by default), session tokens of "olu" and "sam", and the first's database."""
    key, now = TokenKey("k1"), clock.now()
    contexts = {}
    for service in services or (a_service_with_figures(),):
        database = await open_database(service.name)
        olu = a_member(now, subject=OLU, display_name="Olu", roles=(Role.OPERATOR,))
        await make_known(database, now, a_member(now), olu, keys=(key.known(now),))
        contexts[service.name] = (service, a_context(database, clock, settings, name=service.name))
    tokens = {
        "olu": a_token(key, now, use=SESSION, subject=OLU, roles=(Role.OPERATOR,)),
        "sam": a_token(key, now, use=SESSION),
    }
    first = next(context for _, context in contexts.values())
    return build_app(contexts, settings, ready=dict), tokens, first.database


@asynccontextmanager
async def a_desk(
    open_database: OpenDatabase, clock: Clock, settings: Settings, *services: Service
) -> AsyncIterator[Desk]:
    """The app of `services` (consent's by default) with three browsers."""
    app, tokens, database = await an_operated_app(open_database, clock, settings, *services)
    async with a_browser(app) as first, a_browser(app) as second, a_browser(app) as third:
        for client, name in ((first, "olu"), (second, "sam")):
            client.cookies.set(SESSION_COOKIE, tokens[name])
            client.headers.update({"sec-fetch-site": "same-origin", "accept": "text/html"})
        third.headers["accept"] = "text/html"
        yield Desk(first, second, third, database)
