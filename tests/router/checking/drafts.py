"""Drafts of the demo county's rules for the checks: what one change makes them find."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.builders.rulebook import the_county, the_county_part
from waymark_router.checking.check import check_written
from waymark_router.checking.finding import Finding
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.facts.fact import CATALOGUE_VERSION
from waymark_router.providers.provider import directory_from

ON = date(2026, 11, 2)
KNOWN = Known(
    on=ON,
    allowance=Allowance(20_000),
    agreements={one.agency: True for one in the_county().directory.services.values()},
)


def draft_part() -> dict[str, Any]:
    """The demo county's part without variants, its rulebook as a draft is written."""
    part = the_county_part()
    rulebook = part["rulebook"]
    part["rulebook"] = {
        "catalogue": CATALOGUE_VERSION,
        "effective_from": rulebook["effective_from"].isoformat(),
        "districts": rulebook["districts"],
        "serves": rulebook["serves"],
        "tables": rulebook["tables"],
    }
    return part


def found_in(part: dict[str, Any], known: Known = KNOWN) -> list[Finding]:
    """What is found in such a part."""
    directory = directory_from(part["services"], part["signposts"])
    return list(check_written(part["rulebook"], directory, known).findings)


def newly_found(change: Callable[[dict[str, Any]], object], known: Known = KNOWN) -> list[Finding]:
    """What is found once `change` is made, that was not found before."""
    part = draft_part()
    before = found_in(part)
    change(part)
    return [one for one in found_in(part, known) if one not in before]


def provider_rows(part: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of table providers, to be changed."""
    rows: list[dict[str, Any]] = part["rulebook"]["tables"]["providers"]["rows"]
    return rows


def service_of(part: dict[str, Any], service: str) -> dict[str, Any]:
    """One service of the directory, to be changed."""
    return next(one for one in part["services"] if one["id"] == service)
