"""The REST door of rule tables as spreadsheets: take one out, see what a changed one would do, make it a draft."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.db import SYSTEM, Reader
from waymark.errors import Kind, Refused
from waymark.guard import Allows, admit
from waymark.http import here, reading_all
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.pack.actions import gather_standing
from waymark_router.pack.difference import Change
from waymark_router.publishing.actions.act import Editor
from waymark_router.publishing.draft import Who
from waymark_router.rules.rule import TableName
from waymark_router.settings import RouterSettings
from waymark_router.sheet import actions

router = APIRouter(tags=["sheets"])
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
Reading = Annotated[Reader, Depends(reading_all)]
_MEDIA_TYPE = "text/csv"
_BODY = {
    "requestBody": {
        "required": True,
        "description": "One table as CSV (RFC 4180) in UTF-8, with the titles that the exported sheet has",
        "content": {_MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


async def sheet(request: Request) -> str:
    """The body as text, read once it is known who is calling.

    Raises Refused (UNSUPPORTED) for another kind, (INVALID) where it is no UTF-8.
    """
    await admit(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _MEDIA_TYPE:
        raise Refused(Kind.UNSUPPORTED, "Send text/csv, not compressed", code="content_type")
    try:
        return (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Kind.INVALID, "line 1: save the sheet as CSV, UTF-8", code="sheet_utf8") from None


Sheet = Annotated[str, Depends(sheet)]


class DifferenceReply(BaseModel):
    """One difference: added, gone, moved, changed; its row, and in words."""

    model_config = ConfigDict(frozen=True)

    kind: str
    row: str
    sentence: str


class SheetReply(BaseModel):
    """What the sheet would change in the rules that count last."""

    model_config = ConfigDict(frozen=True)

    table: str
    changes: list[DifferenceReply]


class SheetDraftReply(SheetReply):
    """The draft that was made of the sheet; nothing is in force until another person has approved it."""

    draft_id: UUID
    number: int
    revision: int


@router.get(
    "/v1/tables/{name}.csv",
    response_class=Response,
    responses={200: {"description": "The table", "content": {_MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
async def get_table(
    _: Annotated[Actor, Depends(Allows(Permission.RULES_READ))], name: TableName, reader: Reading
) -> Response:
    """One table of the rules that count last: a line for every row, a column for every fact, what follows, and why."""
    text = await actions.export_table(reader, name)
    headers = {"Content-Disposition": f'attachment; filename="{name.value}.csv"'}
    return Response(f"\ufeff{text}", media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/v1/tables/{name}:compare", openapi_extra=_BODY)
async def compare_table(
    _: Annotated[Actor, Depends(Allows(Permission.RULES_READ))], name: TableName, text: Sheet, context: Here
) -> SheetReply:
    """What the sheet would change; nothing is kept. Refused INVALID with line and column, or row and column."""
    comparison = await _compare(context, name, text)
    return SheetReply(table=name.value, changes=_said(comparison.changes))


@router.post("/v1/tables/{name}:import", openapi_extra=_BODY)
async def import_table(
    actor: Annotated[Actor, Depends(Allows(Permission.RULES_EDIT))],
    name: TableName,
    text: Sheet,
    context: Here,
) -> SheetDraftReply:
    """A draft with the sheet's table, to be approved by another person; what is in force stays as it is."""
    editor = Editor(
        Who(actor.subject, actor.display_name),
        actor.agency,
        lead_s=context.settings.publish_lead_s,
    )
    comparison = await _compare(context, name, text)
    async with context.database.transaction(SYSTEM) as tx:
        draft = await actions.import_table(tx, comparison, editor=editor)
    return SheetDraftReply(
        table=name.value,
        changes=_said(comparison.changes),
        draft_id=draft.draft_id,
        number=draft.number,
        revision=draft.revision,
    )


async def _compare(context: Context[RouterSettings, Shelf], name: TableName, text: str) -> actions.Comparison:
    """With nothing held open in the database while it is worked out."""
    async with context.database.reader(SYSTEM) as reader:
        standing = await gather_standing(reader)
    return await actions.compare_table(standing, name, text)


def _said(changes: tuple[Change, ...]) -> list[DifferenceReply]:
    return [DifferenceReply(kind=one.kind.value, row=one.row, sentence=one.sentence) for one in changes]
