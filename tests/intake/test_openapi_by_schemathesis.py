"""Requests made up from the OpenAPI document, and near its examples: none breaks intake, no wrong one is taken.

Not here: what people really send wrong (test_bad_input.py).
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from tests.builders.bars_message import a_message
from tests.builders.made_up import CHECKS, Operation, Walker, made_up, operations_of, without_sign_in
from tests.builders.police_record import a_police_body
from tests.intake.conftest import Force, Intake
from waymark.words import AgencyRole
from waymark_intake.bars.outcome import FHIR_JSON
from waymark_intake.example import BY_NAME
from waymark_intake.partner.kind import PartnerKind

# Names of lists can be any text.
NOTHING_BREAKS_IT = {
    *(f"GET /v1/{kind}{name}" for kind in ("schemas", "examples", "lists") for name in ("", "/{name}")),
}
NAMES = {"/v1/schemas/{name}": "police-record", "/v1/examples/{name}": "burglary", "/v1/lists/{name}": "offence"}
POLICE, PARTNERS = "/intake/v1/referrals", "/intake/v1/partner-referrals"


async def a_document(intake: Intake) -> dict[str, Any]:
    """The document as it is published, without ways to sign in."""
    async with intake.client() as client:
        return without_sign_in((await client.get("/intake/openapi.json")).json())


def with_a_message(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a hospital's message as an example of that body."""
    body = document["paths"]["/bars/$process-message"]["post"]["requestBody"]
    body["content"][FHIR_JSON]["examples"] = {"new": {"value": a_message()}}
    return document


def as_of_a_hospital(body: Any) -> Any:
    """The body with the kind of record that a hospital may send, where it is of another."""
    if body.get("kind") in tuple(PartnerKind):
        return {**body, "kind": "health"}
    record = body.get("record")
    return {**body, "record": as_of_a_hospital(record)} if isinstance(record, dict) else body


async def walked(intake: Intake, force: Force, body: Mapping[str, Any], url: str, *, each: int) -> Walker:
    """Everything asked by this sender, each act on a referral of its own, which came as `body`."""
    numbers = count()

    def headers_of(number: int) -> Mapping[str, str]:
        return {"Idempotency-Key": f"key-{number}", "X-Request-Id": f"key-{number}"}

    async def fixed_of(operation: Operation) -> Mapping[str, Any]:
        if "{name}" in operation.path:
            return {"name": NAMES[operation.path]}
        if "{referral_id}" not in operation.path:
            return {}
        reference = {name: f"R/{next(numbers)}" for name in ("force_reference", "sender_reference") if name in body}
        sent = await client.post(url, json={**body, **reference}, headers={"idempotency-key": f"own-{next(numbers)}"})
        return {"referral_id": sent.json()["id"]}

    async def freshened(operation: Operation, body: Any, fixed: Mapping[str, Any]) -> Any:
        body = as_of_a_hospital(body) if url == PARTNERS else body
        if "version" not in body or not operation.path.endswith((":correct", ":answer")):
            return body
        now = (await client.get(f"/intake/v1/referrals/{fixed['referral_id']}")).json()
        return {**body, "version": now["version"]} if body["version"] == 1 else body

    async with intake.client(force) as client:
        document = with_a_message(await a_document(intake))
        walker = Walker(client, document, headers_of=headers_of, fixed_of=fixed_of, freshened=freshened, each=each)
        await walker.walk()
    return walker


def check_walked(walker: Walker) -> None:
    """Every operation was really asked: as the document allows, and, where that can be, as it does not."""
    assert walker.silent() <= NOTHING_BREAKS_IT
    assert walker.counted(401) == 0
    assert walker.counted(400, 422) > 100
    assert walker.counted(200, 202, kind="broken") == 0


@pytest.mark.timeout(300)
async def test_requests_made_up_for_the_police_never_break_intake_and_wrong_ones_are_refused(intake: Intake) -> None:
    walker = await walked(intake, intake.police, a_police_body(), POLICE, each=10)
    check_walked(walker)
    assert walker.counted(202, kind="near", label="POST /v1/referrals") >= 15
    assert walker.counted(200, kind="near", label="POST /v1/referrals:csv") >= 1


@pytest.mark.timeout(300)
async def test_requests_made_up_for_partners_never_break_intake_and_wrong_ones_are_refused(intake: Intake) -> None:
    hospital = intake.partners[AgencyRole.HEALTH]
    walker = await walked(intake, hospital, BY_NAME["supporter-of-a-survivor"].record, PARTNERS, each=5)
    check_walked(walker)
    assert walker.counted(202, kind="near", label="POST /v1/partner-referrals") >= 10
    assert walker.counted(200, 409, kind="near", label="POST /bars/$process-message") >= 3


async def test_an_error_of_ours_and_a_wrong_request_that_is_taken_would_be_seen(intake: Intake) -> None:
    found = {operation.label: operation for operation in operations_of(await a_document(intake))}
    operation = found["POST /v1/referrals/{referral_id}:withdraw"]
    (wrong, *_) = made_up(operation, GenerationMode.NEGATIVE, {"referral_id": str(UUID(int=1))})
    for status in (500, 202, 418):
        with pytest.raises(FailureGroup):
            wrong.validate_response(an_answer(status), checks=CHECKS)


def an_answer(status: int) -> httpx.Response:
    """An answer that nobody gave."""
    answer = httpx.Response(status, request=httpx.Request("POST", "http://localhost/intake/v1/referrals"), json={})
    answer.elapsed = timedelta()
    return answer
