"""The rules as files: a pack or a table goes out, another comes in, is compared in words and becomes a draft.

A file never changes what is in force: its draft goes the way of every other (ADR 0038). Not here: what a pack or sheet
may say (`pack`, `sheet`), the draft's own page (`draft.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from waymark.errors import Refused
from waymark.http.problems import STATUS_OF_KIND
from waymark.ids import ServiceId
from waymark.pages import render
from waymark_router.directory.wording import pathway_words
from waymark_router.pack import actions as packs
from waymark_router.pack.comparison import Comparison
from waymark_router.pack.difference import Change
from waymark_router.pack.document import Pack, as_text, pack_from
from waymark_router.pack.fitting import Mapped
from waymark_router.pages.own import RULES, Here, MayEdit, MayRead, Reading, acting, editor_of, looking, see
from waymark_router.pages.sent_file import SentForm, json_of, sent_form, text_of, told_of
from waymark_router.pages.shown import TABLE_WORDS
from waymark_router.providers.provider import Directory
from waymark_router.rules.rule import TableName
from waymark_router.sheet import actions as sheets

router = APIRouter()
NOBODY = "-"
_SERVICE, _SIGNPOST = "role:", "told:"


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role of a pack, ready to be chosen for: its field, what it is, the choices, and the chosen one."""

    field: str
    words: str
    choices: Sequence[tuple[str, str]]
    chosen: str


@dataclass(slots=True)
class Brought:
    """What somebody brought, as far as it was read: the form, a pack with its roles, or a table, and the changes."""

    form: SentForm | None = None
    roles: Sequence[RoleView] = ()
    pack: Comparison | None = None
    table: TableName | None = None
    changes: Sequence[Change] | None = None

    def kept(self) -> Sequence[str]:
        """The files as they go along with the page, so that nobody must choose them again."""
        return self.form.kept() if self.form else ()


@router.get("/rules/files")
async def files_page(request: Request, _: MayRead) -> Response:
    """What can be taken home, and where a file is brought in."""
    return _page(request)


@router.get("/rules/files/pack.json")
async def take_pack(
    _: MayRead,
    reader: Reading,
    name: Annotated[str, Query(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = "our-pathways",
) -> Response:
    """The rules that count last as a pack."""
    pack = await packs.export_pack(reader, name=name, version=1)
    return _download(as_text(pack), f"{name}.json", "application/json")


@router.get("/rules/files/{table}.csv")
async def take_table(table: TableName, _: MayRead, reader: Reading) -> Response:
    """One table of the rules that count last as a spreadsheet."""
    return _download(
        f"\ufeff{await sheets.export_table(reader, table)}", f"{table.value}.csv", "text/csv; charset=utf-8"
    )


def _download(text: str, name: str, media_type: str) -> Response:
    return Response(text, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/rules/files/pack/upload")
async def bring_pack(request: Request, context: Here, actor: MayEdit) -> Response:
    """Compare a pack with the rules that count last; once asked, make a draft of it."""
    brought = Brought()
    try:
        form = brought.form = await sent_form(request, context.settings.feed_bytes)
        read = _top_first([pack_from(json_of(one)) for one in form.files])
        async with looking(context) as reader:
            standing = await packs.gather_standing(reader)
        brought.roles, mapped = _roles(read, form, standing.directory)
        comparison = await packs.compare_pack(standing, read, mapped, context.settings.allowance())
        if form.one("act") == "draft":
            async with acting(context) as tx:
                draft = await packs.import_pack(tx, comparison, base=standing.base, editor=editor_of(actor, context))
            return see(f"{RULES}/drafts/{draft.draft_id}")
    except Refused as refused:
        return _page(request, brought, refused)
    brought.pack, brought.changes = comparison, comparison.changes
    return _page(request, brought)


@router.post("/rules/files/table/upload")
async def bring_table(request: Request, context: Here, actor: MayEdit) -> Response:
    """Compare a sheet with the table that counts last; once asked, make a draft of it."""
    brought = Brought()
    try:
        form = brought.form = await sent_form(request, context.settings.feed_bytes)
        text = text_of(form.files[0])
        table = brought.table = _table(form.one("table"))
        async with looking(context) as reader:
            standing = await packs.gather_standing(reader)
        comparison = await sheets.compare_table(standing, table, text)
        if form.one("act") == "draft":
            async with acting(context) as tx:
                draft = await sheets.import_table(tx, comparison, editor=editor_of(actor, context))
            return see(f"{RULES}/drafts/{draft.draft_id}")
    except Refused as refused:
        return _page(request, brought, refused)
    brought.changes = comparison.changes
    return _page(request, brought)


def _page(request: Request, brought: Brought | None = None, refused: Refused | None = None) -> Response:
    return render(
        "rules_files.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        faults=told_of(refused) if refused else [],
        brought=brought or Brought(),
        tables=TABLE_WORDS,
        permissions=request.state.actor.permissions,
    )


def _table(name: str) -> TableName:
    return TableName(name) if name in set(TableName) else TableName.PATHWAYS


def _top_first(read: Sequence[Pack]) -> list[Pack]:
    """The packs with the one first that no other builds on, in whatever order they were chosen."""
    below = {name for pack in read for name in pack.extends}
    return sorted(read, key=lambda pack: pack.name in below)


def _roles(read: Iterable[Pack], form: SentForm, directory: Directory) -> tuple[list[RoleView], Mapped]:
    """Every role of the packs with who is chosen for it: what was posted, or else whoever has the same id here."""
    own = {str(one.id): f"{one.name} ({pathway_words(one.pathway)})" for one in directory.services.values()}
    signposts = {str(one.id): one.name for one in directory.signposts.values()}
    views: list[RoleView] = []
    services: dict[str, str | None] = {}
    told: dict[str, str | None] = {}
    for pack in read:
        for role, part in pack.roles.items():
            near = sorted(
                own, key=lambda one: (directory.services[ServiceId(one)].pathway is not part.pathway, own[one])
            )
            words = f"{part.called} ({pathway_words(part.pathway)})"
            views.append(_role(_SERVICE, role, words, {one: own[one] for one in near}, form))
            services |= _said(role, views[-1].chosen)
        for role, sign in pack.signposts.items():
            views.append(_role(_SIGNPOST, role, f"Signpost: {sign.called}", signposts, form))
            told |= _said(role, views[-1].chosen)
    return list({view.field: view for view in views}.values()), Mapped(services, told)


def _role(kind: str, role: str, words: str, own: Mapping[str, str], form: SentForm) -> RoleView:
    field = f"{kind}{role}"
    posted = form.one(field)
    chosen = posted if posted in own or posted == NOBODY else role if role in own and field not in form.fields else ""
    return RoleView(field, words, tuple(own.items()), chosen)


def _said(role: str, chosen: str) -> dict[str, str | None]:
    return {role: None if chosen == NOBODY else chosen} if chosen else {}
