"""What the triage desk gets: why nobody takes it, what a closed row of its own has answered, and what is new to it.

Not here: which service the desk is, and placing it there (`allocation.py`).
"""

from collections.abc import Collection, Iterable, Sequence

from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.words import Need
from waymark_router.provider import WhyNot
from waymark_router.question import Considered, Previous


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
    reasons = {reason for service in considered for reason in service.reasons}
    if not reasons:
        return "no_service_for_pathway"
    if WhyNot.REFUSED_BEFORE in reasons:
        return "refused_by_all"
    return "consent_withheld" if WhyNot.WITHHELD in reasons else "nobody_takes"


def _stood_for(row: RoutedAllocation, left: UnmetNeed) -> bool:
    needs: Collection[Need] = row.needs
    return f"{left.pathway}:{left.reason}" in row.unmet and all(need in needs for need in left.needs)
