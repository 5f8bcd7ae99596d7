"""Requests made up from the OpenAPI document itself: none breaks intake, and none that breaks the document is taken.

Not here: what people really send wrong (test_bad_input.py).
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.builders.police_record import a_police_body
from tests.intake.conftest import Force, Intake
from waymark.words import AgencyRole

EACH = 10
CHECKS: list[Any] = [not_a_server_error, negative_data_rejection]
# A body that is read as it streams is no part of the document; names of lists can be any text.
NOTHING_BREAKS_IT = {
    "POST /v1/referrals:batch",
    *(f"GET /v1/{kind}{name}" for kind in ("schemas", "examples", "lists") for name in ("", "/{name}")),
}


def made_up(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, fixed: dict[str, Any]
) -> list[Case[Any]]:
    """The same few requests every time: such as the document allows, or such as it does not; none where none can be."""
    found: list[Case[Any]] = []

    @seed(5)
    @hypothesis_settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode, path_parameters=fixed))
    def collect(made: Case[Any]) -> None:
        found.append(made)

    try:
        collect()
    except Unsatisfiable:
        return []
    return found


async def send(client: httpx.AsyncClient, made: Case[Any], key: str) -> httpx.Response:
    """The answer to it over the wire, under a key of its own."""
    wanted = made.as_transport_kwargs(base_url="http://localhost/intake")
    names = ("method", "url", "headers", "params", "data", "json", "cookies")
    prepared: Any = requests.Request(**{name: wanted[name] for name in names if name in wanted}).prepare()
    headers = {name: value for name, value in prepared.headers.items() if name.lower() != "content-length"}
    headers |= {"Idempotency-Key": key, "X-Request-Id": key} if made.method == "POST" else {}
    return await client.request(str(prepared.method), str(prepared.url), headers=headers, content=prepared.body)


async def a_document(intake: Intake) -> tuple[dict[str, Any], str]:
    """The document, without the ways to sign in (every request is signed in), and a referral of the police."""
    async with intake.client() as client:
        kept = await client.post("/intake/v1/referrals", json=a_police_body(), headers={"idempotency-key": "first"})
        document: dict[str, Any] = (await client.get("/intake/openapi.json")).json()
    del document["components"]["securitySchemes"]
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document, kept.json()["id"]


async def walk(intake: Intake, force: Force) -> dict[tuple[str, GenerationMode], Counter[int]]:
    """Sends what is made up for every operation; which statuses came, by operation and mode."""
    document, referral_id = await a_document(intake)
    seen = {}
    async with intake.client(force) as client:
        for found in schemathesis.openapi.from_dict(document).get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            fixed = {"referral_id": referral_id} if "{referral_id}:" in operation.path else {}
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                statuses: Counter[int] = Counter()
                for number, made in enumerate(made_up(operation, mode, fixed)):
                    key = f"{operation.label.replace(' ', '')}-{mode.value}-{number}"
                    answer = await send(client, made, key)
                    made.validate_response(answer, checks=CHECKS)
                    statuses[answer.status_code] += 1
                seen[operation.label, mode] = statuses
    return seen


def check_walked(seen: dict[tuple[str, GenerationMode], Counter[int]]) -> None:
    """Every operation was really asked: as the document allows, and, where that can be, as it does not."""
    assert len(seen) > 40
    silent = {label for (label, _), statuses in seen.items() if not statuses}
    assert silent <= NOTHING_BREAKS_IT
    assert all(401 not in statuses for statuses in seen.values())
    refused = sum(number for statuses in seen.values() for status, number in statuses.items() if status in {400, 422})
    assert refused > 150


@pytest.mark.timeout(300)
async def test_requests_made_up_for_the_police_never_break_intake_and_wrong_ones_are_refused(intake: Intake) -> None:
    seen = await walk(intake, intake.police)
    check_walked(seen)
    assert seen["POST /v1/referrals/{referral_id}:withdraw", GenerationMode.POSITIVE][202] > 0


@pytest.mark.timeout(300)
async def test_requests_made_up_for_partners_never_break_intake_and_wrong_ones_are_refused(intake: Intake) -> None:
    check_walked(await walk(intake, intake.partners[AgencyRole.HEALTH]))


async def test_an_error_of_ours_and_a_wrong_request_that_is_taken_would_be_seen(intake: Intake) -> None:
    document, referral_id = await a_document(intake)
    operation = schemathesis.openapi.from_dict(document)["/v1/referrals/{referral_id}:withdraw"]["POST"]
    (wrong, *_) = made_up(operation, GenerationMode.NEGATIVE, {"referral_id": referral_id})
    for status in (500, 202):
        with pytest.raises(FailureGroup):
            wrong.validate_response(an_answer(status), checks=CHECKS)
    wrong.validate_response(an_answer(422), checks=CHECKS)


def an_answer(status: int) -> httpx.Response:
    """An answer that nobody gave."""
    answer = httpx.Response(status, request=httpx.Request("POST", "http://localhost/intake/v1/referrals"), json={})
    answer.elapsed = timedelta()
    return answer
