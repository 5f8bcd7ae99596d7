"""Who could be asked for a pathway of a referral, why others could not, and which of them is the best.

Not here: the order among those who take the person (`choice.py`, `best.py`), and what follows from it (`support.py`,
`desk.py`).
"""

from collections.abc import Iterable

from waymark.ids import ServiceId
from waymark.words import AllocationState, Need, Pathway, Sharing
from waymark_router.deciding.best import Known, best_of
from waymark_router.deciding.choice import one_community
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Considered, Previous
from waymark_router.providers.line_up import LineUp, line_up_of
from waymark_router.providers.provider import DirectoryService, WhyNot, takes
from waymark_router.providers.rooms import Rooms, rooms_of

_HELD = frozenset({AllocationState.HELD_CONSENT, AllocationState.HELD_DATA, AllocationState.HELD_SAFETY})
_Reasons = tuple[WhyNot, ...]


def choose(placing: Placing, pathway: Pathway, needs: tuple[Need, ...]) -> DirectoryService | None:
    """The best of the services that take the person, with a reason kept for each of the others: who has the offer
    already, then those the rules name; the triage desk only for triage.
    """
    named = placing.services_named(pathway)
    states = states_of(placing.earlier(pathway))
    has_it = tuple(service for service, state in states.items() if state is AllocationState.OFFERED)
    several = [_Looked(placing, pathway, needs, named, but=has_it)]
    if has_it:
        several.insert(0, _Looked(placing, pathway, needs, has_it, have_it=True))
    question = placing.question
    rooms = rooms_of(question.availability)
    communities = {one for looked in several for one in looked.communities()}
    known = Known(
        wishes=question.wishes,
        community=one_community(communities, question.wishes),
        would_have_it=frozenset(service for service, state in states.items() if state in _HELD),
        by_cap=all(looked.is_capped() for looked in several),
    )
    chosen: DirectoryService | None = None
    for looked in several:
        chosen = looked.choose(known, rooms, after=chosen)
        placing.decision.considered.extend(looked.considered())
    return chosen


def states_of(earlier: Iterable[Previous]) -> dict[ServiceId, AllocationState]:
    """The state of what each service has, by service."""
    return {old.allocation.service: old.allocation.state for old in earlier}


class _Looked:
    """Services that were looked at together: who takes the person, and the others by all their reasons."""

    def __init__(
        self,
        placing: Placing,
        pathway: Pathway,
        needs: tuple[Need, ...],
        services: tuple[ServiceId, ...],
        *,
        but: Iterable[ServiceId] = (),
        have_it: bool = False,
    ) -> None:
        self._line_up = line_up = line_up_of(placing.directory, services)
        self._pathway = pathway
        self._needs = needs
        self._question = placing.question
        self._have_it = have_it
        looked_at = line_up.all if pathway is Pathway.TRIAGE else line_up.all & ~line_up.desks
        for one in but:
            if one in line_up.place_of:
                looked_at &= ~(1 << line_up.place_of[one])
        self._by_reasons = self._refusals(placing, needs, looked_at)
        if pathway is Pathway.TRIAGE and () not in self._by_reasons:
            # What nobody takes must lie with a person: a desk that is paused or limited is better than nobody.
            self._by_reasons = {(): looked_at}
        self._takers = self._permitted(placing, self._by_reasons.pop((), 0))

    def _refusals(self, placing: Placing, needs: tuple[Need, ...], looked_at: int) -> dict[_Reasons, int]:
        """Who has which reasons of its own or by an earlier no; a service that has the offer may pause."""
        question = placing.question
        refusing = self._line_up.refusing(
            question.values,
            adult_from=question.adult_from,
            age_months=question.age_months,
            needs=needs,
            on=question.today,
        )
        refusing.append((WhyNot.REFUSED_BEFORE, _refused_before(placing, self._pathway, self._line_up)))
        found: dict[_Reasons, int] = {(): looked_at}
        for reason, refuse in refusing:
            if refuse & looked_at and not (self._have_it and reason is WhyNot.PAUSED):
                for reasons, bits in [*found.items()]:
                    if bits & refuse:
                        found[(*reasons, reason)] = bits & refuse
                        found[reasons] = bits & ~refuse
        return {reasons: bits for reasons, bits in found.items() if bits}

    def _permitted(self, placing: Placing, takers: int) -> int:
        """Those that consent does not withhold from: its word is looked at last, where nothing else says no."""
        withheld = 0
        for agency, bits in self._line_up.agencies.items() if takers else ():
            if bits & takers and placing.sharing(agency) is Sharing.WITHHOLD:
                withheld |= bits & takers
        if withheld:
            self._by_reasons[WhyNot.WITHHELD,] = withheld
        return takers & ~withheld

    def communities(self) -> Iterable[str]:
        """Those whose own services take the person."""
        return (one for one, bits in self._line_up.communities.items() if bits & self._takers)

    def is_capped(self) -> bool:
        """Whether all that take the person have a cap."""
        return not self._takers & ~self._line_up.capped

    def choose(self, known: Known, rooms: Rooms, *, after: DirectoryService | None) -> DirectoryService | None:
        """The best of those that take the person, unless somebody was chosen before, who has it already."""
        if not self._takers:
            return after
        if after is not None:
            self._add(WhyNot.ANOTHER_IS_NAMED_FIRST, self._takers)
            return after
        question = self._question
        board = rooms.board(self._line_up, question.values, self._needs, question.today)
        best, lost = best_of(self._line_up, self._takers, known, board, have_it=self._have_it)
        for reason, bits in lost:
            self._add(reason, bits)
        self._by_reasons[()] = best
        return self._line_up.services[best.bit_length() - 1]

    def _add(self, reason: WhyNot, bits: int) -> None:
        self._by_reasons[reason,] = self._by_reasons.get((reason,), 0) | bits

    def considered(self) -> Iterable[Considered]:
        """Everybody looked at, by reasons."""
        for reasons, bits in self._by_reasons.items():
            yield Considered(self._pathway, self._line_up.ids_of(bits), reasons)


def _refused_before(placing: Placing, pathway: Pathway, line_up: LineUp) -> int:
    """Whose agency said no to the pathway before; a desk's no ended that row, and what comes later is another."""
    found = 0
    for old in () if pathway is Pathway.TRIAGE else placing.earlier(pathway):
        if old.refused_by_agency():
            found |= line_up.agencies.get(old.allocation.agency, 0)
    return found


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
    refused = any(old.refused_by_agency() and old.allocation.agency == service.agency for old in earlier)
    if refused and pathway is not Pathway.TRIAGE:
        reasons = (*reasons, WhyNot.REFUSED_BEFORE)
    if not reasons and placing.sharing(service.agency) is Sharing.WITHHOLD:
        reasons = (WhyNot.WITHHELD,)
    return reasons
