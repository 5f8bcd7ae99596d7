"""Who could be asked for a pathway of a referral, why others could not, and which of them is the best.

Not here: the order among those who take the person (`choice.py`), and what follows from it (`support.py`, `desk.py`).
"""

from collections.abc import Iterable

from waymark.ids import ServiceId
from waymark.words import AllocationState, Need, Pathway, Sharing
from waymark_router.deciding.choice import Candidate, rank
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Considered, Previous
from waymark_router.providers.availability import NOTHING_TOLD
from waymark_router.providers.provider import DirectoryService, WhyNot, takes

_HELD = frozenset({AllocationState.HELD_CONSENT, AllocationState.HELD_DATA, AllocationState.HELD_SAFETY})


def choose(placing: Placing, pathway: Pathway, needs: tuple[Need, ...]) -> DirectoryService | None:
    """The best of the services that take the person, with a reason kept for each of the others."""
    candidates: list[Candidate] = []
    states = states_of(placing.earlier(pathway))
    for service in _named(placing, pathway, states):
        reasons = why_not(placing, service, pathway, needs)
        if reasons:
            placing.decision.considered.append(Considered(pathway, service.id, service.agency, reasons))
            continue
        told = placing.question.availability.get(service.id, NOTHING_TOLD)
        state = states.get(service.id)
        candidates.append(
            Candidate(
                service=service,
                room=placing.room(service, needs),
                at_work=told.at_work,
                has_it=state is AllocationState.OFFERED,
                would_have_it=state in _HELD,
            )
        )
    ranked = rank(candidates, placing.question.wishes)
    for one in ranked:
        reasons = (one.reason,) if one.reason is not None else ()
        service = one.candidate.service
        placing.decision.considered.append(Considered(pathway, service.id, service.agency, reasons))
    return ranked[0].candidate.service if ranked else None


def states_of(earlier: Iterable[Previous]) -> dict[ServiceId, AllocationState]:
    """The state of what each service has, by service."""
    return {old.allocation.service: old.allocation.state for old in earlier}


def _named(placing: Placing, pathway: Pathway, states: dict[ServiceId, AllocationState]) -> Iterable[DirectoryService]:
    """Who already has it, then the services the rules name, in order; the triage desk only for triage."""
    named = placing.services_named(pathway)
    has_it = (service for service, state in states.items() if state is AllocationState.OFFERED)
    for service_id in dict.fromkeys((*has_it, *named)):
        service = placing.directory.services.get(service_id)
        if service is not None and (service.pathway is not Pathway.TRIAGE or pathway is Pathway.TRIAGE):
            yield service


def why_not(
    placing: Placing, service: DirectoryService, pathway: Pathway, needs: tuple[Need, ...]
) -> tuple[WhyNot, ...]:
    """Why a service cannot be asked for a pathway; consent's word is looked at last, where nothing else says no."""
    question = placing.question
    reasons = takes(
        service,
        question.values,
        adult_from=question.adult_from,
        age_months=question.age_months,
        needs=needs,
        on=question.today,
    )
    earlier = placing.earlier(pathway)
    if states_of(earlier).get(service.id) is AllocationState.OFFERED:
        reasons = tuple(reason for reason in reasons if reason is not WhyNot.PAUSED)
    if any(old.refused_by_agency() and old.allocation.agency == service.agency for old in earlier):
        reasons = (*reasons, WhyNot.REFUSED_BEFORE)
    if not reasons and placing.sharing(service.agency) is Sharing.WITHHOLD:
        reasons = (WhyNot.WITHHELD,)
    return reasons
