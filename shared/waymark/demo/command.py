"""`waymark demo` and `waymark replay`: start everything in one process, load the county, send, show, stay.

Both go through the real doors: tokens with the client's private key, the police API, a signed-in operator.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from waymark.clock import Clock, ReplayClock, SystemClock
from waymark.demo.county import BUILT_IN, client_key, load_county, read_county
from waymark.demo.crimes import CrimeRow, read_crimes
from waymark.demo.first_day import decline_one, send_first_day, visit_form
from waymark.demo.mailbox import mailbox
from waymark.demo.records import RecordMaker
from waymark.demo.replay import Stage, Tally, replay, timed
from waymark.demo.sender import Sender
from waymark.demo.staff import Staff
from waymark.demo.stories import POLICE
from waymark.demo.table import print_routes, print_tally
from waymark.demo.worker import Worker
from waymark.errors import Unavailable
from waymark.migrate import migrate
from waymark.opening import opened_database
from waymark.runner import process
from waymark.service import installed_services
from waymark.settings import Settings
from waymark.waiting import until_stopped

OPERATOR = "olu.operator"
DECLINES = "kit.ledger"
WORKERS = (
    "sam.harbour",
    "noor.lantern",
    "kit.ledger",
    "ana.aspen",
    "mo.frontdoor",
    "val.neighbour",
    "ivy.willow",
    "max.meridian",
    "eve.sapling",
    "rui.anchor",
    "ned.starling",
    "fay.first",
    "pat.triage",
)
_SETTLE_S = 60.0


@dataclass(frozen=True)
class County:
    """A running county and the people who use it from outside."""

    url: str
    http: httpx.AsyncClient
    senders: Mapping[str, Sender]
    operator: Staff

    @property
    def sender(self) -> Sender:
        """The police record system."""
        return self.senders[POLICE]

    async def counts(self) -> dict[str, Any]:
        """What went where, as the operator sees it: numbers only."""
        counts: dict[str, Any] = await self.operator.get("/router/v1/counts")
        return counts

    async def settled(self, accepted: int, *, declined: int = 0) -> dict[str, Any]:
        """The counts once every accepted referral is routed and so many a no is answered.

        Raises Unavailable when that takes too long.
        """
        give_up = asyncio.get_running_loop().time() + _SETTLE_S
        while (counts := await self.counts())["referrals"] < accepted or _declined(counts) < declined:
            if asyncio.get_running_loop().time() > give_up:
                raise Unavailable(f"{accepted} referrals were accepted but {counts['referrals']} are routed")
            await asyncio.sleep(0.1)
        return counts


def _declined(counts: Mapping[str, Any]) -> int:
    return sum(row["count"] for row in counts["allocations"] if row["state"] == "declined")


@asynccontextmanager
async def running_county(
    settings: Settings, clock: Clock, *, folder: Path, database: str = "waymark"
) -> AsyncIterator[County]:
    """All services in this process on a migrated database with the county loaded."""
    services = list(installed_services().values())
    async with opened_database(settings, services, database=database) as addresses:
        await migrate(addresses.owner, services, addresses.passwords())
        await load_county(services, settings, addresses, clock, folder=folder)
        async with (
            process(services, settings, addresses, clock) as running,
            httpx.AsyncClient(base_url=running.url, timeout=30, trust_env=False) as http,
        ):
            await _ready(http)
            clients = [client["id"] for client in read_county(folder).get("consent", {}).get("clients", [])]
            senders = {name: Sender(http, name, client_key(settings.home, name), clock) for name in clients}
            async with aclosing(Staff(http.base_url, OPERATOR)) as operator:
                yield County(running.url, http, senders, operator)


async def _ready(http: httpx.AsyncClient) -> None:
    give_up = asyncio.get_running_loop().time() + _SETTLE_S
    while (reply := await http.get("/health/ready")).status_code != httpx.codes.OK:
        if asyncio.get_running_loop().time() > give_up:
            raise Unavailable(f"not ready: {reply.text}")
        await asyncio.sleep(0.05)


async def demo(given: argparse.Namespace, settings: Settings) -> int:
    """Start, load, send a synthetic day (only where there is none yet), print the table, stay up."""
    console = _console()
    async with (
        mailbox(settings) as mail,
        running_county(settings, SystemClock(), folder=given.county or BUILT_IN) as county,
    ):
        counts = await county.counts()
        if not counts["referrals"]:
            tally = Tally()
            counts = await live_first_day(county, tally)
            print_tally(console, tally)
        else:
            console.print(f"Found {counts['referrals']} referrals from before; nothing new was sent.")
        print_routes(console, counts)
        console.print(f"\nA provider's queue   {county.url}/notifier/queue   (pick a person to sign in)")
        console.print(f"A sender's referrals {county.url}/intake/referrals")
        console.print(f"Asking for help      {county.url}/intake/form")
        console.print(f"The pathway rules    {county.url}/router/rules   (as rae.rules, approved by sol.approver)")
        console.print(f"How it is doing      {county.url}/status   (as olu.operator)")
        console.print(f"Alerts by e-mail     {mail}")
        console.print(f"Interface documents  {county.url}/intake/openapi.json")
        if not given.once:
            console.print("Ctrl-C stops it; the data stays.")
            await until_stopped()
    return 0


async def live_first_day(county: County, tally: Tally) -> dict[str, Any]:
    """Send the first day, let one provider say no, and answer the counts after it."""
    now = SystemClock().now()
    await send_first_day(county.senders, tally, now, seed="demo", run=now.strftime("%Y%m%d%H%M%S"))
    await visit_form(county.http, tally, seed="demo")
    await county.settled(tally.referrals)
    async with aclosing(Staff(county.url, DECLINES)) as staff:
        declined = await decline_one(staff)
    return await county.settled(tally.referrals, declined=int(declined))


async def replay_file(given: argparse.Namespace, settings: Settings) -> int:
    """Replay one file on its own time in a database of its own, and account for every row."""
    console = _console()
    tally = Tally()
    placed = timed(read_crimes(given.file), tally, given.seed)
    if not placed:
        console.print("no crimes in the file")
        return 2
    quiet = settings.model_copy(update={"port": settings.port if given.stay else 0})
    clock = ReplayClock(placed[0][0] - timedelta(hours=1))
    async with (
        mailbox(settings),
        running_county(quiet, clock, folder=BUILT_IN, database=_database_of(given)) as county,
    ):
        await play(county, placed, tally, clock, seed=given.seed)
        counts = await county.settled(tally.referrals)
        print_tally(console, tally)
        print_routes(console, counts)
        console.print("Every row is accounted for." if tally.balanced() else "ROWS ARE MISSING.")
        if given.stay:
            console.print(f"{county.url}/notifier/queue")
            await until_stopped()
    return 0 if tally.balanced() else 1


def _database_of(given: argparse.Namespace) -> str:
    stamp = "".join(letter if letter.isalnum() else "_" for letter in given.file.stem.lower())[:30]
    return f"replay_{stamp}_{SystemClock().now():%Y%m%d%H%M%S}"


async def play(
    county: County, placed: Sequence[tuple[datetime, CrimeRow]], tally: Tally, clock: ReplayClock, *, seed: str
) -> None:
    """Replay placed rows in a running county, with a progress bar and providers who accept."""
    async with AsyncExitStack() as stack:
        staff = {member: await stack.enter_async_context(aclosing(Staff(county.url, member))) for member in WORKERS}
        workers = [Worker(one, member) for member, one in staff.items()]
        stage = Stage(RecordMaker(seed, f"replay-{seed}"), county.sender, workers, clock)
        progress = stack.enter_context(Progress(transient=True))
        bar = progress.add_task("Replaying", total=len(placed))

        async def tick(done: int) -> None:
            progress.advance(bar, done)

        await replay(placed, tally, stage, tick)


def _console() -> Console:
    """The terminal, or wide enough for the tables where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=150)
