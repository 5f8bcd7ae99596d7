"""A sender's list: its own referrals only, newest first, page by page, by part and by its own reference."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.builders.followed import a_held, a_seen
from tests.builders.referral import AT, POLICE, a_submission
from tests.builders.web import a_heard, a_member
from waymark.auth import remember_members
from waymark.contracts.consent import MemberChanged
from waymark.contracts.envelope import Heard
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId, ReferralId
from waymark.words import AgencyRole, AllocationState, QualityFlag
from waymark_intake import actions, queries
from waymark_intake.following.progress import Seen
from waymark_intake.following.receipt import ReferralView
from waymark_intake.following.view import Cursor, Part, part_of
from waymark_intake.referral import Submission
from waymark_intake.store import allocations

OTHER = AgencyId("neighbour-police")
ROLE = AgencyRole.POLICE


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def kept(database: Database, *submissions: Submission) -> list[ReferralId]:
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, submissions)
    return [submission.referral_id for submission in submissions]


async def seen(database: Database, referral: ReferralId, part: Seen) -> None:
    async with database.transaction(SYSTEM) as tx:
        await allocations.save_allocations(tx, [allocations.SeenOf(referral, part, by_provider=False)])


async def listed(
    database: Database, part: Part = Part.ALL, *, agency: AgencyId = POLICE, after: Cursor | None = None
) -> queries.SentPage:
    async with database.reader(agency) as reader:
        return await queries.list_sent(reader, agency, part, seen_by=ROLE, after=after)


async def test_pages_hold_every_own_referral_once_newest_first(database: Database) -> None:
    submissions = [a_submission(received_at=AT + timedelta(minutes=minute // 2)) for minute in range(60)]
    sent = await kept(database, *submissions)
    await kept(database, a_submission(sender=OTHER))
    found: list[ReferralView] = []
    cursor = None
    for _ in range(3):
        page = await listed(database, after=cursor)
        found += page.views
        cursor = page.after
    assert cursor is None
    assert {view.id for view in found} == set(sent)
    assert len(found) == 60
    places = [(view.received_at, view.id) for view in found]
    assert places == sorted(places, reverse=True)
    assert len((await listed(database, agency=OTHER)).views) == 1


async def test_every_referral_is_in_the_part_where_its_sender_sees_it(database: Database) -> None:
    held, mend, plain = await kept(
        database, a_submission(), a_submission(quality=(QualityFlag.DISTRICT_MISSING,)), a_submission()
    )
    await seen(database, held, a_held())
    await seen(database, mend, a_seen())
    await seen(database, plain, a_seen())
    needs = await listed(database, Part.NEEDS_YOU)
    assert {view.id for view in needs.views} == {held, mend}
    assert [view.id for view in (await listed(database, Part.BEING_HANDLED)).views] == [plain]
    assert (await listed(database, Part.CLOSED)).views == ()


async def test_nothing_is_left_out_of_its_part(database: Database) -> None:
    """However the parts of a referral stand together, it is in that part of the list where its view belongs."""
    states = [*AllocationState]
    pairs = [(one, other) for one in states for other in states[states.index(one) :]]
    flags: tuple[tuple[QualityFlag, ...], ...] = ((), (QualityFlag.REPORTED_LATE,), (QualityFlag.DISTRICT_MISSING,))
    submissions = [a_submission(quality=flags[number % 3]) for number in range(len(pairs))]
    plain = await kept(database, *submissions)
    async with database.transaction(SYSTEM) as tx:
        heard = [
            allocations.SeenOf(referral, a_seen(state=state, pathway=pathway), by_provider=False)
            for referral, pair in zip(plain, pairs, strict=True)
            for state, pathway in zip(pair, ("victim_recovery", "substance_adult"), strict=True)
        ]
        await allocations.save_allocations(tx, heard)
    found = {part: await everything(database, part) for part in Part}
    assert len(found[Part.ALL]) == len(pairs)
    for part in (Part.NEEDS_YOU, Part.BEING_HANDLED, Part.CLOSED):
        assert found[part] == [view for view in found[Part.ALL] if part_of(view) is part]
        assert found[part]


async def everything(database: Database, part: Part) -> list[ReferralView]:
    found: list[ReferralView] = []
    page = await listed(database, part)
    found += page.views
    while page.after is not None:
        page = await listed(database, part, after=page.after)
        found += page.views
    return found


async def test_a_search_for_what_is_rare_stops_and_says_where(database: Database) -> None:
    *_, oldest = await kept(database, *(a_submission(received_at=AT - timedelta(minutes=n)) for n in range(105)))
    await seen(database, oldest, a_seen(state=AllocationState.CLOSED, outcome="completed"))
    async with database.reader(POLICE) as reader:
        first = await queries.list_sent(reader, POLICE, Part.CLOSED, seen_by=ROLE, most=100)
    assert (first.views, first.is_cut) == ((), True)
    then = await listed(database, Part.CLOSED, after=first.after)
    assert ([view.id for view in then.views], then.after) == ([oldest], None)


async def test_one_reference_may_stand_for_many_people_and_never_for_another_agencys(database: Database) -> None:
    trace = b"r" * 32
    mine = await kept(database, a_submission(reference_hash=trace), a_submission(reference_hash=trace))
    await kept(database, a_submission(), a_submission(reference_hash=trace, sender=OTHER))
    async with database.reader(POLICE) as reader:
        found = await queries.find_by_reference(reader, POLICE, trace, seen_by=ROLE)
        nobodys = await queries.find_by_reference(reader, OTHER, trace, seen_by=ROLE)
    assert {view.id for view in found} == set(mine)
    assert nobodys == []


async def test_agencies_are_named_as_far_as_they_are_known(database: Database) -> None:
    heard: Heard[MemberChanged] = a_heard(a_member(AT), AT)
    async with database.transaction(SYSTEM) as tx:
        await remember_members(tx, [heard], None)
    async with database.reader(POLICE) as reader:
        names = await queries.list_names(reader, {"harbour-victim-care", "nobody"})
    assert names == {"harbour-victim-care": "Harbour Victim Care"}
