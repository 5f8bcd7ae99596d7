"""The public page that finds support: without an account, cookie or tracking, and with nothing in its address.

What is looked for is sent in a form's body, so that no history tells it. Not here: what fits (`feeds/finding.py`).
"""

from importlib import resources

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from waymark.guard import Public
from waymark.pages import render
from waymark.service import Context
from waymark.words import Need
from waymark_router.actions import Shelf, in_force
from waymark_router.deciding.question import local_date
from waymark_router.directory import wording
from waymark_router.facts.code_words import district_words
from waymark_router.feeds.finding import Wanted, find_listings, find_services
from waymark_router.feeds.queries import list_listings
from waymark_router.providers.provider import Directory
from waymark_router.queries import find_availability
from waymark_router.settings import RouterSettings

router = APIRouter()
_ANYBODY = Depends(Public("people find support without saying who they are"))
_OLDEST = 130
_SEE_OTHER = 303
_CLEARS = '"cache", "cookies", "storage"'
_SCRIPT = (resources.files("waymark_router.pages") / "static" / "find.js").read_bytes()


@router.get("/find-support", dependencies=[_ANYBODY])
async def ask(request: Request) -> Response:
    """The questions alone, none of which must be answered."""
    return await _page(request, {}, shown=False)


@router.post("/find-support", dependencies=[_ANYBODY])
async def find(request: Request) -> Response:
    """What fits, on the same page and under the same address; nothing is kept of it."""
    return await _page(request, _said(await request.form()), shown=True)


@router.get("/find-support/leave", dependencies=[_ANYBODY])
async def leave(request: Request) -> Response:
    """Away to a harmless site; the browser is asked to forget what it can, but not by a page of somebody else's."""
    context: Context[RouterSettings, Shelf] = request.app.state.context
    from_elsewhere = request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    headers = {} if from_elsewhere else {"clear-site-data": _CLEARS}
    return RedirectResponse(context.settings.leave_url, _SEE_OTHER, headers=headers)


@router.get("/find-support/find.js", dependencies=[Depends(Public("a script says nothing about anybody"))])
async def script() -> Response:
    """The script that makes leaving faster and keeps the page one entry of the browser's history."""
    return Response(_SCRIPT, media_type="text/javascript; charset=utf-8")


def _said(form: FormData) -> dict[str, str]:
    return {name: str(form.get(name, ""))[:40] for name in ("need", "district", "age", "language", "online")}


async def _page(request: Request, said: dict[str, str], *, shown: bool) -> Response:
    context: Context[RouterSettings, Shelf] = request.app.state.context
    async with context.database.reader() as reader:
        county = await in_force(reader, context.own)
        today = local_date(reader.now)
        rooms = await find_availability(reader, county.directory) if shown else {}
        listings = await list_listings(reader) if shown else []
    districts = sorted(county.rulebook.districts)
    wanted, wrong = _wanted(said, districts)
    return render(
        "find_support.html",
        request,
        actor=None,
        errors={"age": wrong} if wrong else {},
        said=said,
        shown=shown and not wrong,
        form_path=context.settings.form_path,
        needs=[(need.value, wording.need_words(need)) for need in Need if need is not Need.OTHER],
        areas=[(code, district_words(code)) for code in districts],
        languages=[("", "Any language"), *wording.languages_named()],
        found=find_services(county.directory, county.rulebook, wanted, rooms, today) if shown else [],
        listed=find_listings(listings, wanted),
        signposts=_signposts(county.directory) if shown else [],
    )


def _wanted(said: dict[str, str], districts: list[str]) -> tuple[Wanted, str]:
    """What was said as codes; what is no code of ours counts as not said. An age that is none is asked again."""
    need, age = said.get("need", ""), said.get("age", "").strip()
    fits = not age or (age.isdecimal() and int(age) <= _OLDEST)
    wanted = Wanted(
        need=Need(need) if need in set(Need) else None,
        district=said["district"] if said.get("district") in districts else "",
        age=int(age) if age and fits else None,
        language=said["language"] if said.get("language") in wording.OFTEN_SPOKEN else "",
        is_online=said.get("online") == "yes",
    )
    return wanted, "" if fits else "Write the age in whole years, or leave it empty"


def _signposts(directory: Directory) -> list[tuple[str, str]]:
    return [(one.name, one.how) for one in directory.signposts.values()]
