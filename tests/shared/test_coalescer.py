import asyncio
from collections.abc import Sequence

import pytest

from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.coalescer import Coalescer
from waymark.db import SYSTEM, Database, Transaction, open_engine
from waymark.errors import Kind, Refused, Unavailable
from waymark.settings import Settings


class Writer:
    """Writes each item as an audit row; keeps the size of each batch; may be told to wait or to fail."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, tx: Transaction, items: Sequence[str]) -> list[str | Refused]:
        self.batches.append(len(items))
        await self.gate.wait()
        for item in items:
            tx.audit("sample.written", about=item, actor="test")
            if item == "bug":
                raise LookupError("a bug")
            if item == "bad":
                await tx.run("insert into heard(event_id, at) values (null, null)")
            if item == "away":
                raise Unavailable("away")
        return [Refused(Kind.CONFLICT, "No", code="taken") if item == "no" else f"{item} written" for item in items]


@pytest.fixture
async def database(open_database: OpenDatabase) -> Database:
    return await open_database("router")


async def written(database: Database) -> list[str]:
    async with database.reader(SYSTEM) as reader:
        return [row.about for row in await reader.rows("select about from audit order by about")]


async def test_one_item_alone_does_not_wait_for_others(database: Database) -> None:
    writer = Writer()
    async with Coalescer(database, writer, most_waiting=10) as coalescer:
        assert await coalescer.put("a") == "a written"
    assert writer.batches == [1]
    assert await written(database) == ["a"]


async def test_what_waits_together_is_written_together(database: Database) -> None:
    writer = Writer()
    writer.gate.clear()
    async with Coalescer(database, writer, most_waiting=1000) as coalescer:
        first = asyncio.create_task(coalescer.put("first"))
        await asyncio.sleep(0.05)
        rest = [asyncio.create_task(coalescer.put(f"{number:03}")) for number in range(250)]
        await asyncio.sleep(0.05)
        writer.gate.set()
        results = await asyncio.gather(first, *rest)
    assert writer.batches == [1, 200, 50]
    assert results[1:] == [f"{number:03} written" for number in range(250)]


async def test_nobody_is_answered_before_the_commit(database: Database) -> None:
    async with Coalescer(database, Writer(), most_waiting=10) as coalescer:
        for number in range(20):
            await coalescer.put(f"{number:02}")
            assert len(await written(database)) == number + 1


async def together(coalescer: Coalescer[str, str], writer: Writer, *items: str) -> list[str | BaseException]:
    writer.gate.clear()
    first = asyncio.create_task(coalescer.put("_"))
    await asyncio.sleep(0.05)
    rest = [asyncio.create_task(coalescer.put(item)) for item in items]
    await asyncio.sleep(0.05)
    writer.gate.set()
    await first
    return list(await asyncio.gather(*rest, return_exceptions=True))


@pytest.mark.parametrize("wrong", ["bad", "bug"])
async def test_a_bad_item_fails_alone(database: Database, wrong: str) -> None:
    writer = Writer()
    async with Coalescer(database, writer, most_waiting=10) as coalescer:
        one, bad, two = await together(coalescer, writer, "a", wrong, "b")
        assert (one, two) == ("a written", "b written")
        assert isinstance(bad, Exception)
        assert not isinstance(bad, Unavailable)
        assert await coalescer.put("c") == "c written"
    assert await written(database) == ["_", "a", "b", "c"]


async def test_a_refusal_is_raised_for_its_item_alone(database: Database) -> None:
    writer = Writer()
    async with Coalescer(database, writer, most_waiting=10) as coalescer:
        one, no = await together(coalescer, writer, "a", "no")
    assert one == "a written"
    assert isinstance(no, Refused)
    assert writer.batches == [1, 2]


async def test_a_database_that_is_away_is_not_asked_for_every_item(database: Database) -> None:
    writer = Writer()
    async with Coalescer(database, writer, most_waiting=100) as coalescer:
        results = await together(coalescer, writer, *["away"] * 50)
        assert all(isinstance(result, Unavailable) for result in results)
        assert len(writer.batches) == 1 + 1 + 2
        assert await coalescer.put("a") == "a written"


async def test_more_than_may_wait_are_told_to_come_back(database: Database) -> None:
    writer = Writer()
    writer.gate.clear()
    async with Coalescer(database, writer, most_waiting=2) as coalescer:
        first = asyncio.create_task(coalescer.put("a"))
        await asyncio.sleep(0.05)
        rest = [asyncio.create_task(coalescer.put(item)) for item in "bc"]
        await asyncio.sleep(0.01)
        with pytest.raises(Unavailable) as full:
            await coalescer.put("d")
        assert full.value.retry_after == 1
        writer.gate.set()
        await asyncio.gather(first, *rest)
    assert await written(database) == ["a", "b", "c"]


async def test_whoever_gave_up_waiting_is_not_written(database: Database) -> None:
    writer = Writer()
    writer.gate.clear()
    async with Coalescer(database, writer, most_waiting=10) as coalescer:
        first = asyncio.create_task(coalescer.put("a"))
        await asyncio.sleep(0.05)
        gone, stays = asyncio.create_task(coalescer.put("b")), asyncio.create_task(coalescer.put("c"))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.sleep(0)
        writer.gate.set()
        await asyncio.gather(first, stays)
    assert await written(database) == ["a", "c"]


async def test_ending_writes_what_waits_and_takes_no_more(database: Database) -> None:
    writer = Writer()
    async with Coalescer(database, writer, most_waiting=10) as coalescer:
        waiting = [asyncio.create_task(coalescer.put(item)) for item in "abc"]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == ["a written", "b written", "c written"]
    with pytest.raises(Unavailable):
        await coalescer.put("d")


async def test_nobody_waits_for_ever_when_its_task_is_killed(database: Database) -> None:
    writer = Writer()
    writer.gate.clear()
    coalescer = Coalescer[str, str](database, writer, most_waiting=10)
    async with asyncio.timeout(5):
        await coalescer.__aenter__()
        waiting = [asyncio.create_task(coalescer.put(item)) for item in "ab"]
        await asyncio.sleep(0.05)
        waiting.append(asyncio.create_task(coalescer.put("c")))
        await asyncio.sleep(0.01)
        assert coalescer._task
        coalescer._task.cancel()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(result, Unavailable) for result in results)
        with pytest.raises(Unavailable):
            await coalescer.put("d")
        await coalescer.__aexit__()
    assert await written(database) == []


async def test_an_unreachable_database_is_unavailable(clock: ReplayClock, settings: Settings) -> None:
    nowhere = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    async with Coalescer(nowhere, Writer(), most_waiting=10) as coalescer:
        with pytest.raises(Unavailable):
            await coalescer.put("a")
    await nowhere.close()


async def test_a_writer_that_forgets_an_answer_is_a_bug_for_all_of_them(database: Database) -> None:
    async def forgetful(_: Transaction, __: Sequence[str]) -> list[str | Refused]:
        return []

    async with Coalescer[str, str](database, forgetful, most_waiting=10) as coalescer:
        with pytest.raises(ValueError, match="one result per item"):
            await coalescer.put("a")


async def test_what_is_put_together_is_written_together_and_answered_in_order(database: Database) -> None:
    writer = Writer()
    async with Coalescer(database, writer, most_waiting=10, most_at_once=3) as coalescer:
        many = await coalescer.put_all([f"{number:02}" for number in range(5)])
        assert await coalescer.put_all([]) == []
    assert many == [f"{number:02} written" for number in range(5)]
    assert writer.batches == [5]


async def test_a_bad_one_among_those_put_together_fails_alone(database: Database) -> None:
    async with Coalescer(database, Writer(), most_waiting=10) as coalescer:
        together, alone = await asyncio.gather(coalescer.put_all(["a", "no", "bug", "b"]), coalescer.put("c"))
    assert [together[0], together[3], alone] == ["a written", "b written", "c written"]
    assert [type(together[1]), type(together[2])] == [Refused, LookupError]
    assert await written(database) == ["a", "b", "c", "no"]


async def test_each_item_put_together_counts_as_waiting(database: Database) -> None:
    writer = Writer()
    writer.gate.clear()
    async with Coalescer(database, writer, most_waiting=3) as coalescer:
        first = asyncio.create_task(coalescer.put("first"))
        await asyncio.sleep(0.05)
        rest = asyncio.create_task(coalescer.put_all(["a", "b", "c"]))
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await coalescer.put("too many")
        writer.gate.set()
        assert await first == "first written"
        assert await rest == ["a written", "b written", "c written"]
