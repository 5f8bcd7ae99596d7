"""One person sends everything to the triage desk and back; what waits for its time is called off."""

import asyncio
from datetime import timedelta

import pytest

from tests.builders.drafting import LEAD_S, RAE, SOL, a_draft, an_asked_draft, is_approved
from tests.builders.routing import told as routed
from tests.builders.rulebook import the_county
from tests.builders.screened import a_duty, a_referral_screened
from tests.builders.web import a_heard
from tests.router.checking.hard import hard_rules
from tests.router.publishing.test_actions_deciding import live, told
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Refused, Unavailable
from waymark.words import Pathway, PublicationKind
from waymark_router.actions import Shelf, route_referrals
from waymark_router.checking.actions import Checks
from waymark_router.checking.search import Allowance
from waymark_router.publishing import queries, store
from waymark_router.publishing.actions.act import gather_check, last_publication
from waymark_router.publishing.actions.drafting import Ask, ask_approval, change_draft, start_draft
from waymark_router.publishing.actions.emergency import end_emergency, switch_to_triage
from waymark_router.publishing.publication import Publication


async def switched(database: Database) -> Publication:
    async with database.transaction(SYSTEM) as tx:
        return await switch_to_triage(tx, "Referrals go astray", editor=RAE)


async def ended(database: Database) -> Publication:
    async with database.transaction(SYSTEM) as tx:
        return await end_emergency(tx, "Found and mended", editor=SOL)


async def test_from_then_on_all_goes_to_the_desk_and_duties_are_told(published: Database, clock: ReplayClock) -> None:
    made = await switched(published)
    assert made.effective_from == clock.now() + timedelta(seconds=LEAD_S)
    clock.move_to(made.effective_from)
    async with published.transaction(SYSTEM) as tx:
        screened = a_referral_screened(duties=(a_duty(),))
        await route_referrals(tx, [a_heard(screened, clock.now())], Shelf())
    [answer] = await routed(published)
    assert {one.pathway for one in answer.allocations} == {Pathway.TRIAGE, Pathway.SAFEGUARDING}


async def test_switching_back_says_what_counted_before(published: Database, clock: ReplayClock) -> None:
    clock.move_to((await switched(published)).effective_from)
    back = await ended(published)
    clock.move_to(back.effective_from)
    assert await live(published) == back.version
    async with published.reader(SYSTEM) as reader:
        assert await queries.find_written(reader, back.version) == await queries.find_written(
            reader, the_county().rulebook.version
        )
    assert [event.kind for event in await told(published)] == [
        PublicationKind.EMERGENCY,
        PublicationKind.EMERGENCY_ENDED,
    ]


async def test_switched_again_before_its_end_counts_it_still_goes_back_to_the_rules(
    published: Database, clock: ReplayClock
) -> None:
    clock.move_to((await switched(published)).effective_from + timedelta(minutes=5))
    await ended(published)
    clock.move_to(clock.now() + timedelta(seconds=LEAD_S / 2))
    again = await switched(published)
    assert again.base == the_county().rulebook.version
    clock.move_to(again.effective_from)
    back = await ended(published)
    async with published.reader(SYSTEM) as reader:
        assert await queries.find_written(reader, back.version) == await queries.find_written(
            reader, the_county().rulebook.version
        )


async def test_it_can_be_ended_before_it_even_counts(published: Database, clock: ReplayClock) -> None:
    await switched(published)
    back = await ended(published)
    clock.move_to(back.effective_from)
    assert await live(published) == back.version


async def test_what_waits_for_its_time_is_called_off(published: Database, clock: ReplayClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    draft = await an_asked_draft(published, starts_at=tomorrow)
    waiting = await is_approved(published, draft.draft_id, draft.revision)
    made = await switched(published)
    clock.move_to(tomorrow + timedelta(hours=1))
    assert await live(published) == made.version
    assert (waiting.version, True) in [(event.rulebook, event.called_off) for event in await told(published)]


async def test_it_is_on_or_off_and_needs_a_reason(published: Database, clock: ReplayClock) -> None:
    with pytest.raises(Refused, match="no_emergency"):
        await ended(published)
    with pytest.raises(Refused, match="missing"):
        async with published.transaction(SYSTEM) as tx:
            await switch_to_triage(tx, " ", editor=RAE)
    clock.move_to((await switched(published)).effective_from)
    with pytest.raises(Refused, match="emergency"):
        await switched(published)


async def test_meanwhile_drafts_stand_on_the_rules_before_and_wait(published: Database, clock: ReplayClock) -> None:
    asked = await an_asked_draft(published)
    clock.move_to((await switched(published)).effective_from)
    async with published.transaction(SYSTEM) as tx:
        assert (await start_draft(tx, RAE)).base == the_county().rulebook.version
    with pytest.raises(Refused, match="emergency"):
        await is_approved(published, asked.draft_id, asked.revision)
    clock.move_to((await ended(published)).effective_from)
    made = await is_approved(published, asked.draft_id, asked.revision)
    assert made.kind is PublicationKind.CHANGE


async def test_the_switch_waits_for_nobody_who_holds_the_lock_and_falls_silent(published: Database) -> None:
    """A process that hung or was cut off between two statements of its approval."""

    async def approves_and_hangs() -> None:
        async with published.transaction(SYSTEM) as tx:
            await store.one_at_a_time(tx)
            holds.set()
            await switched_on.wait()
            await last_publication(tx)

    holds, switched_on = asyncio.Event(), asyncio.Event()
    hangs = asyncio.create_task(approves_and_hangs())
    await holds.wait()
    made = await switched(published)
    switched_on.set()
    with pytest.raises(Unavailable):
        await hangs
    assert made.kind is PublicationKind.EMERGENCY


async def test_the_switch_goes_through_while_a_hard_draft_is_being_approved(published: Database) -> None:
    """The check of nine hundred hard rows holds nothing, and its approval finds the emergency."""
    draft = await a_draft(published)
    async with published.transaction(SYSTEM) as tx:
        hard = await change_draft(tx, draft.draft_id, lambda _: hard_rules(900), revision=1, row="", editor=RAE)
    async with published.reader(SYSTEM) as reader:
        unchecked = await gather_check(reader, hard.written, Allowance(20_000, 600_000))
    checking = asyncio.create_task(Checks().of(unchecked))
    await asyncio.sleep(0)
    made = await switched(published)
    assert not checking.done()
    found = await checking
    with pytest.raises(Refused, match="emergency"):
        async with published.transaction(SYSTEM) as tx:
            await ask_approval(tx, hard.draft_id, Ask("Why", hard.revision), checked=found, editor=RAE)
    assert made.kind is PublicationKind.EMERGENCY
