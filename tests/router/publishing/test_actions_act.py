"""What counts last is what a new version stands on, and the directory that counts is the newest."""

from datetime import timedelta

from tests.builders.drafting import an_asked_draft, is_approved
from tests.builders.rulebook import the_county
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_router.publishing.actions.act import directory_in_force, last_publication


async def test_a_version_that_waits_counts_last(published: Database, clock: ReplayClock) -> None:
    draft = await an_asked_draft(published, starts_at=clock.now() + timedelta(days=1))
    made = await is_approved(published, draft.draft_id, draft.revision)
    async with published.transaction(SYSTEM) as tx:
        assert await last_publication(tx) == made
        assert (await directory_in_force(tx)).version == the_county().directory.version
