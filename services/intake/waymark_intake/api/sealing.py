"""Sealing a canonical referral of any sender into a submission, before any transaction: nothing readable goes further.

Not here: what a record means (the domain modules of its format), and what is stored (actions.py).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from waymark.cipher import plain_groups, seal_groups
from waymark.contracts.consent import KnownKey
from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.ids import AgencyId, JourneyId, ReferralId, uuid7
from waymark.telemetry import current_traceparent
from waymark_intake.api.own import IntakeContext
from waymark_intake.fingerprint import keyed_hash
from waymark_intake.likeness import likeness_of
from waymark_intake.referral import Canonical, RecordKind, Submission

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
    """The canonical referral as a sealed submission; raises Unavailable while there is no key to seal with.

    `written` is the record in a form that is the same whenever it is sent again (its model as JSON), `key` the
    checked idempotency key. `known_as` names the referral and journey that a correction belongs to.
    """
    transport = await _transport_key(context)
    referral_id, journey_id = known_as or (ReferralId(uuid7(sent.received_at)), JourneyId(uuid7(sent.received_at)))
    plain = plain_groups(canonical.person)
    secret, reference = context.own.hash_key, canonical.sender_reference
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
        person=seal_groups(
            plain, transport_key_id=transport.key_id, transport_public=transport.public, referral_id=referral_id
        ),
        traceparent=current_traceparent(),
    )


async def _transport_key(context: IntakeContext) -> KnownKey:
    keys = await context.known.keys("transport")
    if not keys:
        raise Unavailable("not ready yet: no key to seal a person with", retry_after=2)
    return keys[0]
