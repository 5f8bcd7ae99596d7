"""Whatever happens, in any order: nobody is left without an answer, asked twice, or told where they may not be told.

Router and queues in one process on a real database, seeded. Events of both arrive in order, sometimes late; what must
hold is looked at whenever all have arrived.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.journeys.county_by_chance import DESK, CountyByChance, a_county_by_chance
from waymark.clock import ReplayClock
from waymark.contracts.consent import ReferralScreened
from waymark.contracts.routing import RoutedAllocation
from waymark.db import SYSTEM
from waymark.settings import Settings
from waymark.words import AllocationState, DeclinedBy, Pathway, Sharing
from waymark_notifier.transition import AT_WORK
from waymark_router.deciding.decision_record import is_of_this_engine, is_same_again, read_record
from waymark_router.queries import count_routes, figures, find_directory, find_rulebook

S = AllocationState
# Each was wrong once, before what it found was mended.
ACTS, SEEDS = 250, (2, 3, 9, 18, 27)
_OPEN = {S.HELD_CONSENT, S.HELD_DATA, S.HELD_SAFETY, S.OFFERED, S.ACCEPTED}
_TWICE = """
    select t.allocation_id from transitions t join allocations a on a.id = t.allocation_id
    where t.verb = 'offer' and a.pathway <> 'triage' and not a.duty and 'no' = (
        select case when earlier.verb in ('lapse', 'decline') then 'no' else 'yes' end from transitions earlier
        join allocations b on b.id = earlier.allocation_id where earlier.id < t.id
        and b.referral_id = a.referral_id and b.pathway = a.pathway and b.agency = a.agency
        and earlier.verb in ('lapse', 'decline', 'accept') order by earlier.id desc limit 1)
"""
_IN_QUEUES = "select id, referral_id, state from allocations"
_ROUTED = "select referral_id, allocation, state, declined_by from allocations"
_RECORDS = "select record, rulebook, directory from decisions"


class Kept:
    """What the router keeps of one allocation."""

    def __init__(self, row: Any) -> None:
        self.allocation = RoutedAllocation.model_validate_json(row.allocation)
        self.state = AllocationState(row.state)
        self.declined_by = row.declined_by or ""

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN

    @property
    def is_an_answer(self) -> bool:
        """Whether it answers its needs: somebody has it, it came to its end, or the person or referrer said no."""
        said_no = self.declined_by in {DeclinedBy.PERSON, DeclinedBy.REFERRER}
        return self.is_open or self.state is S.CLOSED or (self.state is S.DECLINED and said_no)


def wrong_with(one: ReferralScreened, kept: list[Kept], queues: dict[UUID, AllocationState]) -> Iterator[str]:
    """Everything that is wrong with one referral once all news has arrived."""
    open_ones = [each for each in kept if each.is_open]
    yield from _left_out(one, kept)
    for each in open_ones:
        yield from _not_permitted(one, each)
    of_pathway = Counter(each.allocation.pathway for each in open_ones if not each.allocation.duty)
    yield from (f"{pathway} is with {number} at once" for pathway, number in of_pathway.items() if number > 1)
    for each in kept:
        in_queue = queues.get(each.allocation.allocation_id)
        at_work = S.ACCEPTED if in_queue in AT_WORK else S.OFFERED if in_queue is S.UNMET else in_queue
        if at_work is not each.state and (each.is_open or in_queue in {*AT_WORK, S.OFFERED}):
            yield f"{each.allocation.service}: the router says {each.state}, the queue {in_queue}"


def _left_out(one: ReferralScreened, kept: list[Kept]) -> Iterator[str]:
    """Needs that nobody has, nobody ended or refused for the person, and no desk sees although it may."""
    at_desk = any(each.is_open and each.allocation.pathway is Pathway.TRIAGE for each in kept)
    if _may_desk(one) and one.withdrawn is None and not at_desk:
        answered = {need for each in kept if each.is_an_answer for need in each.allocation.needs}
        yield from (f"{need} has no answer" for need in one.facts.needs if need not in answered)


def _may_desk(one: ReferralScreened) -> bool:
    return any(answer.agency == DESK and answer.sharing is Sharing.PERMIT for answer in one.scope)


def _not_permitted(one: ReferralScreened, each: Kept) -> Iterator[str]:
    """What consent or the sender stands against. A duty needs neither, and given back it lies with the desk."""
    told = each.allocation
    sharing = next((answer.sharing for answer in one.scope if answer.agency == told.agency), Sharing.WITHHOLD)
    if not told.duty and sharing is Sharing.WITHHOLD:
        yield f"{told.service} has it although consent withholds"
    if not told.duty and each.state is S.OFFERED and sharing is not Sharing.PERMIT:
        yield f"{told.service} is offered it although the person must be asked"
    is_of_duty = told.duty or (told.pathway is Pathway.TRIAGE and bool(one.duties))
    if one.withdrawn is not None and not is_of_duty:
        yield f"{told.service} has it although the sender took it back"


async def all_that_is_wrong(county: CountyByChance) -> list[str]:
    """What is wrong with anybody, or in the figures."""
    found: list[str] = []
    async with county.notifier.database.reader(SYSTEM) as reader:
        queues = {row.id: AllocationState(row.state) for row in await reader.rows(_IN_QUEUES)}
        found += [f"{row.allocation_id} is asked twice" for row in await reader.rows(_TWICE)]
    async with county.router.database.reader(SYSTEM) as reader:
        kept: dict[UUID, list[Kept]] = {}
        for row in await reader.rows(_ROUTED):
            kept.setdefault(row.referral_id, []).append(Kept(row))
        without = (await count_routes(reader)).without_answer
        alone = next(one.value for one in await figures(reader) if one.code == "router_alone")
    for key, one in county.screened.items():
        found += [f"{key}: {what}" for what in wrong_with(one, kept.get(key, []), queues)]
    # Where the desk may not see it, that nobody has it is said as a warning, and only the person's word can mend it.
    may_be = sum(1 for one in county.screened.values() if not _may_desk(one))
    found += [f"{alone} alone, at most {may_be} may be"] if alone > may_be else []
    return [*found, *([f"{without} without an answer"] if without else [])]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
async def test_nobody_comes_to_a_dead_end(
    open_database: Callable[[str], Any], clock: ReplayClock, settings: Settings, seed: int
) -> None:
    databases = await open_database("router"), await open_database("notifier")
    county = await a_county_by_chance(databases, clock, settings, seed)
    for _ in range(ACTS):
        await county.one_act()
        if county.chance.random() < 0.4:
            await county.quiet()
            wrong = await all_that_is_wrong(county)
            assert not wrong, f"{wrong} after {county.done[-14:]}"
    await county.quiet()
    assert await all_that_is_wrong(county) == []
    assert len(county.screened) > ACTS / 20
    assert await not_the_same_again(county) == 0


async def not_the_same_again(county: CountyByChance) -> int:
    """How many decisions do not come out the same when they are made again."""
    different = 0
    async with county.router.database.reader(SYSTEM) as reader:
        for row in await reader.rows(_RECORDS):
            rulebook = await find_rulebook(reader, row.rulebook)
            directory = await find_directory(reader, row.directory)
            read = read_record(row.record)
            different += not (is_of_this_engine(read) and is_same_again(read, row.record, rulebook, directory))
    return different
