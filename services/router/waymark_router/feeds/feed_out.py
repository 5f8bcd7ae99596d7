"""The county's services as an Open Referral UK 3.0 (HSDS 3) feed: pages of services and organisations.

Public fields only. Not here: reading a feed (`feed.py`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from waymark.ids import AgencyId
from waymark.words import Pathway
from waymark_router.canonical import Json
from waymark_router.directory.wording import pathway_words
from waymark_router.facts.code_words import district_words
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.providers.provider_part import Status

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
_NAMESPACE = UUID("7c0f5f0e-6f5f-5b8e-8d39-5a3f7a0a1c11")
_STATUS: Mapping[Status, str] = {
    Status.OPEN: "active",
    Status.PAUSED: "temporarily closed",
    Status.CLOSED: "inactive",
}
# These pass on what somebody said, or decide: nobody asks them for support themselves.
_NOT_PUBLIC = frozenset({Pathway.TRIAGE, Pathway.SAFEGUARDING, Pathway.NATIONAL_REFERRAL, Pathway.CROSS_BORDER})
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def public_services(directory: Directory, on: date) -> list[DirectoryService]:
    """The services that somebody may ask for support, those closed on that day left out."""
    return [
        one
        for one in directory.services.values()
        if one.pathway not in _NOT_PUBLIC and one.standing(on) is not Status.CLOSED
    ]


def id_of(noun: str, own: str) -> str:
    """The same UUID for the same thing, always."""
    return str(uuid5(_NAMESPACE, f"{noun}|{own}"))


def service_out(service: DirectoryService, names: Mapping[AgencyId, str], on: date) -> dict[str, Json]:
    """One service in full, as HSDS says it."""
    written: dict[str, Json] = {
        "id": id_of("service", service.id),
        "name": service.name,
        "description": service.about or f"Support: {pathway_words(service.pathway)}.",
        "status": _STATUS[service.standing(on)],
        "fees": "Free of charge.",
        "organization": organization_out(service.agency, names),
    }
    if service.youngest:
        written["minimum_age"] = int(service.youngest)
    if service.oldest < _OLDEST_SAID:
        written["maximum_age"] = int(service.oldest)
    written |= _reached(service)
    codes = service.languages or service.works_in
    if codes:
        written["languages"] = [{"id": id_of("language", f"{service.id}|{code}"), "code": code} for code in codes]
    if service.districts:
        written["service_areas"] = [
            {"id": id_of("area", f"{service.id}|{code}"), "name": district_words(code)} for code in service.districts
        ]
    schedules = _schedules(service)
    if schedules:
        written["schedules"] = schedules
    return written


def _reached(service: DirectoryService) -> dict[str, Json]:
    """How it is reached, and the day on which somebody last looked whether all of it is right."""
    said: dict[str, Json] = {"url": service.website} if service.website else {}
    if service.telephone:
        said["phones"] = [{"id": id_of("phone", service.id), "number": service.telephone}]
    if service.checked_on:
        said["assured_date"] = service.checked_on.isoformat()
    return said


_OLDEST_SAID = 120


def _schedules(service: DirectoryService) -> list[Json]:
    ways = "online" if "online" in service.offers else ""
    found: list[Json] = [
        {
            "id": id_of("schedule", f"{service.id}|{at}"),
            "freq": "WEEKLY",
            "byday": _DAYS[one.day - 1],
            "opens_at": f"{one.opens:%H:%M}",
            "closes_at": f"{one.closes:%H:%M}",
            "attending_type": ways,
        }
        for at, one in enumerate(service.opening)
    ]
    return found or ([{"id": id_of("schedule", service.id), "attending_type": ways}] if ways else [])


def organization_out(agency: AgencyId, names: Mapping[AgencyId, str]) -> dict[str, Json]:
    """An agency as an organisation."""
    name = names.get(agency) or agency.replace("-", " ").title()
    return {
        "id": id_of("organization", agency),
        "name": name,
        "description": f"{name} works with this county under agreement.",
    }


def page_out(items: Sequence[Json], *, page: int, per_page: int) -> dict[str, Json]:
    """One page of a list, counted from 1, with what Open Referral UK asks a page to say of itself."""
    pages = max(1, -(-len(items) // per_page))
    shown = list(items[(page - 1) * per_page : page * per_page])
    return {
        "total_items": len(items),
        "total_pages": pages,
        "page_number": page,
        "size": len(shown),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not shown,
        "contents": shown,
    }
