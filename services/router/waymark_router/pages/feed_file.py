"""The page on which an administrator sends an Open Referral feed: what it would list, doubts, refusals, then yes.

Nothing is taken before the second step. Not here: what a feed may say (`feeds/feed.py`), the second person's yes to new
numbers and addresses (listings.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from waymark.auth import Actor
from waymark.errors import Fault, Kind, Refused
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.http.problems import STATUS_OF_KIND
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.feeds import actions, queries
from waymark_router.feeds.feed import Feed, read_feed
from waymark_router.feeds.preview import Preview, preview_of
from waymark_router.pages.sent_file import SentForm, entry_and_field, json_of, sent_form, told_of
from waymark_router.settings import RouterSettings

router = APIRouter()
PAGE = "/router/feeds"
_SEE_OTHER = 303
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# A file that goes along with the page is a third longer there, and the form has words of its own.
_FORM_BYTES = 65_536

FeedContext = Context[RouterSettings, Shelf]
Here = Annotated[FeedContext, Depends(here)]
MaySend = Annotated[Actor, Depends(AllowsPage(Permission.DIRECTORY_APPROVE))]


@dataclass(frozen=True, slots=True)
class Row:
    """One doubt or fault: which entry, which field, what to do."""

    entry: str
    field: str
    fix: str


@dataclass(slots=True)
class Brought:
    """What somebody brought, as far as it was read."""

    source: str = ""
    form: SentForm | None = None
    feed: Feed | None = None
    preview: Preview | None = None

    def kept(self) -> Sequence[str]:
        """The file as it goes along with the page."""
        return self.form.kept()[:1] if self.form else ()


@router.get("/feeds")
async def feed_page(
    request: Request, context: Here, actor: MaySend, done: Annotated[str, Query(pattern=r"^\d{1,9}$")] = ""
) -> Response:
    """Where a feed is sent; `done` is how many services of the last one wait for a second person."""
    return await _page(request, context, actor, Brought(), done=done)


@router.post("/feeds/upload")
async def send_feed(request: Request, context: Here, actor: MaySend) -> Response:
    """Show what a feed would list, what is doubtful and what is wrong in it; once asked, take it."""
    brought = Brought()
    try:
        most = context.settings.feed_bytes
        form = brought.form = await sent_form(request, most * 4 // 3 + _FORM_BYTES)
        if len(form.files[0]) > most:
            raise Refused(Kind.TOO_LARGE, f"A feed may have at most {most / 1_048_576:g} MB", code="feed.too_large")
        brought.source = _source(form.one("source"))
        feed = read_feed(json_of(form.files[0]))
        if form.one("act") == "take":
            async with context.database.transaction(actor.agency) as tx:
                taken = await actions.take_feed(tx, brought.source, feed, by=actor.subject)
            return RedirectResponse(f"{PAGE}?done={taken.waiting}", _SEE_OTHER)
        async with context.database.reader(actor.agency) as reader:
            brought.preview = preview_of(feed, await queries.list_shown(reader, brought.source))
    except Refused as refused:
        return await _page(request, context, actor, brought, refused=refused)
    brought.feed = feed
    return await _page(request, context, actor, brought)


def _source(written: str) -> str:
    """The name of a feed, however it was written; raises Refused INVALID where it can be none."""
    name = "-".join(written.lower().split())
    if not _SOURCE.fullmatch(name):
        fault = Fault("/source", "source", "Give the feed a short name of letters, figures and hyphens")
        raise Refused(Kind.INVALID, fault.fix, code="source", faults=(fault,))
    return name


def _rows(faults: Iterable[Fault]) -> list[Row]:
    return [Row(*entry_and_field(one.pointer), one.fix) for one in faults]


async def _page(
    request: Request,
    context: FeedContext,
    actor: Actor,
    brought: Brought,
    *,
    done: str = "",
    refused: Refused | None = None,
) -> Response:
    is_of_feed = refused is not None and refused.code == "feed.wrong"
    async with context.database.reader(actor.agency) as reader:
        sources = await queries.list_sources(reader)
    return render(
        "feed_file.html",
        request,
        status=STATUS_OF_KIND[refused.kind] if refused else 200,
        brought=brought,
        sources=[one.source for one in sources],
        wrong=_rows(refused.faults) if refused and is_of_feed else [],
        told=told_of(refused) if refused and not is_of_feed else [],
        doubts=_rows(brought.feed.warnings) if brought.feed else [],
        done=done,
    )
