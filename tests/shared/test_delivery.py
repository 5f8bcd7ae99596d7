"""Delivery: effect and offset in one transaction, poison set aside, nothing twice, nothing lost."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.builders.hearing import SOURCE, a_context, a_hearer, handled, leave_a_row, log_of, tell_received
from tests.conftest import OpenDatabase
from waymark import parked
from waymark.bus import Fenced
from waymark.clock import ReplayClock
from waymark.contracts.envelope import Heard
from waymark.db import Database, Transaction
from waymark.delivery import Delivery, TooManyParked
from waymark.errors import Kind, Refused, Unavailable
from waymark.service import Context
from waymark.settings import Settings


class Poison:
    """A handler that fails on referrals of its list, `times` times each, with one kind of error."""

    def __init__(self, error: Exception, times: int = 1000) -> None:
        self.error = error
        self.left: dict[str, int] = {}
        self.times = times

    def on(self, *referrals: object) -> "Poison":
        self.left |= {str(referral): self.times for referral in referrals}
        return self

    async def __call__(self, tx: Transaction, events: Sequence[Heard[Any]], context: Context[Any, Any]) -> None:
        for heard in events:
            name = str(heard.data.referral_id)
            if self.left.get(name, 0) > 0:
                self.left[name] -= 1
                raise self.error
        await leave_a_row(tx, events, context)


class House:
    """Both logins, a clock and settings: what these tests stand on."""

    def __init__(self, intake: Database, consent: Database, settings: Settings, clock: ReplayClock) -> None:
        self.intake = intake
        self.consent = consent
        self.context = a_context(consent, settings, clock)

    def hearer(self, handle: Any = leave_a_row) -> Delivery:
        return a_hearer(self.context, handle)

    async def aside(self) -> list[parked.Parked]:
        async with self.consent.reader() as reader:
            return await parked.list_open(reader)


@pytest.fixture
async def house(open_database: OpenDatabase, settings: Settings, clock: ReplayClock) -> House:
    short = settings.model_copy(update={"parked_in_a_row_limit": 3})
    return House(await open_database("intake"), await open_database("consent"), short, clock)


async def test_a_batch_is_handled_in_order_and_the_offset_moves(house: House) -> None:
    told = await tell_received(house.intake, 5)
    records = await log_of(house.consent)
    after = await house.hearer().deliver(records, {SOURCE: ""})
    assert await handled(house.consent) == [str(event.referral_id) for event in told]
    assert after == {SOURCE: records[-1].position} == await house.hearer().positions([SOURCE])


async def test_a_batch_delivered_again_changes_nothing(house: House) -> None:
    await tell_received(house.intake, 3)
    records = await log_of(house.consent)
    after = await house.hearer().deliver(records, {SOURCE: ""})
    async with house.consent.transaction() as tx:
        await tx.run("delete from offsets")
    assert await house.hearer().deliver(records, {SOURCE: ""}) == after
    assert len(await handled(house.consent)) == 3


async def test_a_second_owner_is_fenced_and_leaves_no_effect(house: House) -> None:
    await tell_received(house.intake, 2)
    records = await log_of(house.consent)
    await house.hearer().deliver(records[:1], {SOURCE: ""})
    with pytest.raises(Fenced):
        await house.hearer().deliver(records[1:], {SOURCE: ""})
    assert len(await handled(house.consent)) == 1


async def test_a_poison_event_is_parked_and_its_neighbours_go_on(house: House) -> None:
    told = await tell_received(house.intake, 3)
    hearer = house.hearer(Poison(ValueError("secret words")).on(told[1].referral_id))
    await hearer.deliver(await log_of(house.consent), {SOURCE: ""})
    assert await handled(house.consent) == [str(told[0].referral_id), str(told[2].referral_id)]
    (aside,) = await house.aside()
    assert aside.record.key == told[1].referral_id
    assert "ValueError at" in aside.error
    assert "secret" not in aside.error


async def test_later_events_of_a_parked_referral_queue_up_behind_it(house: House) -> None:
    (first,) = await tell_received(house.intake)
    await house.hearer(Poison(ValueError()).on(first.referral_id)).deliver(await log_of(house.consent), {SOURCE: ""})
    async with house.intake.transaction() as tx:
        tx.tell(first, key=first.referral_id)
    position = await house.hearer().positions([SOURCE])
    await house.hearer().deliver(await log_of(house.consent, position[SOURCE]), position)
    assert [item.state for item in await house.aside()] == ["parked", "queued"]
    assert await handled(house.consent) == []


async def test_replay_handles_what_was_set_aside_in_order(house: House) -> None:
    (first,) = await tell_received(house.intake)
    async with house.intake.transaction() as tx:
        tx.tell(first, key=first.referral_id)
    records = await log_of(house.consent)
    await house.hearer(Poison(ValueError()).on(first.referral_id)).deliver(records, {SOURCE: ""})
    assert await house.hearer().replay(first.referral_id, by="test") == 2
    assert len(await handled(house.consent)) == 2
    assert await house.aside() == []


async def test_a_refusal_is_recorded_and_not_tried_again(house: House) -> None:
    (told,) = await tell_received(house.intake)
    poison = Poison(Refused(Kind.CONFLICT, "no")).on(told.referral_id)
    await house.hearer(poison).deliver(await log_of(house.consent), {SOURCE: ""})
    assert await house.aside() == []
    assert poison.left[str(told.referral_id)] == 999
    async with house.consent.reader() as reader:
        assert await reader.value("select count(*) from audit where act = 'event.refused'") == 1


async def test_what_passes_by_itself_is_waited_for(house: House) -> None:
    (told,) = await tell_received(house.intake)
    poison = Poison(Unavailable("away"), times=3).on(told.referral_id)
    await house.hearer(poison).deliver(await log_of(house.consent), {SOURCE: ""})
    assert await handled(house.consent) == [str(told.referral_id)]


async def test_a_bug_that_goes_away_is_not_parked(house: House) -> None:
    (told,) = await tell_received(house.intake)
    await house.hearer(Poison(ValueError(), times=2).on(told.referral_id)).deliver(
        await log_of(house.consent), {SOURCE: ""}
    )
    assert await handled(house.consent) == [str(told.referral_id)]
    assert await house.aside() == []


async def test_too_many_parked_in_a_row_stop_the_consumer(house: House) -> None:
    told = await tell_received(house.intake, 5)
    poison = Poison(ValueError()).on(*(event.referral_id for event in told))
    with pytest.raises(TooManyParked):
        await house.hearer(poison).deliver(await log_of(house.consent), {SOURCE: ""})
    assert len(await house.aside()) == 3


async def test_an_event_nobody_here_knows_is_passed_over(house: House) -> None:
    await tell_received(house.intake)
    records = await log_of(house.consent)
    stranger = [type(records[0])(**{n: getattr(records[0], n) for n in records[0].__slots__} | {"type": "x.y.v9"})]
    after = await house.hearer().deliver(stranger, {SOURCE: ""})
    assert after == {SOURCE: records[0].position}
    assert await handled(house.consent) == []


async def test_an_event_that_cannot_be_read_is_parked(house: House) -> None:
    await tell_received(house.intake)
    record = (await log_of(house.consent))[0]
    broken = type(record)(**{n: getattr(record, n) for n in record.__slots__} | {"body": b'{"name": "Ada"}'})
    await house.hearer().deliver([broken], {SOURCE: ""})
    (aside,) = await house.aside()
    assert "ValidationError" in aside.error
    assert "Ada" not in aside.error


async def test_an_effect_and_its_offset_are_one_statement_where_all_is_new(house: House) -> None:
    await tell_received(house.intake, 1)
    await house.hearer().deliver(await log_of(house.consent), {SOURCE: ""})
    position = await house.hearer().positions([SOURCE])
    await tell_received(house.intake, 1)
    records = await log_of(house.consent, position[SOURCE])
    before = house.consent.statements()
    await house.hearer().deliver(records, position)
    assert house.consent.statements() - before == 1
    assert len(await handled(house.consent)) == 2


async def test_what_was_heard_before_is_not_handled_again_though_its_handler_fails_now(house: House) -> None:
    await tell_received(house.intake, 2)
    first, again = await log_of(house.consent)
    await house.hearer().deliver([first], {SOURCE: ""})
    position = await house.hearer().positions([SOURCE])
    poison = Poison(Refused(Kind.CONFLICT, "no")).on(first.key)
    records = [replace(first, position=again.position)]  # a relay that repeats itself
    assert await house.hearer(poison).deliver(records, position) == {SOURCE: again.position}
    assert len(await handled(house.consent)) == 1
    async with house.consent.reader() as reader:
        assert await reader.value("select count(*) from audit where act = 'event.refused'") == 0


async def test_a_second_owner_is_fenced_at_the_end_too(house: House) -> None:
    await tell_received(house.intake, 3)
    records = await log_of(house.consent)
    await house.hearer().deliver(records[:1], {SOURCE: ""})
    stale = await house.hearer().positions([SOURCE])
    await house.hearer().deliver(records[1:2], stale)
    with pytest.raises(Fenced):
        await house.hearer().deliver(records[2:], stale)
    assert len(await handled(house.consent)) == 2
