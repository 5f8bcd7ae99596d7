"""Waking: in the process at once, across processes by one NOTIFY, and never by losing what was told."""

import asyncio

from waymark.bus.wake import Wake
from waymark.opening import Addresses


async def test_hearers_of_a_topic_are_woken_in_the_process_at_once() -> None:
    wake = Wake("postgresql:///nowhere")
    mine, other = wake.event("a.b"), wake.event("c.d")
    wake.told({"a.b": ["x.v1"]})
    assert mine.is_set()
    assert not other.is_set()


async def test_only_those_are_woken_who_do_something_with_what_was_told() -> None:
    wake = Wake("postgresql:///nowhere")
    mine, other, all_of_it = wake.event("a.b", ["x.v1"]), wake.event("a.b", ["y.v1"]), wake.event("a.b")
    wake.told({"a.b": ["x.v1", "z.v1"]})
    assert mine.is_set()
    assert not other.is_set()
    assert all_of_it.is_set()


async def test_another_process_is_woken_by_a_notice(county_db: Addresses) -> None:
    here, there = Wake(county_db.services["intake"]), Wake(county_db.services["router"])
    closing = asyncio.Event()
    running = [asyncio.create_task(wake.run(closing)) for wake in (here, there)]
    woken = there.event("intake.referral", ["referral.received.v1"])
    other = there.event("intake.referral", ["referral.corrected.v1"])
    await asyncio.sleep(0.3)
    woken.clear()
    other.clear()
    here.told({"intake.referral": ["referral.withdrawn.v1"]})
    here.told({"intake.referral": ["referral.received.v1"]})
    await asyncio.wait_for(woken.wait(), 5)
    assert not other.is_set()
    closing.set()
    await asyncio.gather(*running)


async def test_a_lost_connection_is_opened_again_and_closing_still_ends_it() -> None:
    wake = Wake("postgresql://nobody:x@/none?host=/nonexistent/socket")
    closing = asyncio.Event()
    running = asyncio.create_task(wake.run(closing))
    await asyncio.sleep(0.1)
    assert not running.done()
    closing.set()
    await asyncio.wait_for(running, 5)


async def test_a_notice_that_lingers_speaks_for_what_is_told_meanwhile(county_db: Addresses) -> None:
    here, there = Wake(county_db.services["intake"], linger_s=0.1), Wake(county_db.services["router"])
    closing = asyncio.Event()
    running = [asyncio.create_task(wake.run(closing)) for wake in (here, there)]
    first, second = there.event("intake.referral"), there.event("consent.referral")
    await asyncio.sleep(0.3)
    first.clear()
    second.clear()
    here.told({"intake.referral": ["x.v1"]})
    await asyncio.sleep(0.02)
    here.told({"consent.referral": ["y.v1"]})
    assert not first.is_set()
    await asyncio.wait_for(first.wait(), 5)
    assert second.is_set()
    closing.set()
    await asyncio.gather(*running)
