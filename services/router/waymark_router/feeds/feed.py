"""An Open Referral UK 3.0 (HSDS 3) feed of services, read strictly: entries for the public page, or fields at fault.

What is listed is no provider under agreement: no referral goes there. Not here: writing a feed (`feed_out.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark_router.canonical import Json
from waymark_router.feeds.reading import (
    LEFT_OUT,
    Entry,
    Noted,
    access_of,
    ages_of,
    day_of,
    email_of,
    languages_of,
    moment_of,
    names_of,
    organization_of,
    schedules_of,
    telephone_of,
    text_of,
    url_of,
)

_MOST_FAULTS = 50
_STATUSES = frozenset({"active", "inactive", "defunct", "temporarily closed"})
_TEXTS = ("name", "alternate_name", "description", "fees", "fees_description", "accreditations", "alert", "wait_time")


@dataclass(frozen=True, slots=True)
class Listing:
    """One service of a feed, as the public page may show it. Ages are years; empty lists mean any."""

    listing_id: str
    name: str
    organization: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    telephone: str = ""
    status: str = "active"
    youngest: int | None = None
    oldest: int | None = None
    fees: str = ""
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    is_online: bool = False
    hours: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    checked_on: str = ""

    def as_json(self) -> dict[str, Json]:
        """The listing as it is kept."""
        return {name: list(part) if isinstance(part := getattr(self, name), tuple) else part for name in self.__slots__}


def listing_from(kept: Mapping[str, Any]) -> Listing:
    """A kept listing."""
    parts: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in kept.items()}
    return Listing(**parts)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed lists, and what is doubtful in it, by place; doubt does not keep it out.

    Not `is_of_services` is a feed whose entries are all something else, such as terms: nothing is listed of it, and
    what was listed before stays.
    """

    listings: tuple[Listing, ...]
    warnings: tuple[Fault, ...]
    is_of_services: bool = True


def read_feed(document: Mapping[str, Any]) -> Feed:
    """Read a page or list of services, or a single one; raises Refused (INVALID) with every field at fault."""
    noted = Noted()
    listings: dict[str, Listing] = {}
    others = services = 0
    is_whole = document.get("total_pages") == 1
    for place, entry in _entries(document, noted):
        if _is_other(place, entry, noted, is_whole=is_whole):
            others += 1
            continue
        services += 1
        listing = _listing(place, entry, noted)
        if listing is None:
            continue
        if listing.listing_id in listings:
            noted.doubt(f"{place}/id", "id.repeated", f"give each service its own id; this one is {LEFT_OUT}")
        else:
            listings[listing.listing_id] = listing
    if noted.wrong:
        faults = tuple(noted.wrong[:_MOST_FAULTS])
        title = f"The feed is refused: {faults[0].pointer} {faults[0].fix}"
        raise Refused(Kind.INVALID, title, code="feed.wrong", faults=faults)
    return Feed(tuple(listings.values()), tuple(noted.doubtful), is_of_services=services > 0 or others == 0)


def _entries(document: Mapping[str, Any], noted: Noted) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "contents" not in document:
        yield "", document
        return
    contents = document["contents"]
    if not isinstance(contents, list):
        noted.no("/contents", "list", "is a list of services")
        return
    _page(document, contents, noted)
    for at, entry in enumerate(contents):
        if isinstance(entry, dict):
            yield f"/contents/{at}", entry
        else:
            noted.no(f"/contents/{at}", "object", "is a service")


def _page(document: Mapping[str, Any], contents: Sequence[Any], noted: Noted) -> None:
    """What the page says of itself must fit; it is doubtful, not wrong, where it does not."""
    total, pages = document.get("total_items"), document.get("total_pages")
    if total is None or pages is None:
        noted.doubt("/total_items", "page.missing", "say how many items and pages there are")
    if document.get("last_page") is True and isinstance(pages, int) and pages != document.get("page_number", pages):
        noted.doubt("/last_page", "page.counts", "the last page has the number of pages")
    if pages == 1 and isinstance(total, int) and total != len(contents):
        noted.doubt("/total_items", "page.counts", "is the number of services of the only page")
    if isinstance(pages, int) and pages > 1:
        noted.doubt("/total_pages", "page.others", "only this page was sent: send the others too")


# What entries of organisations, terms, vocabularies and services at locations have, and services do not.
_OF_ORGANIZATIONS = frozenset({"parent_organization_id", "legal_status", "logo"})
_OF_OTHERS = frozenset({"taxonomy", "version", "location"})


def _is_other(place: str, entry: Entry, noted: Noted, *, is_whole: bool) -> bool:
    """Whether an entry is no service. Of terms, vocabularies and places nothing is listed; a list of organisations is
    the wrong list. A term that is its own parent is wrong in a feed that says it is whole, and nothing to us in a page
    of several.
    """
    if "status" in entry or "organization" in entry or not (_OF_ORGANIZATIONS | _OF_OTHERS) & entry.keys():
        return False
    if _OF_ORGANIZATIONS & entry.keys():
        fix = "is an organisation: send the list of services, in which each names its organisation"
        noted.no(place or "/", "organization", fix)
        return True
    noted.doubt(place or "/", "no_service", "is no service: nothing of it is listed")
    where, own = entry.get("location"), entry.get("id")
    if own is not None and isinstance(where, dict) and where.get("id") == own:
        noted.no(f"{place}/id", "id.shared", "is another id than its location's")
    if own is not None and entry.get("parent_id") == own:
        say = noted.no if is_whole else noted.doubt
        say(f"{place}/parent_id", "parent.itself", "is another term than itself, or nothing")
    return True


def _listing(place: str, entry: Entry, noted: Noted) -> Listing | None:
    """One service; None where something is wrong with it, which is noted."""
    before = len(noted.wrong)
    listing_id = _id(place, entry, noted)
    for name in ("name", "status"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            noted.no(f"{place}/{name}", "missing", "is required")
    if isinstance(entry.get("status"), str) and entry["status"] not in _STATUSES:
        noted.no(f"{place}/status", "value", f"is one of {', '.join(sorted(_STATUSES))}")
    texts = {name: text_of(place, name, entry, noted) for name in _TEXTS}
    assured, changed = day_of(place, "assured_date", entry, noted), moment_of(place, "last_modified", entry, noted)
    checked = assured or changed
    youngest, oldest = ages_of(place, entry, noted)
    email_of(place, "assurer_email", entry, noted)
    schedules = schedules_of(place, entry, noted)
    if not texts["description"]:
        noted.doubt(f"{place}/description", "missing", "say what the service does")
    listing = Listing(
        listing_id=listing_id,
        name=texts["name"],
        organization=organization_of(place, entry, noted),
        description=texts["description"],
        url=url_of(place, "url", entry, noted),
        email=email_of(place, "email", entry, noted),
        telephone=telephone_of(place, entry, noted),
        status=str(entry.get("status")),
        youngest=youngest,
        oldest=oldest,
        fees=texts["fees"] or texts["fees_description"],
        languages=languages_of(place, entry, noted),
        areas=names_of(place, "service_areas", entry, noted),
        is_online=schedules.is_online(),
        hours=schedules.hours,
        access=access_of(place, entry, noted),
        checked_on=checked.isoformat() if checked else "",
    )
    return None if len(noted.wrong) > before else listing


def _id(place: str, entry: Entry, noted: Noted) -> str:
    written = entry.get("id")
    try:
        return str(UUID(written)) if isinstance(written, str) else _no_id(place, noted)
    except ValueError:
        return _no_id(place, noted)


def _no_id(place: str, noted: Noted) -> str:
    noted.no(f"{place}/id", "uuid", "is a UUID")
    return ""
