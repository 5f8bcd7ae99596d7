"""Drafts in the database: one save of many with one revision wins, nobody writes into what waits for an approver."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.builders.drafting import ADA, RAE, a_draft, a_fraud_row, an_asked_draft, changed, is_asked_for
from tests.builders.rulebook import the_county
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark_router.publishing import queries
from waymark_router.publishing.actions.drafting import change_draft, start_draft, take_back, withdraw
from waymark_router.publishing.draft import Draft, DraftState, DraftStep, StaleDraft
from waymark_router.publishing.row_change import row_of, with_new_row, without_row
from waymark_router.publishing.written import Written
from waymark_router.rules.rule import TableName


async def kept(database: Database, draft: Draft) -> Draft:
    async with database.reader(SYSTEM) as reader:
        return await queries.find_draft(reader, draft.draft_id)


async def test_a_draft_starts_with_the_rules_in_force(published: Database) -> None:
    draft = await a_draft(published)
    assert (draft.base, draft.revision, draft.state) == (the_county().rulebook.version, 1, DraftState.OPEN)
    assert await kept(published, draft) == draft


async def test_a_change_is_kept_with_its_writer_and_audited(published: Database) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(why="Other words."), ADA)
    found = await kept(published, draft)
    assert row_of(found.written, "fr-offence")[1]["why"] == "Other words."
    assert found.writers == ("rae.rules", "ada.rules")
    async with published.reader(SYSTEM) as reader:
        done = await queries.list_done(reader, draft.draft_id)
        acts = await reader.rows(
            "select act, actor from audit where about = :id order by id", {"id": str(draft.draft_id)}
        )
    assert [(one.step, one.about, one.actor_name) for one in done] == [
        (DraftStep.CHANGED, "fr-offence", "Ada Marsh"),
        (DraftStep.STARTED, "", "Rae Finch"),
    ]
    assert [(row.act, row.actor) for row in acts] == [
        ("rules.draft_started", "rae.rules"),
        ("rules.draft_changed", "ada.rules"),
    ]


async def test_of_twenty_saves_with_one_revision_one_wins(published: Database) -> None:
    draft = await a_draft(published)

    async def save(number: int) -> int | Draft:
        try:
            await changed(published, draft, a_fraud_row(why=f"Words of {number}."))
        except StaleDraft as stale:
            return stale.now
        return number

    answers = await asyncio.gather(*(save(number) for number in range(20)))
    won = [one for one in answers if isinstance(one, int)]
    lost = [one for one in answers if isinstance(one, Draft)]
    assert (len(won), len(lost)) == (1, 19)
    found = await kept(published, draft)
    assert found.revision == 2
    assert row_of(found.written, "fr-offence")[1]["why"] == f"Words of {won[0]}."
    assert {one.written == found.written for one in lost} == {True}


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"when": {"offence_class": {"in": ["nonsense"]}}}, "value_unknown"),
        ({"when": {"shoe_size": {"is": True}}}, "column_unknown"),
        ({"when": {"age_years": {"is": True}}}, "cell_type"),
        ({"then": {"pathway": "fraud", "signpost": ["gone-away"]}}, "signpost_unknown"),
    ],
)
async def test_a_bad_row_changes_nothing(published: Database, over: dict[str, Any], code: str) -> None:
    draft = await a_draft(published)
    with pytest.raises(Refused) as refused:
        await changed(published, draft, a_fraud_row(**over))
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, code)
    assert refused.value.title.startswith(("row fr-offence", "table pathways, column shoe_size"))
    assert await kept(published, draft) == draft


async def test_a_service_the_directory_does_not_have_is_refused(published: Database) -> None:
    draft = await a_draft(published)
    row = {"id": "d1-1", "when": {}, "then": {"services": ["gone-away"]}, "why": "Asked."}

    def add(written: Written) -> Written:
        return with_new_row(written, TableName.PROVIDERS, row)

    with pytest.raises(Refused) as refused:
        async with published.transaction(SYSTEM) as tx:
            await change_draft(tx, draft.draft_id, add, revision=1, row="d1-1", editor=RAE)
    assert refused.value.code == "service_unknown"


async def test_asking_locks_it_and_taking_back_opens_it(published: Database) -> None:
    draft = await an_asked_draft(published)
    with pytest.raises(Refused, match="draft_state"):
        await changed(published, draft, a_fraud_row(why="Later."))
    async with published.transaction(SYSTEM) as tx:
        back = await take_back(tx, draft.draft_id, revision=draft.revision, editor=RAE)
    assert (await changed(published, back, a_fraud_row(why="Later."))).state is DraftState.OPEN


async def test_nothing_changed_is_nothing_to_approve(published: Database) -> None:
    draft = await a_draft(published)
    with pytest.raises(Refused, match="nothing_changed"):
        await is_asked_for(published, draft, "Why")


async def test_a_time_that_is_over_and_rows_that_cannot_count_are_refused(
    published: Database, clock: ReplayClock
) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(why="Other."))
    with pytest.raises(Refused, match="past"):
        await is_asked_for(published, draft, "Why", starts_at=clock.now() - timedelta(minutes=1))
    every = await changed(
        published, draft, {"id": "pv-rest", "when": {}, "then": {"services": ["ledger-fraud"]}, "why": "x"}
    )
    with pytest.raises(Refused, match="no_desk"):
        await is_asked_for(published, every, "Why")


async def test_a_draft_given_up_stays_readable(published: Database) -> None:
    draft = await a_draft(published)
    async with published.transaction(SYSTEM) as tx:
        await withdraw(tx, draft.draft_id, revision=1, editor=RAE)
    assert (await kept(published, draft)).state is DraftState.WITHDRAWN
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []


async def test_a_removed_row_is_only_gone_from_the_draft(published: Database) -> None:
    draft = await a_draft(published)
    async with published.transaction(SYSTEM) as tx:
        await change_draft(
            tx, draft.draft_id, lambda w: without_row(w, "fr-offence"), revision=1, row="fr-offence", editor=RAE
        )
    async with published.reader(SYSTEM) as reader:
        live = await queries.find_written(reader, the_county().rulebook.version)
    assert row_of(live, "fr-offence")


async def test_what_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        await a_draft(database)
    assert refused.value.code == "nothing_published"
    async with database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused) as refused:
            await withdraw(tx, UUID(int=1), revision=1, editor=RAE)
        assert refused.value.kind is Kind.NOT_FOUND


async def test_going_back_is_a_draft_with_what_an_earlier_version_said(published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        draft = await start_draft(tx, RAE, go_back_to=the_county().rulebook.version)
    assert draft.kind == "rollback"
