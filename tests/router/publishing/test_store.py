"""What is kept of a draft and of a version is read back as it was."""

from datetime import UTC, date, datetime

from tests.builders.drafting import RAE, the_rules
from tests.builders.rulebook import the_county
from waymark.db import SYSTEM, Database
from waymark.words import PublicationKind
from waymark_router.publishing import store
from waymark_router.publishing.written import bytes_of


async def test_a_draft_is_locked_as_it_was_kept(published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        base = the_county().rulebook.version
        made = await store.add_draft(tx, PublicationKind.CHANGE, base, bytes_of(the_rules()), RAE.who)
        assert await store.lock_draft(tx, made.draft_id) == made
    assert (made.written, made.writers, made.asked_by) == (the_rules(), ("rae.rules",), None)


async def test_a_county_files_version_is_nobodys(published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        [only] = await store.list_publications(tx)
        assert not await store.call_off(tx, only.version)
    assert (only.kind, only.approver, only.draft_id) == (PublicationKind.COUNTY_FILE, None, None)


async def test_a_day_is_counted_once(published: Database) -> None:
    day, since = date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)
    async with published.transaction(SYSTEM) as tx:
        for _ in range(2):
            await store.count_day(tx, day, since, since)
        assert await store.days_counted(tx, day) == {day}
        await store.drop_days(tx, date(2026, 11, 2))
        assert await store.days_counted(tx, day) == frozenset()
