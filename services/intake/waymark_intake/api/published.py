"""What a sender's developers read: the shapes of records as JSON Schema, and an example for each pathway.

Not here: taking records. The same shapes stand in docs/schemas.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from waymark.contracts.person import Person
from waymark.contracts.referral import ConsentStatement, Facts
from waymark.errors import Kind, Refused
from waymark_intake.api.own import Sender
from waymark_intake.example import BY_NAME
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.record import PoliceRecord
from waymark_intake.referral import RecordKind

SHAPES: Mapping[str, type[BaseModel]] = {
    "police-record": PoliceRecord,
    "partner-record": PartnerRecord,
    "canonical-person": Person,
    "canonical-facts": Facts,
    "consent-statement": ConsentStatement,
}
router = APIRouter()


def examples_of(kind: RecordKind) -> dict[str, Any]:
    """The examples of one format, as a route's part of the OpenAPI document."""
    found = {name: {"summary": one.shows, "value": one.record} for name, one in BY_NAME.items() if one.kind is kind}
    return {"requestBody": {"content": {"application/json": {"examples": found}}}}


class Listed(BaseModel):
    """One thing that is published: its name, its address, and what it shows."""

    name: str
    href: str
    shows: str


@router.get("/v1/schemas")
async def list_schemas(_: Sender) -> tuple[Listed, ...]:
    """The shapes of records and of the canonical referral, by name."""
    return tuple(Listed(name=name, href=f"/intake/v1/schemas/{name}", shows=_says(SHAPES[name])) for name in SHAPES)


@router.get("/v1/schemas/{name}")
async def get_schema(_: Sender, name: str) -> dict[str, Any]:
    """One shape as JSON Schema (draft 2020-12)."""
    if name not in SHAPES:
        raise Refused(Kind.NOT_FOUND, "There is no such schema", code="schema_not_found")
    return SHAPES[name].model_json_schema()


@router.get("/v1/examples")
async def list_examples(_: Sender) -> tuple[Listed, ...]:
    """Example records, synthetic, by name."""
    return tuple(
        Listed(name=name, href=f"/intake/v1/examples/{name}", shows=example.shows) for name, example in BY_NAME.items()
    )


@router.get("/v1/examples/{name}")
async def get_example(_: Sender, name: str) -> dict[str, Any]:
    """One example record, as it would be posted."""
    if name not in BY_NAME:
        raise Refused(Kind.NOT_FOUND, "There is no such example", code="example_not_found")
    return dict(BY_NAME[name].record)


def _says(shape: type[BaseModel]) -> str:
    return " ".join((shape.__doc__ or "").split("\n\n")[0].split())
