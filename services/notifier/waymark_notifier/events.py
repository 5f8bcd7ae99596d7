"""The event door: one function per event the notifier hears, each taking a batch inside one transaction.

Not here: what follows from an event (actions.py). Keys and members are remembered by `waymark.auth`.
"""

from collections.abc import Sequence

from waymark.contracts.consent import PersonErased, ReleaseRevoked
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted
from waymark.contracts.rules import RulesPublished
from waymark.db import Transaction
from waymark.service import Context
from waymark_notifier import actions
from waymark_notifier.settings import NotifierSettings
from waymark_notifier.stream import Hub

Here = Context[NotifierSettings, Hub]


async def on_referral_routed(tx: Transaction, events: Sequence[Heard[ReferralRouted]], _: Here) -> None:
    """The router's newest answers: rows appear, open, are held or taken back."""
    await actions.take_routing(tx, events)


async def on_release_revoked(tx: Transaction, events: Sequence[Heard[ReleaseRevoked]], _: Here) -> None:
    """Agencies that may no longer see a referral: what they have in hand of it is taken back."""
    await actions.revoke_releases(tx, events)


async def on_rules_published(tx: Transaction, events: Sequence[Heard[RulesPublished]], _: Here) -> None:
    """Whoever must know at once that the emergency switch was used is told."""
    await actions.tell_of_switch(tx, events)


async def on_person_erased(tx: Transaction, events: Sequence[Heard[PersonErased]], _: Here) -> None:
    """People were erased: what is in hand of them is taken back, and no fact about them is kept."""
    await actions.erase_people(tx, events)
