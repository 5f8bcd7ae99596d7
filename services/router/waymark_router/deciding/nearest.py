"""The facts of the pathway that is being placed: which one it is, and how far the nearest place of a service for it is.

No distance is measured, and nothing but districts is looked at. Not here: the bands (`derived.py`), which of the
services is asked (rules, `choice.py`).
"""

from datetime import date

from waymark.words import Pathway
from waymark_router.facts.derived import distance_band
from waymark_router.facts.fact import Value, Values
from waymark_router.providers.provider import Directory
from waymark_router.providers.provider_part import Status
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import Rulebook

_BAND = "distance_band"


def bases_on(directory: Directory, pathway: Pathway, on: date) -> frozenset[str]:
    """The districts, as ONS codes, in which some service of the pathway that is open on that day has a place."""
    services = (one for one in directory.services.values() if one.bases and one.pathway is pathway)
    return frozenset(base for one in services if one.standing(on) is Status.OPEN for base in one.bases)


def at_pathway(
    values: Values, pathway: Pathway, rulebook: Rulebook, directory: Directory, *, on: date
) -> dict[str, Value]:
    """The facts with those of a pathway that is being placed on that day; the band only where some rule asks for it."""
    placed: dict[str, Value] = {**values, "pathway": pathway.value}
    if _BAND in rulebook.tables[TableName.PROVIDERS].table.columns:
        district = values.get("district")
        home = district if isinstance(district, str) else None
        placed[_BAND] = distance_band(home, bases_on(directory, pathway, on), rulebook.districts)
    return placed
