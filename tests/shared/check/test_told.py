"""Events on their way, set aside or passed over, and offsets moved by hand: each planted, each found."""

from datetime import timedelta

from tests.shared.check.conftest import Pair
from waymark.check import told
from waymark.ledger import Finding

NOT_HEARD = "consent has not heard referral.received.v1 of intake"
LAST = "select epoch || ':' || tx || ':' || seq from intake.log l order by epoch desc, l.tx desc, seq desc limit 1"


async def unheard(pair: Pair) -> list[Finding]:
    return await told.unheard(pair.services, pair.databases, keep_days=7)


async def astray(pair: Pair) -> list[str]:
    return [finding.what for finding in await told.astray(pair.services, pair.databases)]


async def test_what_is_heard_is_not_on_its_way(pair: Pair) -> None:
    assert await unheard(pair) == []
    assert await astray(pair) == []
    assert await told.set_aside(pair.databases) == []


async def test_an_event_held_back_is_found(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    assert await unheard(pair) == [Finding("I10", NOT_HEARD, pair.referrals[-1])]
    assert await astray(pair) == ["consent stands behind the end of intake.referral"]


async def test_an_event_the_offset_passed_over_unheard_is_found(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    await pair.plant(f"update consent.offsets set position = ({LAST}) where hearer = 'consent'")
    assert await unheard(pair) == [Finding("I10", NOT_HEARD, pair.referrals[-1])]
    assert await astray(pair) == []


async def test_an_offset_moved_back_is_found(pair: Pair) -> None:
    await pair.plant("update consent.offsets set position = '1:3:1' where hearer = 'consent'")
    assert await astray(pair) == ["consent stands behind the end of intake.referral"]
    assert await unheard(pair) == []


async def test_an_offset_moved_past_the_end_is_found(pair: Pair) -> None:
    for position in ("1:99999999999:1", "1:3:99999999", "2:1:1"):
        await pair.plant("update consent.offsets set position = $1 where hearer = 'consent'", position)
        assert await astray(pair) == ["consent stands past the end of intake.referral"]


async def test_an_event_the_hearer_does_not_hear_need_not_be_passed(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    await pair.plant("update intake.log set type = 'referral.sung.v1' where key = $1", pair.referrals[-1])
    assert await astray(pair) == []
    assert await unheard(pair) == []


async def test_a_hearer_that_never_began_is_found(pair: Pair) -> None:
    await pair.plant("delete from consent.offsets")
    assert await astray(pair) == ["consent stands behind the end of intake.referral"]


async def test_where_a_relay_publishes_its_offset_counts(pair: Pair) -> None:
    await pair.plant("delete from consent.offsets")
    await pair.plant(
        "insert into intake.offsets(hearer, source, position, moved_at)"
        f" values ('relay', 'postgres:intake.referral', ({LAST}), now())"
    )
    assert await astray(pair) == []
    await pair.tell(1, heard=False)
    assert await astray(pair) == ["the relay of intake stands behind the end of intake.referral"]


async def test_a_log_trimmed_to_nothing_is_no_finding(pair: Pair) -> None:
    await pair.plant("delete from intake.log")
    assert await astray(pair) == []


async def test_what_is_set_aside_is_found_with_its_place_and_not_as_unheard(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    await pair.plant(
        "insert into consent.parked(event_id, source, position, topic, key, type, time, correlation, causation,"
        " traceparent, body, state, error, attempts, parked_at) select event_id, 'x', '', topic, key, type, time,"
        " correlation, causation, traceparent, body, 'parked', 'KeyError at events.py:7', 3, now() from intake.log"
        " where key = $1",
        pair.referrals[-1],
    )
    what = "consent parked referral.received.v1 KeyError at events.py:7"
    assert await told.set_aside(pair.databases) == [Finding("I10", what, pair.referrals[-1])]
    assert await unheard(pair) == []


async def test_a_settled_one_is_no_finding(pair: Pair) -> None:
    await test_what_is_set_aside_is_found_with_its_place_and_not_as_unheard(pair)
    await pair.plant("update consent.parked set state = 'discarded'")
    assert await told.set_aside(pair.databases) == []


async def test_events_older_than_the_log_is_kept_are_not_asked_for(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    pair.clock.move_to(pair.clock.now() + timedelta(days=8))
    assert await unheard(pair) == []
