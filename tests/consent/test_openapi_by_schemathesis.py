"""Requests made up from the OpenAPI document, and near its examples: none breaks consent, and no wrong one is taken."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from tests.builders.consent import Consent, a_consent
from tests.builders.made_up import Operation, Walker, without_sign_in
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.settings import Settings

MAY = {"POST /v1/release": "sam.harbour", "GET /v1/agreements": "dee.dpo", "POST /v1/erasures": "dee.dpo"}


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


@pytest.mark.timeout(300)
async def test_requests_made_up_for_those_who_may_never_break_consent_and_wrong_ones_are_refused(
    consent: Consent,
) -> None:
    signed = {label: await consent.signed_in(member) for label, member in MAY.items()}
    police = await consent.police_token()

    async def fixed_of(operation: Operation) -> Mapping[str, Any]:
        if "{referral_id}" not in operation.path:
            return {}
        received = await consent.received()
        await consent.hear(received)
        return {"referral_id": str(received.referral_id)}

    async with consent.browser() as client:
        document = without_sign_in((await client.get("/consent/openapi.json")).json())
        walker = Walker(
            client, document, signed=lambda operation: signed.get(operation.label, police), fixed_of=fixed_of
        )
        await walker.walk()
    assert walker.silent() <= {"GET /v1/agreements"}
    assert walker.counted(401, 403) == walker.counted(401, label="POST /oauth/token")
    assert walker.counted(200, kind="broken") == 0
    assert walker.counted(200, label="POST /oauth/token") == 0
    for label in ("POST /v1/referrals/{referral_id}/consent", "POST /v1/release"):
        assert walker.counted(200, kind="near", label=label) > 0, label
        assert walker.counted(400, 422, label=label) > 5, label
