"""The person's wishes, services looked at, their room and the desk's choice, as a record writes and reads them.

Not here: the whole record (`decision_record.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from waymark.ids import ServiceId
from waymark.words import CommunicationAid, Need, Pathway, Preference
from waymark_router.canonical import Json
from waymark_router.deciding.choice import Wishes
from waymark_router.deciding.question import Assigned
from waymark_router.providers.availability import Availability, Line, Population


def wishes_as_json(wishes: Wishes) -> dict[str, Json]:
    """The wishes that were looked at; language and district stand among the facts already, and are said once more."""
    return {
        "preferences": sorted(wishes.preferences),
        "aids": sorted(wishes.aids),
        "language": wishes.language,
        "district": wishes.district,
    }


def wishes_from(written: Mapping[str, Any]) -> Wishes:
    """The wishes read back; a record from before there were any has none."""
    if not written:
        return Wishes()
    return Wishes(
        preferences=frozenset(Preference(one) for one in written["preferences"]),
        aids=frozenset(CommunicationAid(one) for one in written["aids"]),
        language=str(written["language"]),
        district=str(written["district"]),
    )


def availability_as_json(service: ServiceId, told: Availability) -> dict[str, Json]:
    """What was known of one service's room."""
    return {
        "service": service,
        "at_work": told.at_work,
        "in_a_week": told.in_a_week,
        "lines": [
            {
                "population": line.population.value,
                "intervention": line.intervention.value if line.intervention else None,
                "vacancies": line.vacancies,
                "weeks": line.weeks,
                "as_of": line.as_of.isoformat(),
                "placed": line.placed,
            }
            for line in told.lines
        ],
    }


def availability_from(written: Mapping[str, Any]) -> tuple[ServiceId, Availability]:
    """One service's room read back, with the service it is of."""
    lines = tuple(
        Line(
            population=Population(one["population"]),
            intervention=Need(one["intervention"]) if one["intervention"] else None,
            vacancies=one["vacancies"],
            weeks=one["weeks"],
            as_of=date.fromisoformat(one["as_of"]),
            placed=one["placed"],
        )
        for one in written["lines"]
    )
    return ServiceId(written["service"]), Availability(written["at_work"], written["in_a_week"], lines)


def assigned_as_json(assigned: Assigned) -> dict[str, Json]:
    """What the desk chose for one pathway."""
    return {
        "pathway": assigned.pathway.value,
        "service": assigned.service,
        "reason": assigned.reason,
        "needs": [need.value for need in assigned.needs],
    }


def assigned_from(written: Mapping[str, Any]) -> Assigned:
    """What the desk chose, read back."""
    needs = tuple(Need(need) for need in written["needs"])
    return Assigned(Pathway(written["pathway"]), ServiceId(written["service"]), written["reason"], needs)


def considered_as_json(looked_at: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> list[dict[str, Json]]:
    """Pathway, reasons and services that were looked at, those with the same reasons together: pathways in the order in
    which they were placed, whoever was chosen first, ids in order, so that nobody's row order is in it.
    """
    together: dict[str, dict[tuple[str, ...], set[str]]] = {}
    for pathway, reasons, services in looked_at:
        together.setdefault(pathway, {}).setdefault(tuple(reasons), set()).update(services)
    return [
        {"pathway": str(pathway), "reasons": list(reasons), "services": sorted(services)}
        for pathway, by_reasons in together.items()
        for reasons, services in sorted(by_reasons.items())
    ]
