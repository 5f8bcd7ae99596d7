"""How fast rules are evaluated, checked and tried, and how fast decisions are made again (docs/performance.md).

Each is measured beside something plain in the same run, so that the ratio says more than the time. Nothing is asserted
about time; that the answers are right is.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import TypeVar
from uuid import UUID

import pytest

from tests.performance.rule_tables import (
    AGENCIES,
    DISTRICTS,
    NOTHING_SAID,
    a_big_directory,
    a_big_rulebook,
    a_big_table,
    a_years_past,
    some_facts,
)
from tests.router.rules.test_evaluator import slowly
from waymark.contracts.consent import RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Need, Pathway, Sharing
from waymark_router.checking.finding import Finding, Problem
from waymark_router.checking.possible import impossible
from waymark_router.checking.table import TableCheck
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.candidates import choose
from waymark_router.deciding.choice import Candidate, rank
from waymark_router.deciding.decision_record import record_of
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Question
from waymark_router.providers.availability import NOTHING_TOLD, Availability, Line, Population, room_for
from waymark_router.providers.provider import DirectoryService, takes
from waymark_router.providers.rooms import Rooms
from waymark_router.replay.tally import Kept, Tally, decide_again
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName
from waymark_router.rules.rulebook import Rulebook
from waymark_router.trial.capacity import Capacity
from waymark_router.trial.comparison import Comparison, compare
from waymark_router.trial.placing import Placer
from waymark_router.trial.situation import Situation, age_months_of, situation, wishes_of
from waymark_router.trial.version import Version

pytestmark = [pytest.mark.performance, pytest.mark.timeout(1800)]

_ON = date(2026, 11, 23)
_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def took(run: Callable[[], object]) -> float:
    """Seconds of CPU, which other work on the machine does not count into."""
    began = time.process_time()
    run()
    return time.process_time() - began


def unit() -> float:
    """A fixed piece of plain work: a million additions."""
    return took(lambda: sum(at + 1 for at in range(1_000_000)))


def say(line: str) -> None:
    print(line)  # noqa: T201 - its purpose


_One = TypeVar("_One")


def each(call: Callable[[_One], object], of: Iterable[_One]) -> float:
    """Median microseconds of one call."""
    times = []
    for one in of:
        began = time.perf_counter()
        call(one)
        times.append(time.perf_counter() - began)
    return 1e6 * median(times)


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("rows", [100, 1000, 10_000])
def test_evaluating_a_table(rows: int, policy: Policy) -> None:
    table = a_big_table(rows, policy)
    compiled = CompiledTable(table)
    chance = Random(2)
    facts = [some_facts(chance) for _ in range(2000)]
    plain = each(lambda one: slowly(table, one), facts[:20])
    bare = each(lambda one: compiled.counting(compiled.matching(one)), facts)
    traced = each(compiled.evaluate, facts)
    say(
        f"evaluate, {rows} rows, {policy}: {bare:.1f} us, with trace {traced:.1f} us;"
        f" a plain loop {plain:.0f} us ({plain / traced:.0f} times as long)"
    )
    for one in facts[:20]:
        assert compiled.evaluate(one) == slowly(table, one)


@pytest.mark.parametrize(
    ("rows", "policy"), [(1000, Policy.FIRST), (1000, Policy.COLLECT), (10_000, Policy.FIRST), (10_000, Policy.COLLECT)]
)
def test_checking_a_table(rows: int, policy: Policy) -> None:
    never = impossible(adult_from=18, districts=DISTRICTS[:5])
    table = a_big_table(rows, policy)
    found: list[Finding] = []
    seconds = took(lambda: found.extend(TableCheck(table, never, adult_from=18, steps=20_000).findings()))
    undecided = sum(1 for one in found if one.problem is Problem.NOT_DECIDED)
    say(f"check, {rows} rows, {policy}: {seconds:.2f} s ({seconds / unit():.0f} units), {undecided} rows undecided")
    dead = {one.row for one in found if one.problem is Problem.UNREACHABLE}
    compiled, chance = CompiledTable(table), Random(3)
    reached = {row for _ in range(20_000) for row in compiled.evaluate(some_facts(chance)).chosen}
    assert not dead & reached


def test_trying_a_hundred_thousand_referrals_against_a_thousand_rows() -> None:
    directory = a_big_directory()
    live, draft = Version(a_big_rulebook(), directory), Version(a_big_rulebook(moved=20), directory)
    past = a_years_past(100_000)
    compared = compare(past, live, live, on=_ON)
    assert compared.moved == 0
    made: list[Comparison] = []
    seconds = took(lambda: made.append(compare(past, live, draft, on=_ON)))
    chance = Random(7)
    known = {one: Capacity(cap=40, at_work=30, lines=_lines(chance.sample([*Need], 3))) for one in directory.services}
    told = took(lambda: made.append(compare(past, live, draft, on=_ON, capacities=known)))
    assert len(made[1].places) > len(made[0].places)
    assert (made[1].moved, made[1].services) == (made[0].moved, made[0].services)
    sample = past.situations[:300]
    real = took(lambda: [decide(_question(one, at), live.rulebook, directory) for at, one in enumerate(sample)])
    plain = 2 * real / len(sample) * len(past)
    say(
        f"trial, {len(past)} referrals in {len(past.situations)} situations, two versions of 1,000 rows:"
        f" {seconds:.2f} s, {made[0].moved} move; where every service told of eight lines of places {told:.2f} s"
        f" ({told / seconds:.2f} times as long);"
        f" deciding each of them twice {plain:.0f} s ({plain / seconds:.0f} times as long)"
    )
    placer = Placer(live, on=_ON)
    for at, one in enumerate(sample):
        decision = decide(_question(one, at), live.rulebook, directory)
        assert set(placer.place(one).places) == {(placed.pathway, placed.service) for placed in decision.allocations}


def _lines(needs: Iterable[Need]) -> tuple[Line, ...]:
    people = (Population.CHILDREN, Population.ADULTS)
    return tuple(Line(one, need, 3, None, _ON) for one in people for need in (*needs, None))


@pytest.mark.parametrize("told", [0, 0.1, 1])
def test_choosing_among_two_thousand_services_of_one_row(told: float) -> None:
    chance = Random(6)
    directory = a_big_directory(2000)
    services = list(directory.services.values())
    rulebook = _naming(tuple(directory.services))
    availability = Rooms({one.id: _told(chance) for one in services if chance.random() < told})
    people = [situation(NOTHING_SAID | some_facts(chance), AGENCIES) for _ in range(50)]
    questions = [replace(_question(one, at), availability=availability) for at, one in enumerate(people)]

    def slow(one: Question) -> DirectoryService:
        able = [
            Candidate(service, room_for(service, (), one.values, told_of, on=_ON), told_of.at_work)
            for service in services
            for told_of in [availability.get(service.id, NOTHING_TOLD)]
            if not takes(service, one.values, adult_from=18, on=_ON)
        ]
        return rank(able, one.wishes)[0].candidate.service

    def fast(one: Question) -> DirectoryService | None:
        return choose(Placing(one, rulebook, directory), Pathway.FRAUD, ())

    decisions = [decide(one, rulebook, directory) for one in questions]
    numbers = iter(range(len(questions)))
    plain, micros = each(slow, questions[:20]), each(fast, questions)
    first = each(fast, [replace(one, availability=Rooms(availability)) for one in questions])
    # One service of them has one person more each time, as after every offer.
    busier = [
        replace(one, availability=availability.with_offers([_an_offer(at)], {})) for at, one in enumerate(questions)
    ]
    after_one = each(fast, busier)
    whole = each(lambda one: decide(one, rulebook, directory), questions)
    written = each(lambda one: record_of(one, decisions[next(numbers)], rulebook, directory), questions)
    say(
        f"choose among 2,000 services of one row, room told of {told:.0%}: {micros / 1000:.2f} ms,"
        f" {after_one / 1000:.2f} ms after an offer, {first / 1000:.1f} ms where all are told anew (the whole decision"
        f" {whole / 1000:.2f} ms, its record {written / 1000:.1f} ms); one after the other {plain / 1000:.1f} ms"
    )
    assert [fast(one) for one in questions[:20]] == [slow(one) for one in questions[:20]]


def _told(chance: Random) -> Availability:
    line = Line(Population.ANYONE, None, chance.randint(0, 3), chance.randint(0, 40), _ON)
    return Availability(chance.randint(0, 60), 1, (line,))


def _an_offer(number: int) -> RoutedAllocation:
    service = ServiceId(f"s{number}")
    offered = {"needs": (), "state": AllocationState.OFFERED, "pathway": Pathway.FRAUD}
    return RoutedAllocation(allocation_id=UUID(int=number), service=service, agency=AgencyId("agency-1"), **offered)


def _naming(services: tuple[str, ...]) -> Rulebook:
    """A rulebook of which one row names all these services for every pathway."""
    rulebook = a_big_rulebook()
    rest = rulebook.tables[TableName.PROVIDERS].table.rows[-1]
    row = Row("all", {"pathway": Cell(Condition.IN, words=tuple(Pathway))}, Output(services=services), "all")
    table = Table(TableName.PROVIDERS, Policy.FIRST, ("pathway",), (row, rest))
    return replace(rulebook, tables={**rulebook.tables, TableName.PROVIDERS: CompiledTable(table)})


def test_a_hundred_thousand_decisions_come_out_the_same() -> None:
    version = Version(a_big_rulebook(), a_big_directory())
    books = {version.rulebook.version: version.rulebook}
    directories = {version.directory.version: version.directory}
    past = a_years_past(100_000)
    numbered = [past.situations[at] for _, at in past.each()]
    total, making, again = Tally(), 0.0, 0.0
    for start in range(0, len(numbered), 1000):
        began = time.process_time()
        page = [_kept(start + at, one, version) for at, one in enumerate(numbered[start : start + 1000])]
        made = time.process_time()
        total = total.plus(decide_again(page, books, directories))
        making, again = making + made - began, again + time.process_time() - made
    say(
        f"replay of {total.replayed} decisions against 1,000 rows: {again:.0f} s, {total.differences} differences;"
        f" making them took {making:.0f} s (ratio {again / making:.2f})"
    )
    assert (total.replayed, total.differences) == (len(past), 0)


def _kept(number: int, one: Situation, version: Version) -> Kept:
    """A decision as it would be kept."""
    question = _question(one, number)
    decision = decide(question, version.rulebook, version.directory)
    record = record_of(question, decision, version.rulebook, version.directory)
    return Kept(UUID(int=number), number, version.rulebook.version, version.directory.version, record)


def _question(one: Situation, number: int) -> Question:
    return Question(
        referral_id=UUID(int=number),
        screening=1,
        sender=AgencyId("police"),
        decided_at=_AT + timedelta(seconds=number),
        adult_from=18,
        values=one.values,
        scope={agency: RecipientScope(agency=agency, sharing=Sharing.PERMIT) for agency in one.open_to},
        wishes=wishes_of(one.values),
        age_months=age_months_of(one.values),
    )
