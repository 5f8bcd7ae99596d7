"""The event door: one function per event the router hears, each taking a batch inside one transaction.

Not here: what follows from an event (actions.py). Keys and members are remembered by `waymark.auth`.
"""

from collections.abc import Sequence

from waymark.contracts.consent import PersonErased, ReferralScreened
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationWithdrawn,
)
from waymark.contracts.envelope import Heard
from waymark.db import Transaction
from waymark.service import Context
from waymark_router import actions
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, actions.Shelf]


async def on_referral_screened(tx: Transaction, events: Sequence[Heard[ReferralScreened]], context: Here) -> None:
    """Consent's newest answers: each referral is routed, anew where it was routed before."""
    await actions.route_referrals(tx, events, context.own)


async def on_person_erased(tx: Transaction, events: Sequence[Heard[PersonErased]], _: Here) -> None:
    """People were erased: nothing of their referrals is kept."""
    await actions.forget_erased(tx, events)


async def on_allocation_declined(tx: Transaction, events: Sequence[Heard[AllocationDeclined]], context: Here) -> None:
    """Somebody said no: a provider's no is routed again, the person's or the referrer's is kept."""
    await actions.answer_no(tx, events, [heard.data.declined_by for heard in events], context.own)


async def on_allocation_lapsed(tx: Transaction, events: Sequence[Heard[AllocationLapsed]], context: Here) -> None:
    """Nobody answered in time: somebody else is asked."""
    await actions.answer_no(tx, events, [None] * len(events), context.own)


async def on_allocation_accepted(tx: Transaction, events: Sequence[Heard[AllocationAccepted]], context: Here) -> None:
    """A provider took it on, perhaps late: then whoever was asked instead is let go."""
    await actions.hear_queues(tx, events, context.own)


async def on_allocation_closed(tx: Transaction, events: Sequence[Heard[AllocationClosed]], context: Here) -> None:
    """The work ended: it is not offered again, and its facts are forgotten in time."""
    await actions.hear_queues(tx, events, context.own)


async def on_allocation_withdrawn(tx: Transaction, events: Sequence[Heard[AllocationWithdrawn]], context: Here) -> None:
    """A queue took it back: nobody has it in hand there any more."""
    await actions.hear_queues(tx, events, context.own)
