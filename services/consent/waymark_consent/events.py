"""The event door: what consent hears, each taking a batch inside one transaction.

Not here: what follows (`screening`, `need_to_know`). Keys and members are remembered by `waymark.auth`, here as
everywhere.
"""

from collections.abc import Sequence

from waymark.contracts.delivery import AllocationEvent
from waymark.contracts.envelope import Heard
from waymark.contracts.referral import ErasureSpread, ReferralAnswered, ReferralReceived, ReferralWithdrawn
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark_consent.erasure.actions import spread_erasures
from waymark_consent.need_to_know import actions as need_to_know
from waymark_consent.screening import actions as screening
from waymark_consent.settings import Here


async def on_referral_received(tx: Transaction, events: Sequence[Heard[ReferralReceived]], context: Here) -> None:
    """New referrals and corrections: into the vault, decided, told."""
    await screening.screen_referrals(tx, events, context.own)


async def on_referral_answered(tx: Transaction, events: Sequence[Heard[ReferralAnswered]], context: Here) -> None:
    """The sender answered what it was asked: those groups and facts into what is kept, decided anew."""
    await screening.answer_referrals(tx, events, context.own)


async def on_referral_withdrawn(tx: Transaction, events: Sequence[Heard[ReferralWithdrawn]], context: Here) -> None:
    """The sender took referrals back: closed to all but those who are told by duty."""
    await screening.withdraw_referrals(tx, events, context.own)


async def on_erasure_spread(tx: Transaction, events: Sequence[Heard[ErasureSpread]], _: Here) -> None:
    """Referrals linked with one whose person was erased: erased too."""
    await spread_erasures(tx, events)


async def on_referral_routed(tx: Transaction, events: Sequence[Heard[ReferralRouted]], _: Here) -> None:
    """The router answered, or answered anew: who has the referral in hand."""
    await need_to_know.note_routed(tx, events)


async def on_allocation_changed(tx: Transaction, events: Sequence[Heard[AllocationEvent]], _: Here) -> None:
    """A provider took an allocation on, went on with it, or has it in hand no more."""
    await need_to_know.note_allocations(tx, events)
