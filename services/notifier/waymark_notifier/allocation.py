"""An allocation in a provider's queue: the value, and what can be read off it: its clocks, what it waits for.

Taking a step is in step.py, which steps there are in transition.py, what a routed answer does in offer.py. Nothing here
reads a clock or a table.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from waymark.contracts.referral import Correction
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Pathway, Priority
from waymark_notifier.deadline import Timer
from waymark_notifier.transition import AT_WORK, BEFORE_ENGAGED, HELD, IN_HAND, NEVER_LAPSES, TASKS, TIMER_OF

S = AllocationState


@dataclass(frozen=True, slots=True)
class Worker:
    """What a step must know of whoever takes it."""

    subject: str
    name: str
    agency: AgencyId
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """One need of one person toward one service, as a queue keeps it: codes, ids and times, no personal data.

    `version` counts up with every change. `claimed_name` is a worker's work name. Times are aware, in UTC.
    `corrections` are the sender's, of which this recipient has seen those up to `seen_version`. `unmet` says, at the
    triage desk, what nobody could take ("fraud:nobody_takes"). `opened_at` is when a person's name was first shown for
    it. `acknowledge_by` is set when somebody has to confirm that it stopped, `kept` is the answer. `interim` is what
    the person was offered while they wait, by the service's own word or the county's (`interim_by`); `interim_given` is
    what became of it ("check_in_calls:given").
    """

    id: UUID
    agency: AgencyId
    referral_id: UUID
    journey_id: UUID
    pathway: Pathway
    service: ServiceId
    needs: tuple[str, ...]
    state: AllocationState
    version: int
    priority: Priority
    decision_id: UUID
    decided_at: datetime
    sender: AgencyId
    received_at: datetime
    changed_at: datetime
    missing: str = ""
    ask_of: str = ""
    duty: bool = False
    child: str = "not_known"
    flags: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    respond_by: datetime | None = None
    contact_by: datetime | None = None
    review_by: datetime | None = None
    claimed_by: str = ""
    claimed_name: str = ""
    attempts: int = 0
    late: bool = False
    declined_by: str = ""
    reason: str = ""
    interim_offer: str = ""
    outcome: str = ""
    referral_version: int = 1
    seen_version: int = 1
    corrections: tuple[Correction, ...] = ()
    obligations: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    appointment_by: datetime | None = None
    remind_at: datetime | None = None
    escalated_at: datetime | None = None
    opened_at: datetime | None = None
    acknowledge_by: datetime | None = None
    acknowledged_at: datetime | None = None
    kept: str = ""
    interim: tuple[str, ...] = ()
    interim_by: str = ""
    interim_until: date | None = None
    interim_given: tuple[str, ...] = ()

    @property
    def clocks(self) -> tuple[tuple[Timer, datetime], ...]:
        """Every clock that runs in this state and when it runs out, the soonest first; none once it is settled."""
        if self.must_confirm and self.acknowledge_by is not None:
            return ((Timer.STOP, self.acknowledge_by),)
        by = {Timer.SERVICE: self.respond_by, Timer.CONTACT: self.contact_by, Timer.REVIEW: self.review_by}
        timer = TIMER_OF.get(self.state)
        due_at = by[timer] if timer is not None else None
        shown = Timer.TASK if timer is Timer.CONTACT and self.is_task else timer
        running = [(shown, due_at)] if shown is not None and due_at is not None else []
        if self.appointment_by is not None and self.state in BEFORE_ENGAGED:
            running.append((Timer.APPOINTMENT, self.appointment_by))
            running.sort(key=lambda clock: clock[1])
        return tuple(running)

    @property
    def timer(self) -> Timer | None:
        """The clock that runs out first; None where none runs."""
        clocks = self.clocks
        return clocks[0][0] if clocks else None

    @property
    def due_at(self) -> datetime | None:
        """When the first clock runs out."""
        clocks = self.clocks
        return clocks[0][1] if clocks else None

    @property
    def is_held(self) -> bool:
        """Whether nobody may see it; whoever had it in hand before sees that it stopped."""
        return self.state in HELD and self.acknowledge_by is None

    @property
    def must_confirm(self) -> bool:
        """Whether its recipient still has to say that it has stopped."""
        return self.acknowledge_by is not None and self.acknowledged_at is None

    @property
    def was_seen(self) -> bool:
        """Whether somebody of its agency has it in their hands: at work, claimed, or a name was shown."""
        answered = self.opened_at is not None or bool(self.claimed_by)
        return self.state in AT_WORK or (answered and self.state in {S.OFFERED, S.UNMET, S.LAPSED})

    @property
    def unseen(self) -> tuple[Correction, ...]:
        """The sender's corrections nobody has said they saw, oldest first; none where it is not in hand."""
        if not self.corrections or self.state not in IN_HAND:
            return ()
        return tuple(one for one in self.corrections if one.version > self.seen_version)

    @property
    def is_task(self) -> bool:
        """Whether there is something to send, and nobody to work with."""
        return self.pathway in TASKS

    @property
    def never_lapses(self) -> bool:
        """Whether it stays in the queue, overdue and in sight, when nobody answers: a duty, or the last desk's."""
        return self.duty or self.pathway in NEVER_LAPSES
