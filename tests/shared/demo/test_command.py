"""The demo through its real doors: a synthetic day is sent, routed and counted."""

from datetime import timedelta
from pathlib import Path

import pytest

from waymark.clock import ReplayClock, SystemClock
from waymark.demo.command import play, running_county
from waymark.demo.county import BUILT_IN
from waymark.demo.day import synthetic_day
from waymark.demo.replay import Tally
from waymark.errors import Refused
from waymark.opening import Addresses
from waymark.settings import Settings


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
        counts = await county.settled(tally.accepted)
    assert tally.balanced()
    assert tally.accepted > 20
    assert (counts["referrals"], counts["without_answer"]) == (tally.accepted, 0)
    in_hand = [row["count"] for row in counts["allocations"] if row["state"] in {"offered", "accepted"}]
    assert tally.taken.total() == sum(in_hand)


async def test_a_broken_county_loads_nothing_of_that_part(named: Settings, tmp_path: Path) -> None:
    (tmp_path / "router.toml").write_text('[[services]]\nid = "x"\n')
    with pytest.raises(Refused) as refused:
        async with running_county(named, SystemClock(), folder=tmp_path):
            pass
    assert refused.value.title.startswith("router.toml: ")
