"""A referral as consent screened it: facts, scope and duties, with every agency of the demo county permitted."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from waymark.contracts.consent import Duty, RecipientScope, ReferralScreened
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import Answer, Contactable, DutyKind, Group, Need, OffenceClass, SenderClass, Sharing

POLICE = AgencyId("warwickshire-police")
AGENCIES = (
    "harbour-victim-care",
    "lantern-sav",
    "ledger-fraud-care",
    "aspen-domestic-abuse",
    "front-door",
    "neighbour-victim-hub",
    "willow-exploitation",
    "meridian-recovery",
    "sapling-youth",
    "anchor-survivors",
    "beacon-slavery",
    "starling-bereavement",
    "county-first-response",
    "triage-desk",
)
RECEIVED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REFERRAL = UUID("01900000-0000-7000-8000-000000000001")


def some_facts(**over: object) -> Facts:
    """Burglary of an adult's home in Warwick, safe to contact."""
    usual: dict[str, object] = {
        "source": SenderClass.POLICE,
        "needs": (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP),
        "offence_class": OffenceClass.BURGLARY_DWELLING,
        "age_years": 40,
        "child": Answer.NO,
        "district": "E07000222",
        "days_since_incident": 1,
        "contactable": Contactable.SAFE,
    }
    return Facts.model_validate(usual | over)


def a_scope(
    *,
    ask: Iterable[str] = (),
    withhold: Iterable[str] = (),
    agencies: Iterable[str] = AGENCIES,
    risk: Iterable[str] = (),
) -> tuple[RecipientScope, ...]:
    """One answer per agency: permit, except those named; `risk` are those that may see it."""
    see_risk = set(risk)
    answers = dict.fromkeys(agencies, Sharing.PERMIT)
    answers |= dict.fromkeys(ask, Sharing.ASK) | dict.fromkeys(withhold, Sharing.WITHHOLD)
    return tuple(
        RecipientScope(
            agency=AgencyId(agency),
            sharing=sharing,
            groups=(Group.RISK,) if agency in see_risk else (),
            agreement="general-victims/3",
            missing="explicit_consent" if sharing is Sharing.ASK else "",
            ask_of=POLICE if sharing is Sharing.ASK else "",
        )
        for agency, sharing in answers.items()
    )


def a_duty(agency: str = "front-door", kind: DutyKind = DutyKind.SAFEGUARDING_CHILD) -> Duty:
    """A child at risk: the front door must be told."""
    return Duty(kind=kind, agency=AgencyId(agency), basis="children_act")


def a_referral_screened(
    *,
    referral_id: UUID = REFERRAL,
    screening: int = 1,
    facts: Facts | None = None,
    scope: tuple[RecipientScope, ...] | None = None,
    duties: tuple[Duty, ...] = (),
    **over: object,
) -> ReferralScreened:
    """Consent's answer for one referral from the police; `over` says anything else of it."""
    screened = ReferralScreened(
        referral_id=referral_id,
        journey_id=referral_id,
        screening=screening,
        sender=POLICE,
        received_at=RECEIVED_AT,
        facts=facts or some_facts(),
        scope=a_scope() if scope is None else scope,
        duties=duties,
    )
    return screened.model_copy(update=over)
