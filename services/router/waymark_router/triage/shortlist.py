"""Who could take what is at the desk, with room and waits, and why not the others; what the desk may choose.

Not here: the decision that follows from a choice (`support.py`).
"""

from dataclasses import dataclass

from waymark.errors import Kind, Refused
from waymark.words import Need, Pathway, Sharing
from waymark_router.deciding.assign_reason import AssignReason
from waymark_router.deciding.candidates import why_not
from waymark_router.deciding.choice import Candidate, rank, wishes_met
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Assigned, Question
from waymark_router.providers.availability import NOTHING_TOLD, Room
from waymark_router.providers.provider import DirectoryService, WhyNot

# What the desk cannot override: consent, a closed door, and a no that was already given.
NEVER = frozenset({WhyNot.WITHHELD, WhyNot.CLOSED, WhyNot.REFUSED_BEFORE})


@dataclass(frozen=True, slots=True)
class Option:
    """One service as the desk sees it for one pathway: why routing would not choose it, and what speaks for it."""

    service: DirectoryService
    reasons: tuple[WhyNot, ...]
    room: Room
    wishes_met: int
    asks_consent: bool

    @property
    def may_choose(self) -> bool:
        """Whether the desk may choose it at all."""
        return not NEVER & set(self.reasons)


def shortlist(placing: Placing, pathway: Pathway | None, needs: tuple[Need, ...]) -> list[Option]:
    """Every service but the desk, best first: those that take the person as a choice would rank them, those that the
    desk may choose all the same, the others. Without a pathway each counts for its own.
    """
    question = placing.question
    options = [
        _option(placing, service, pathway or service.pathway, needs)
        for service in placing.directory.services.values()
        if service.pathway is not Pathway.TRIAGE
    ]
    taking = [one for one in options if not one.reasons]
    ranked = rank(
        [Candidate(one.service, one.room, _at_work(question, one.service)) for one in taking], question.wishes
    )
    places = {one.candidate.service.id: at for at, one in enumerate(ranked)}
    home = pathway
    return sorted(
        options,
        key=lambda one: (
            not one.may_choose,
            bool(one.reasons),
            home is not None and one.service.pathway is not home,
            places.get(one.service.id, len(options)),
        ),
    )


def _at_work(question: Question, service: DirectoryService) -> int:
    return question.availability.get(service.id, NOTHING_TOLD).at_work


def _option(placing: Placing, service: DirectoryService, pathway: Pathway, needs: tuple[Need, ...]) -> Option:
    reasons = why_not(placing, service, pathway, needs)
    sharing = placing.sharing(service.agency)
    if sharing is Sharing.WITHHOLD and WhyNot.WITHHELD not in reasons:
        reasons = (*reasons, WhyNot.WITHHELD)
    return Option(
        service=service,
        reasons=reasons,
        room=placing.room(service, needs),
        wishes_met=wishes_met(service, placing.question.wishes),
        asks_consent=sharing is Sharing.ASK,
    )


def refuse_unless_it_may(placing: Placing, assigned: Assigned) -> None:
    """Raise Refused where the desk may not choose this service for this pathway: INVALID for what is not known,
    CONFLICT where consent, a no, an end or a closed door stands against it.
    """
    service = placing.directory.services.get(assigned.service)
    if service is None or service.pathway is Pathway.TRIAGE or assigned.pathway is Pathway.TRIAGE:
        raise Refused(Kind.INVALID, "Choose a service from the list", code="assignment.service")
    if assigned.reason not in set(AssignReason):
        raise Refused(Kind.INVALID, "Say why", code="assignment.reason")
    earlier = placing.earlier(assigned.pathway)
    if any(old.settled() for old in earlier):
        raise Refused(Kind.CONFLICT, "The person or the sender said no to this", code="assignment.said_no")
    if any(old.is_ended() or old.is_taken_on() for old in earlier):
        raise Refused(Kind.CONFLICT, "Somebody has taken this on already", code="assignment.taken")
    if any(old.allocation.duty for old in earlier):
        raise Refused(Kind.CONFLICT, "A duty goes to the agency that the law names", code="assignment.duty")
    against = NEVER & set(_option(placing, service, assigned.pathway, assigned.needs).reasons)
    if against:
        raise Refused(Kind.CONFLICT, "It may not go there", code=f"assignment.{min(against)}")
