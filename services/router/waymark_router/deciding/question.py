"""What a decision looks at and what it answers: plain frozen values; how it is reached is in `allocation.py`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from waymark.contracts.consent import Duty, RecipientScope, ReferralScreened
from waymark.contracts.routing import RoutedAllocation, Signpost, UnmetNeed
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, DeclinedBy, Need, Pathway
from waymark_router.deciding.appointment import appointment_by
from waymark_router.deciding.choice import NO_WISHES, Wishes
from waymark_router.facts.derived import adult_age, derive
from waymark_router.facts.fact import Values
from waymark_router.providers.availability import Availability
from waymark_router.providers.provider import WhyNot
from waymark_router.rules.evaluator import Trace

_LONDON = ZoneInfo("Europe/London")
_PLACE: Mapping[Need, int] = {need: at for at, need in enumerate(Need)}


def local_date(instant: datetime) -> date:
    """The calendar day it is in England at `instant` (aware)."""
    return instant.astimezone(_LONDON).date()


def in_order(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Needs, each once, in the order of the closed list."""
    return tuple(sorted(set(needs), key=_PLACE.__getitem__))


@dataclass(frozen=True, slots=True)
class Previous:
    """An allocation as the router last knew it, and whose no it was where somebody declined it."""

    allocation: RoutedAllocation
    declined_by: DeclinedBy | None = None

    def refused_by_agency(self) -> bool:
        """Whether the agency said no or did not answer: it is not asked again for this pathway."""
        lapsed = self.allocation.state is AllocationState.LAPSED
        return lapsed or self.declined_by is DeclinedBy.PROVIDER

    def is_offered(self) -> bool:
        """Whether the service has it in its queue and has not answered."""
        return self.allocation.state is AllocationState.OFFERED

    def is_taken_on(self) -> bool:
        """Whether the service has accepted it: it keeps it while the pathway is still wanted."""
        return self.allocation.state is AllocationState.ACCEPTED

    def is_ended(self) -> bool:
        """Whether the work on it came to its end: it is not offered again."""
        return self.allocation.state is AllocationState.CLOSED

    def settled(self) -> bool:
        """Whether the person or the referrer said no: nobody else is asked for this pathway."""
        return self.declined_by in {DeclinedBy.PERSON, DeclinedBy.REFERRER}


@dataclass(frozen=True, slots=True)
class Assigned:
    """A service that a person at the triage desk chose for a pathway and for needs that no rule sends there, with the
    coded reason; of one pathway the newest counts.
    """

    pathway: Pathway
    service: ServiceId
    reason: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """All a decision may look at. `values` are catalogue facts; `adult_from` the age of an adult on the day received.

    An agency without an entry in `scope` is withheld from (default deny). `decided_at` is aware. `appointment_by` is
    when somebody who leaves prison must have been seen, where that is asked for. Of a referral its sender took back
    (`withdrawn`) only duties stand. `wishes` are the person's own, `age_months` the months beyond seventeen years;
    `availability` is what was known of services' room, `assigned` what a person at the triage desk decided. In
    `previous` whoever took something on first comes first.
    """

    referral_id: UUID
    screening: int
    sender: AgencyId
    decided_at: datetime
    adult_from: int
    values: Values
    scope: Mapping[AgencyId, RecipientScope]
    duties: tuple[Duty, ...] = ()
    previous: tuple[Previous, ...] = ()
    appointment_by: datetime | None = None
    withdrawn: bool = False
    wishes: Wishes = NO_WISHES
    age_months: int | None = None
    availability: Mapping[ServiceId, Availability] = field(default_factory=dict)
    assigned: tuple[Assigned, ...] = ()

    @property
    def today(self) -> date:
        """The calendar day of the decision in England."""
        return local_date(self.decided_at)

    def needs(self) -> tuple[Need, ...]:
        """The needs in the order of the closed list."""
        given = self.values.get("needs")
        return in_order(Need(need) for need in given) if isinstance(given, frozenset) else ()


@dataclass(frozen=True, slots=True)
class Considered:
    """Services that were looked at for a pathway and have the same reasons; without reasons it is the one chosen."""

    pathway: Pathway
    services: tuple[ServiceId, ...]
    reasons: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One table evaluated; `pathway` is the one being placed, for the providers table."""

    trace: Trace
    pathway: Pathway | None = None


@dataclass(slots=True)
class Decision:
    """The whole answer and how it came about. `scope_used` are the agencies whose scope was looked at."""

    allocations: list[RoutedAllocation] = field(default_factory=list)
    unmet: list[UnmetNeed] = field(default_factory=list)
    signposts: list[Signpost] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    considered: list[Considered] = field(default_factory=list)
    scope_used: set[AgencyId] = field(default_factory=set)


def question_from(
    screened: ReferralScreened,
    *,
    districts: Collection[str],
    now: datetime,
    previous: tuple[Previous, ...],
    availability: Mapping[ServiceId, Availability] | None = None,
    assigned: tuple[Assigned, ...] = (),
) -> Question:
    """The question consent's answer puts; `districts` are the county's own, ages count on the day received."""
    received_on = local_date(screened.received_at)
    duties = tuple(duty.kind for duty in screened.duties)
    facts = screened.facts
    release_on = facts.release_on if Need.PRISON_RELEASE_CONTINUITY in facts.needs else None
    return Question(
        referral_id=screened.referral_id,
        screening=screened.screening,
        sender=screened.sender,
        decided_at=now,
        adult_from=adult_age(received_on),
        values=derive(facts, duties=duties, districts=districts, on=received_on),
        scope={answer.agency: answer for answer in screened.scope},
        duties=screened.duties,
        previous=previous,
        appointment_by=appointment_by(release_on) if release_on else None,
        withdrawn=screened.withdrawn is not None,
        wishes=Wishes(
            preferences=frozenset(facts.preferences),
            aids=frozenset(facts.communication_aids),
            language=facts.language,
            district=facts.district or "",
        ),
        age_months=facts.age_months,
        availability=availability or {},
        assigned=assigned,
    )
