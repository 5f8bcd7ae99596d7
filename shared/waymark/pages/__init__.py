"""Pages: the base template, its styles, and how a service renders its own templates on top of it.

Templates live in `waymark_<service>/pages/templates` and here; a service's own come first. Staff pages stand on
base.html, public ones on public_base.html with GOV.UK Frontend's parts (ADR 0024). Everything works without scripts.
Not here: what a page shows.
"""

import hashlib
from datetime import datetime
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from waymark.landing import places_of
from waymark.pages.catalogue import ENGLISH, direction_of, translations
from waymark.pages.missing import missing

PRODUCT = "Waymark"
_LONDON = ZoneInfo("Europe/London")
_GOVUK = "govuk_frontend_jinja"


def render(template_name: str, request: Request, *, status: int = 200, **values: object) -> HTMLResponse:
    """The template of the asked service (or a shared one) as a page, in the `language` that is given or in English.

    Every template also sees `actor` (None where nobody is signed in), the `places` where the actor works, `product`,
    `path`, and the page's `language` and `direction`; filters `day` and `time` show an instant
    as people in the county read it, `asset` makes the address of a static file.
    """
    context = getattr(request.app.state, "context", None) if "app" in request.scope else None
    actor = getattr(request.state, "actor", None)
    places = places_of(actor.permissions) if actor else ()
    shown = {"actor": actor, "places": places, "status": status, **values}
    html = written(template_name, context.service if context else "", path=request.url.path, **shown)
    return HTMLResponse(html, status_code=status)


def written(template_name: str, service: str, /, *, path: str, **values: object) -> str:
    """What `render` shows to whoever is not signed in, as text: for a page that is the same for everybody."""
    language = str(values.get("language", ENGLISH))
    nobody = {"actor": None, "places": (), "status": 200}
    shown = {"language": language, "direction": direction_of(language), "product": PRODUCT, "path": path}
    return environment(service, language).get_template(template_name).render({**nobody, **shown, **values})


@lru_cache(maxsize=64)
def environment(service: str, language: str = ENGLISH) -> Environment:
    """The templates of `service` ("" for the shared ones only), escaped, where a name nobody gave is an error.

    What they mark for translation comes out in `language` where the service has a catalogue of it.
    """
    made = Environment(
        loader=ChoiceLoader(
            [*_own_templates(service), PackageLoader("waymark", "pages/templates"), PrefixLoader({_GOVUK: _parts()})]
        ),
        autoescape=True,
        undefined=missing,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_translations(translations(service, language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["day"] = day
    made.filters["time"] = time_of_day
    made.filters["asset"] = asset
    return made


@lru_cache
def asset(name: str) -> str:
    """The address of a static file, with its version, so that a browser may keep it."""
    content = (resources.files("waymark") / "pages" / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def day(instant: datetime) -> str:
    """An instant's day in the county, as 23 November 2026."""
    local = instant.astimezone(_LONDON)
    return f"{local.day} {local:%B %Y}"


def time_of_day(instant: datetime) -> str:
    """An instant's time and day in the county, as 17:30 on 23 November 2026."""
    return f"{instant.astimezone(_LONDON):%H:%M} on {day(instant)}"


def _parts() -> BaseLoader:
    return PackageLoader(_GOVUK, "templates")


def _own_templates(service: str) -> list[BaseLoader]:
    if not service:
        return []
    try:
        return [PackageLoader(f"waymark_{service}", "pages/templates")]
    except (ValueError, ModuleNotFoundError):
        # A service without pages has no such folder.
        return []
