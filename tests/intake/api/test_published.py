"""What developers read: shapes and examples, and every example is accepted as it stands."""

import pytest

from tests.intake.conftest import Force, Intake
from waymark.words import AgencyRole
from waymark_intake.api.published import SHAPES
from waymark_intake.example import EXAMPLES, Example
from waymark_intake.partner.kind import KIND_RULES, PartnerKind
from waymark_intake.referral import RecordKind


def _sender(intake: Intake, example: Example) -> Force:
    if example.kind is RecordKind.POLICE:
        return intake.police
    kind = PartnerKind(example.record["kind"])
    return intake.partners[next(rule.role for rule in KIND_RULES if kind in rule.kinds)]


async def test_every_example_is_accepted_as_it_is_published(intake: Intake) -> None:
    for example in EXAMPLES:
        async with intake.client(_sender(intake, example)) as client:
            record = (await client.get(f"/intake/v1/examples/{example.name}")).json()
            way = "referrals" if example.kind is RecordKind.POLICE else "partner-referrals"
            posted = await client.post(
                f"/intake/v1/{way}", json=record, headers={"idempotency-key": f"example-{example.name}"}
            )
        assert posted.status_code == 202, (example.name, posted.text)


@pytest.mark.parametrize("name", SHAPES)
async def test_every_shape_is_published(intake: Intake, name: str) -> None:
    async with intake.client() as client:
        listed = (await client.get("/intake/v1/schemas")).json()
        schema = (await client.get(f"/intake/v1/schemas/{name}")).json()
    assert {"name": name, "href": f"/intake/v1/schemas/{name}"}.items() <= next(
        one for one in listed if one["name"] == name
    ).items()
    assert schema["type"] == "object"
    assert set(schema["properties"]) == set(SHAPES[name].model_fields)


@pytest.mark.parametrize("address", ["schemas/nothing", "examples/nothing"])
async def test_what_is_not_published_is_not_found(intake: Intake, address: str) -> None:
    async with intake.client(intake.partners[AgencyRole.SCHOOL]) as client:
        assert (await client.get(f"/intake/v1/{address}")).status_code == 404


async def test_examples_say_what_they_show(intake: Intake) -> None:
    async with intake.client() as client:
        listed = (await client.get("/intake/v1/examples")).json()
    assert [one["name"] for one in listed] == [example.name for example in EXAMPLES]
    assert all(one["shows"] for one in listed)
