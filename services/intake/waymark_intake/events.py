"""The event door of intake: one function per kind of news, each taking a batch within one transaction."""

from collections.abc import Sequence
from typing import Any

from waymark.contracts import Heard
from waymark.contracts.consent import ConsentChanged, PersonErased
from waymark.contracts.delivery import AllocationEvent
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark.service import Context
from waymark_intake import actions

Here = Context[Any, Any]


async def on_referral_routed(tx: Transaction, events: Sequence[Heard[ReferralRouted]], _: Here) -> None:
    """The router answered, or answered anew."""
    await actions.note_routed(tx, events)


async def on_allocation_changed(tx: Transaction, events: Sequence[Heard[AllocationEvent]], _: Here) -> None:
    """A provider accepted, declined, went on with, closed or lost an allocation."""
    await actions.note_allocations(tx, events)


async def on_consent_changed(tx: Transaction, events: Sequence[Heard[ConsentChanged]], _: Here) -> None:
    """The person's position changed."""
    await actions.note_positions(tx, events)


async def on_person_erased(tx: Transaction, events: Sequence[Heard[PersonErased]], _: Here) -> None:
    """People were erased: the match index forgets them, and nothing can be changed of their referrals."""
    await actions.forget_erased(tx, events)
