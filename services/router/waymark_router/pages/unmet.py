"""The commissioner's page of unmet need: counts by need, pathway, reason, area, age band and signpost, never crossed.

Not here: suppression and rounding (`triage/register.py`), the same for machines (`triage/api.py`).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from waymark.auth import Actor
from waymark.db import SYSTEM
from waymark.guard import AllowsPage
from waymark.http import here
from waymark.pages import render
from waymark.permission import Permission
from waymark.service import Context
from waymark_router.actions import Shelf, in_force
from waymark_router.deciding.explain import UNMET_WORDS, words
from waymark_router.deciding.question import local_date
from waymark_router.directory import wording
from waymark_router.facts.code_words import district_words
from waymark_router.settings import RouterSettings
from waymark_router.triage.api import read_register, span
from waymark_router.triage.register import Figure

router = APIRouter()
Here = Annotated[Context[RouterSettings, Shelf], Depends(here)]
MayCount = Annotated[Actor, Depends(AllowsPage(Permission.UNMET_READ))]
_TITLES: Mapping[str, str] = {
    "need": "What was needed",
    "pathway": "On which pathway",
    "reason": "Why nobody could take it",
    "area": "Where people live",
    "age": "Their age",
    "signpost": "What they were told of instead",
}


@router.get("/unmet")
async def unmet_page(
    request: Request, context: Here, _: MayCount, since: Annotated[date | None, Query()] = None
) -> Response:
    """Unmet need of the last twelve months that are over, or since the month of a day."""
    async with context.database.reader(SYSTEM) as reader:
        first, last = span(reader, since, None)
        register = await read_register(reader, first, last)
        today = local_date(reader.now)
        signposts = (await in_force(reader, context.own)).directory.signposts
    names = {str(one.id): one.name for one in signposts.values()}
    say: Mapping[str, Callable[[str], str]] = {
        "need": wording.need_words,
        "pathway": wording.pathway_words,
        "reason": lambda code: UNMET_WORDS.get(code, words(code)),
        "area": district_words,
        "age": str,
        "signpost": lambda code: names.get(code, words(code)),
    }
    tables = [
        (title, [_row(one, say[kind], register.least) for one in register.by[kind]]) for kind, title in _TITLES.items()
    ]
    return render(
        "unmet.html",
        request,
        since=first,
        until=last,
        counting=f"{today:%B %Y}",
        comes_on=_first_of_next_month(today),
        is_empty=register.total.count is None,
        day_words=wording.day_words,
        total=_row(register.total, str, register.least)[1],
        tables=tables,
        least=register.least,
        step=register.step,
    )


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _row(figure: Figure, say: Callable[[str], str], least: int) -> tuple[str, str]:
    return say(figure.about), f"fewer than {least}" if figure.count is None else str(figure.count)
