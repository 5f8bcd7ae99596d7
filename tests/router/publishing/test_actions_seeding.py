"""A county file seeds the rules; once people have published, theirs stay and the directory alone is taken."""

import pytest

from tests.builders.decision import county_with
from tests.builders.drafting import RAE, an_asked_draft, is_approved
from tests.builders.granting import is_checked
from tests.builders.router_office import Office
from tests.builders.rulebook import the_county, the_county_part
from tests.router.publishing.test_actions_deciding import live
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.ids import AgencyId, ServiceId
from waymark_router.actions import Shelf, in_force
from waymark_router.checking.search import Allowance
from waymark_router.county import County, county_from
from waymark_router.directory.actions import approve_change, ask_change
from waymark_router.directory.told import Teller
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.provider_part import Status
from waymark_router.publishing.actions.emergency import switch_to_triage
from waymark_router.publishing.actions.seeding import Seed, check_seed, gather_seed, seed_county
from waymark_router.publishing.publication import Publication

STEPS = 20_000


async def seeded(database: Database, county: County) -> Publication | None:
    seed = await checked(database, county)
    async with database.transaction(SYSTEM) as tx:
        return await seed_county(tx, seed, actor="county-file")


async def checked(database: Database, county: County) -> Seed:
    async with database.reader(SYSTEM) as reader:
        seed = await gather_seed(reader, county)
    await check_seed(seed, Allowance(STEPS))
    return seed


def another_county() -> County:
    part = the_county_part()
    part["services"][0]["status"] = "paused"
    part["rulebook"]["tables"]["overlays"]["rows"][0]["why"] = "Other words."
    return county_from(part, steps=STEPS)


def without_a_service() -> County:
    part = the_county_part()
    part["services"] = [one for one in part["services"] if one["id"] != "ledger-fraud"]
    for row in part["rulebook"]["tables"]["providers"]["rows"]:
        kept = [service for service in row["then"]["services"] if service != "ledger-fraud"]
        row["then"]["services"] = kept or ["triage"]
    return county_from(part, steps=STEPS)


def without_a_signpost() -> County:
    part = the_county_part()
    part["signposts"] = [one for one in part["signposts"] if one["id"] != "stalking-line"]
    for table in part["rulebook"]["tables"].values():
        for row in table["rows"]:
            if row["then"].get("signpost") == ["stalking-line"]:
                del row["then"]["signpost"]
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
    async with database.reader(SYSTEM) as reader:
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
    with pytest.raises(Refused) as refused:
        await seeded(database, without_a_service())
    assert refused.value.code == "service_unknown"


async def test_what_comes_back_when_an_emergency_ends_must_fit_the_directory_too(
    database: Database, clock: ReplayClock
) -> None:
    await seeded(database, the_county())
    async with database.transaction(SYSTEM) as tx:
        made = await switch_to_triage(tx, "Why", editor=RAE)
    clock.move_to(made.effective_from)
    with pytest.raises(Refused) as refused:
        await seeded(database, without_a_signpost())
    assert refused.value.code == "signpost_unknown"


async def asked_and_approved(office: Office, **wanted: object) -> None:
    lee = Teller("lee.harbour", AgencyId("harbour-victim-care"), "Harbour Victim Care")
    service = the_county().directory.services[ServiceId("harbour-recovery")]
    async with office.database.transaction(lee.agency) as tx:
        request = await ask_change(tx, service, wanted, lee)
    checked = await is_checked(office.database, request)
    async with office.database.transaction(SYSTEM) as tx:
        await approve_change(tx, request, by="rae.rules", checked=checked)


async def recovery(office: Office) -> DirectoryService:
    async with office.database.reader(SYSTEM) as reader:
        directory = (await in_force(reader, Shelf())).directory
    return directory.services[ServiceId("harbour-recovery")]


async def test_what_people_approved_of_a_service_outlives_the_next_correction_of_another(office: Office) -> None:
    await asked_and_approved(office, telephone="0300 000 0000", status="paused")
    await seeded(office.database, county_with("willow-ce", telephone="0300 111 1111"))
    kept = await recovery(office)
    assert (kept.status, kept.telephone) == (Status.PAUSED, "0300 000 0000")
    async with office.database.reader(SYSTEM) as reader:
        willow = (await in_force(reader, Shelf())).directory.services[ServiceId("willow-ce")]
    assert willow.telephone == "0300 111 1111"


async def test_what_people_approved_since_it_was_checked_refuses_the_file(office: Office) -> None:
    seed = await checked(office.database, county_with("willow-ce", telephone="0300 111 1111"))
    await asked_and_approved(office, telephone="0300 000 0000", status="paused")
    with pytest.raises(Refused, match="county_overtaken"):
        async with office.database.transaction(SYSTEM) as tx:
            await seed_county(tx, seed, actor="county-file")
    assert (await recovery(office)).telephone == "0300 000 0000"


async def test_what_the_file_says_anew_of_that_field_counts(office: Office) -> None:
    await asked_and_approved(office, telephone="0300 000 0000", status="paused")
    await seeded(office.database, county_with("harbour-recovery", telephone="0300 222 2222"))
    kept = await recovery(office)
    assert (kept.status, kept.telephone) == (Status.PAUSED, "0300 222 2222")


async def test_a_file_with_a_desk_that_is_not_open_to_all_is_refused_before_and_after_people_published(
    database: Database, clock: ReplayClock
) -> None:
    part = the_county_part()
    desk = next(one for one in part["services"] if one["id"] == "triage")
    desk["youngest"] = 18
    with pytest.raises(Refused, match="desk_not_open"):
        await seeded(database, county_from(part, steps=STEPS))
    await seeded(database, the_county())
    draft = await an_asked_draft(database)
    clock.move_to((await is_approved(database, draft.draft_id, draft.revision)).effective_from)
    with pytest.raises(Refused, match="desk_not_open"):
        await seeded(database, county_from(part, steps=STEPS))
