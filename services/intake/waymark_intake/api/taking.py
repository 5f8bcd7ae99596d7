"""Many records of one sender taken together: sealed in one envelope, written in one transaction, each with its outcome.

Not here: the shape they come in (batch.py, csv_file.py), and what a record means.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waymark.auth import Actor
from waymark.errors import Refused, Unavailable
from waymark_intake.actions import Accepted
from waymark_intake.api import partner, police
from waymark_intake.api.own import IntakeContext
from waymark_intake.api.sealing import Sealing, Sent
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.record import PoliceRecord
from waymark_intake.recognition.event import AlreadyReferred
from waymark_intake.referral import Canonical, RecordKind, Submission

Outcome = Accepted | BaseException


@dataclass(frozen=True, slots=True, repr=False)
class Readable:
    """A record that can become a referral, under which key, what it comes to, and when it was received (UTC)."""

    record: PoliceRecord | PartnerRecord
    key: str
    canonical: Canonical
    received_at: datetime


class Taker:
    """Takes the records of one sender, one share after the other or some at once.

    Records of one event that turn out to be corrections are made in the order in which the shares were given, so that
    the last line is what counts.
    """

    def __init__(self, actor: Actor, context: IntakeContext) -> None:
        self._actor = actor
        self._context = context
        self._last = asyncio.Event()
        self._last.set()

    def read(self, record: PoliceRecord | PartnerRecord, key: str) -> Readable:
        """What the record comes to now; raises Refused FORBIDDEN or INVALID."""
        now = self._context.clock.now()
        if isinstance(record, PoliceRecord):
            canonical = police.canonical_of(record, actor=self._actor, context=self._context, received_at=now)
        else:
            canonical = partner.canonical_of(record, actor=self._actor, context=self._context)
        return Readable(record, key, canonical, now)

    async def take(self, found: Sequence[Readable]) -> Sequence[Outcome]:
        """The outcome of each, in order: Accepted once it is durable, or the error that is its own."""
        if not found:
            return []
        before, self._last = self._last, asyncio.Event()
        ours = self._last
        try:
            outcomes = await self._written(found)
            if any(isinstance(outcome, AlreadyReferred) for outcome in outcomes):
                await before.wait()
            corrected = [await self._corrected(one, outcome) for one, outcome in zip(found, outcomes, strict=True)]
            await before.wait()
            return corrected
        finally:
            ours.set()

    async def _written(self, found: Sequence[Readable]) -> Sequence[Outcome]:
        try:
            sealing = await Sealing.ready(self._context, several=len(found) > 1)
            return await self._context.own.writer.put_all([self._sealed(one, sealing) for one in found])
        except Unavailable as error:
            return [error] * len(found)

    async def _corrected(self, one: Readable, outcome: Outcome) -> Outcome:
        """The outcome, or that of the correction the record turned out to be."""
        if not (isinstance(outcome, AlreadyReferred) and isinstance(one.record, PoliceRecord)):
            return outcome
        try:
            return await police.correct_instead(one.record, one.key, outcome, actor=self._actor, context=self._context)
        except (Refused, Unavailable) as error:
            return error

    def _sealed(self, one: Readable, sealing: Sealing) -> Submission:
        kind = RecordKind.POLICE if isinstance(one.record, PoliceRecord) else RecordKind.PARTNER
        sent = Sent(agency=self._actor.agency, subject=self._actor.subject, kind=kind, received_at=one.received_at)
        return sealing.submission(one.canonical, one.record.written(), one.key, sent=sent)
