import re
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from waymark.auth import Actor
from waymark.ids import AgencyId
from waymark.pages import day, environment, render, time_of_day
from waymark.words import AgencyRole

TEMPLATES = resources.files("waymark") / "pages" / "templates"
CSS = (resources.files("waymark") / "pages" / "static" / "waymark.css").read_text()


def a_request(actor: Actor | None = None) -> Request:
    request = Request(
        {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")]}
    )
    request.state.actor = actor
    return request


def an_actor(name: str) -> Actor:
    agency = AgencyId("harbour-victim-care")
    return Actor("sam", "member", agency, "Harbour", AgencyRole.PROVIDER, name, (), frozenset(), "secret")


def a_page(actor: Actor | None = None, **values: object) -> str:
    given: dict[str, Any] = {"title": "T", "faults": (), "request_id": "r", **values}
    made = render("problem.html", a_request(actor), **given)
    return bytes(made.body).decode()


def test_a_page_has_what_a_reader_and_a_screen_reader_need() -> None:
    html = a_page()
    title = "<title>T \u2013 Waymark</title>"
    for part in (title, 'lang="en-GB"', 'name="viewport"', 'href="#main"', '<main id="main"'):
        assert part in html
    assert "<form" not in html


def test_whoever_is_signed_in_sees_it_and_can_sign_out() -> None:
    html = a_page(an_actor("Sam"))
    assert "Sam, Harbour" in html
    assert '<form class="out" method="post" action="/consent/sign-out">' in html
    assert "secret" not in html


def test_what_is_shown_is_escaped() -> None:
    html = a_page(an_actor("<script>alert(1)</script>"), title='"><img src=x>')
    assert "<script>alert" not in html
    assert "<img" not in html


def test_a_name_nobody_gave_is_an_error_and_no_gap() -> None:
    with pytest.raises(UndefinedError):
        render("problem.html", a_request(), title="T", faults=())


def test_a_template_may_be_shown_a_value_that_is_called_service() -> None:
    assert "<title>T" in a_page(service="one")


def test_a_service_without_pages_still_has_the_shared_ones() -> None:
    assert environment("none").get_template("base.html")


@pytest.mark.parametrize("name", ["base.html", "problem.html"])
def test_no_template_has_styles_or_scripts_within(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert not re.search(r"<style|style=|\son[a-z]+=|<script(?![^>]*src=)|javascript:", source)
    assert "http:" not in source + CSS
    assert "https:" not in source + CSS


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", CSS))


@pytest.mark.parametrize(
    ("text", "ground"),
    [(COLOURS[name], COLOURS["paper"]) for name in ("ink", "quiet", "link", "go", "stop", "wait")]
    + [("#ffffff", COLOURS[name]) for name in ("brand", "go", "stop")]
    + [(COLOURS["quiet"], COLOURS["wash"])],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 7


def test_lines_and_focus_can_be_seen() -> None:
    assert contrast(COLOURS["line"], COLOURS["paper"]) >= 3
    assert contrast(COLOURS["focus"], COLOURS["ink"]) >= 3


def test_the_styles_are_small_and_not_those_of_central_government() -> None:
    assert len(CSS.encode()) < 7500
    assert "govuk" not in CSS.lower()
    assert "GDS Transport" not in CSS


def test_times_are_those_of_the_county() -> None:
    assert time_of_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "00:30 on 2 July 2026"
    assert day(datetime(2026, 11, 23, 10, 0, tzinfo=UTC)) == "23 November 2026"
