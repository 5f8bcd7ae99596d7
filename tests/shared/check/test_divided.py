"""Rows of one agency shown to another: a policy that is gone, open or turned around is found."""

import pytest

from tests.shared.check.conftest import Pair
from waymark.check.divided import shown_to_others

ROW = (
    "with made as ("
    "insert into intake.referrals(referral_id, journey_id, sender, state, received_at, fingerprint, quality)"
    " values (gen_random_uuid(), gen_random_uuid(), $1, 'received', now(), '', '{}') returning referral_id)"
    " insert into intake.idempotency(agency, key_hash, fingerprint, referral_id, state, reply, created_at)"
    " select $1, $2, '', referral_id, 'accepted', '', now() from made"
)


async def found(pair: Pair) -> list[str]:
    return [finding.what for finding in await shown_to_others("intake", pair.intake)]


@pytest.fixture
async def two(pair: Pair) -> Pair:
    await pair.plant(ROW, "a-force", b"1")
    await pair.plant(ROW, "b-force", b"2")
    return pair


async def test_divided_tables_show_each_agency_its_own(two: Pair) -> None:
    assert await found(two) == []


async def test_row_security_switched_off_is_found(two: Pair) -> None:
    await two.plant("alter table intake.idempotency disable row level security")
    assert await found(two) == [
        "intake.idempotency shows no agency at all 2 rows of others",
        "intake.idempotency shows a-force 1 rows of others",
        "intake.idempotency shows b-force 1 rows of others",
    ]


async def test_a_second_policy_that_opens_everything_is_found(two: Pair) -> None:
    await two.plant("create policy oops on intake.idempotency using (true)")
    assert "intake.idempotency shows a-force 1 rows of others" in await found(two)


async def test_a_policy_nobody_can_read_is_found(two: Pair) -> None:
    await two.plant("drop policy own_agency on intake.idempotency")
    await two.plant("create policy odd on intake.idempotency using (current_setting('waymark.agency', true) <> '')")
    assert await found(two) == ["intake.idempotency: no telling which column its policy divides"]


async def test_a_table_that_is_no_agencys_is_seen_by_none_and_one_that_is_opened_is_found(two: Pair) -> None:
    await two.plant("insert into intake.common_traces(trace) values (1)")
    assert await found(two) == []
    await two.plant("create policy oops on intake.common_traces using (true)")
    assert "intake.common_traces shows no agency at all 1 rows that are no agency's" in await found(two)


async def test_a_table_that_says_everybody_reads_it_is_not_asked(two: Pair) -> None:
    await two.plant("create policy everybody_reads on intake.idempotency for select using (true)")
    assert await found(two) == []
