"""The operator's commands on what is set aside: shown, replayed, or discarded with a reason."""

from uuid import UUID

import pytest

from tests.builders.hearing import log_of, tell_received
from tests.builders.operating import set_aside as a_head
from tests.conftest import OpenDatabase
from tests.contracts.examples import EXAMPLES
from waymark import parked
from waymark.contracts.consent import MemberChanged
from waymark.errors import Refused
from waymark.log import read_after
from waymark.opening import Addresses
from waymark.parked_command import actor_of, discard_key, replay_key, show
from waymark.service import installed_services
from waymark.settings import Settings

CONSENT = installed_services()["consent"]


async def set_aside(open_database: OpenDatabase) -> parked.Parked:
    (told,) = await tell_received(await open_database("intake"))
    consent = await open_database("consent")
    (record,) = await log_of(consent)
    async with consent.transaction() as tx:
        await parked.add(tx, record, state="parked", error="ValueError at x.py:1", attempts=3)
        found = await parked.next_of_key(tx, told.referral_id)
    assert found is not None
    return found


async def test_what_is_set_aside_is_shown_with_its_error(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await show([CONSENT], settings, county_db) == 0
    item = await set_aside(open_database)
    assert await show([CONSENT], settings, county_db) == 1
    printed = capsys.readouterr().out
    assert str(item.record.key) in printed
    assert "ValueError at x.py:1" in printed


async def test_discarding_needs_a_reason_and_leaves_an_audit_row(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings
) -> None:
    item = await set_aside(open_database)
    for reason in ("", "because Zephyrine said so"):
        with pytest.raises(Refused, match="invalid") as refused:
            await discard_key(CONSENT, settings, county_db, key=item.record.key, reason=reason)
        assert "malformed|done_by_hand" in refused.value.title
        assert "Zephyrine" not in refused.value.title
    await discard_key(CONSENT, settings, county_db, key=item.record.key, reason="synthetic", by="ann.other")
    async with (await open_database("consent")).reader() as reader:
        row = await reader.row("select actor, details->>'reason' as reason from audit where act = 'event.discarded'")
        assert row is not None
        assert (row.actor, row.reason) == ("shell:ann.other", "synthetic")
    assert await show([CONSENT], settings, county_db) == 0
    with pytest.raises(Refused, match="not_found"):
        await discard_key(CONSENT, settings, county_db, key=item.record.key, reason="synthetic")


async def test_replaying_what_has_nothing_set_aside_does_nothing(county_db: Addresses, settings: Settings) -> None:
    assert await replay_key(installed_services()["router"], settings, county_db, key=UUID(int=1)) == 0


async def test_replaying_lets_a_mended_event_have_its_effect_once(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    member = next(example for example in EXAMPLES if isinstance(example, MemberChanged))
    consent, router = await open_database("consent"), await open_database("router")
    async with consent.transaction() as tx:
        tx.tell(member, key=UUID(int=7))
    async with router.looking() as connection:
        (record,) = await read_after(connection, "consent", MemberChanged.topic, "", 10)
    async with router.transaction() as tx:
        await parked.add(tx, record, state="parked", error="ValueError at x.py:1", attempts=3)
    assert await replay_key(installed_services()["router"], settings, county_db, key=UUID(int=7)) == 1
    async with router.reader() as reader:
        assert await reader.value("select count(*) from known_members where subject = :s", {"s": member.subject}) == 1
        assert await reader.value("select count(*) from heard where event_id = :id", {"id": record.event_id}) == 1
    assert "1 replayed" in capsys.readouterr().out


async def test_one_that_fails_again_stays_set_aside_and_says_where(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    head = await a_head(open_database, body=b'{"given_name": "Zephyrine"}')
    with pytest.raises(Refused, match="conflict") as refused:
        await replay_key(CONSENT, settings, county_db, key=head.key, by="ann.other")
    assert "ValidationError at delivery.py" in refused.value.title
    assert "Zephyrine" not in refused.value.title
    assert await show([CONSENT], settings, county_db) == 1
    assert "ValidationError at delivery.py" in capsys.readouterr().out
    async with (await open_database("consent")).reader() as reader:
        failed = await reader.value("select actor from audit where act = 'event.replay_failed'")
    assert failed == "shell:ann.other"


async def test_what_waits_behind_a_discarded_event_is_named(
    open_database: OpenDatabase, county_db: Addresses, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    head = await a_head(open_database, behind=2)
    assert await show([CONSENT], settings, county_db) == 1
    assert "+2 behind it" in capsys.readouterr().out
    await discard_key(CONSENT, settings, county_db, key=head.key, reason="overtaken")
    assert f"waymark parked replay consent {head.key}" in capsys.readouterr().out


@pytest.mark.parametrize("by", ["Ann Other", "a" * 61, "x\ny"])
def test_who_did_it_is_a_sign_in_name(by: str) -> None:
    with pytest.raises(Refused, match="invalid"):
        actor_of(by)
    assert actor_of("").startswith("shell:")
