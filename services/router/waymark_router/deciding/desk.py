"""What the triage desk gets: why nobody takes it, what a closed row of its own has answered, and what is new to it.

Not here: what nobody takes, and why (`support.py`).
"""

from collections.abc import Collection, Iterable, Sequence

from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.words import Need, Pathway, Priority
from waymark_router.deciding.candidates import choose
from waymark_router.deciding.placing import Placing, allocation_id
from waymark_router.deciding.question import Considered, Previous, in_order
from waymark_router.providers.provider import WhyNot


def ended_rows(earlier: Iterable[Previous]) -> list[RoutedAllocation]:
    """The rows that came to their end, of those of the desk: closed, or somebody's no."""
    return [old.allocation for old in earlier if old.is_ended() or old.declined_by is not None]


def new_to_it(unmet: Iterable[UnmetNeed], ended: Sequence[RoutedAllocation]) -> list[UnmetNeed]:
    """What none of the rows that ended stood for: another need, another pathway or another reason."""
    return [left for left in unmet if not any(_stood_for(row, left) for row in ended)]


def not_seen(needs: Iterable[Need], ended: Sequence[RoutedAllocation]) -> set[Need]:
    """The needs that no row that ended stood for."""
    return set(needs) - {need for row in ended for need in row.needs}


def codes_of(unmet: Iterable[UnmetNeed]) -> tuple[str, ...]:
    """What nobody could take and why, as codes: "fraud:nobody_takes"."""
    return tuple(dict.fromkeys(f"{left.pathway}:{left.reason}" for left in unmet))


def unmet_reason(considered: Iterable[Considered]) -> str:
    """The most telling of the reasons why no service takes a pathway, as a code."""
    reasons = {reason for several in considered for reason in several.reasons}
    if not reasons:
        return "no_service_for_pathway"
    if WhyNot.REFUSED_BEFORE in reasons:
        return "refused_by_all"
    return "consent_withheld" if WhyNot.WITHHELD in reasons else "nobody_takes"


def _stood_for(row: RoutedAllocation, left: UnmetNeed) -> bool:
    needs: Collection[Need] = row.needs
    return f"{left.pathway}:{left.reason}" in row.unmet and all(need in needs for need in left.needs)


def hand_to_triage(placing: Placing, *, wanted: bool) -> None:
    """The triage desk gets what is unmet, and what no rule knew a pathway for."""
    decision = placing.decision
    if not wanted and not decision.unmet:
        return
    ended = ended_rows(placing.earlier(Pathway.TRIAGE))
    news = new_to_it(decision.unmet, ended)
    alone = not_seen(placing.needs_left(), ended)
    if ended and not news and not alone:
        return
    placing.priority = Priority.URGENT if placing.duty_given_back else placing.priority
    needs = in_order({need for left in news for need in left.needs} | alone)
    if not _place_at_desk(placing, needs, codes_of(news), after=len(ended)) and wanted:
        placing.leave(Pathway.TRIAGE, needs, unmet_reason(decision.considered))


def _place_at_desk(placing: Placing, needs: tuple[Need, ...], unmet: tuple[str, ...], *, after: int) -> bool:
    """The first desk that may see it gets a row: the one it has, or a new one where those before ended."""
    service = choose(placing, Pathway.TRIAGE, needs)
    if service is None:
        return False
    row = placing.offer(service, Pathway.TRIAGE, needs)
    own = {
        "unmet": unmet,
        "allocation_id": allocation_id(placing.question.referral_id, row.pathway, row.service, after=after),
    }
    placing.allocate(service, placing.held_or_offered(service, row.model_copy(update=own)))
    return True
