"""What pages ask: drafts that wait stand first, and what is not there is not found."""

from uuid import UUID

import pytest

from tests.builders.drafting import a_draft, an_asked_draft
from tests.builders.rulebook import the_county
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark_router.publishing import queries


async def test_drafts_that_wait_for_an_approver_stand_first(published: Database) -> None:
    asked = await an_asked_draft(published)
    mine = await a_draft(published)
    async with published.reader(SYSTEM) as reader:
        found = await queries.list_open_drafts(reader)
        versions = await queries.list_publications(reader)
    assert [one.draft_id for one in found] == [asked.draft_id, mine.draft_id]
    assert [one.version for one in versions] == [the_county().rulebook.version]


async def test_what_is_not_there_is_not_found(published: Database) -> None:
    async with published.reader(SYSTEM) as reader:
        for ask in (
            lambda: queries.find_draft(reader, UUID(int=1)),
            lambda: queries.find_publication(reader, "nothing"),
            lambda: queries.find_written(reader, "nothing"),
        ):
            with pytest.raises(Refused) as refused:
                await ask()
            assert refused.value.kind is Kind.NOT_FOUND
