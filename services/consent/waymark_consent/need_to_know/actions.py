"""What consent does with news of allocations: it keeps who has a referral in hand, for the release door to ask.

Not here: the release itself (`..actions`).
"""

from collections.abc import Sequence

from waymark.contracts.delivery import AllocationEvent
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark_consent.need_to_know import store
from waymark_consent.need_to_know.store import Word
from waymark_consent.need_to_know.word import caused_at, newest_answers, newest_words


async def note_routed(tx: Transaction, heard: Sequence[Heard[ReferralRouted]]) -> None:
    """Take the router's newest answer per referral, whole; an older one that comes late changes nothing."""
    newest = newest_answers(heard)
    fresh = await store.keep_newest(tx, newest.values())
    answers = [answer for referral_id, answer in newest.items() if referral_id in fresh]
    if answers:
        store.save_answers(tx, answers)


async def note_allocations(tx: Transaction, heard: Sequence[Heard[AllocationEvent]]) -> None:
    """Take what queues said: taken on, gone on with, said no to, run out of time, ended, or taken back."""
    store.save_words(
        tx,
        [
            Word(
                allocation_id=one.data.allocation_id,
                referral_id=one.data.referral_id,
                agency=one.data.agency,
                state=one.data.state.value,
                changed_at=one.data.changed_at,
                caused_at=caused_at(one),
            )
            for one in newest_words(heard).values()
        ],
    )
