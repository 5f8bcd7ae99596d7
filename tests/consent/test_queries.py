"""What an operator must know of consent, in numbers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.builders.consent import NOW, Consent, a_consent
from tests.conftest import OpenDatabase
from tests.consent.test_screening import MAX, NOT_ASKED, SAM, heard, position, released
from waymark.clock import ReplayClock
from waymark.db import SYSTEM
from waymark.figure import Figure
from waymark.settings import Settings
from waymark.words import Position
from waymark_consent import queries


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def figures(consent: Consent) -> dict[str, Figure]:
    async with consent.database.reader(SYSTEM) as reader:
        return {figure.code: figure for figure in await queries.figures(reader)}


async def test_refused_releases_are_counted_for_a_day_by_class(consent: Consent, clock: ReplayClock) -> None:
    one, two = await consent.received(), await consent.received()
    await heard(consent, one)
    await consent.hear(two)
    await position(consent, one.referral_id, position=Position.REFUSED, explicit=False)
    await released(consent, SAM, one.referral_id)
    await released(consent, SAM, two.referral_id)
    found = await figures(consent)
    assert found["consent_releases_refused_24h"].value == 2
    assert found["consent_releases_refused_24h_person"].value == 1
    assert found["consent_releases_refused_24h_allocation"].value == 1
    assert not any(figure.is_warning for figure in found.values())
    clock.move_to(NOW + timedelta(hours=25))
    assert (await figures(consent))["consent_releases_refused_24h"].value == 0
    assert MAX.agency not in str(found)


async def test_a_question_counts_once_it_is_two_days_old_until_it_is_answered(
    consent: Consent, clock: ReplayClock
) -> None:
    received = await consent.received(consent=NOT_ASKED)
    asked = await consent.received(consent=NOT_ASKED, facts=received.facts.model_copy(update={"offence_class": None}))
    await consent.hear(received, asked)
    assert (await figures(consent))["consent_asked_over_48h"].value == 0
    clock.move_to(NOW + timedelta(hours=49))
    assert (await figures(consent))["consent_asked_over_48h"].value == 1
    await position(consent, asked.referral_id)
    assert (await figures(consent))["consent_asked_over_48h"].value == 0


async def test_an_agreement_near_its_review_is_a_warning(consent: Consent, clock: ReplayClock) -> None:
    assert (await figures(consent))["consent_agreements_review_due"].value == 0
    clock.move_to(NOW + timedelta(days=90))
    due = (await figures(consent))["consent_agreements_review_due"]
    assert due.value >= 1
    assert due.is_warning
