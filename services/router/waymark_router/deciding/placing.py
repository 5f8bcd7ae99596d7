"""One decision in the making: what it has so far, and the plain steps of which every allocation is made.

Not here: who is told by duty (`duty.py`), who is asked for a pathway (`support.py`), what the desk gets (`desk.py`).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Answer, Contactable, Need, Pathway, Priority, SenderClass, Sharing
from waymark_router.deciding.nearest import at_pathway
from waymark_router.deciding.question import Decision, Previous, Question, Step, in_order
from waymark_router.deciding.recipient_flags import flags_for
from waymark_router.providers.availability import NOTHING_TOLD, Room, room_for
from waymark_router.providers.interim import interim_for
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.rules.rule import Output, TableName
from waymark_router.rules.rulebook import Rulebook

_NAMESPACE = UUID("5c1f3a0e-8f0b-5d44-9a53-0d8d6a7f5b21")
OPEN = frozenset(
    {
        AllocationState.HELD_CONSENT,
        AllocationState.HELD_DATA,
        AllocationState.HELD_SAFETY,
        AllocationState.OFFERED,
        AllocationState.ACCEPTED,
    }
)
# Who only passes on what was said needs no way to reach the person.
_NOT_HELD_FOR_CONTACT = frozenset({Pathway.TRIAGE, Pathway.SAFEGUARDING, Pathway.NATIONAL_REFERRAL})
SAFE_CONTACT = "safe_contact"
NRM_AGREEMENT = "nrm_agreement"
NOBODY_TO_ASK = "nobody_to_ask"
TAKEN_ON_BY_ANOTHER = "taken_on_by_another"
_TAKEN_BACK: Mapping[str, object] = {
    "state": AllocationState.WITHDRAWN,
    "missing": "",
    "ask_of": "",
    "respond_by": None,
    "interim": (),
    "interim_by": None,
    "interim_until": None,
}


def allocation_id(referral_id: UUID, pathway: Pathway, service: ServiceId, *, after: int = 0) -> UUID:
    """The same for the same pathway and service of a referral, so that a later answer updates the same allocation.

    `after` is how many of them ended before: at the triage desk the next one is another.
    """
    name = f"{referral_id}|{pathway.value}|{service}"
    return uuid5(_NAMESPACE, f"{name}|{after}" if after else name)


class Placing:
    """One decision in the making."""

    def __init__(self, question: Question, rulebook: Rulebook, directory: Directory) -> None:
        self.decision = Decision()
        self.priority = Priority.STANDARD
        self.question = question
        self.rulebook = rulebook
        self.directory = directory
        self.duty_pathways: set[Pathway] = set()
        self.duty_given_back = False
        self._settled_needs: set[Need] = set()

    def outputs(self, table: TableName) -> list[Output]:
        """Evaluate a table over the facts; the outputs that count, in row order."""
        trace = self.rulebook.tables[table].evaluate(self.question.values)
        self.decision.steps.append(Step(trace))
        return [self.rulebook.row(table, row).output for row in trace.chosen]

    def services_named(self, pathway: Pathway) -> tuple[ServiceId, ...]:
        """The services that the row for a pathway names, in its order."""
        question = self.question
        values = at_pathway(question.values, pathway, self.rulebook, self.directory, on=question.today)
        trace = self.rulebook.tables[TableName.PROVIDERS].evaluate(values)
        self.decision.steps.append(Step(trace, pathway))
        named = self.rulebook.row(TableName.PROVIDERS, trace.chosen[0]).output.services
        return tuple(ServiceId(service) for service in named)

    def earlier(self, pathway: Pathway) -> list[Previous]:
        """What the router knew of the pathway before."""
        return [old for old in self.question.previous if old.allocation.pathway is pathway]

    def told(self, pathway: Pathway) -> bool:
        """Whether a duty already answers for the pathway."""
        return pathway in self.duty_pathways

    def settle(self, needs: Iterable[Need]) -> None:
        """These needs have their answer: nobody else is asked."""
        self._settled_needs.update(needs)

    def point_to(self, signposts: Iterable[str]) -> None:
        """Tell the person of services outside what the county buys, as far as the directory knows them."""
        known = (self.directory.signposts.get(ServiceId(one)) for one in signposts)
        self.decision.signposts.extend(one.told() for one in known if one is not None)

    def leave(self, pathway: Pathway, needs: Iterable[Need], reason: str) -> None:
        """Nobody can take it: an unmet need, with its reason."""
        self.decision.unmet.append(UnmetNeed(pathway=pathway, needs=in_order(needs), reason=reason))

    def needs_left(self) -> tuple[Need, ...]:
        """Needs that no allocation answers, nobody was found unable to take, and nobody said no to."""
        seen = {need for placed in self.decision.allocations for need in placed.needs} | self._settled_needs
        seen |= {need for left in self.decision.unmet for need in left.needs}
        return tuple(need for need in self.question.needs() if need not in seen)

    def withdraw_the_rest(self) -> None:
        """What was open and is no longer in the answer is withdrawn; a duty once told has been kept by now."""
        placed = {allocation.allocation_id for allocation in self.decision.allocations}
        kept = {old.allocation.pathway for old in self.question.previous if self._is_kept(old, placed)}
        for old in self.question.previous:
            earlier = old.allocation
            if earlier.state in OPEN and earlier.allocation_id not in placed:
                why = TAKEN_ON_BY_ANOTHER if earlier.pathway in kept else ""
                self.decision.allocations.append(earlier.model_copy(update={**_TAKEN_BACK, "missing": why}))

    def _is_kept(self, old: Previous, placed: Collection[UUID]) -> bool:
        return old.is_taken_on() and old.allocation.allocation_id in placed

    def tell_flags(self) -> None:
        """Each allocation gets the flags its own recipient may know."""
        given, scope = self.question.values.get("flags"), self.question.scope
        self.decision.allocations = [
            placed.model_copy(
                update={"flags": flags_for(placed, given, scope.get(placed.agency), self.question.duties)}
            )
            for placed in self.decision.allocations
        ]

    def sharing(self, agency: AgencyId) -> Sharing:
        """Consent's answer for an agency; none is no."""
        self.decision.scope_used.add(agency)
        answer = self.question.scope.get(agency)
        return answer.sharing if answer is not None else Sharing.WITHHOLD

    def room(self, service: DirectoryService, needs: Iterable[Need]) -> Room:
        """The room a service has for these needs of the person."""
        told = self.question.availability.get(service.id, NOTHING_TOLD)
        return room_for(service, needs, self.question.values, told, on=self.question.today)

    def held_or_offered(self, service: DirectoryService, offer: RoutedAllocation) -> RoutedAllocation:
        """Held for consent first, then for a safe way to reach the person; otherwise the offer as it is."""
        answer = self.question.scope.get(service.agency)
        contactable = self.question.values.get("contactable")
        if answer is not None and answer.sharing is Sharing.ASK:
            missing = answer.missing or "consent"
            return self._hold(offer, AllocationState.HELD_CONSENT, missing, answer.ask_of)
        if offer.pathway is Pathway.NATIONAL_REFERRAL and not self._may_enter_nrm():
            return self._hold(offer, AllocationState.HELD_CONSENT, NRM_AGREEMENT)
        if offer.pathway in _NOT_HELD_FOR_CONTACT or contactable == Contactable.SAFE:
            return offer
        held = AllocationState.HELD_SAFETY if contactable == Contactable.UNSAFE else AllocationState.HELD_DATA
        return self._hold(offer, held, SAFE_CONTACT)

    def _hold(
        self, offer: RoutedAllocation, state: AllocationState, missing: str, ask_of: str = ""
    ) -> RoutedAllocation:
        """Held until whoever is asked has answered. A sender that is the person has no desk that could be asked: then
        the triage desk is, and gets a row of its own.
        """
        asked = ask_of or self.question.sender
        desk = self.directory.desk() if self.question.values.get("source") == SenderClass.SELF else None
        if desk is not None and asked == self.question.sender:
            self.leave(offer.pathway, offer.needs, NOBODY_TO_ASK)
            asked = desk.agency
        return offer.model_copy(update={"state": state, "missing": missing, "ask_of": asked})

    def _may_enter_nrm(self) -> bool:
        """An adult enters the National Referral Mechanism by their own word alone; a child without (domain.md 2.1)."""
        values = self.question.values
        return values.get("treat_as_child") is True or values.get("nrm_agreed") == Answer.YES

    def offer(self, service: DirectoryService, pathway: Pathway, needs: Iterable[Need]) -> RoutedAllocation:
        """An offer to a service, with what the person is offered meanwhile where they will have to wait."""
        needed = in_order(needs)
        interim = interim_for(service, self.room(service, needed), on=self.question.today)
        return RoutedAllocation(
            allocation_id=allocation_id(self.question.referral_id, pathway, service.id),
            pathway=pathway,
            service=service.id,
            agency=service.agency,
            needs=needed,
            state=AllocationState.OFFERED,
            priority=self.priority,
            appointment_by=self.question.appointment_by if Need.PRISON_RELEASE_CONTINUITY in needed else None,
            interim=tuple(interim),
        )

    def allocate(self, service: DirectoryService, offer: RoutedAllocation) -> None:
        """Add it, with its clock: an offer that already stands keeps the time it had."""
        if offer.state is AllocationState.OFFERED:
            offer = offer.model_copy(update={"respond_by": self._respond_by(service, offer)})
        self.decision.allocations.append(offer)

    def _respond_by(self, service: DirectoryService, offer: RoutedAllocation) -> datetime:
        for old in self.question.previous:
            earlier = old.allocation
            same = earlier.allocation_id == offer.allocation_id and earlier.priority is offer.priority
            told = earlier.state in {AllocationState.OFFERED, AllocationState.ACCEPTED}
            if same and told and earlier.respond_by is not None:
                return earlier.respond_by
        return service.respond_by(offer.priority, self.question.decided_at)
