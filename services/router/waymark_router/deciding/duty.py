"""Which pathway and which need each kind of duty stands for, which of its agency's services is told, and that it is.

A duty is never held. Not here: when there is one (consent says so).
"""

from collections.abc import Iterable, Mapping, Sequence

from waymark.contracts.consent import Duty
from waymark.words import AllocationState, DutyKind, Need, Pathway, Priority
from waymark_router.deciding.placing import OPEN, Placing
from waymark_router.deciding.question import in_order
from waymark_router.facts.fact import Values
from waymark_router.providers.provider import Directory, DirectoryService, takes

PATHWAY_OF: Mapping[DutyKind, Pathway] = {
    DutyKind.SAFEGUARDING_CHILD: Pathway.SAFEGUARDING,
    DutyKind.SAFEGUARDING_ADULT: Pathway.SAFEGUARDING,
    DutyKind.DUTY_TO_NOTIFY: Pathway.NATIONAL_REFERRAL,
    DutyKind.NRM_CHILD: Pathway.NATIONAL_REFERRAL,
}
# A notification is no help the person asked for: it stands for no need of its own.
NEEDS_OF: Mapping[DutyKind, tuple[Need, ...]] = {
    DutyKind.SAFEGUARDING_CHILD: (Need.SAFEGUARDING_CHILD,),
    DutyKind.SAFEGUARDING_ADULT: (Need.SAFEGUARDING_ADULT,),
    DutyKind.DUTY_TO_NOTIFY: (),
    DutyKind.NRM_CHILD: (Need.NRM_SUPPORT,),
}


def service_told(duty: Duty, directory: Directory, values: Values, *, adult_from: int) -> DirectoryService | None:
    """The service of the duty's agency that is told: one of the duty's own pathway first, then one that takes such a
    person, an adult's protection first one for adults alone; a duty is told even where none would. None where the
    agency has no service at all.
    """
    services: Sequence[DirectoryService] = directory.of_agency(duty.agency)
    return min(
        services,
        key=lambda one: (
            one.pathway is not PATHWAY_OF[duty.kind],
            bool(takes(one, values, adult_from=adult_from)),
            duty.kind is DutyKind.SAFEGUARDING_ADULT and one.youngest < adult_from,
        ),
        default=None,
    )


def tell_duties(placing: Placing) -> None:
    """One allocation per duty and service, never held; where the agency gave it back, the triage desk sees it."""
    question = placing.question
    for duty in question.duties:
        service = service_told(duty, placing.directory, question.values, adult_from=question.adult_from)
        pathway = service.pathway if service is not None else PATHWAY_OF[duty.kind]
        needs = set(NEEDS_OF[duty.kind])
        placing.duty_pathways.add(pathway)
        done = _done(placing, service, pathway)
        if service is None or _gave_back(placing, service, pathway):
            _leave_duty(placing, pathway, needs, "no_service_for_duty" if service is None else "duty_given_back")
        elif done is None:
            _tell(placing, service, needs, duty.obligations)
        elif needs <= done:
            placing.settle(needs)
        else:
            _leave_duty(placing, pathway, needs - done, "ended_before")
    _keep_told(placing)


def _leave_duty(placing: Placing, pathway: Pathway, needs: Iterable[Need], reason: str) -> None:
    """A duty nobody does is the most urgent thing the triage desk can have."""
    placing.duty_given_back = True
    placing.leave(pathway, needs, reason)


def _done(placing: Placing, service: DirectoryService | None, pathway: Pathway) -> set[Need] | None:
    """The needs of a duty that the service did to its end; None where it did none."""
    same = [old for old in placing.earlier(pathway) if service is not None and old.allocation.service == service.id]
    ended = [old.allocation.needs for old in same if old.is_ended()]
    return {need for needs in ended for need in needs} if ended else None


def _gave_back(placing: Placing, service: DirectoryService, pathway: Pathway) -> bool:
    """Whether its agency let a duty go, in whoever's name: no word of the person ends a duty."""
    return any(
        old.allocation.agency == service.agency and (old.refused_by_agency() or old.declined_by is not None)
        for old in placing.earlier(pathway)
    )


def _keep_told(placing: Placing) -> None:
    """A duty once told stays told, also where the same pathway would have to be asked for now."""
    placed = {allocation.allocation_id for allocation in placing.decision.allocations}
    for old in placing.question.previous:
        earlier = old.allocation
        if earlier.duty and earlier.state in OPEN and earlier.allocation_id not in placed:
            placing.duty_pathways.add(earlier.pathway)
            placing.decision.allocations.append(earlier.model_copy(update={"state": AllocationState.OFFERED}))


def _tell(placing: Placing, service: DirectoryService, needs: set[Need], obligations: Iterable[str]) -> None:
    """Tell a service of a duty; a second duty to the same service adds its needs and obligations."""
    needs |= set(placing.rulebook.answered(service.pathway, placing.question.needs()))
    allocations = placing.decision.allocations
    for at, placed in enumerate(allocations):
        if placed.service == service.id:
            both = (*placed.obligations, *obligations)
            allocations[at] = placed.model_copy(
                update={"needs": in_order({*placed.needs, *needs}), "obligations": tuple(dict.fromkeys(both))}
            )
            return
    offer = placing.offer(service, service.pathway, needs)
    urgent = {"duty": True, "priority": Priority.URGENT, "obligations": tuple(dict.fromkeys(obligations))}
    placing.allocate(service, offer.model_copy(update=urgent))
