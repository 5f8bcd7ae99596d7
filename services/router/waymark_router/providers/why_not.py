"""Why a service was passed over, in words that say what the person has against what the service takes.

Coarse facts only: an age in years, a district, a language. Not here: whom a service takes (`provider.py`).
"""

from collections.abc import Callable, Mapping

from waymark_router.facts.fact import OLDEST, Value, Values
from waymark_router.providers.provider import DirectoryService, WhyNot

_PLAINLY: Mapping[WhyNot, str] = {
    WhyNot.PAUSED: "it is paused",
    WhyNot.CLOSED: "it is closed",
    WhyNot.TOO_YOUNG: "the person is younger than it takes",
    WhyNot.TOO_OLD: "the person is older than it takes",
    WhyNot.AGE_NOT_KNOWN: "the age is not known",
    WhyNot.OUTSIDE_ITS_AREA: "the person lives outside its area",
    WhyNot.DISTRICT_NOT_KNOWN: "the district is not known",
    WhyNot.LANGUAGE: "it does not work in the person's language",
    WhyNot.REFUSED_BEFORE: "it said no or did not answer",
    WhyNot.WITHHELD: "the referral may not be shared with it",
    WhyNot.SEX_NOT_KNOWN: "it is for one sex only, and routing does not know the person's",
    WhyNot.NOT_ITS_WORK: "it does none of what is needed",
    WhyNot.FULL: "it is full and another has room",
    WhyNot.ANOTHER_IS_BY_AND_FOR: "the person asked for a service of their own community, which another is",
    WhyNot.ANOTHER_IS_NEARER_THE_WISH: "another meets more of what the person asked for",
    WhyNot.ANOTHER_IS_NAMED_FIRST: "another comes first in the row, or already has it",
    WhyNot.ANOTHER_IS_SOONER: "another, its equal, has the shorter known wait",
    WhyNot.ANOTHER_IS_FREER: "another, its equal, works with fewer people",
}


def why_not(reason: WhyNot, service: DirectoryService | None, values: Values) -> str:
    """One reason; without the service (no longer known) and where the facts say no more, in general words."""
    exact = _EXACTLY.get(reason)
    said = exact(service, values) if exact is not None and service is not None else ""
    return said or _PLAINLY[reason]


def _age_under(service: DirectoryService, values: Values) -> str:
    age = values.get("age_years")
    if isinstance(age, int):
        return f"age {_age(age, values)} is under {service.youngest}"
    return f"the person is or may be a child, and it takes {ages_in_words(service)}"


def _age_over(service: DirectoryService, values: Values) -> str:
    age = values.get("age_years")
    if isinstance(age, int):
        return f"age {_age(age, values)} is over {service.oldest}"
    who = "an adult" if values.get("child") == "no" else "taken for a child"
    return f"the person is {who}, and it takes {ages_in_words(service)}"


def _age_unknown(service: DirectoryService, values: Values) -> str:
    if values.get("age_years") is None:
        return f"the age is not known, and it takes {ages_in_words(service)}"
    return f"the months of age are not known, and it takes {ages_in_words(service)}"


def _outside(service: DirectoryService, values: Values) -> str:
    district = values.get("district")
    return f"district {district} is not one of the {len(service.districts)} it covers" if district else ""


def _no_district(service: DirectoryService, _: Values) -> str:
    return f"the district is not known, and it covers {len(service.districts)} only"


def _language(_: DirectoryService, values: Values) -> str:
    language = values.get("language")
    return f"it does not work in language {language}" if language else ""


_EXACTLY: Mapping[WhyNot, Callable[[DirectoryService, Values], str]] = {
    WhyNot.TOO_YOUNG: _age_under,
    WhyNot.TOO_OLD: _age_over,
    WhyNot.AGE_NOT_KNOWN: _age_unknown,
    WhyNot.OUTSIDE_ITS_AREA: _outside,
    WhyNot.DISTRICT_NOT_KNOWN: _no_district,
    WhyNot.LANGUAGE: _language,
}


def ages_in_words(service: DirectoryService) -> str:
    """The ages a service takes: "10 to 17", "18 and over", "17 and under", "any age"."""
    if service.oldest >= OLDEST:
        return f"{service.youngest} and over" if service.youngest > 0 else "any age"
    return f"{service.youngest} to {service.oldest}" if service.youngest > 0 else f"{service.oldest} and under"


def _age(years: int, values: Mapping[str, Value]) -> str:
    """The years, and the months where somebody's last year as a child is counted in them."""
    months = values.get("age_months")
    return f"{years} years and {months} months" if isinstance(months, int) else str(years)
