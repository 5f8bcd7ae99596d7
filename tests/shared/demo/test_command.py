"""The demo through its real doors: a synthetic day is sent, routed and counted."""

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from waymark.clock import ReplayClock, SystemClock
from waymark.demo.command import live_first_day, play, running_county
from waymark.demo.county import BUILT_IN
from waymark.demo.day import synthetic_day
from waymark.demo.replay import Tally
from waymark.demo.stories import STORIES
from waymark.demo.table import by_pathway
from waymark.errors import Refused
from waymark.opening import Addresses
from waymark.settings import Settings
from waymark.words import Pathway


@pytest.fixture
def named(county_db: Addresses, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, url in county_db.services.items():
        monkeypatch.setenv(f"WAYMARK_{name.upper()}_DATABASE_URL", url)
    return settings.model_copy(update={"database_url": county_db.owner})


async def test_a_synthetic_day_leaves_nobody_without_an_answer(named: Settings) -> None:
    placed = synthetic_day(SystemClock().now(), "test", count=50)
    tally = Tally(rows=len(placed))
    clock = ReplayClock(placed[0][0] - timedelta(hours=1))
    async with running_county(named, clock, folder=BUILT_IN) as county:
        await play(county, placed, tally, clock, seed="test")
        counts = await county.settled(tally.referrals)
    assert tally.balanced()
    assert tally.accepted > 20
    assert (counts["referrals"], counts["without_answer"]) == (tally.referrals, 0)
    in_hand = [row["count"] for row in counts["allocations"] if row["state"] in {"offered", "accepted"}]
    assert tally.taken.total() == sum(in_hand)


async def test_the_first_day_shows_every_pathway_and_every_way_to_go(named: Settings) -> None:
    tally = Tally()
    async with running_county(named, SystemClock(), folder=BUILT_IN) as county:
        lines = by_pathway(await live_first_day(county, tally))
    assert tally.balanced()
    assert set(lines) == {pathway.value for pathway in Pathway}
    went = sum((line["count"] for line in lines.values()), Counter())
    assert all(went[column] for column in ("offered", "held", "unmet", "sent on"))
    assert len(tally.by_sender) == len({story.sender for story in STORIES}) + 1


async def test_of_a_broken_county_nothing_is_loaded(named: Settings, tmp_path: Path, county_db: Addresses) -> None:
    folder = tmp_path / "county"
    shutil.copytree(BUILT_IN, folder)
    (folder / "router.toml").write_text('[[services]]\nid = "x"\n')
    with pytest.raises(Refused) as refused:
        async with running_county(named, SystemClock(), folder=folder):
            pass
    assert refused.value.title.startswith("router.toml: ")
    connection = await asyncpg.connect(county_db.owner)
    try:
        assert await connection.fetchval("select count(*) from consent.agencies") == 0
    finally:
        await connection.close()
