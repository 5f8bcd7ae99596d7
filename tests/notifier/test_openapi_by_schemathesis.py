"""Requests made up from the OpenAPI document, and near its examples: none breaks the notifier, or is wrongly taken."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from tests.builders.made_up import Operation, Walker, without_sign_in
from tests.builders.routed import a_referral_routed
from tests.notifier.conftest import Office, hear

ROOT = "/notifier/v1/allocations"
REACHED = {"way": "mobile", "result": "reached"}
BEFORE: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "wait": {"accept": {}},
    "contact": {"accept": {}},
    "engage": {"accept": {}, "contact": REACHED},
    "close": {"accept": {}, "contact": REACHED, "engage": {}},
}


async def an_allocation(office: Office, operation: Operation) -> Mapping[str, Any]:
    """An allocation of its own for each operation, which went the steps that come before."""
    if "{allocation_id}" not in operation.path:
        return {}
    routed = a_referral_routed()
    await hear(office.database, routed)
    allocation_id: UUID = routed.allocations[0].allocation_id
    steps = BEFORE.get(operation.path.rpartition(":")[2], {})
    for version, (verb, said) in enumerate(steps.items(), 1):
        taken = await office.client("sam").post(f"{ROOT}/{allocation_id}:{verb}", json={"version": version, **said})
        assert taken.status_code == 200, taken.text
    return {"allocation_id": str(allocation_id)}


@pytest.mark.timeout(300)
async def test_requests_made_up_for_a_provider_never_break_the_notifier_and_wrong_ones_are_refused(
    office: Office,
) -> None:
    async def fixed_of(operation: Operation) -> Mapping[str, Any]:
        return await an_allocation(office, operation)

    async def freshened(operation: Operation, body: Any, fixed: Mapping[str, Any]) -> Any:
        now = (await client.get(f"{ROOT}/{fixed['allocation_id']}")).json()
        return {**body, "version": now["version"]} if body.get("version") == 1 else body

    client = office.client("sam")
    document = without_sign_in((await client.get("/notifier/openapi.json")).json())
    # An answer without end; test_stream.py reads it.
    del document["paths"]["/v1/stream"]
    walker = Walker(client, document, fixed_of=fixed_of, freshened=freshened, each=5)
    await walker.walk()
    assert walker.silent() == set()
    assert walker.counted(401, 403) == 0
    assert walker.counted(200, kind="broken") == 0
    assert walker.counted(200, kind="near") >= 5
    for verb in ("claim", "decline", "wait", "contact", "engage", "close"):
        assert walker.counted(200, label=f"POST /v1/allocations/{{allocation_id}}:{verb}") > 0, verb
