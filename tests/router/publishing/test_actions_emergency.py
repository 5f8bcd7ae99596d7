"""One person sends everything to the triage desk and back; what waits for its time is called off."""

from datetime import timedelta

import pytest

from tests.builders.drafting import LEAD_S, RAE, SOL, an_asked_draft, is_approved
from tests.builders.routing import told as routed
from tests.builders.rulebook import the_county
from tests.builders.screened import a_duty, a_referral_screened
from tests.builders.web import a_heard
from tests.router.publishing.test_actions_deciding import live, told
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.words import Pathway, PublicationKind
from waymark_router.actions import Shelf, route_referrals
from waymark_router.publishing import queries
from waymark_router.publishing.actions.drafting import start_draft
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
    async with published.reader() as reader:
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
    async with published.reader() as reader:
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
