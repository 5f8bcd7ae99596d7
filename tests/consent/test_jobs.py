"""Keys come in time, go in time, and everybody is told of the new ones."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.builders.consent import NOW, Consent, a_consent, a_token_form
from tests.conftest import OpenDatabase
from waymark.cipher import DoesNotOpen
from waymark.clock import ReplayClock
from waymark.contracts.consent import KeysChanged, ReferralScreened
from waymark.db import SYSTEM
from waymark.settings import Settings
from waymark_consent import jobs


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def keys(consent: Consent, purpose: str) -> list[str]:
    told: list[KeysChanged] = await consent.told(KeysChanged)
    return [key.key_id for key in told[-1].keys if key.purpose == purpose]


async def pass_real_time(consent: Consent, days: int) -> None:
    """What the server's own clock would say later on."""
    async with consent.database.transaction(SYSTEM) as tx:
        await tx.run("update transport_keys set made_at = made_at - make_interval(days => :days)", {"days": days})


async def test_nothing_is_told_while_no_key_is_due(consent: Consent) -> None:
    await jobs.keep_keys_fresh(consent.context)
    assert len(await consent.told(KeysChanged)) == 1


async def test_a_transport_key_is_followed_by_another_long_before_it_ends(consent: Consent, clock: ReplayClock) -> None:
    clock.move_to(NOW + timedelta(hours=12))
    await jobs.keep_keys_fresh(consent.context)
    assert len(await keys(consent, "transport")) == 2
    clock.move_to(NOW + timedelta(hours=24))
    await jobs.keep_keys_fresh(consent.context)
    assert len(await keys(consent, "transport")) == 2
    assert len(await keys(consent, "token")) == 1


async def test_within_eight_days_of_sealing_a_private_key_is_gone_and_the_log_unreadable(
    consent: Consent, clock: ReplayClock
) -> None:
    received = await consent.received()
    clock.move_to(NOW + timedelta(days=8))
    await pass_real_time(consent, 8)
    await jobs.keep_keys_fresh(consent.context)
    async with consent.database.reader(SYSTEM) as reader:
        left = await reader.rows("select private, destroyed_at from transport_keys order by valid_from")
    assert left[0].private is None
    assert left[0].destroyed_at is not None
    with pytest.raises(DoesNotOpen):
        await consent.hear(received)


async def test_a_clock_that_runs_ahead_destroys_nothing(consent: Consent, clock: ReplayClock) -> None:
    received = await consent.received()
    clock.move_to(NOW + timedelta(days=400))
    await jobs.keep_keys_fresh(consent.context)
    await consent.hear(received)
    assert len(await consent.told(ReferralScreened)) == 1


async def test_a_new_token_key_signs_only_when_it_has_settled(consent: Consent, clock: ReplayClock) -> None:
    (first,) = await keys(consent, "token")
    clock.move_to(NOW + timedelta(days=60))
    await jobs.keep_keys_fresh(consent.context)
    assert len(await keys(consent, "token")) == 2
    assert await signed_by(consent) == first
    clock.move_to(NOW + timedelta(days=60, seconds=61))
    assert await signed_by(consent) != first


async def signed_by(consent: Consent) -> str:
    await consent.settle()
    async with consent.browser() as browser:
        answer = await browser.post("/consent/oauth/token", data=a_token_form(consent.assertion()))
        header = answer.json()["access_token"].split(".")[0]
    return str(_decoded(header)["kid"])


async def test_used_assertions_are_forgotten_when_they_have_expired(consent: Consent, clock: ReplayClock) -> None:
    async with consent.browser() as browser:
        await browser.post("/consent/oauth/token", data=a_token_form(consent.assertion()))
        await browser.post("/consent/oauth/token", data=a_token_form("nonsense"))
    await jobs.forget_used(consent.context)
    assert await left(consent) == (1, 1)
    clock.move_to(NOW + timedelta(minutes=6))
    await jobs.forget_used(consent.context)
    assert await left(consent) == (0, 0)


async def left(consent: Consent) -> tuple[int, int]:
    async with consent.database.reader(SYSTEM) as reader:
        used = await reader.value("select count(*) from used_jti")
        failed = await reader.value("select count(*) from failed_proofs")
    return used, failed


def _decoded(part: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
