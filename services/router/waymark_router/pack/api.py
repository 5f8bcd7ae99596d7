"""The REST door of pathway packs: take one home, see what one would change, make a draft of it for an approver."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader
from waymark.guard import Allows
from waymark.http import here, reading_all
from waymark.http.bodies import parsed
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.pack import actions
from waymark_router.pack.comparison import Comparison
from waymark_router.pack.document import Pack, as_text, pack_from
from waymark_router.pack.fitting import Mapped
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.draft import Who
from waymark_router.settings import RouterSettings

router = APIRouter(tags=["packs"])
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading_all)]
_Role = Annotated[str, Field(min_length=1, max_length=80)]
_Own = Annotated[str, Field(min_length=1, max_length=80)] | None


class PackBody(BaseModel):
    """A pack with those it builds on after it, and by role which service or signpost here plays it (null: nobody)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    packs: Annotated[list[dict[str, JsonValue]], Field(min_length=1, max_length=10)]
    services: Annotated[dict[_Role, _Own], Field(max_length=500)] = {}
    signposts: Annotated[dict[_Role, _Own], Field(max_length=500)] = {}

    def read(self) -> tuple[list[Pack], Mapped]:
        """The packs and who plays what; raises Refused (INVALID) that names part, row or cell."""
        return [pack_from(one) for one in self.packs], Mapped(self.services, self.signposts)


Sent = Annotated[PackBody, Depends(parsed(PackBody))]


class ChangeReply(BaseModel):
    """One difference: added, gone, moved, changed, or what a pathway answers; table and row, and in words."""

    model_config = ConfigDict(frozen=True)

    kind: str
    table: str
    row: str
    sentence: str


class ComparisonReply(BaseModel):
    """What a pack would change here. Rows of `left_out` are those whose roles nobody here plays. `hours`,
    `agreements`, `reasons` and `forms` are told only: set hours in the directory, ask the data protection lead, tell
    who makes forms. `findings` are the check's.
    """

    model_config = ConfigDict(frozen=True)

    pack: str
    version: int
    changes: list[ChangeReply]
    left_out: list[str]
    hours: list[str]
    agreements: list[str]
    reasons: list[str]
    forms: list[str]
    findings: list[str]
    rules: dict[str, JsonValue]


class DraftReply(ComparisonReply):
    """The draft that was made of it; nothing is in force until another person has approved it."""

    draft_id: UUID
    number: int
    revision: int


@router.get("/v1/pack")
async def get_pack(
    _: Annotated[Actor, Depends(Allows(Permission.RULES_READ))],
    reader: Reading,
    name: Annotated[str, Query(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = "our-pathways",
    version: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """The rules that count last as a pack, a JSON file with a line for every row, no agency or district."""
    pack = await actions.export_pack(reader, name=name, version=version)
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(as_text(pack), media_type="application/json", headers=headers)


@router.post("/v1/packs:compare")
async def compare_pack(
    _: Annotated[Actor, Depends(Allows(Permission.RULES_READ))], body: Sent, context: Here
) -> ComparisonReply:
    """What the pack would change, in words; nothing is kept. Refused INVALID with every row that lacks a service."""
    packs, mapped = body.read()
    async with context.database.reader(SYSTEM) as reader:
        standing = await actions.gather_standing(reader)
    comparison = await actions.compare_pack(standing, packs, mapped, context.settings.allowance())
    return ComparisonReply(**_said(comparison))


@router.post("/v1/packs:import")
async def import_pack(
    actor: Annotated[Actor, Depends(Allows(Permission.RULES_EDIT))], body: Sent, context: Here
) -> DraftReply:
    """A draft that says what the pack says, to be approved by another person; what is in force stays as it is."""
    packs, mapped = body.read()
    editor = Editor(
        Who(actor.subject, actor.display_name),
        actor.agency,
        lead_s=context.settings.publish_lead_s,
    )
    async with context.database.reader(SYSTEM) as reader:
        standing = await actions.gather_standing(reader)
    comparison = await actions.compare_pack(standing, packs, mapped, context.settings.allowance())
    async with context.database.transaction(SYSTEM) as tx:
        draft = await actions.import_pack(tx, comparison, base=standing.base, editor=editor)
    return DraftReply(draft_id=draft.draft_id, number=draft.number, revision=draft.revision, **_said(comparison))


def _said(comparison: Comparison) -> dict[str, JsonValue]:
    changes: list[JsonValue] = [
        {"kind": one.kind.value, "table": one.table, "row": one.row, "sentence": one.sentence}
        for one in comparison.changes
    ]
    return {
        "pack": comparison.pack.name,
        "version": comparison.pack.version,
        "changes": changes,
        "left_out": [*comparison.left_out],
        "hours": [*comparison.hours],
        "agreements": [*comparison.agreements],
        "reasons": [*comparison.reasons],
        "forms": [*comparison.forms],
        "findings": [*comparison.findings],
        "rules": dict(comparison.rules),
    }
