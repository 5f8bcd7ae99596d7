"""A second person makes a draft a version that counts from its time on, never one of its writers."""

import asyncio
from datetime import timedelta

import pytest

from tests.builders.decision import county_with
from tests.builders.drafting import (
    ADA,
    LEAD_S,
    RAE,
    SOL,
    a_draft,
    a_fraud_row,
    an_asked_draft,
    changed,
    checked,
    is_approved,
    is_asked_for,
    the_rules,
)
from tests.builders.rulebook import the_county
from waymark.clock import ReplayClock
from waymark.contracts.rules import RulesPublished
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.actions import Shelf, in_force, publish_county
from waymark_router.publishing import queries
from waymark_router.publishing.actions.act import CheckOutdated
from waymark_router.publishing.actions.deciding import Looked, approve, call_off, send_back
from waymark_router.publishing.actions.drafting import start_draft
from waymark_router.publishing.draft import DraftState, StaleDraft
from waymark_router.publishing.publication import BaseMoved
from waymark_router.publishing.rehearsal import NOTHING_TRIED, Moved
from waymark_router.rules.rule import TableName


async def live(database: Database) -> str:
    """The version in force, as any process reads it."""
    async with database.reader(SYSTEM) as reader:
        return (await in_force(reader, Shelf())).rulebook.version


async def told(database: Database) -> list[RulesPublished]:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log where topic = 'router.rules' order by epoch, tx, seq")
    return [RulesPublished.model_validate_json(row.body) for row in rows]


async def test_an_approved_draft_counts_as_soon_as_all_can_know(published: Database, clock: ReplayClock) -> None:
    draft = await an_asked_draft(published, why="Rehearsed.")
    made = await is_approved(published, draft.draft_id, draft.revision)
    assert made.effective_from == clock.now() + timedelta(seconds=LEAD_S)
    assert await live(published) == the_county().rulebook.version
    clock.move_to(made.effective_from)
    assert await live(published) == made.version
    async with published.reader(SYSTEM) as reader:
        row = (await in_force(reader, Shelf())).rulebook.row(TableName.PATHWAYS, "fr-offence")
        kept = await queries.find_publication(reader, made.version)
        done = await queries.find_draft(reader, draft.draft_id)
    assert row.why == "Rehearsed."
    assert kept == made
    assert (kept.author.subject, kept.approver) == ("rae.rules", SOL.who)
    assert (kept.reason, kept.base, kept.number) == ("Asked by the board", the_county().rulebook.version, 2)
    assert (done.state, done.version) == (DraftState.APPROVED, made.version)


async def test_it_is_told_and_audited(published: Database) -> None:
    draft = await an_asked_draft(published)
    made = await is_approved(published, draft.draft_id, draft.revision)
    [event] = await told(published)
    assert (event.rulebook, event.kind, event.agency) == (made.version, PublicationKind.CHANGE, "opcc")
    async with published.reader(SYSTEM) as reader:
        act = await reader.row("select actor, details ->> 'author' as author from audit order by id desc limit 1")
    assert act is not None
    assert (act.actor, act.author) == ("sol.approver", "rae.rules")


async def test_no_writer_approves_and_no_writer_sends_back(published: Database) -> None:
    mine = await changed(published, await a_draft(published), a_fraud_row(why="Mine."))
    ours = await changed(published, mine, a_fraud_row(why="Ours."), ADA)
    asked = await is_asked_for(published, ours, "Why")
    for writer in (RAE, ADA):
        with pytest.raises(Refused) as refused:
            await is_approved(published, asked.draft_id, asked.revision, writer)
        assert refused.value.kind is Kind.FORBIDDEN
        with pytest.raises(Refused, match="own_draft"):
            async with published.transaction(SYSTEM) as tx:
                await send_back(tx, asked.draft_id, "No.", revision=asked.revision, editor=writer)
    assert await told(published) == []


async def test_sent_back_with_words_it_is_open_again(published: Database) -> None:
    draft = await an_asked_draft(published)
    with pytest.raises(Refused, match="missing"):
        async with published.transaction(SYSTEM) as tx:
            await send_back(tx, draft.draft_id, " ", revision=draft.revision, editor=SOL)
    async with published.transaction(SYSTEM) as tx:
        back = await send_back(tx, draft.draft_id, "Say which board.", revision=draft.revision, editor=SOL)
    async with published.reader(SYSTEM) as reader:
        newest, *_ = await queries.list_done(reader, draft.draft_id)
    assert (back.state, newest.words, newest.actor_name) == (DraftState.OPEN, "Say which board.", "Sol Thorn")
    with pytest.raises(StaleDraft):
        await is_approved(published, draft.draft_id, draft.revision)


async def test_of_two_approvals_at_once_one_version_comes(published: Database) -> None:
    draft = await an_asked_draft(published)
    answers = await asyncio.gather(
        *(is_approved(published, draft.draft_id, draft.revision) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, StaleDraft) for one in answers) == 4
    assert len(await told(published)) == 1


async def test_of_two_drafts_side_by_side_the_second_must_first_see_the_first(
    published: Database, clock: ReplayClock
) -> None:
    first, second = await an_asked_draft(published, why="One."), await an_asked_draft(published, why="Two.")
    made = await is_approved(published, first.draft_id, first.revision)
    for _ in range(2):
        with pytest.raises(BaseMoved) as moved:
            await is_approved(published, second.draft_id, second.revision)
        assert moved.value.last.version == made.version
        clock.move_to(clock.now() + timedelta(minutes=1))
    assert await live(published) == made.version


async def test_a_later_start_is_kept_and_nothing_starts_before_it(published: Database, clock: ReplayClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    draft = await an_asked_draft(published, starts_at=tomorrow)
    made = await is_approved(published, draft.draft_id, draft.revision)
    assert made.effective_from == tomorrow
    async with published.transaction(SYSTEM) as tx:
        back = await start_draft(tx, RAE, go_back_to=the_county().rulebook.version)
    asked = await is_asked_for(published, back, "Back")
    with pytest.raises(Refused, match="before_scheduled"):
        await is_approved(published, asked.draft_id, asked.revision)


async def test_a_start_that_passed_while_waiting_is_not_put_into_the_past(
    published: Database, clock: ReplayClock
) -> None:
    draft = await an_asked_draft(published, starts_at=clock.now() + timedelta(minutes=5))
    clock.move_to(clock.now() + timedelta(hours=1))
    made = await is_approved(published, draft.draft_id, draft.revision)
    assert made.effective_from == clock.now() + timedelta(seconds=LEAD_S)


async def test_a_version_that_waits_can_be_called_off_and_never_counts(published: Database, clock: ReplayClock) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    draft = await an_asked_draft(published, starts_at=tomorrow)
    made = await is_approved(published, draft.draft_id, draft.revision)
    async with published.transaction(SYSTEM) as tx:
        await call_off(tx, made.version, editor=RAE)
    clock.move_to(tomorrow + timedelta(hours=1))
    assert await live(published) == the_county().rulebook.version
    assert [event.called_off for event in await told(published)] == [False, True]
    with pytest.raises(Refused, match="too_late"):
        async with published.transaction(SYSTEM) as tx:
            await call_off(tx, made.version, editor=RAE)


async def test_what_counts_already_cannot_be_called_off(published: Database) -> None:
    with pytest.raises(Refused, match="too_late"):
        async with published.transaction(SYSTEM) as tx:
            await call_off(tx, the_county().rulebook.version, editor=RAE)


async def test_going_back_gives_a_new_version_that_says_the_same(published: Database, clock: ReplayClock) -> None:
    draft = await an_asked_draft(published, why="Not so good.")
    first = await is_approved(published, draft.draft_id, draft.revision)
    clock.move_to(first.effective_from)
    async with published.transaction(SYSTEM) as tx:
        back = await start_draft(tx, RAE, go_back_to=the_county().rulebook.version)
    asked = await is_asked_for(published, back, "It was better before")
    made = await is_approved(published, asked.draft_id, asked.revision)
    assert made.kind is PublicationKind.ROLLBACK
    assert made.version not in {first.version, the_county().rulebook.version}
    async with published.reader(SYSTEM) as reader:
        assert await queries.find_written(reader, made.version) == await queries.find_written(
            reader, the_county().rulebook.version
        )


async def test_where_many_would_move_the_approver_says_why(published: Database) -> None:
    draft = await an_asked_draft(published)
    trial = Moved(6, 100, needs_reason=True)
    with pytest.raises(Refused) as refused:
        await is_approved(published, draft.draft_id, draft.revision, trial=trial)
    assert refused.value.title.startswith("6 of 100 past referrals would move")
    made = await is_approved(published, draft.draft_id, draft.revision, words="That is the point", trial=trial)
    assert made.approver_reason == "That is the point"
    async with published.reader(SYSTEM) as reader:
        tried = await reader.value("select details ->> 'moved' from audit where act = 'rules.tried'")
    assert tried == "6"


async def test_a_report_of_another_directory_or_draft_approves_nothing(published: Database) -> None:
    draft = await an_asked_draft(published)
    looked = Looked(draft.revision, await checked(published, draft.written), NOTHING_TRIED)
    other = Looked(draft.revision, await checked(published, the_rules()), NOTHING_TRIED)
    with pytest.raises(CheckOutdated):
        async with published.transaction(SYSTEM) as tx:
            await approve(tx, draft.draft_id, other, words="", editor=SOL)
    paused = county_with("ledger-fraud", about="After fraud.")
    async with published.transaction(SYSTEM) as tx:
        await publish_county(tx, paused, actor="test")
    with pytest.raises(CheckOutdated, match="check_outdated"):
        async with published.transaction(SYSTEM) as tx:
            await approve(tx, draft.draft_id, looked, words="", editor=SOL)
    assert await told(published) == []
    await is_approved(published, draft.draft_id, draft.revision)


async def test_a_version_starts_the_lead_after_its_wait_and_not_after_it_began(
    published: Database, clock: ReplayClock
) -> None:
    draft = await an_asked_draft(published)
    looked = Looked(draft.revision, await checked(published, draft.written), NOTHING_TRIED)
    async with published.transaction(SYSTEM) as tx:
        clock.move_to(clock.now() + timedelta(seconds=3))
        made = await approve(tx, draft.draft_id, looked, words="", editor=SOL)
    assert made.effective_from == clock.now() + timedelta(seconds=LEAD_S)


async def test_a_commit_that_comes_late_publishes_nothing(published: Database, clock: ReplayClock) -> None:
    draft = await an_asked_draft(published)
    looked = Looked(draft.revision, await checked(published, draft.written), NOTHING_TRIED)
    with pytest.raises(Refused, match="too_slow"):
        async with published.transaction(SYSTEM) as tx:
            await approve(tx, draft.draft_id, looked, words="", editor=SOL)
            clock.move_to(clock.now() + timedelta(seconds=LEAD_S * 0.8))
    assert await told(published) == []
    assert await live(published) == the_county().rulebook.version
