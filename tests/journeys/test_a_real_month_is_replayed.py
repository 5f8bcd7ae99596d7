"""March 2024 as the force recorded it: every row accounted for, none lost, none twice, every pathway reached."""

from datetime import timedelta

import pytest

from tests.open_data import open_data
from waymark.clock import ReplayClock
from waymark.demo.command import County, play, running_county
from waymark.demo.county import BUILT_IN
from waymark.demo.crimes import CrimeRow, read_crimes
from waymark.demo.mix import NO_PERSONAL_VICTIM
from waymark.demo.replay import Tally, timed
from waymark.opening import Addresses
from waymark.reference.districts import district_of_small_area
from waymark.settings import Settings
from waymark.words import Pathway

COUNTY = {"E07000218", "E07000219", "E07000220", "E07000221", "E07000222"}
FIRST_RULEBOOK = {
    Pathway.VICTIM_RECOVERY,
    Pathway.SAV_ADULT,
    Pathway.SAV_CHILD,
    Pathway.FRAUD,
    Pathway.DOMESTIC_ABUSE,
    Pathway.SAFEGUARDING,
    Pathway.CROSS_BORDER,
    Pathway.TRIAGE,
}


@pytest.fixture
def named(county_db: Addresses, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name the test's server, each service with its own login, as a county would."""
    for name, url in county_db.services.items():
        monkeypatch.setenv(f"WAYMARK_{name.upper()}_DATABASE_URL", url)
    return settings.model_copy(update={"database_url": county_db.owner, "poll_s": 1.0})


@pytest.mark.timeout(600)
async def test_march_2024_loses_nobody(named: Settings) -> None:
    file = open_data("police_uk_warwickshire/2024-03-warwickshire-street.csv")
    rows = [row for row in read_crimes(file) if isinstance(row, CrimeRow)]
    tally = Tally()
    placed = timed(rows, tally, "march")
    clock = ReplayClock(placed[0][0] - timedelta(hours=1))
    async with running_county(named, clock, folder=BUILT_IN) as county:
        await play(county, placed, tally, clock, seed="march")
        counts = await county.settled(tally.referrals)
        away = [row for row in rows if row.number in tally.ids and _is_outside(row)]
        paths = [await _pathways(county, tally.ids[row.number]) for row in away]

    assert tally.rows == 3966 == tally.accepted + tally.refused.total() + tally.skipped.total()
    assert tally.refused == {}
    assert tally.accepted == tally.on_time == len(set(tally.ids.values())) == len(tally.ids)
    _check_quirks(rows, tally)
    assert (counts["referrals"], counts["without_answer"]) == (tally.accepted, 0)
    assert {row["pathway"] for row in counts["allocations"]} >= {pathway.value for pathway in FIRST_RULEBOOK}
    assert away
    assert all("cross_border" in found or "triage" in found for found in paths), paths


def _check_quirks(rows: list[CrimeRow], tally: Tally) -> None:
    """Rows without Crime ID or place are treated by their crime; a repeated id neither collapses nor doubles."""
    without_id = [row for row in rows if not row.crime_id]
    assert len(without_id) == 624
    assert all(row.number in tally.ids for row in without_id)
    without_place = [row for row in rows if not row.small_area]
    assert len(without_place) == 50
    sendable = [row for row in without_place if row.category not in NO_PERSONAL_VICTIM]
    assert any(row.number in tally.ids for row in sendable)
    ids = [row.crime_id for row in rows if row.crime_id]
    assert (len(ids), len(set(ids))) == (3342, 3341)
    twice = [row.number for row in rows if row.crime_id and ids.count(row.crime_id) > 1]
    sent_twice = {tally.ids[number] for number in twice if number in tally.ids}
    assert len(sent_twice) == sum(number in tally.ids for number in twice)


def _is_outside(row: CrimeRow) -> bool:
    district = district_of_small_area(row.small_area)
    return district is not None and district.code not in COUNTY


async def _pathways(county: County, referral: str) -> set[str]:
    sender = county.sender
    headers = {"Authorization": f"Bearer {await sender.token()}"}
    reply = await county.http.get(f"/intake/v1/referrals/{referral}", headers=headers)
    seen = reply.json()
    return {item["pathway"] for item in (*seen["allocations"], *seen["unmet"])}
