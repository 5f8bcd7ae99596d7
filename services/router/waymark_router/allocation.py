"""Decides where one referral goes: its facts, consent's scope, a rulebook and a directory in; allocations out.

Never silence: what nobody can take becomes an unmet need and goes to the triage desk. Duties go out at once, whatever
is missing. What is not here: the record that says why (`decision_record.py`), the table evaluation (`evaluator.py`).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from waymark.contracts.consent import Duty
from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Contactable, Need, Pathway, Priority, Sharing
from waymark_router.provider import Directory, DirectoryService, WhyNot, takes
from waymark_router.question import Considered, Decision, Question, Step, in_order
from waymark_router.recipient_flags import flags_for
from waymark_router.rule import Output, TableName
from waymark_router.rulebook import Rulebook

_NAMESPACE = UUID("5c1f3a0e-8f0b-5d44-9a53-0d8d6a7f5b21")
_URGENCY = tuple(Priority)
_OPEN = frozenset(
    {
        AllocationState.HELD_CONSENT,
        AllocationState.HELD_DATA,
        AllocationState.HELD_SAFETY,
        AllocationState.OFFERED,
    }
)
_NOT_HELD_FOR_CONTACT = frozenset({Pathway.TRIAGE, Pathway.SAFEGUARDING})
SAFE_CONTACT = "safe_contact"


def allocation_id(referral_id: UUID, pathway: Pathway, service: ServiceId) -> UUID:
    """The same for the same pathway and service of a referral, so that a later answer updates the same allocation."""
    return uuid5(_NAMESPACE, f"{referral_id}|{pathway.value}|{service}")


def decide(question: Question, rulebook: Rulebook, directory: Directory) -> Decision:
    """The router's whole answer for a referral, replacing the one before (`question.previous`)."""
    placing = _Placing(question, rulebook, directory)
    outputs = placing.outputs(TableName.PATHWAYS) + placing.outputs(TableName.OVERLAYS)
    placing.priority = min(
        (output.priority for output in outputs if output.priority),
        key=_URGENCY.index,
        default=Priority.STANDARD,
    )
    placing.tell_duties()
    wanted = dict.fromkeys(output.pathway for output in outputs if output.pathway is not None)
    for pathway in wanted:
        if pathway is not Pathway.TRIAGE and not placing.told(pathway):
            placing.place(pathway, rulebook.answered(pathway, question.needs()))
    reasons = dict.fromkeys(output.unmet for output in outputs if output.unmet)
    for reason in reasons:
        placing.leave(Pathway.TRIAGE, placing.needs_left(), reason)
    if not reasons and Pathway.TRIAGE not in wanted and placing.needs_left():
        placing.leave(Pathway.TRIAGE, placing.needs_left(), "no_pathway_for_need")
    placing.hand_to_triage(wanted=Pathway.TRIAGE in wanted)
    placing.withdraw_the_rest()
    placing.tell_flags()
    return placing.decision


class _Placing:
    """One decision in the making."""

    def __init__(self, question: Question, rulebook: Rulebook, directory: Directory) -> None:
        self.decision = Decision()
        self.priority = Priority.STANDARD
        self._question = question
        self._rulebook = rulebook
        self._directory = directory
        self._settled_needs: set[Need] = set()
        self._duty_pathways: set[Pathway] = set()
        self._duty_given_back = False

    def outputs(self, table: TableName) -> list[Output]:
        """Evaluate a table over the facts; the outputs that count, in row order."""
        trace = self._rulebook.tables[table].evaluate(self._question.values)
        self.decision.steps.append(Step(trace))
        return [self._rulebook.row(table, row).output for row in trace.chosen]

    def tell_duties(self) -> None:
        """One allocation per duty and agency, never held; where the agency gave it back, the triage desk sees it."""
        for duty in self._question.duties:
            service = self._service_for(duty)
            needs = {need for need in Need if need.value == duty.kind.value}
            self._duty_pathways.add(service.pathway if service is not None else Pathway.SAFEGUARDING)
            if service is None or self._refused(service, service.pathway):
                self._duty_given_back = True
                reason = "no_service_for_duty" if service is None else "duty_given_back"
                self.leave(service.pathway if service is not None else Pathway.SAFEGUARDING, needs, reason)
            elif not any(placed.service == service.id for placed in self.decision.allocations):
                needs |= set(self._rulebook.answered(service.pathway, self._question.needs()))
                offer = self._allocation(service, service.pathway, needs)
                urgent = offer.model_copy(update={"duty": True, "priority": Priority.URGENT})
                self._allocate(service, urgent)

    def told(self, pathway: Pathway) -> bool:
        """Whether a duty already answers for the pathway."""
        return pathway in self._duty_pathways

    def place(self, pathway: Pathway, needs: tuple[Need, ...]) -> bool:
        """Offer the pathway to, or hold it for, the first service that takes it; else leave it unmet. Whether placed
        (or settled by the person's own no).
        """
        if any(old.settled() and old.allocation.pathway is pathway for old in self._question.previous):
            self._settled_needs.update(needs)
            return True
        before = len(self.decision.considered)
        for service in self._candidates(pathway):
            reasons = self._why_not(service, pathway)
            self.decision.considered.append(Considered(pathway, service.id, service.agency, reasons))
            if not reasons:
                self._allocate(
                    service,
                    self._held_or_offered(service, self._allocation(service, pathway, needs)),
                )
                return True
        self.leave(pathway, needs, _unmet_reason(self.decision.considered[before:]))
        return False

    def leave(self, pathway: Pathway, needs: Iterable[Need], reason: str) -> None:
        """Nobody can take it: an unmet need, with its reason."""
        self.decision.unmet.append(UnmetNeed(pathway=pathway, needs=in_order(needs), reason=reason))

    def needs_left(self) -> tuple[Need, ...]:
        """Needs that no allocation answers, nobody was found unable to take, and nobody said no to."""
        seen = {need for placed in self.decision.allocations for need in placed.needs} | self._settled_needs
        seen |= {need for left in self.decision.unmet for need in left.needs}
        return tuple(need for need in self._question.needs() if need not in seen)

    def hand_to_triage(self, *, wanted: bool) -> None:
        """The triage desk gets what is unmet, and what no rule knew a pathway for."""
        if not wanted and not self.decision.unmet:
            return
        needs = {need for left in self.decision.unmet for need in left.needs} | set(self.needs_left())
        self.priority = Priority.URGENT if self._duty_given_back else self.priority
        placed = self.place(Pathway.TRIAGE, in_order(needs))
        if not placed and not wanted:
            self.decision.unmet.pop()

    def withdraw_the_rest(self) -> None:
        """What was open and is no longer in the answer is withdrawn; a duty once told stays told."""
        placed = {allocation.allocation_id for allocation in self.decision.allocations}
        for old in self._question.previous:
            earlier = old.allocation
            if earlier.state in _OPEN and earlier.allocation_id not in placed:
                taken_back = {
                    "state": AllocationState.WITHDRAWN,
                    "missing": "",
                    "ask_of": "",
                    "respond_by": None,
                }
                self.decision.allocations.append(earlier if earlier.duty else earlier.model_copy(update=taken_back))

    def tell_flags(self) -> None:
        """Each allocation gets the flags its own recipient may know."""
        given, scope = self._question.values.get("flags"), self._question.scope
        self.decision.allocations = [
            placed.model_copy(update={"flags": flags_for(placed, given, scope.get(placed.agency))})
            for placed in self.decision.allocations
        ]

    def _service_for(self, duty: Duty) -> DirectoryService | None:
        services = self._directory.of_agency(duty.agency)
        able = [service for service in services if not takes(service, self._question.values, adult_from=self._adult)]
        return next(iter(able or services), None)

    def _candidates(self, pathway: Pathway) -> Iterable[DirectoryService]:
        """Who already has it, then the services the rules name, in order; the triage desk only for triage."""
        values = {**self._question.values, "pathway": pathway.value}
        trace = self._rulebook.tables[TableName.PROVIDERS].evaluate(values)
        self.decision.steps.append(Step(trace, pathway))
        named = self._rulebook.row(TableName.PROVIDERS, trace.chosen[0]).output.services
        ordered = dict.fromkeys((*self._offered_now(pathway), *(ServiceId(service) for service in named)))
        for service_id in ordered:
            service = self._directory.services.get(service_id)
            if service is not None and (service.pathway is not Pathway.TRIAGE or pathway is Pathway.TRIAGE):
                yield service

    def _offered_now(self, pathway: Pathway) -> Iterable[ServiceId]:
        for old in self._question.previous:
            if old.allocation.state is AllocationState.OFFERED and old.allocation.pathway is pathway:
                yield old.allocation.service

    def _why_not(self, service: DirectoryService, pathway: Pathway) -> tuple[WhyNot, ...]:
        reasons = takes(service, self._question.values, adult_from=self._adult)
        if service.id in set(self._offered_now(pathway)):
            reasons = tuple(reason for reason in reasons if reason is not WhyNot.PAUSED)
        if self._refused(service, pathway):
            reasons = (*reasons, WhyNot.REFUSED_BEFORE)
        if not reasons and self._sharing(service.agency) is Sharing.WITHHOLD:
            reasons = (WhyNot.WITHHELD,)
        return reasons

    def _refused(self, service: DirectoryService, pathway: Pathway) -> bool:
        return any(
            old.refused_by_agency() and old.allocation.agency == service.agency and old.allocation.pathway is pathway
            for old in self._question.previous
        )

    def _sharing(self, agency: AgencyId) -> Sharing:
        self.decision.scope_used.add(agency)
        answer = self._question.scope.get(agency)
        return answer.sharing if answer is not None else Sharing.WITHHOLD

    def _held_or_offered(self, service: DirectoryService, offer: RoutedAllocation) -> RoutedAllocation:
        """Held for consent first, then for a safe way to reach the person; otherwise the offer as it is."""
        answer = self._question.scope.get(service.agency)
        if answer is not None and answer.sharing is Sharing.ASK:
            held = AllocationState.HELD_CONSENT
            missing, ask_of = (
                answer.missing or "consent",
                answer.ask_of or self._question.sender,
            )
        else:
            missing, ask_of = SAFE_CONTACT, self._question.sender
            contactable = self._question.values.get("contactable")
            if offer.pathway in _NOT_HELD_FOR_CONTACT or contactable == Contactable.SAFE:
                return offer
            held = AllocationState.HELD_SAFETY if contactable == Contactable.UNSAFE else AllocationState.HELD_DATA
        return offer.model_copy(update={"state": held, "missing": missing, "ask_of": ask_of})

    def _allocation(self, service: DirectoryService, pathway: Pathway, needs: Iterable[Need]) -> RoutedAllocation:
        return RoutedAllocation(
            allocation_id=allocation_id(self._question.referral_id, pathway, service.id),
            pathway=pathway,
            service=service.id,
            agency=service.agency,
            needs=in_order(needs),
            state=AllocationState.OFFERED,
            priority=self.priority,
        )

    def _allocate(self, service: DirectoryService, offer: RoutedAllocation) -> None:
        """Add it, with its clock: an offer that already stands keeps the time it had."""
        if offer.state is AllocationState.OFFERED:
            offer = offer.model_copy(update={"respond_by": self._respond_by(service, offer)})
        self.decision.allocations.append(offer)

    def _respond_by(self, service: DirectoryService, offer: RoutedAllocation) -> datetime:
        for old in self._question.previous:
            earlier = old.allocation
            same = earlier.allocation_id == offer.allocation_id and earlier.priority is offer.priority
            if same and earlier.state is AllocationState.OFFERED and earlier.respond_by is not None:
                return earlier.respond_by
        return service.respond_by(offer.priority, self._question.decided_at)

    @property
    def _adult(self) -> int:
        return self._question.adult_from


def _unmet_reason(considered: Iterable[Considered]) -> str:
    """The most telling of the reasons why no service takes a pathway, as a code."""
    reasons = {reason for service in considered for reason in service.reasons}
    if not reasons:
        return "no_service_for_pathway"
    if WhyNot.REFUSED_BEFORE in reasons:
        return "refused_by_all"
    return "consent_withheld" if WhyNot.WITHHELD in reasons else "nobody_takes"
