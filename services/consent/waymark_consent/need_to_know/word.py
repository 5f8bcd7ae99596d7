"""What an allocation's news mean for whoever may be shown its person: which counts, and from when. Pure.

How the router's word and a queue's word go together is said once, by the table (column `open` of `recipients`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from waymark.contracts.delivery import AllocationEvent
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.words import AllocationState

_MADE_BY_TIME = 7


def is_offered(routed: RoutedAllocation) -> bool:
    """Whether the router puts it into the agency's hands: an offer, and a duty unless it is taken back."""
    return routed.state is AllocationState.OFFERED or (routed.duty and routed.state is not AllocationState.WITHDRAWN)


def newest_answers(heard: Iterable[Heard[ReferralRouted]]) -> dict[UUID, ReferralRouted]:
    """The newest answer per referral; of two decided at once, the one told later."""
    newest: dict[UUID, ReferralRouted] = {}
    for one in heard:
        known = newest.get(one.data.referral_id)
        if known is None or known.decided_at <= one.data.decided_at:
            newest[one.data.referral_id] = one.data
    return newest


def newest_words(heard: Sequence[Heard[AllocationEvent]]) -> dict[UUID, Heard[AllocationEvent]]:
    """The newest word of a queue per allocation; of two at once, the one told later."""
    newest: dict[UUID, Heard[AllocationEvent]] = {}
    for one in heard:
        known = newest.get(one.data.allocation_id)
        if known is None or known.data.changed_at <= one.data.changed_at:
            newest[one.data.allocation_id] = one
    return newest


def caused_at(heard: Heard[AllocationEvent]) -> datetime:
    """When that was decided which the queue's word follows: the time within its cause's id (UUIDv7), or its own.

    A queue that lags takes back after a newer offer was decided: what counts against an offer is the cause's time.
    """
    cause = heard.causation
    if cause is None or cause.version != _MADE_BY_TIME:
        return heard.data.changed_at
    return min(datetime.fromtimestamp((cause.int >> 80) / 1000, UTC), heard.data.changed_at)
