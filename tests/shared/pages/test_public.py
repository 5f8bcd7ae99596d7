"""The public base: GOV.UK Frontend's parts without its brand, as built from what is committed, escaped and small."""

import gzip
import hashlib
import json
import re
from importlib import resources
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.shared.pages.test_staff import COLOURS, an_actor, contrast
from waymark.http.edge import Edge
from waymark.pages import asset, environment
from waymark.settings import Settings

PAGES = resources.files("waymark") / "pages"
BUILT = ("public.css", "public.rtl.css", "public.js")
TWO_KINDS = [("a", "A <b>"), ("b", "B")]


def built(name: str) -> str:
    return (PAGES / "static" / name).read_text("utf-8")


def test_what_is_committed_is_what_the_sources_make() -> None:
    stamp = json.loads(built("public.stamp.json"))
    assert set(stamp["made"]) == set(BUILT)
    for folder, hashes in (("assets", stamp["made_from"]), ("static", stamp["made"])):
        for name, expected in hashes.items():
            found = hashlib.sha256((PAGES / folder / name).read_bytes()).hexdigest()
            assert found == expected, f"{folder}/{name} changed: run `make assets`"


@pytest.mark.parametrize("name", BUILT)
def test_nothing_of_the_brand_of_central_government_is_in_it(name: str) -> None:
    text = built(name)
    for mark in ("GDS Transport", "crown", "govuk-crest", "#1d70b8", "@font-face", "url("):
        assert mark.lower() not in text.lower(), mark


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((PAGES / "assets" / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)


def test_the_licence_rides_along() -> None:
    assert "Permission is hereby granted" in built("public.licence.txt")
    assert all("public.licence.txt" in built(name)[:120] for name in BUILT)


def test_right_to_left_is_the_same_sheet_mirrored() -> None:
    ours, mirrored = built("public.css"), built("public.rtl.css")
    assert ours.count("padding-left") == mirrored.count("padding-right")
    assert ours != mirrored


def test_styles_and_script_leave_half_of_the_budget_to_the_page() -> None:
    weight = sum(len(gzip.compress(built(name).encode())) for name in ("public.css", "public.js"))
    assert weight < 15_500


@pytest.mark.parametrize("name", ["text", "secondary-text", "link", "link-visited", "error", "success", "brand"])
def test_public_colours_stand_out(name: str) -> None:
    found = re.search(rf"--govuk-{name}-colour: (#[0-9a-f]{{6}})", built("public.css"))
    assert found
    assert contrast(found[1], COLOURS["paper"]) >= 7


def a_page(source: str, **values: Any) -> str:
    template = environment("").from_string(source)
    shown: dict[str, Any] = {"language": "en-GB", "direction": "ltr", "product": "Waymark", "actor": None, "path": "/"}
    return template.render({**shown, "errors": {}, **values})


PARTS = '{% extends "public_base.html" %}{% import "public_parts.html" as parts %}{% block main %}'


def test_a_public_page_has_what_a_reader_and_a_screen_reader_need() -> None:
    html = a_page('{% extends "public_base.html" %}{% block title %}Form{% endblock %}')
    for part in ("<title>Form \u2013 Waymark</title>", 'lang="en-GB" dir="ltr"', 'name="viewport"', 'id="main"'):
        assert part in html
    assert 'href="#main" class="govuk-skip-link"' in html
    assert "call 999" in html.lower()
    assert f'href="{asset("public.css")}"'.replace("&", "&amp;") in html


def test_a_page_right_to_left_has_the_mirrored_sheet() -> None:
    html = a_page('{% extends "public_base.html" %}', language="ur", direction="rtl")
    assert '<html lang="ur" dir="rtl"' in html
    assert "public.rtl.css" in html


def test_errors_are_said_in_the_title_in_the_summary_and_at_the_field() -> None:
    html = a_page(
        PARTS
        + "{{ parts.problem([('age', 'Say <how> old')]) }}{{ parts.line('age', 'Age', '', errors) }}{% endblock %}",
        errors={"age": "Say <how> old"},
    )
    assert "<title>Error: " in html
    assert '<a href="#age">Say &lt;how&gt; old.</a>' in html
    assert 'id="age-error"' in html
    assert 'aria-describedby="age-error"' in html
    assert 'aria-invalid="true"' in html


def test_what_is_typed_comes_back_escaped_and_whole() -> None:
    html = a_page(
        PARTS
        + "{{ parts.words('told', 'Told', said, errors) }}{{ parts.line('name', 'Name', said, errors) }}{% endblock %}",
        said='\n  "<img>"\n',
    )
    assert "\n\n  &#34;&lt;img&gt;&#34;\n</textarea>" in html
    assert "<img" not in html


def test_what_was_chosen_is_marked() -> None:
    html = a_page(
        PARTS
        + "{{ parts.choice('one', 'One?', kinds, 'b', errors) }}{{ parts.ticks('all', 'All?', kinds, ['a'], errors) }}"
        + "{{ parts.button('Go on') }}{% endblock %}",
        kinds=TWO_KINDS,
    )
    checked = re.findall(r'<input[^>]* id="([^"]+)"[^>]* checked>', html)
    assert checked == ["one-b", "all"]
    assert "A &lt;b&gt;" in html
    assert re.search(r'<button[^>]* name="go"[^>]*>\s*Go on', html)


def test_whoever_is_signed_in_sees_it_and_can_sign_out() -> None:
    html = (
        environment("")
        .get_template("public_base.html")
        .render(
            language="en-GB", direction="ltr", product="Waymark", actor=an_actor("Sam"), path="/", errors={}, places=()
        )
    )
    assert "Sam, Harbour" in html
    assert 'action="/consent/sign-out"' in html


async def test_a_static_file_is_kept_where_its_address_names_its_version() -> None:
    app = Starlette(routes=[Mount("/static", StaticFiles(packages=[("waymark", "pages/static")]))])
    transport = httpx.ASGITransport(Edge(app, Settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        kept, fresh, gone = [
            await client.get(path) for path in (asset("public.js"), "/static/public.js", "/static/x?v=1")
        ]
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert fresh.headers["cache-control"] == "public, max-age=300"
    assert gone.headers["cache-control"] == "no-store"
