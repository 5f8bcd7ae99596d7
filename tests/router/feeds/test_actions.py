"""A feed replaces what it listed and no other feed's; what is new of it is shown once a second person says yes."""

from typing import Any
from uuid import UUID

import pytest

from tests.builders.feed import SERVICE_ID, a_listed_service, a_page, taken_and_approved
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark_router.feeds.actions import approve_listings, refuse_listings, take_feed
from waymark_router.feeds.feed import Feed, read_feed
from waymark_router.feeds.queries import list_listings, list_waiting

_OTHER = "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"
_ID = UUID(SERVICE_ID)


def _feed(telephone: str = "01926 000000", **over: Any) -> Feed:
    return read_feed(a_page(a_listed_service(phones=[{"number": telephone}], **over)))


async def _shown(database: Database) -> set[str]:
    async with database.reader() as reader:
        return {one.telephone for one in await list_listings(reader)}


async def _seen(database: Database, source: str = "council") -> dict[UUID, str]:
    async with database.reader() as reader:
        return {one.listing_id: one.seen for one in await list_waiting(reader) if one.source == source}


async def _approve(database: Database, by: str, chosen: dict[UUID, str] | None = None) -> None:
    seen = await _seen(database) if chosen is None else chosen
    async with database.transaction("opcc") as tx:
        await approve_listings(tx, "council", seen, by=by)


async def _take(database: Database, feed: Feed, *, by: str = "rae.rules", source: str = "council") -> tuple[int, int]:
    async with database.transaction("opcc") as tx:
        taken = await take_feed(tx, source, feed, by=by)
    return taken.shown, taken.waiting


async def test_a_feed_replaces_its_own_listings_alone(database: Database) -> None:
    first, second = read_feed(a_page(a_listed_service())), read_feed(a_page(a_listed_service(id=_OTHER, name="Other")))
    async with database.transaction(SYSTEM) as tx:
        await taken_and_approved(tx, "council", first)
        await taken_and_approved(tx, "charity", second)
        assert {one.name for one in await list_listings(tx)} == {"Community Counselling", "Other"}
        await take_feed(tx, "council", read_feed(a_page()), by="rae.rules")
        assert {one.name for one in await list_listings(tx)} == {"Other"}
    async with database.reader(SYSTEM) as reader:
        acts = await reader.rows("select act, about, actor from audit where act ~ '^(feed|listing)' order by id")
    assert [(row.act, row.actor) for row in acts] == [
        ("feed.taken", "rae.rules"),
        ("listing.approved", "ada.rules"),
        ("feed.taken", "rae.rules"),
        ("listing.approved", "ada.rules"),
        ("feed.taken", "rae.rules"),
    ]


async def test_nothing_of_a_new_feed_is_shown_until_somebody_else_says_yes(database: Database) -> None:
    assert await _take(database, _feed()) == (0, 1)
    assert await _shown(database) == set()
    with pytest.raises(Refused, match=r"listing\.own"):
        await _approve(database, "rae.rules")
    await _approve(database, "ada.rules")
    assert await _shown(database) == {"01926 000000"}
    with pytest.raises(Refused, match=r"listing\.none"):
        await _approve(database, "ada.rules")


async def test_a_new_number_waits_and_the_former_one_stays(database: Database) -> None:
    await _take(database, _feed())
    await _approve(database, "ada.rules")
    assert await _take(database, _feed("01926 666666"), by="ada.rules") == (1, 1)
    assert await _shown(database) == {"01926 000000"}
    with pytest.raises(Refused, match=r"listing\.own"):
        await _approve(database, "ada.rules")
    await _approve(database, "rae.rules")
    assert await _shown(database) == {"01926 666666"}


async def test_words_without_a_number_or_address_are_shown_at_once(database: Database) -> None:
    await _take(database, _feed())
    await _approve(database, "ada.rules")
    assert await _take(database, _feed(description="Somebody listens.", minimum_age=16)) == (1, 0)
    async with database.reader() as reader:
        [listed] = await list_listings(reader)
    assert (listed.description, listed.youngest) == ("Somebody listens.", 16)


async def test_an_entry_of_another_feed_stands_beside_the_one_of_the_same_id(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await taken_and_approved(tx, "council", _feed())
    await _take(database, _feed("07700 900123"), source="a")
    assert await _shown(database) == {"01926 000000"}
    async with database.reader() as reader:
        [lure] = await list_waiting(reader)
    assert (lure.source, lure.was, lure.also_in) == ("a", None, ("council",))
    async with database.transaction("opcc") as tx:
        await approve_listings(tx, "a", await _seen(database, "a"), by="ada.rules")
    assert await _shown(database) == {"01926 000000", "07700 900123"}


async def test_whoever_sends_the_same_again_told_it_too(database: Database) -> None:
    await _take(database, _feed())
    await _take(database, _feed(), by="ada.rules")
    for by in ("rae.rules", "ada.rules"):
        with pytest.raises(Refused, match=r"listing\.own"):
            await _approve(database, by)
    await _approve(database, "third.rules")
    assert await _shown(database) == {"01926 000000"}


async def test_what_was_told_after_somebody_looked_is_not_approved_with_it(database: Database) -> None:
    await _take(database, _feed())
    seen = await _seen(database)
    await _take(database, _feed("07700 900123"))
    with pytest.raises(Refused, match=r"listing\.moved"):
        await _approve(database, "ada.rules", seen)
    await _take(database, read_feed(a_page()))
    with pytest.raises(Refused, match=r"listing\.settled"):
        await _approve(database, "ada.rules", seen)
    assert await _shown(database) == set()


async def test_a_refusal_stands_while_the_feed_tells_the_same_and_can_be_thought_better_of(database: Database) -> None:
    await _take(database, _feed())
    async with database.transaction("opcc") as tx:
        await refuse_listings(tx, "council", await _seen(database), by="ada.rules")
    await _take(database, _feed())
    async with database.reader() as reader:
        [kept] = await list_waiting(reader)
    assert kept.refused_by == "ada.rules"
    assert await _shown(database) == set()
    await _approve(database, "ada.rules")
    assert await _shown(database) == {"01926 000000"}
    await _take(database, _feed("07700 900123"))
    async with database.reader() as reader:
        [again] = await list_waiting(reader)
    assert again.refused_by == ""


async def test_the_database_itself_takes_no_approval_by_whoever_told_it(database: Database) -> None:
    await _take(database, _feed())
    move = (
        "insert into listings(source, listing_id, body, told_by, told_at, tellers, approved_by)"
        " select source, listing_id, body, 'x', told_at, tellers, 'rae.rules' from listing_waits"
    )
    for statement in (move, "update listing_waits set refused_by = 'rae.rules'"):
        with pytest.raises(Exception, match="two_people"):
            async with database.transaction(SYSTEM) as tx:
                await tx.run(statement)
    assert _ID in await _seen(database)
