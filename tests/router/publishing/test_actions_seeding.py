"""A county file seeds the rules; once people have published, theirs stay and the directory alone is taken."""

import pytest

from tests.builders.drafting import RAE, an_asked_draft, is_approved
from tests.builders.rulebook import the_county, the_county_part
from tests.router.publishing.test_actions_deciding import live
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark_router.actions import Shelf, in_force
from waymark_router.county import County, county_from
from waymark_router.publishing.actions.emergency import switch_to_triage
from waymark_router.publishing.actions.seeding import seed_county
from waymark_router.publishing.publication import Publication

STEPS = 20_000


async def seeded(database: Database, county: County) -> Publication | None:
    async with database.transaction(SYSTEM) as tx:
        return await seed_county(tx, county, actor="county-file", steps=STEPS)


def another_county() -> County:
    part = the_county_part()
    part["services"][0]["status"] = "paused"
    part["rulebook"]["tables"]["overlays"]["rows"][0]["why"] = "Other words."
    return county_from(part, steps=STEPS)


async def test_it_seeds_an_empty_county_and_follows_the_file(database: Database) -> None:
    assert await seeded(database, the_county()) is None
    assert await live(database) == the_county().rulebook.version
    assert await seeded(database, another_county()) is None
    assert await live(database) == another_county().rulebook.version


async def test_what_people_published_stays_and_the_directory_is_taken(database: Database, clock: ReplayClock) -> None:
    await seeded(database, the_county())
    draft = await an_asked_draft(database)
    made = await is_approved(database, draft.draft_id, draft.revision)
    clock.move_to(made.effective_from)
    assert await seeded(database, another_county()) == made
    assert await live(database) == made.version
    async with database.reader() as reader:
        assert (await in_force(reader, Shelf())).directory.version == another_county().directory.version
        said = await reader.value("select count(*) from audit where act = 'rulebook.left'")
    assert said == 1


async def test_the_emergency_switch_stays_on(database: Database, clock: ReplayClock) -> None:
    await seeded(database, the_county())
    async with database.transaction(SYSTEM) as tx:
        made = await switch_to_triage(tx, "Why", editor=RAE)
    clock.move_to(made.effective_from)
    assert await seeded(database, the_county()) == made
    assert await live(database) == made.version


async def test_a_directory_that_misses_a_service_of_theirs_is_refused(database: Database, clock: ReplayClock) -> None:
    await seeded(database, the_county())
    draft = await an_asked_draft(database)
    clock.move_to((await is_approved(database, draft.draft_id, draft.revision)).effective_from)
    part = the_county_part()
    part["services"] = [one for one in part["services"] if one["id"] != "ledger-fraud"]
    for rows in (part["rulebook"]["tables"]["providers"]["rows"],):
        for row in rows:
            kept = [service for service in row["then"]["services"] if service != "ledger-fraud"]
            row["then"]["services"] = kept or ["triage"]
    with pytest.raises(Refused) as refused:
        await seeded(database, county_from(part, steps=STEPS))
    assert refused.value.code == "service_unknown"
