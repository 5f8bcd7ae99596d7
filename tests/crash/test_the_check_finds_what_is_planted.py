"""The check can fail: in a county that ran and is right, each fault planted by hand is found."""

import itertools

import asyncpg
import pytest

from tests.builders.police_post import a_rape, a_record
from tests.conftest import TestPostgres
from tests.journeys.world import one_process
from waymark.check import Finding, check, opened, until_quiet
from waymark.clock import SystemClock
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

_numbers = itertools.count(1)
SERVICES = list(installed_services().values())
ONE = "(select referral_id from notifier.allocations where section = 'decide' order by referral_id limit 1)"
# What is done to the county, and the invariants that must be found broken by it.
PLANTED = {
    "a referral gone from consent": (f"delete from consent.referrals where referral_id = {ONE}", {"I1"}),
    "a referral gone from the router": (
        f"""delete from router.allocations where referral_id = {ONE};
        delete from router.decisions where referral_id = {ONE};
        delete from router.referrals where referral_id = {ONE}""",
        {"I1", "I3"},
    ),
    "a referral gone from its queue": (f"delete from notifier.allocations where referral_id = {ONE}", {"I1"}),
    "a referral in a second queue": (
        """create temporary table other as select * from notifier.allocations where section = 'decide' limit 1;
        update other set id = gen_random_uuid(), agency = 'lantern-sav', service = 'elsewhere';
        insert into notifier.allocations select * from other""",
        {"I3"},
    ),
    "an offset moved back": (
        "update router.offsets set position = '1:3:1' where source = 'postgres:consent.referral'",
        {"I10"},
    ),
    "an offset moved past the end": (
        "update router.offsets set position = '1:99999999999:1' where source = 'postgres:consent.referral'",
        {"I10"},
    ),
    "an event held back": (
        """delete from notifier.heard where event_id =
        (select event_id from router.log where type like 'referral.routed%' limit 1)""",
        {"I10"},
    ),
    "an event set aside": (
        """insert into router.parked(event_id, source, position, topic, key, type, time, correlation, traceparent, body,
        state, error, attempts, parked_at) values (gen_random_uuid(), '', '', '', gen_random_uuid(), 'x', now(),
        gen_random_uuid(), '', '', 'parked', 'KeyError', 3, now())""",
        {"I10"},
    ),
    "an audit row gone": ("delete from intake.audit where act = 'referral.received'", {"I6"}),
    "rows of one agency open to all": ("alter table notifier.allocations disable row level security", {"I12"}),
}


@pytest.fixture
async def county(county_db: Addresses, settings: Settings) -> Addresses:
    """A county in which a few referrals went their way; its process has ended."""
    async with one_process(county_db, settings) as world:
        for number in range(4):
            assert (await world.police.send(f"planted-{number}", a_record())).status_code == 202
        await world.police.send("planted-held", a_rape())
        async with opened(SERVICES, settings, county_db, SystemClock()) as databases:
            await until_quiet(SERVICES, databases, within_s=20)
    return county_db


async def found(settings: Settings, addresses: Addresses) -> list[Finding]:
    return await check(SERVICES, settings, addresses)


async def test_each_planted_fault_is_found(county: Addresses, settings: Settings, postgres: TestPostgres) -> None:
    assert await found(settings, county) == []
    original = county.owner.partition("?")[0].rpartition("/")[2]
    for name, (sql, expected) in PLANTED.items():
        copy = f"planted_{next(_numbers)}"
        await postgres.copy(original, copy)
        addresses = postgres.addresses(copy)
        owner = await asyncpg.connect(addresses.owner)
        # As a broken disc or an old backup would: past what the database itself refuses.
        await owner.execute(f"set session_replication_role = replica; {sql}")
        await owner.close()
        findings = await found(settings, addresses)
        await postgres.drop(copy)
        assert {finding.invariant for finding in findings} >= expected, (name, findings)
