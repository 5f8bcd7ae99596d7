"""What is set aside: kept in order per referral, settled with a name."""

from tests.builders.hearing import log_of, tell_received
from tests.conftest import OpenDatabase
from waymark import parked


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
