"""The page that brings a draft together with what others published since: what they changed, and whose row stays.

Not here: how rows are brought together (`publishing/merge.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from waymark.errors import Kind, Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark_router.pages.own import (
    RULES,
    Here,
    MayEdit,
    acting,
    editor_of,
    is_told_here,
    looking,
    posted_by,
    revision_in,
    see,
)
from waymark_router.pages.shown import TABLE_WORDS, names_in_force, row_said
from waymark_router.publishing import queries
from waymark_router.publishing.actions.drafting import bring_together
from waymark_router.publishing.difference import Names, difference
from waymark_router.publishing.merge import BothChanged, Side, merged
from waymark_router.publishing.part_change import part_changes
from waymark_router.publishing.written import Written, read
from waymark_router.rules.rulebook import Rulebook

router = APIRouter()
_CHOICE = "keep:"


@dataclass(frozen=True, slots=True)
class BothView:
    """One row both changed, as each has it in words."""

    row: str
    table: str
    mine: str
    theirs: str
    kept: str


@router.get("/rules/drafts/{draft_id}/together")
async def together_page(draft_id: UUID, request: Request, context: Here, _: MayEdit) -> Response:
    """What the version that counts last changed since the draft was started, and the rows to choose for."""
    return await _page(request, context, draft_id, {})


@router.post("/rules/drafts/{draft_id}/together")
async def bring(draft_id: UUID, request: Request, context: Here, actor: MayEdit) -> Response:
    """Bring both together, with the rows chosen."""
    posted = await posted_by(request)
    chosen = {name.removeprefix(_CHOICE): values[0] for name, values in posted.items() if name.startswith(_CHOICE)}
    keep = {row: Side(side) for row, side in chosen.items() if side in set(Side)}
    try:
        async with acting(context) as tx:
            await bring_together(tx, draft_id, keep, revision=revision_in(posted), editor=editor_of(actor, context))
    except Refused as refused:
        if not is_told_here(refused):
            raise
        return await _page(request, context, draft_id, keep, refused)
    return see(f"{RULES}/drafts/{draft_id}")


async def _page(
    request: Request, context: Here, draft_id: UUID, keep: Mapping[str, Side], refused: Refused | None = None
) -> Response:
    async with looking(context) as reader:
        draft = await queries.find_draft(reader, draft_id)
        newer = await queries.find_newer(reader, draft)
        if newer is None:
            raise Refused(Kind.CONFLICT, "Nothing was published since this draft was started", code="nothing_newer")
        names = await names_in_force(reader)
        base, theirs = (
            await queries.find_written(reader, draft.base),
            await queries.find_written(reader, newer.version),
        )
    both = merged(base, draft.written, theirs, {}).open
    return render(
        "draft_together.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        fault=refused.title if refused else "",
        draft=draft,
        newer=newer,
        changes=difference(read(base), read(theirs), names),
        parts=part_changes(read(base), read(theirs)),
        table_words=TABLE_WORDS,
        both=list(_views(both, draft.written, theirs, keep, names)),
    )


def _views(
    both: tuple[BothChanged, ...], mine: Written, theirs: Written, keep: Mapping[str, Side], names: Names
) -> list[BothView]:
    own, other = read(mine), read(theirs)
    return [
        BothView(
            row=one.row,
            table=TABLE_WORDS[one.table],
            mine=_said(own, one, names) if one.mine is not None else "the row is removed",
            theirs=_said(other, one, names) if one.theirs is not None else "the row is removed",
            kept=keep.get(one.row, ""),
        )
        for one in both
    ]


def _said(rules: Rulebook, one: BothChanged, names: Names) -> str:
    return row_said(rules.row(one.table, one.row), names)
