"""Decides where one referral goes: its facts, consent's scope, a rulebook and a directory in; allocations out.

Never silence: what nobody can take becomes an unmet need and goes to the triage desk. Duties go out at once, whatever
is missing. What is not here: the record that says why (`decision_record.py`), the table evaluation (`evaluator.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Answer, Contactable, Need, Pathway, Priority, SenderClass, Sharing
from waymark_router.desk import codes_of, ended_rows, new_to_it, not_seen, unmet_reason
from waymark_router.duty import NEEDS_OF, PATHWAY_OF, service_told
from waymark_router.provider import Directory, DirectoryService, WhyNot, takes
from waymark_router.question import Considered, Decision, Previous, Question, Step, in_order
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
        AllocationState.ACCEPTED,
    }
)
# Who only passes on what was said needs no way to reach the person.
_NOT_HELD_FOR_CONTACT = frozenset({Pathway.TRIAGE, Pathway.SAFEGUARDING, Pathway.NATIONAL_REFERRAL})
SAFE_CONTACT = "safe_contact"
NRM_AGREEMENT = "nrm_agreement"
NOBODY_TO_ASK = "nobody_to_ask"
_TAKEN_BACK: Mapping[str, object] = {
    "state": AllocationState.WITHDRAWN,
    "missing": "",
    "ask_of": "",
    "respond_by": None,
}


def allocation_id(referral_id: UUID, pathway: Pathway, service: ServiceId, *, after: int = 0) -> UUID:
    """The same for the same pathway and service of a referral, so that a later answer updates the same allocation.

    `after` is how many of them ended before: at the triage desk the next one is another.
    """
    name = f"{referral_id}|{pathway.value}|{service}"
    return uuid5(_NAMESPACE, f"{name}|{after}" if after else name)


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
    if question.withdrawn:
        placing.settle(question.needs())
        placing.hand_to_triage(wanted=False)
    else:
        _place_support(placing, outputs, rulebook)
    placing.withdraw_the_rest()
    placing.tell_flags()
    return placing.decision


def _place_support(placing: "_Placing", outputs: Iterable[Output], rulebook: Rulebook) -> None:
    """Place every pathway the rules name, say what nobody takes, and point to what the county does not buy."""
    wanted = dict.fromkeys(output.pathway for output in outputs if output.pathway is not None)
    for pathway in wanted:
        if pathway is not Pathway.TRIAGE and not placing.told(pathway):
            placing.place(pathway, rulebook.answered(pathway, placing.question.needs()))
    reasons = dict.fromkeys(output.unmet for output in outputs if output.unmet)
    for reason in reasons:
        placing.leave(Pathway.TRIAGE, placing.needs_left(), reason)
    if not reasons and Pathway.TRIAGE not in wanted and placing.needs_left():
        placing.leave(Pathway.TRIAGE, placing.needs_left(), "no_pathway_for_need")
    placing.hand_to_triage(wanted=Pathway.TRIAGE in wanted)
    placing.point_to(dict.fromkeys(signpost for output in outputs for signpost in output.signposts))


class _Placing:
    """One decision in the making."""

    def __init__(self, question: Question, rulebook: Rulebook, directory: Directory) -> None:
        self.decision = Decision()
        self.priority = Priority.STANDARD
        self.question = question
        self._rulebook = rulebook
        self._directory = directory
        self._settled_needs: set[Need] = set()
        self._duty_pathways: set[Pathway] = set()
        self._duty_given_back = False

    def outputs(self, table: TableName) -> list[Output]:
        """Evaluate a table over the facts; the outputs that count, in row order."""
        trace = self._rulebook.tables[table].evaluate(self.question.values)
        self.decision.steps.append(Step(trace))
        return [self._rulebook.row(table, row).output for row in trace.chosen]

    def tell_duties(self) -> None:
        """One allocation per duty and service, never held; where the agency gave it back, the triage desk sees it."""
        for duty in self.question.duties:
            service = service_told(duty, self._directory, self.question.values, adult_from=self._adult)
            pathway = service.pathway if service is not None else PATHWAY_OF[duty.kind]
            needs = set(NEEDS_OF[duty.kind])
            self._duty_pathways.add(pathway)
            done = self._done(service, pathway)
            if service is None or self._gave_back(service, pathway):
                self._leave_duty(pathway, needs, "no_service_for_duty" if service is None else "duty_given_back")
            elif done is None:
                self._tell(service, needs, duty.obligations)
            elif needs <= done:
                self.settle(needs)
            else:
                self._leave_duty(pathway, needs - done, "ended_before")
        self._keep_told()

    def _leave_duty(self, pathway: Pathway, needs: Iterable[Need], reason: str) -> None:
        """A duty nobody does is the most urgent thing the triage desk can have."""
        self._duty_given_back = True
        self.leave(pathway, needs, reason)

    def _done(self, service: DirectoryService | None, pathway: Pathway) -> set[Need] | None:
        """The needs of a duty that the service did to its end; None where it did none."""
        same = [old for old in self._earlier(pathway) if service is not None and old.allocation.service == service.id]
        ended = [old.allocation.needs for old in same if old.is_ended()]
        return {need for needs in ended for need in needs} if ended else None

    def _gave_back(self, service: DirectoryService, pathway: Pathway) -> bool:
        """Whether its agency let a duty go, in whoever's name: no word of the person ends a duty."""
        return any(
            old.allocation.agency == service.agency and (old.refused_by_agency() or old.declined_by is not None)
            for old in self._earlier(pathway)
        )

    def _keep_told(self) -> None:
        """A duty once told stays told, also where the same pathway would have to be asked for now."""
        placed = {allocation.allocation_id for allocation in self.decision.allocations}
        for old in self.question.previous:
            earlier = old.allocation
            if earlier.duty and earlier.state in _OPEN and earlier.allocation_id not in placed:
                self._duty_pathways.add(earlier.pathway)
                self.decision.allocations.append(earlier.model_copy(update={"state": AllocationState.OFFERED}))

    def _earlier(self, pathway: Pathway) -> list[Previous]:
        return [old for old in self.question.previous if old.allocation.pathway is pathway]

    def _tell(self, service: DirectoryService, needs: set[Need], obligations: Iterable[str]) -> None:
        """Tell a service of a duty; a second duty to the same service adds its needs and obligations."""
        needs |= set(self._rulebook.answered(service.pathway, self.question.needs()))
        for at, placed in enumerate(self.decision.allocations):
            if placed.service == service.id:
                both = (*placed.obligations, *obligations)
                self.decision.allocations[at] = placed.model_copy(
                    update={"needs": in_order({*placed.needs, *needs}), "obligations": tuple(dict.fromkeys(both))}
                )
                return
        offer = self._allocation(service, service.pathway, needs)
        urgent = {"duty": True, "priority": Priority.URGENT, "obligations": tuple(dict.fromkeys(obligations))}
        self._allocate(service, offer.model_copy(update=urgent))

    def told(self, pathway: Pathway) -> bool:
        """Whether a duty already answers for the pathway."""
        return pathway in self._duty_pathways

    def place(self, pathway: Pathway, needs: tuple[Need, ...]) -> bool:
        """Leave the pathway with whoever took it on; else offer it to, or hold it for, the first service that takes
        it; else leave it unmet. Whether placed (or settled by the person's own no, or by work that came to its end).
        """
        earlier = self._earlier(pathway)
        said_no = any(old.settled() for old in earlier)
        if not said_no and self._keep(pathway, earlier, needs):
            return True
        if said_no or any(old.is_ended() for old in earlier):
            return self._settle_ended(pathway, earlier, needs)
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
        self.leave(pathway, needs, unmet_reason(self.decision.considered[before:]))
        return False

    def _settle_ended(self, pathway: Pathway, earlier: Iterable[Previous], needs: tuple[Need, ...]) -> bool:
        """Work that ended, and the person's no, answer their own needs; a need said later is unmet, so that a person
        sees it.
        """
        ended = {need for old in earlier if old.is_ended() or old.settled() for need in old.allocation.needs}
        self.settle(need for need in needs if need in ended)
        said_later = [need for need in needs if need not in ended]
        if said_later:
            self.leave(pathway, said_later, "ended_before")
        return not said_later

    def _keep(self, pathway: Pathway, earlier: Iterable[Previous], needs: tuple[Need, ...]) -> bool:
        """Whoever took the pathway on keeps it, even two who both did, unless it may no longer be shared with them."""
        kept = False
        for old in earlier:
            service = self._directory.services.get(old.allocation.service)
            if service is None or not old.is_taken_on():
                continue
            sharing = self._sharing(service.agency)
            reasons = (WhyNot.WITHHELD,) if sharing is Sharing.WITHHOLD else ()
            self.decision.considered.append(Considered(pathway, service.id, service.agency, reasons))
            if not reasons:
                offer = self._allocation(service, pathway, needs)
                held = self._held_or_offered(service, offer) if sharing is Sharing.ASK else offer
                self._allocate(service, held)
                kept = True
        return kept

    def settle(self, needs: Iterable[Need]) -> None:
        """These needs have their answer: nobody else is asked."""
        self._settled_needs.update(needs)

    def point_to(self, signposts: Iterable[str]) -> None:
        """Tell the person of services outside what the county buys, as far as the directory knows them."""
        known = (self._directory.signposts.get(ServiceId(one)) for one in signposts)
        self.decision.signposts.extend(one.told() for one in known if one is not None)

    def leave(self, pathway: Pathway, needs: Iterable[Need], reason: str) -> None:
        """Nobody can take it: an unmet need, with its reason."""
        self.decision.unmet.append(UnmetNeed(pathway=pathway, needs=in_order(needs), reason=reason))

    def needs_left(self) -> tuple[Need, ...]:
        """Needs that no allocation answers, nobody was found unable to take, and nobody said no to."""
        seen = {need for placed in self.decision.allocations for need in placed.needs} | self._settled_needs
        seen |= {need for left in self.decision.unmet for need in left.needs}
        return tuple(need for need in self.question.needs() if need not in seen)

    def hand_to_triage(self, *, wanted: bool) -> None:
        """The triage desk gets what is unmet, and what no rule knew a pathway for."""
        if not wanted and not self.decision.unmet:
            return
        ended = ended_rows(self._earlier(Pathway.TRIAGE))
        news = new_to_it(self.decision.unmet, ended)
        alone = not_seen(self.needs_left(), ended)
        if ended and not news and not alone:
            return
        self.priority = Priority.URGENT if self._duty_given_back else self.priority
        needs = in_order({need for left in news for need in left.needs} | alone)
        if not self._place_at_desk(needs, codes_of(news), after=len(ended)) and wanted:
            self.leave(Pathway.TRIAGE, needs, unmet_reason(self.decision.considered))

    def _place_at_desk(self, needs: tuple[Need, ...], unmet: tuple[str, ...], *, after: int) -> bool:
        """The first desk that may see it gets a row: the one it has, or a new one where those before ended."""
        for service in self._candidates(Pathway.TRIAGE):
            reasons = self._why_not(service, Pathway.TRIAGE)
            self.decision.considered.append(Considered(Pathway.TRIAGE, service.id, service.agency, reasons))
            if not reasons:
                row = self._allocation(service, Pathway.TRIAGE, needs)
                own = {
                    "unmet": unmet,
                    "allocation_id": allocation_id(self.question.referral_id, row.pathway, row.service, after=after),
                }
                self._allocate(service, self._held_or_offered(service, row.model_copy(update=own)))
                return True
        return False

    def withdraw_the_rest(self) -> None:
        """What was open and is no longer in the answer is withdrawn; a duty once told has been kept by now."""
        placed = {allocation.allocation_id for allocation in self.decision.allocations}
        for old in self.question.previous:
            earlier = old.allocation
            if earlier.state in _OPEN and earlier.allocation_id not in placed:
                self.decision.allocations.append(earlier.model_copy(update=_TAKEN_BACK))

    def tell_flags(self) -> None:
        """Each allocation gets the flags its own recipient may know."""
        given, scope = self.question.values.get("flags"), self.question.scope
        self.decision.allocations = [
            placed.model_copy(
                update={"flags": flags_for(placed, given, scope.get(placed.agency), self.question.duties)}
            )
            for placed in self.decision.allocations
        ]

    def _candidates(self, pathway: Pathway) -> Iterable[DirectoryService]:
        """Who already has it, then the services the rules name, in order; the triage desk only for triage."""
        values = {**self.question.values, "pathway": pathway.value}
        trace = self._rulebook.tables[TableName.PROVIDERS].evaluate(values)
        self.decision.steps.append(Step(trace, pathway))
        named = self._rulebook.row(TableName.PROVIDERS, trace.chosen[0]).output.services
        ordered = dict.fromkeys((*self._offered_now(pathway), *(ServiceId(service) for service in named)))
        for service_id in ordered:
            service = self._directory.services.get(service_id)
            if service is not None and (service.pathway is not Pathway.TRIAGE or pathway is Pathway.TRIAGE):
                yield service

    def _offered_now(self, pathway: Pathway) -> Iterable[ServiceId]:
        for old in self.question.previous:
            if old.allocation.state is AllocationState.OFFERED and old.allocation.pathway is pathway:
                yield old.allocation.service

    def _why_not(self, service: DirectoryService, pathway: Pathway) -> tuple[WhyNot, ...]:
        reasons = takes(service, self.question.values, adult_from=self._adult)
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
            for old in self.question.previous
        )

    def _sharing(self, agency: AgencyId) -> Sharing:
        self.decision.scope_used.add(agency)
        answer = self.question.scope.get(agency)
        return answer.sharing if answer is not None else Sharing.WITHHOLD

    def _held_or_offered(self, service: DirectoryService, offer: RoutedAllocation) -> RoutedAllocation:
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
        desk = self._desk() if self.question.values.get("source") == SenderClass.SELF else None
        if desk is not None and asked == self.question.sender:
            self.leave(offer.pathway, offer.needs, NOBODY_TO_ASK)
            asked = desk.agency
        return offer.model_copy(update={"state": state, "missing": missing, "ask_of": asked})

    def _desk(self) -> DirectoryService | None:
        desks = (service for service in self._directory.services.values() if service.pathway is Pathway.TRIAGE)
        return next(desks, None)

    def _may_enter_nrm(self) -> bool:
        """An adult enters the National Referral Mechanism by their own word alone; a child without (domain.md 2.1)."""
        values = self.question.values
        return values.get("treat_as_child") is True or values.get("nrm_agreed") == Answer.YES

    def _allocation(self, service: DirectoryService, pathway: Pathway, needs: Iterable[Need]) -> RoutedAllocation:
        needed = in_order(needs)
        return RoutedAllocation(
            allocation_id=allocation_id(self.question.referral_id, pathway, service.id),
            pathway=pathway,
            service=service.id,
            agency=service.agency,
            needs=needed,
            state=AllocationState.OFFERED,
            priority=self.priority,
            appointment_by=self.question.appointment_by if Need.PRISON_RELEASE_CONTINUITY in needed else None,
        )

    def _allocate(self, service: DirectoryService, offer: RoutedAllocation) -> None:
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

    @property
    def _adult(self) -> int:
        return self.question.adult_from
