"""Pages: the base template, its styles, and how a service renders its own templates on top of it.

Templates live in `waymark_<service>/pages/templates` and here; a service's own come first. Everything works without
scripts. Not here: what a page shows.
"""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from waymark.landing import places_of

PRODUCT = "Waymark"
_LONDON = ZoneInfo("Europe/London")


def render(template_name: str, request: Request, *, status: int = 200, **values: object) -> HTMLResponse:
    """The template of the asked service (or a shared one) as a page.

    Every template also sees `actor` (None where nobody is signed in), the `places` where the actor works, `product`
    and `path`; filters `day` and `time` show an instant as people in the county read it.
    """
    context = getattr(request.app.state, "context", None) if "app" in request.scope else None
    template = environment(context.service if context else "").get_template(template_name)
    actor = getattr(request.state, "actor", None)
    shown = {"actor": actor, "product": PRODUCT, "path": request.url.path, "status": status}
    places = places_of(actor.permissions) if actor else ()
    html = template.render({**shown, "places": places, **values})
    return HTMLResponse(html, status_code=status)


@lru_cache(maxsize=16)
def environment(service: str) -> Environment:
    """The templates of `service` ("" for the shared ones only), escaped, where a name nobody gave is an error."""
    made = Environment(
        loader=ChoiceLoader([*_own_templates(service), PackageLoader("waymark", "pages/templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = day
    made.filters["time"] = time_of_day
    return made


def day(instant: datetime) -> str:
    """An instant's day in the county, as 23 November 2026."""
    local = instant.astimezone(_LONDON)
    return f"{local.day} {local:%B %Y}"


def time_of_day(instant: datetime) -> str:
    """An instant's time and day in the county, as 17:30 on 23 November 2026."""
    return f"{instant.astimezone(_LONDON):%H:%M} on {day(instant)}"


def _own_templates(service: str) -> list[BaseLoader]:
    if not service:
        return []
    try:
        return [PackageLoader(f"waymark_{service}", "pages/templates")]
    except (ValueError, ModuleNotFoundError):
        # A service without pages has no such folder.
        return []
