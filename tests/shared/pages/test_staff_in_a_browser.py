"""The head of staff pages on a narrow telephone: however long a name is, it wraps, and nothing is cut off."""

import pytest
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.builders.serving import a_server
from waymark.auth import Actor
from waymark.ids import AgencyId
from waymark.pages import render
from waymark.permission import Permission
from waymark.words import AgencyRole

NARROW = {"width": 320, "height": 640}
NAMES = [
    ("Alexandrina Featherstonehaugh-Cholmondeley", "Warwickshire Office of the Police and Crime Commissioner"),
    ("A" * 60, "Opferhilfeberatungsstellenverbundgeschäftsführung" * 2),
]
OUTSIDE = """[...document.querySelectorAll("header, header *, nav, nav *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && !one.matches(".skip") && (
    box.left < 0 || box.right > document.documentElement.clientWidth || one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).display != "inline"
  );
}).map((one) => one.outerHTML.slice(0, 80))"""


def _app(template: str, name: str, agency: str) -> Starlette:
    def page(request: Request) -> Response:
        about = (AgencyId("long"), agency, AgencyRole.TRIAGE, name, (), frozenset(Permission), "secret")
        request.state.actor = Actor("sam", "member", *about)
        return render(template, request)

    static = StaticFiles(packages=[("waymark", "pages/static")])
    return Starlette(routes=[Route("/", page), Mount("/static", static)])


@pytest.mark.parametrize(("name", "agency"), NAMES)
@pytest.mark.parametrize("template", ["base.html", "public_base.html"])
async def test_long_names_wrap_and_nothing_is_cut_off(browser: Browser, template: str, name: str, agency: str) -> None:
    context = await browser.new_context(viewport=NARROW)  # type: ignore[arg-type]
    page = await context.new_page()
    async with a_server(_app(template, name, agency)) as server:
        await page.goto(server.url)
        assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        assert await page.evaluate(OUTSIDE) == []
        await context.close()
