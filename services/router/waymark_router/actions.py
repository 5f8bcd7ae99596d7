"""What the router does: route referrals, answer a no, publish what a county gives it; each in one transaction.

Not here: how a decision is reached (`allocation.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from waymark.contracts.consent import ReferralScreened
from waymark.contracts.delivery import AllocationEvent
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted
from waymark.db import Reader, Transaction
from waymark.errors import Unavailable
from waymark.words import AllocationState, DeclinedBy
from waymark_router import queries, store
from waymark_router.allocation import decide
from waymark_router.county import County
from waymark_router.decision_record import record_of
from waymark_router.provider import Directory
from waymark_router.question import Decision, Previous, question_from
from waymark_router.rulebook import Rulebook

Why = Heard[ReferralScreened] | Heard[AllocationEvent]


@dataclass(slots=True)
class Shelf:
    """The rulebook and directory this process last used: only a copy, checked against the database each time."""

    rulebook: Rulebook | None = None
    directory: Directory | None = None


async def in_force(reader: Reader, shelf: Shelf) -> County:
    """What is in force now, read anew only where the shelf has another version. Unavailable where nothing is yet."""
    versions = await queries.versions_in_force(reader)
    if versions.rulebook is None or versions.directory is None:
        raise Unavailable("no rulebook and directory are in force yet", retry_after=5)
    if shelf.rulebook is None or shelf.rulebook.version != versions.rulebook:
        shelf.rulebook = await queries.find_rulebook(reader, versions.rulebook)
    if shelf.directory is None or shelf.directory.version != versions.directory:
        shelf.directory = await queries.find_directory(reader, versions.directory)
    return County(shelf.rulebook, shelf.directory)


async def route_referrals(tx: Transaction, events: Sequence[Heard[ReferralScreened]], shelf: Shelf) -> None:
    """Route each referral by its newest screening; an older screening than the one kept changes nothing."""
    county = await in_force(tx, shelf)
    newest: dict[UUID, Heard[ReferralScreened]] = {}
    for heard in events:
        known = newest.get(heard.data.referral_id)
        if known is None or known.data.screening < heard.data.screening:
            newest[heard.data.referral_id] = heard
    fresh = await store.keep_newest(tx, [heard.data for heard in newest.values()])
    screened = {referral_id: heard.data for referral_id, heard in newest.items() if referral_id in fresh}
    await _decide(tx, county, screened, newest)


async def answer_no(
    tx: Transaction, events: Sequence[Heard[AllocationEvent]], declined_by: Sequence[DeclinedBy | None], shelf: Shelf
) -> None:
    """Keep that allocations were declined (by whom) or lapsed (None), and route again what their agency gave back.

    The person's or the referrer's no is kept and not routed again.
    """
    county = await in_force(tx, shelf)
    screened = await store.lock_referrals(tx, [heard.data.referral_id for heard in events])
    answers = {
        heard.data.allocation_id: store.Answer(
            heard.data.allocation_id,
            (AllocationState.LAPSED if by is None else AllocationState.DECLINED).value,
            by.value if by is not None else "",
        )
        for heard, by in zip(events, declined_by, strict=True)
    }
    open_until_now = await store.save_answers(tx, list(answers.values()))
    given_back: dict[UUID, Heard[AllocationEvent]] = {
        heard.data.referral_id: heard
        for heard, by in zip(events, declined_by, strict=True)
        if heard.data.allocation_id in open_until_now and by in {None, DeclinedBy.PROVIDER}
    }
    await _decide(tx, county, {key: screened[key] for key in given_back if key in screened}, given_back)


async def publish_county(tx: Transaction, county: County, *, actor: str) -> None:
    """Make a county's rulebook and directory the last published ones; nothing happens where they already are."""
    if await store.publish_rulebook(tx, county.rulebook):
        tx.audit("rulebook.published", about=county.rulebook.version, actor=actor)
    if await store.publish_directory(tx, county.directory):
        tx.audit("directory.published", about=county.directory.version, actor=actor)


async def _decide(
    tx: Transaction, county: County, screened: Mapping[UUID, ReferralScreened], causes: Mapping[UUID, Why]
) -> None:
    """Decide each referral, keep decision and allocations, and tell the whole new answer."""
    if not screened:
        return
    before = await store.previous_allocations(tx, list(screened))
    made: list[store.Made] = []
    placed: dict[UUID, Decision] = {}
    for referral_id, one in screened.items():
        decision, kept = _decide_one(tx, county, one, before.get(referral_id, ()))
        placed[referral_id] = decision
        made.append(kept)
    await store.add_decisions(tx, made)
    await store.save_allocations(tx, {key: decision.allocations for key, decision in placed.items()})
    for kept in made:
        key = kept.referral_id
        tx.audit("referral.routed", about=key, actor="router", decision=str(kept.decision_id))
        tx.tell(_routed(tx, screened[key], placed[key], kept.decision_id), key=key, cause=causes[key])


def _decide_one(
    tx: Transaction, county: County, screened: ReferralScreened, previous: tuple[Previous, ...]
) -> tuple[Decision, store.Made]:
    rulebook, directory = county.rulebook, county.directory
    question = question_from(screened, districts=rulebook.districts, now=tx.now, previous=previous)
    decision = decide(question, rulebook, directory)
    record = record_of(question, decision, rulebook, directory)
    return decision, store.Made(tx.new_id(), screened.referral_id, rulebook.version, directory.version, record)


def _routed(tx: Transaction, screened: ReferralScreened, decision: Decision, decision_id: UUID) -> ReferralRouted:
    return ReferralRouted(
        referral_id=screened.referral_id,
        journey_id=screened.journey_id,
        decision_id=decision_id,
        sender=screened.sender,
        received_at=screened.received_at,
        decided_at=tx.now,
        allocations=tuple(decision.allocations),
        unmet=tuple(decision.unmet),
        child=screened.facts.child,
        quality=screened.quality,
    )
