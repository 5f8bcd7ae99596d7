"""Sealing a canonical referral of any sender into a submission, before any transaction: nothing readable goes further.

Not here: what a record means (the domain modules of its format), and what is stored (actions.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from waymark.auth import Actor
from waymark.cipher import Envelope, encrypt, plain_groups, seal_groups
from waymark.contracts.consent import KnownKey
from waymark.contracts.referral import SealedPerson
from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.ids import AgencyId, JourneyId, ReferralId, uuid7
from waymark.telemetry import current_traceparent
from waymark.words import Group
from waymark_intake.api.own import IntakeContext
from waymark_intake.match_record import MatchRecord
from waymark_intake.recognition.fingerprint import keyed_hash, short_hashes
from waymark_intake.recognition.likeness import likeness_of
from waymark_intake.records.answered import AnswerGiven, AnswerSubmission, answered
from waymark_intake.records.circumstance import journey_of
from waymark_intake.referral import Canonical, RecordKind, Submission
from waymark_intake.repeat.apart import is_comparable, is_kept_apart, is_never_linked
from waymark_intake.repeat.counted import is_of_victim
from waymark_intake.repeat.plain import PlainPerson, plain_person
from waymark_intake.repeat.record import MatchKeys, place_of
from waymark_intake.repeat.record import written as written_plain
from waymark_intake.repeat.trace import traces_of
from waymark_intake.working_day import local_date

IDEMPOTENCY_KEY = r"^[!-~]{1,255}$"


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent it, in which format, and when intake first got it: agency, member or client (`subject`), time in UTC."""

    agency: AgencyId
    subject: str
    kind: RecordKind
    received_at: datetime


def checked_key(key: str | None) -> str:
    """The Idempotency-Key as sent; raises Refused(MALFORMED) where it is missing or no such key."""
    if key is None:
        fix = "Send the header Idempotency-Key, a new one for every record, so that it is safe to send again."
        fault = Fault("", "idempotency_key_missing", fix)
        raise Refused(Kind.MALFORMED, "Idempotency-Key is missing", code=fault.code, faults=(fault,))
    if not re.fullmatch(IDEMPOTENCY_KEY, key, re.ASCII):
        fault = Fault("", "idempotency_key_malformed", "Use 1 to 255 visible ASCII characters, no spaces.")
        raise Refused(Kind.MALFORMED, "Idempotency-Key is not as it must be", code=fault.code, faults=(fault,))
    return key


async def sealed(
    canonical: Canonical,
    written: bytes,
    key: str,
    *,
    sent: Sent,
    context: IntakeContext,
    known_as: tuple[ReferralId, JourneyId] | None = None,
) -> Submission:
    """One canonical referral as a sealed submission; see Sealing. Raises Unavailable while there is no key to seal."""
    sealing = await Sealing.ready(context)
    return sealing.submission(canonical, written, key, sent=sent, known_as=known_as)


class Sealing:
    """Makes submissions of canonical referrals that are sealed at the same moment: what they share is found once.

    Keep it no longer than the records themselves: where there are several, it holds what opens all of them.
    """

    def __init__(self, secret: bytes, match_keys: MatchKeys, transport: KnownKey, *, several: bool) -> None:
        self._secret = secret
        self._match_keys = match_keys
        self._transport = transport
        self._traceparent = current_traceparent()
        self._envelope = (
            Envelope(transport_key_id=transport.key_id, transport_public=transport.public) if several else None
        )

    @classmethod
    async def ready(cls, context: IntakeContext, *, several: bool = False) -> Self:
        """With the transport key of now, and the request's trace; raises Unavailable while there is no such key."""
        return cls(context.own.hash_key, context.own.match_keys, await _transport_key(context), several=several)

    def submission(
        self,
        canonical: Canonical,
        written: bytes,
        key: str,
        *,
        sent: Sent,
        known_as: tuple[ReferralId, JourneyId] | None = None,
    ) -> Submission:
        """The canonical referral as a sealed submission.

        `written` is the record in a form that is the same whenever it is sent again (its model as JSON), `key` the
        checked idempotency key. `known_as` names the referral and journey that a correction belongs to.
        """
        referral_id, journey_id = known_as or (ReferralId(uuid7(sent.received_at)), self._journey(canonical, sent))
        plain = plain_groups(canonical.person)
        secret, reference = self._secret, canonical.sender_reference
        match = self._match(canonical, referral_id, local_date(sent.received_at))
        return Submission(
            referral_id=referral_id,
            journey_id=journey_id,
            sender=sent.agency,
            subject=sent.subject,
            kind=sent.kind,
            received_at=sent.received_at,
            key_hash=keyed_hash(secret, "idempotency_key", sent.agency, key.encode()),
            fingerprint=keyed_hash(secret, "record", sent.agency, written),
            reference_hash=keyed_hash(secret, "reference", sent.agency, reference.encode()) if reference else None,
            likeness=likeness_of(canonical, plain, key=secret, sender=sent.agency, referral_id=referral_id),
            facts=canonical.facts,
            consent=canonical.consent,
            quality=canonical.quality,
            clock=canonical.clock,
            person=self._seal(plain, referral_id),
            traceparent=self._traceparent,
            pointers=canonical.pointers,
            team=canonical.team,
            match=match,
            others=canonical.others,
        )

    def _journey(self, canonical: Canonical, sent: Sent) -> JourneyId:
        """The journey that all records of one event of this sender share, or one of its own."""
        if canonical.event is None:
            return JourneyId(uuid7(sent.received_at))
        return JourneyId(journey_of(keyed_hash(self._secret, "event", sent.agency, canonical.event)))

    def _match(self, canonical: Canonical, referral_id: ReferralId, day: date) -> MatchRecord | None:
        """By what the person is compared with others; None where nobody is named."""
        keys, facts = self._match_keys, canonical.facts
        person = plain_person(canonical.person) if is_comparable(canonical.person, facts) else PlainPerson()
        if not person.is_named:
            return None
        return MatchRecord(
            sealed=encrypt(keys.record_key, written_plain(person), place=place_of(referral_id)),
            key_id=keys.record_key_id,
            traces=traces_of(person, keys.trace_key),
            is_apart=is_kept_apart(facts, day) or is_never_linked(canonical.person),
            is_victim=is_of_victim(facts),
        )

    def _seal(self, plain: Mapping[Group, bytes], referral_id: ReferralId) -> SealedPerson:
        if self._envelope is not None:
            return self._envelope.seal(plain, referral_id=referral_id)
        key = self._transport
        return seal_groups(plain, transport_key_id=key.key_id, transport_public=key.public, referral_id=referral_id)


async def sealed_answer(
    given: AnswerGiven, key: str, *, referral_id: ReferralId, actor: Actor, context: IntakeContext
) -> AnswerSubmission:
    """The sender's answer as a sealed submission, `key` checked; raises Refused, and Unavailable without a key."""
    found = answered(given)
    plain = plain_groups(found.person)
    secret, sender = context.own.hash_key, actor.agency
    transport = await _transport_key(context)
    person = (
        seal_groups(
            plain, transport_key_id=transport.key_id, transport_public=transport.public, referral_id=referral_id
        )
        if plain
        else None
    )
    written = b"%s %s" % (str(referral_id).encode(), given.written())
    return AnswerSubmission(
        referral_id=referral_id,
        sender=sender,
        subject=actor.subject,
        key_hash=keyed_hash(secret, "idempotency_key", sender, key.encode()),
        fingerprint=keyed_hash(secret, "record", sender, written),
        facts=found.facts,
        wrong=found.wrong,
        person=person,
        hashes=short_hashes(secret, f"{sender} {referral_id}", plain),
        taken_back=given.taken_back,
        traceparent=current_traceparent(),
    )


async def _transport_key(context: IntakeContext) -> KnownKey:
    keys = await context.known.keys("transport")
    if not keys:
        raise Unavailable("not ready yet: no key to seal a person with", retry_after=2)
    return keys[0]
