"""What the router does: route referrals, answer a no, publish what a county gives it; each in one transaction.

Not here: how a decision is reached (`allocation.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from waymark.contracts.consent import PersonErased, ReferralScreened
from waymark.contracts.delivery import AllocationClosed, AllocationEvent
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.db import Reader, Transaction
from waymark.errors import Unavailable
from waymark.words import AllocationState, DeclinedBy
from waymark_router import queries, store
from waymark_router.checking.actions import Checks
from waymark_router.county import County
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import record_of
from waymark_router.deciding.interim import tell_interim
from waymark_router.deciding.question import Decision, question_from
from waymark_router.deciding.recipient_corrections import corrections_for
from waymark_router.deciding.senders_view import hide_from_sender
from waymark_router.providers.provider import Directory
from waymark_router.providers.rooms import Rooms
from waymark_router.rules.rulebook import Rulebook

_MADE_BY_TIME = 7
_NOTHING = store.Before(decided_at=None, allocations=())
Why = Heard[ReferralScreened] | Heard[AllocationEvent]


@dataclass(slots=True)
class Shelf:
    """The rulebook, directory and rooms this process last used: only copies, checked against the database each time.

    `checks` keeps the reports it made last.
    """

    rulebook: Rulebook | None = None
    directory: Directory | None = None
    rooms: Rooms = field(default_factory=lambda: Rooms({}))
    checks: Checks = field(default_factory=Checks, compare=False)


async def in_force(reader: Reader, shelf: Shelf) -> County:
    """What is in force now, read anew only where the shelf has another version. Unavailable where nothing is yet."""
    return await _county(reader, shelf, await queries.versions_in_force(reader))


async def _county(reader: Reader, shelf: Shelf, versions: store.VersionsInForce) -> County:
    if versions.rulebook is None or versions.directory is None:
        raise Unavailable("no rulebook and directory are in force yet", retry_after=5)
    rulebook, directory = shelf.rulebook, shelf.directory  # others put theirs there while this one reads
    if rulebook is None or rulebook.version != versions.rulebook:
        rulebook = shelf.rulebook = await queries.find_rulebook(reader, versions.rulebook)
    if directory is None or directory.version != versions.directory:
        directory = shelf.directory = await queries.find_directory(reader, versions.directory)
    return County(rulebook, directory)


async def route_referrals(tx: Transaction, events: Sequence[Heard[ReferralScreened]], shelf: Shelf) -> None:
    """Route each referral by its newest screening; an older screening than the one kept changes nothing."""
    newest: dict[UUID, Heard[ReferralScreened]] = {}
    for heard in events:
        known = newest.get(heard.data.referral_id)
        if known is None or known.data.screening < heard.data.screening:
            newest[heard.data.referral_id] = heard
    fresh = await store.keep_newest(tx, [heard.data for heard in newest.values()])
    county = await _county(tx, shelf, fresh.versions)
    screened = {referral_id: heard.data for referral_id, heard in newest.items() if referral_id in fresh.kept}
    await _decide(tx, shelf, county, screened, newest, known=fresh.again)


async def answer_no(
    tx: Transaction, events: Sequence[Heard[AllocationEvent]], declined_by: Sequence[DeclinedBy | None], shelf: Shelf
) -> None:
    """Keep that allocations were declined (by whom) or lapsed (None), and route again what their agency gave back.

    The person's or the referrer's no is kept and nobody else is asked.
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
    before = await store.save_answers(tx, list(answers.values()))
    asks_again: dict[UUID, Heard[AllocationEvent]] = {
        heard.data.referral_id: heard
        for heard, by in zip(events, declined_by, strict=True)
        if _asks_again(before.get(heard.data.allocation_id), by)
    }
    await _decide(tx, shelf, county, {key: screened[key] for key in asks_again if key in screened}, asks_again)


def _asks_again(before: AllocationState | None, by: DeclinedBy | None) -> bool:
    """Whether a no changes where the referral should be: a provider's while its offer was open, the person's or the
    referrer's only where somebody else may have been asked meanwhile: nobody had answered, or it was taken back.
    """
    if before is None:
        return False
    over = before in {AllocationState.LAPSED, AllocationState.WITHDRAWN}
    return over is (by in {DeclinedBy.PERSON, DeclinedBy.REFERRER})


async def hear_queues(tx: Transaction, events: Sequence[Heard[AllocationEvent]], shelf: Shelf) -> None:
    """Keep that allocations were accepted, closed or withdrawn. Where an offer that had lapsed is accepted late, route
    again: whoever was asked instead is not needed any more, unless they accepted too. So it is where one was closed
    that stood for less there than here by then.
    """
    await store.lock_only(tx, [heard.data.referral_id for heard in events])
    newest = {heard.data.allocation_id: heard for heard in events}
    news = [store.News(key, heard.data.state, _follows(heard)) for key, heard in newest.items()]
    before = await store.save_news(tx, news)
    again = {
        newest[key].data.referral_id: newest[key]
        for key, was in before.items()
        if was is AllocationState.LAPSED and newest[key].data.state is AllocationState.ACCEPTED
    }
    again |= await _closed_for_less(tx, [newest[key] for key in before])
    if again:
        await _decide(tx, shelf, await in_force(tx, shelf), await store.lock_referrals(tx, list(again)), again)


async def _closed_for_less(
    tx: Transaction, closed: Sequence[Heard[AllocationEvent]]
) -> dict[UUID, Heard[AllocationEvent]]:
    """Referrals of which a queue closed less than it was offered by then: the rest is still nobody's."""
    found: dict[UUID, Heard[AllocationEvent]] = {}
    for heard in closed:
        told = heard.data
        if (
            isinstance(told, AllocationClosed)
            and told.needs is not None
            and await store.keep_closed(tx, told.allocation_id, told.needs, told.unmet)
        ):
            found[told.referral_id] = heard
    return found


def _follows(heard: Heard[AllocationEvent]) -> datetime:
    """When that was decided which the queue's word follows: the time within its cause's id (UUIDv7), or its own.

    A queue that lags takes back what was offered anew meanwhile: the newer decision stands.
    """
    cause = heard.causation
    if cause is None or cause.version != _MADE_BY_TIME:
        return heard.data.changed_at
    return min(datetime.fromtimestamp((cause.int >> 80) / 1000, UTC), heard.data.changed_at)


@dataclass(frozen=True, slots=True)
class Known:
    """A referral as it was last screened, and what was decided before."""

    screened: ReferralScreened
    before: store.Before


async def lock_known(tx: Transaction, referral_id: UUID) -> Known | None:
    """What is known of a referral, locked until the transaction ends; None where there is none."""
    screened = (await store.lock_referrals(tx, [referral_id])).get(referral_id)
    if screened is None:
        return None
    before = await store.what_was_before(tx, [referral_id])
    return Known(screened, before.get(referral_id, _NOTHING))


async def decide_again(tx: Transaction, screened: ReferralScreened, shelf: Shelf) -> None:
    """Decide a locked referral anew because of what a person here did, and tell it."""
    await _decide(tx, shelf, await in_force(tx, shelf), {screened.referral_id: screened}, {})


async def forget_ended(tx: Transaction, *, before: datetime, most: int) -> int:
    """Forget referrals that ended before then; answers how many. What was done and when stays in the audit."""
    gone = await store.forget(tx, before=before, most=most)
    for referral_id in gone:
        tx.audit("referral.forgotten", about=referral_id, actor="router")
    return len(gone)


async def forget_erased(tx: Transaction, heard: Sequence[Heard[PersonErased]]) -> None:
    """Forget referrals whose person was erased, with every decision about them."""
    ids = sorted({one.data.referral_id for one in heard})
    await store.lock_only(tx, ids)
    await store.forget_these(tx, ids)
    for referral_id in ids:
        tx.audit("referral.forgotten", about=referral_id, actor="consent")


async def publish_county(tx: Transaction, county: County, *, actor: str) -> None:
    """Make a county's rulebook and directory the last published ones; nothing happens where they already are."""
    if await store.publish_rulebook(tx, county.rulebook):
        tx.audit("rulebook.published", about=county.rulebook.version, actor=actor)
    await publish_directory(tx, county.directory, actor=actor)


async def publish_directory(tx: Transaction, directory: Directory, *, actor: str, by_people: bool = False) -> None:
    """Make a directory the last published one; nothing happens where it already is, or where it comes from a file that
    has not changed and people approved changes of it since.
    """
    if await store.publish_directory(tx, directory, by_people=by_people):
        tx.audit("directory.published", about=directory.version, actor=actor)


async def _decide(
    tx: Transaction,
    shelf: Shelf,
    county: County,
    screened: Mapping[UUID, ReferralScreened],
    causes: Mapping[UUID, Why],
    *,
    known: Collection[UUID] | None = None,
) -> None:
    """Decide each referral, keep decision and allocations, and tell the whole new answer.

    `known` are those that there may be an earlier answer to; all, where it is not given.
    """
    if not screened:
        return
    earlier = [key for key in screened if known is None or key in known]
    before = await store.what_was_before(tx, earlier) if earlier else {}
    made: list[store.Made] = []
    placed: dict[UUID, Decision] = {}
    room = shelf.rooms.renewed(await queries.find_availability(tx, county.directory))
    for referral_id, one in screened.items():
        decision, kept, room = _decide_one(tx, county, one, before.get(referral_id, _NOTHING), room)
        placed[referral_id] = decision
        made.append(kept)
    shelf.rooms = room
    store.add_decisions(tx, made)
    store.save_allocations(tx, {key: decision.allocations for key, decision in placed.items()})
    for kept in made:
        key = kept.referral_id
        tx.audit("referral.routed", about=key, actor="router", decision=str(kept.decision_id))
        tx.tell(_routed(screened[key], placed[key], kept), key=key, cause=causes.get(key))


def _decide_one(
    tx: Transaction, county: County, screened: ReferralScreened, before: store.Before, room: Rooms
) -> tuple[Decision, store.Made, Rooms]:
    """The decision, how it is kept, and the room that is left for whoever is decided next."""
    rulebook, directory = county.rulebook, county.directory
    at = _after(before.decided_at, tx.now)
    question = question_from(
        screened,
        districts=rulebook.districts,
        now=at,
        previous=before.allocations,
        availability=room,
        assigned=before.assigned,
    )
    decision = decide(question, rulebook, directory)
    record = record_of(question, decision, rulebook, directory)
    hide_from_sender(decision, screened, rulebook)
    tell_interim(decision, question, directory)
    made = store.Made(
        decision_id=tx.new_id(),
        referral_id=screened.referral_id,
        decided_at=at,
        rulebook=rulebook.version,
        directory=directory.version,
        record=record,
        screening=screened.screening,
        unmet=len(decision.unmet),
    )
    had = {old.allocation.allocation_id for old in before.allocations if old.is_offered() or old.is_taken_on()}
    new = [placed for placed in decision.allocations if placed.allocation_id not in had]
    return decision, made, room.with_offers(new, question.values)


def _after(last: datetime | None, now: datetime) -> datetime:
    """When a decision counts as made: after the one before it, also where its transaction began earlier and waited, or
    another machine's clock is ahead. Hearers take the newest by this time.
    """
    return now if last is None else max(now, last + timedelta(microseconds=1))


def _routed(screened: ReferralScreened, decision: Decision, kept: store.Made) -> ReferralRouted:
    return ReferralRouted(
        referral_id=screened.referral_id,
        journey_id=screened.journey_id,
        decision_id=kept.decision_id,
        sender=screened.sender,
        received_at=screened.received_at,
        decided_at=kept.decided_at,
        allocations=tuple(_with_corrections(screened, decision.allocations)),
        unmet=tuple(decision.unmet),
        child=screened.facts.child,
        quality=screened.quality,
        signposts=tuple(decision.signposts),
        referral_version=screened.referral_version,
    )


def _with_corrections(
    screened: ReferralScreened, allocations: Sequence[RoutedAllocation]
) -> Sequence[RoutedAllocation]:
    """Each allocation with the corrections its recipient may know of."""
    if not screened.corrections:
        return allocations
    scope = {answer.agency: answer for answer in screened.scope}
    told = (
        (one, corrections_for(one, screened.corrections, scope.get(one.agency), screened.duties)) for one in allocations
    )
    return [one.model_copy(update={"corrections": corrections}) for one, corrections in told]
