"""A batch of what consent hears is taken in a handful of statements, however many they are."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.builders.consent import NOW, Consent, a_consent
from tests.builders.routed import a_referral_routed
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.contracts.consent import ReferralScreened
from waymark.contracts.delivery import AllocationAccepted, AllocationEvent, AllocationLapsed
from waymark.contracts.envelope import Event
from waymark.contracts.routing import ReferralRouted
from waymark.db import SYSTEM
from waymark.settings import Settings
from waymark.words import AllocationState


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def statements_for(consent: Consent, *events: Event) -> int:
    before = consent.database.statements()
    await consent.hear(*events)
    return consent.database.statements() - before


async def test_a_large_batch_costs_no_more_statements_than_a_small_one(consent: Consent) -> None:
    many, few = [await consent.received() for _ in range(50)], [await consent.received() for _ in range(2)]
    await consent.hear(await consent.received())  # the first of all reads the terms
    assert await statements_for(consent, *many) == await statements_for(consent, *few) <= 20
    assert len(await consent.told(ReferralScreened)) == 53


async def test_each_answer_is_told_under_its_referral_and_names_its_cause(consent: Consent) -> None:
    received = [await consent.received() for _ in range(3)]
    await consent.hear(*received)
    async with consent.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select key, causation from log where topic = 'consent.referral'")
    assert {row.key for row in rows} == {one.referral_id for one in received}
    assert all(row.causation is not None for row in rows)


def a_word(answer: ReferralRouted, kind: type[AllocationEvent], state: AllocationState) -> AllocationEvent:
    (placed,) = answer.allocations
    return kind(
        referral_id=answer.referral_id,
        allocation_id=placed.allocation_id,
        service=placed.service,
        agency=placed.agency,
        state=state,
        changed_at=NOW + timedelta(hours=1),
    )


async def in_hand(consent: Consent) -> int:
    async with consent.database.reader(SYSTEM) as reader:
        return int(await reader.value("select count(*) from recipients where open"))


async def test_routing_and_what_queues_say_of_it_cost_the_same_however_many_they_are(consent: Consent) -> None:
    many, few = [a_referral_routed() for _ in range(50)], [a_referral_routed() for _ in range(2)]
    assert await statements_for(consent, *many) == await statements_for(consent, *few) <= 5
    assert await in_hand(consent) == 52
    lapsed = [[a_word(one, AllocationLapsed, AllocationState.LAPSED) for one in some] for some in (many, few)]
    assert await statements_for(consent, *lapsed[0]) == await statements_for(consent, *lapsed[1]) <= 3
    assert await in_hand(consent) == 0
    await consent.hear(*(a_word(one, AllocationAccepted, AllocationState.ACCEPTED) for one in few))
    assert await in_hand(consent) == 2
