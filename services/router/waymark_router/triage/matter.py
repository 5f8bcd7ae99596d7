"""What of a referral lies open for the desk: what nobody took, what no rule knew, what is held or was not answered.

Not here: who could take it (`shortlist.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from waymark.contracts.routing import RoutedAllocation
from waymark.words import AllocationState, Need, Pathway
from waymark_router.deciding.question import Previous, in_order

_HELD = frozenset({AllocationState.HELD_CONSENT, AllocationState.HELD_DATA, AllocationState.HELD_SAFETY})
_OPEN = frozenset({AllocationState.OFFERED, AllocationState.ACCEPTED})
NO_RULE = "no_rule"
HELD = "held"
LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to decide: for which pathway (None: no rule knew one), for which needs, and why it lies here."""

    pathway: Pathway | None
    needs: tuple[Need, ...]
    why: str


def matters_of(previous: Iterable[Previous], needs: tuple[Need, ...]) -> tuple[Matter, ...]:
    """The matters of a referral, each pathway once; `needs` are all it has, for what no rule knew."""
    known = [old.allocation for old in previous]
    found: dict[Pathway | None, Matter] = {}
    for matter in (*_at_desk(known, needs), *_elsewhere(known)):
        found.setdefault(matter.pathway, matter)
    return tuple(found.values())


def _at_desk(known: Iterable[RoutedAllocation], needs: tuple[Need, ...]) -> Iterator[Matter]:
    """What the desk's own open rows stand for."""
    for row in known:
        if row.pathway is not Pathway.TRIAGE or row.state not in _OPEN:
            continue
        if not row.unmet:
            yield Matter(None, in_order(row.needs or needs), NO_RULE)
        for pathway, why in (code.split(":", 1) for code in row.unmet):
            yield Matter(Pathway(pathway) if pathway != Pathway.TRIAGE else None, in_order(row.needs), why)


def _elsewhere(known: Iterable[RoutedAllocation]) -> Iterator[Matter]:
    """What is held, or lapsed and with nobody else since."""
    rows = [row for row in known if row.pathway is not Pathway.TRIAGE]
    taken = {row.pathway for row in rows if row.state in _OPEN}
    for row in rows:
        if row.state in _HELD:
            yield Matter(row.pathway, row.needs, HELD)
        elif row.state is AllocationState.LAPSED and row.pathway not in taken:
            yield Matter(row.pathway, row.needs, LAPSED)
