"""What is set aside: kept in order per referral, settled with a name."""

import pytest

from tests.builders.hearing import log_of, tell_received
from tests.builders.operating import set_aside
from tests.conftest import OpenDatabase
from waymark import parked
from waymark.errors import Refused


async def test_the_oldest_of_a_key_comes_first(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    (told,) = await tell_received(intake)
    async with intake.transaction() as tx:
        tx.tell(told, key=told.referral_id)
    first, second = await log_of(consent)
    async with consent.transaction() as tx:
        await parked.add(tx, first, state="parked", error="ValueError at x.py:1", attempts=3)
        await parked.add(tx, second, state="queued", error="", attempts=0)
        assert await parked.held_keys(tx, [told.referral_id]) == {told.referral_id}
        waiting = await parked.next_of_key(tx, told.referral_id)
        assert waiting is not None
        assert waiting.record == first
        await parked.settle(tx, waiting.id, state="discarded", by="test")
        behind = await parked.next_of_key(tx, told.referral_id)
        assert behind is not None
        assert behind.record == second


async def test_a_key_with_nothing_set_aside_is_not_held(open_database: OpenDatabase) -> None:
    consent = await open_database("consent")
    (told,) = await tell_received(await open_database("intake"))
    async with consent.transaction() as tx:
        assert await parked.held_keys(tx, [told.referral_id]) == set()
        assert await parked.next_of_key(tx, told.referral_id) is None


async def test_heads_are_the_oldest_of_each_referral_without_bodies(open_database: OpenDatabase) -> None:
    first, second = await set_aside(open_database, behind=2), await set_aside(open_database)
    consent = await open_database("consent")
    async with consent.reader() as reader:
        assert [(head.id, head.behind) for head in await parked.heads(reader)] == [(first.id, 2), (second.id, 0)]
        assert len(await parked.heads(reader, limit=1)) == 1
        assert await parked.count_open(reader) == 4
        assert not hasattr(first, "record")
        with pytest.raises(Refused, match="moved"):
            await parked.head(reader, first.id + 1)


async def test_only_the_event_that_was_looked_at_is_discarded(open_database: OpenDatabase) -> None:
    head = await set_aside(open_database, behind=1)
    consent = await open_database("consent")
    async with consent.transaction() as tx:
        with pytest.raises(Refused, match="moved"):
            await parked.discard(tx, head.key, row_id=head.id + 1, by="olu", reason=parked.DiscardReason.SYNTHETIC)
        await parked.discard(tx, head.key, row_id=head.id, by="olu", reason=parked.DiscardReason.SYNTHETIC)
        (left,) = await parked.heads(tx)
    assert (left.id, left.state, left.behind) == (head.id + 1, "queued", 0)


async def test_a_failed_replay_counts_as_one_more_try(open_database: OpenDatabase) -> None:
    head = await set_aside(open_database)
    async with (await open_database("consent")).transaction() as tx:
        await parked.fail_again(tx, head.key, error="KeyError at y.py:2", by="olu")
        again = await parked.head(tx, head.id)
        assert (again.attempts, again.error) == (head.attempts + 1, "KeyError at y.py:2")
        await parked.discard(tx, head.key, row_id=None, by="olu", reason=parked.DiscardReason.MALFORMED)
        await parked.fail_again(tx, head.key, error="KeyError at y.py:2", by="olu")
