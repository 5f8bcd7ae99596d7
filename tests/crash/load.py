"""Clients that go on sending while parts of the county die, and write down what they were answered.

Whoever gets no clear answer tries again under the same key, as every client of Waymark must; some give up, as some do.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import httpx

from tests.builders.police_post import a_record
from tests.crash.county import Killable
from tests.crash.history import History, Outcome, Step, Submission
from waymark.clock import SystemClock
from waymark.demo.county import client_key
from waymark.demo.sender import Sender
from waymark.demo.staff import Staff
from waymark.demo.stories import POLICE
from waymark.errors import Unavailable

NOT_NOW = (httpx.TransportError, Unavailable, ValueError)  # ValueError: a body that ended half way
_IN_FLIGHT = "idempotency_key_in_flight"
_NOT_PROCESSED = {401, 429}
_GIVES_UP = 0.15
_TIMEOUT_S = 8.0
_PRESSES = 3
_REFUSED = re.compile(r": 4\d\d ")
_KINDS = (
    ("028/03", ()),
    ("034/01", ()),
    ("019/08", ()),
    ("105/01", ("domestic_abuse",)),
    ("019/07", ("child_at_risk",)),
    ("053/40", ()),
)
_POSITIONS = ("given", "given", "not_asked", "refused")
WORKERS = ("sam.harbour", "noor.lantern", "ana.aspen", "mo.frontdoor", "kit.ledger", "pat.triage")


@dataclass
class Load:
    """Everything that is sent in one run; `stopping` ends it after what is in hand."""

    county: Killable
    seed: int
    history: History = field(default_factory=History)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Send until stopped."""
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(_client(self.county))
            sender = Sender(http, POLICE, client_key(self.county.settings.home, POLICE), SystemClock())
            work = [Police(self, http, sender, number).run for number in range(3)]
            for member in WORKERS:
                staff = Staff(self.county.url, member, transport=self.county.transport())
                await stack.enter_async_context(aclosing(staff))
                work.append(Worker(self, staff, member).run)
            async with asyncio.TaskGroup() as group:
                for one in work:
                    group.create_task(one())

    async def resolve(self) -> dict[str, UUID]:
        """Send every unknown key once more, now that all is well: which referral each has."""
        async with _client(self.county) as http:
            sender = Sender(http, POLICE, client_key(self.county.settings.home, POLICE), SystemClock())
            found: dict[str, UUID] = {}
            for one in self.history.of(Outcome.UNKNOWN):
                reply = await sender.send(one.key, one.record)
                if reply.status_code == httpx.codes.ACCEPTED:
                    found[one.key] = UUID(reply.json()["id"])
            return found

    async def rest(self, seconds: float) -> None:
        """Wait, but not longer than the load goes on."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return


def _client(county: Killable) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=county.url, timeout=_TIMEOUT_S, trust_env=False, transport=county.transport())


class Police:
    """A police record system: records one by one and in batches, corrections, withdrawals, what the person said."""

    def __init__(self, load: Load, http: httpx.AsyncClient, sender: Sender, number: int) -> None:
        self._load = load
        self._http = http
        self._sender = sender
        self._random = Random(f"{load.seed}/police/{number}")
        self._keys = (f"crash-{load.seed}-{number}-{n}" for n in count())
        self._mine: dict[UUID, int] = {}  # accepted, by the version they were last known to have

    async def run(self) -> None:
        """Go on until stopped."""
        acts: list[Callable[[], Awaitable[None]]] = [
            self._one,
            self._one,
            self._one,
            self._batch,
            self._again,
            self._bad,
            self._correct,
            self._withdraw,
            self._answer_consent,
        ]
        while not self._load.stopping.is_set():
            await self._random.choice(acts)()
            await self._load.rest(self._random.uniform(0.0, 0.06))

    async def _one(self) -> None:
        await self._persist(self._begun())

    async def _again(self) -> None:
        """A record that was accepted is sent again under its key: a client that forgot the answer."""
        known = [one for one in self._load.history.sent.values() if one.ids]
        if known:
            await self._attempt(self._random.choice(known))

    async def _bad(self) -> None:
        """A record that can never be accepted; nothing of it may be found afterwards."""
        bad = self._begun()
        bad.record["offence_code"] = "not a code"
        await self._persist(bad)

    async def _batch(self) -> None:
        batch = [self._begun() for _ in range(self._random.randint(3, 12))]
        answered: set[int] = set()
        for one in batch:
            one.attempts += 1
        try:
            async for answer in self._sender.send_batch([(one.key, one.record) for one in batch]):
                answered.add(answer.line)
                self._note(batch[answer.line - 1], answer.status, answer.body)
        except NOT_NOW:
            pass
        for number, one in enumerate(batch, 1):
            if number not in answered and self._random.random() > _GIVES_UP:
                await self._persist(one)

    def _begun(self) -> Submission:
        key = next(self._keys)
        code, flags = self._random.choice(_KINDS)
        position = self._random.choice(_POSITIONS)
        consent = {"position": position, **({"explicit": True} if position != "not_asked" else {})}
        record = a_record(offence_code=code, flags=list(flags), consent=consent, force_reference=key)
        record["victim"] |= {"family_name": key, "mobile": f"07700{self._random.randrange(10**6):06d}"}
        if "child_at_risk" in flags:
            born = datetime.now(UTC) - timedelta(days=365 * self._random.randint(6, 15))
            record["victim"]["date_of_birth"] = born.date().isoformat()
        return self._load.history.submission(key, record)

    async def _persist(self, one: Submission) -> None:
        """Send until there is a clear answer, or until this client has had enough."""
        while one.outcome is Outcome.UNKNOWN and not self._load.stopping.is_set():
            await self._attempt(one)
            if one.outcome is Outcome.UNKNOWN:
                if self._random.random() < _GIVES_UP:
                    return
                await self._load.rest(self._random.uniform(0.1, 0.6))

    async def _attempt(self, one: Submission) -> None:
        try:
            await self._sender.token()
        except NOT_NOW:
            return  # nothing was sent
        one.attempts += 1
        try:
            reply = await self._sender.send(one.key, one.record)
            body = reply.json()
        except NOT_NOW:
            return
        self._note(one, reply.status_code, body)

    def _note(self, one: Submission, status: int, body: dict[str, Any]) -> None:
        if status == httpx.codes.ACCEPTED:
            one.ids.append(UUID(body["id"]))
            self._mine.setdefault(one.ids[-1], 1)
        elif body.get("code") == _IN_FLIGHT:
            return  # an earlier attempt is still being worked on: not clear yet
        elif status in _NOT_PROCESSED:
            one.attempts -= 1
        elif status < 500:
            one.failed += 1
            self._load.history.refusals[f"{status} {body.get('code', body.get('problem', {}).get('code', ''))}"] += 1

    async def _correct(self) -> None:
        if not (referral := self._some()):
            return
        version = self._mine[referral]
        record = a_record(force_reference=f"corrected-{referral}", account=f"corrected after version {version}")
        body = {"version": version, "record": record}
        key = f"correct-{referral}-{version}"
        outcome = await self._say("correct", referral, f"/intake/v1/referrals/{referral}:correct", body, key=key)
        if outcome is Outcome.OK:
            self._mine[referral] = version + 1
        else:
            self._mine.pop(referral, None)  # its version is not known for sure

    async def _withdraw(self) -> None:
        if self._random.random() < 0.5 or not (referral := self._some()):
            return
        self._mine.pop(referral)
        await self._say("withdraw", referral, f"/intake/v1/referrals/{referral}:withdraw", {"reason": "sent_in_error"})

    async def _answer_consent(self) -> None:
        if not (referral := self._some()):
            return
        said = self._random.choice(("given", "refused"))
        body = {"position": said, "explicit": said == "given", "given_by": "self", "how": "spoken", "wording": "v1"}
        await self._say(f"consent {said}", referral, f"/consent/v1/referrals/{referral}/consent", body)

    def _some(self) -> UUID | None:
        return self._random.choice(list(self._mine)) if self._mine else None

    async def _say(self, kind: str, referral: UUID, path: str, body: dict[str, Any], *, key: str = "") -> Outcome:
        """Post something about a referral, once more where the first answer was unclear and a key makes it safe."""
        outcome = Outcome.UNKNOWN
        for _ in range(3 if key else 1):
            outcome = await self._post(path, body, key)
            if outcome is not Outcome.UNKNOWN:
                break
            await self._load.rest(0.3)
        self._load.history.words[referral].outcomes[kind][outcome] += 1
        return outcome

    async def _post(self, path: str, body: dict[str, Any], key: str) -> Outcome:
        try:
            headers = {"Authorization": f"Bearer {await self._sender.token()}"}
        except NOT_NOW:
            return Outcome.FAIL  # nothing was sent
        if key:
            headers["Idempotency-Key"] = key
        try:
            reply = await self._http.post(path, json=body, headers=headers)
        except NOT_NOW:
            return Outcome.UNKNOWN
        if reply.is_success:
            return Outcome.OK
        if reply.status_code == httpx.codes.CONFLICT and reply.json()["code"] == _IN_FLIGHT:
            return Outcome.UNKNOWN
        verb = path.rpartition(":")[2] if ":" in path else "consent"
        self._load.history.refusals[f"{verb} {reply.status_code}"] += 1
        return Outcome.FAIL if reply.status_code < 500 else Outcome.UNKNOWN


class Worker:
    """A provider's worker, who answers what is in the queue and works on what was accepted."""

    def __init__(self, load: Load, staff: Staff, member: str) -> None:
        self._load = load
        self._staff = staff
        self._random = Random(f"{load.seed}/{member}")

    async def run(self) -> None:
        """Go on until stopped."""
        while not self._load.stopping.is_set():
            try:
                page = await self._staff.get("/notifier/v1/allocations", limit="10")
            except NOT_NOW:
                page = {"items": []}
            for item in page["items"]:
                if not self._load.stopping.is_set():
                    await self._answer(item)
            await self._load.rest(0.3)

    async def _answer(self, item: dict[str, Any]) -> None:
        draw = self._random.random()
        if draw < 0.6:
            await self._step(item, "accept")
        elif draw < 0.8 and any(step["verb"] == "decline" for step in item["next"]):
            await self._step(item, "decline", declined_by="provider", reason="no_capacity")

    async def _step(self, item: dict[str, Any], verb: str, **said: str) -> None:
        """One step; a worker who gets no answer presses the button again, with the version they saw."""
        outcome = Outcome.UNKNOWN
        path = f"/notifier/v1/allocations/{item['id']}:{verb}"
        for attempt in range(_PRESSES):
            try:
                await self._staff.post(path, {"version": item["version"], **said})
            except NOT_NOW as error:
                if _REFUSED.search(str(error)):  # after an unclear answer that may be our own step
                    outcome = Outcome.UNKNOWN if attempt else Outcome.FAIL
                    break
                await self._load.rest(0.3)
            else:
                outcome = Outcome.OK
                break
        self._load.history.steps.append(Step(UUID(item["id"]), verb, item["version"], outcome))
