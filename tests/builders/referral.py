"""Facts, sealed persons, submissions and received referrals for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.builders.person import a_person
from waymark.cipher import TransportKeys, new_transport_keys, seal_person
from waymark.contracts.person import Person
from waymark.contracts.referral import ConsentStatement, Facts, ReferralReceived, SealedPerson
from waymark.ids import AgencyId, JourneyId, ReferralId
from waymark.words import Answer, Contactable, Need, OffenceClass, Position, QualityFlag, SenderClass
from waymark_intake.quality.score import Score, score_of
from waymark_intake.referral import PoliceClock, RecordKind, Submission

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
POLICE = AgencyId("warwickshire-police")
KEYS = new_transport_keys()
KEY_ID = "transport-test"


def some_facts(**over: Any) -> Facts:
    """A burglary, an adult in Rugby who can be called."""
    facts: dict[str, Any] = {
        "source": SenderClass.POLICE,
        "needs": (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP),
        "offence_class": OffenceClass.BURGLARY_DWELLING,
        "age_years": 36,
        "child": Answer.NO,
        "district": "E07000220",
        "crime_district": "E07000220",
        "days_since_incident": 1,
        "contactable": Contactable.SAFE,
    }
    return Facts(**(facts | over))


def a_consent_statement(**over: Any) -> ConsentStatement:
    """An explicit yes, spoken."""
    return ConsentStatement(**({"position": Position.GIVEN, "explicit": True} | over))


def a_sealed_person(referral_id: UUID, person: Person | None = None, *, keys: TransportKeys = KEYS) -> SealedPerson:
    """A person sealed to the test's transport key (`KEYS.private` opens it)."""
    return seal_person(
        person or a_person(), transport_key_id=KEY_ID, transport_public=keys.public, referral_id=referral_id
    )


def a_referral_received(person: Person | None = None, *, keys: TransportKeys = KEYS, **over: Any) -> ReferralReceived:
    """What intake tells of that burglary; `person` is sealed into it."""
    referral_id = over.pop("referral_id", None) or uuid4()
    received: dict[str, Any] = {
        "referral_id": referral_id,
        "journey_id": uuid4(),
        "sender": POLICE,
        "received_at": AT,
        "reported_at": AT - timedelta(hours=1),
        "police_due_at": AT + timedelta(days=2),
        "facts": some_facts(),
        "consent": a_consent_statement(),
        "person": a_sealed_person(referral_id, person, keys=keys),
    }
    return ReferralReceived(**(received | over))


def a_score(*flags: QualityFlag) -> Score:
    """The score of a police record with these flags."""
    return score_of(flags, kind=RecordKind.POLICE, day=AT.date())


def a_submission(**over: Any) -> Submission:
    """A sealed submission as the door hands it to the action; every call is another referral under another key."""
    referral_id = ReferralId(uuid4())
    submission: dict[str, Any] = {
        "referral_id": referral_id,
        "journey_id": JourneyId(uuid4()),
        "sender": POLICE,
        "subject": "warwickshire-police-records",
        "received_at": AT,
        "key_hash": uuid4().bytes,
        "fingerprint": b"f" * 32,
        "reference_hash": None,
        "facts": some_facts(),
        "consent": a_consent_statement(),
        "quality": (),
        "clock": PoliceClock(reported_at=AT - timedelta(hours=1), due_at=AT + timedelta(days=2), on_time=True),
        "person": a_sealed_person(referral_id),
    }
    return Submission(**(submission | over))
