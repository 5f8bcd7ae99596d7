"""Names of those for whom somebody stands in are said where they are known."""

from datetime import date, timedelta

from tests.builders.web import TokenKey, a_member, make_known
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_router.deputies.deputy import Deputy
from waymark_router.deputies.queries import names_for
from waymark_router.deputies.store import replace_deputies


async def test_only_the_names_of_those_one_stands_in_for_are_read(database: Database, clock: ReplayClock) -> None:
    now = clock.now()
    people = [
        a_member(now, subject=who, display_name=name) for who, name in (("sol", "Sol Thorn"), ("rae", "Rae Finch"))
    ]
    await make_known(database, now - timedelta(seconds=1), *people, keys=(TokenKey("k1").known(now),))
    async with database.transaction(SYSTEM) as tx:
        await replace_deputies(tx, [Deputy("bea", "sol", date(2026, 12, 21), date(2027, 1, 8))])
    async with database.reader() as reader:
        assert await names_for(reader, "bea") == {"sol": "Sol Thorn"}
