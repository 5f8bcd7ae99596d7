"""An Open Referral UK 3.0 (HSDS 3) feed of services, read strictly: entries for the public page, or fields at fault.

What is listed is no provider under agreement: no referral goes there. Not here: writing a feed (`feed_out.py`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from waymark.errors import Fault, Kind, Refused
from waymark_router.canonical import Json

_MOST_FAULTS = 50
_MOST_TEXT = 10_000
_STATUSES = frozenset({"active", "inactive", "defunct", "temporarily closed"})
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")
_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TEXTS = ("name", "alternate_name", "description", "fees", "fees_description", "accreditations", "alert", "wait_time")
_DATES = ("assured_date",)
_LEFT_OUT: Final = "left out"


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

    def as_json(self) -> dict[str, Json]:
        """The listing as it is kept."""
        return {name: list(part) if isinstance(part := getattr(self, name), tuple) else part for name in self.__slots__}


def listing_from(kept: Mapping[str, Any]) -> Listing:
    """A kept listing."""
    parts: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in kept.items()}
    return Listing(**parts)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed lists, and what is doubtful in it, by place; doubt does not keep it out."""

    listings: tuple[Listing, ...]
    warnings: tuple[Fault, ...]


@dataclass(slots=True)
class _Noted:
    """What was found wrong or doubtful so far."""

    wrong: list[Fault] = field(default_factory=list)
    doubtful: list[Fault] = field(default_factory=list)

    def no(self, place: str, code: str, fix: str) -> None:
        self.wrong.append(Fault(place, code, fix))

    def doubt(self, place: str, code: str, fix: str) -> None:
        self.doubtful.append(Fault(place, code, fix))


def read_feed(document: Mapping[str, Any]) -> Feed:
    """Read a page or list of services, or a single one; raises Refused (INVALID) with every field at fault."""
    noted = _Noted()
    listings: dict[str, Listing] = {}
    for place, entry in _entries(document, noted):
        listing = _listing(place, entry, noted)
        if listing is None:
            continue
        if listing.listing_id in listings:
            noted.doubt(f"{place}/id", "id.repeated", f"give each service its own id; this one is {_LEFT_OUT}")
        else:
            listings[listing.listing_id] = listing
    if noted.wrong:
        faults = tuple(noted.wrong[:_MOST_FAULTS])
        title = f"The feed is refused: {faults[0].pointer} {faults[0].fix}"
        raise Refused(Kind.INVALID, title, code="feed.wrong", faults=faults)
    return Feed(tuple(listings.values()), tuple(noted.doubtful))


def _entries(document: Mapping[str, Any], noted: _Noted) -> Iterator[tuple[str, Mapping[str, Any]]]:
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


def _page(document: Mapping[str, Any], contents: Sequence[Any], noted: _Noted) -> None:
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


def _listing(place: str, entry: Mapping[str, Any], noted: _Noted) -> Listing | None:
    """One service; None for what is a vocabulary, an organisation or a place, of which nothing is listed."""
    if "status" not in entry and "organization" not in entry and _OTHER_THAN_SERVICES & entry.keys():
        noted.doubt(place or "/", "no_service", "is no service: nothing of it is listed")
        _place_of_service(place, entry, noted)
        return None
    before = len(noted.wrong)
    listing_id = _id(place, entry, noted)
    for name in ("name", "status"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            noted.no(f"{place}/{name}", "missing", "is required")
    if isinstance(entry.get("status"), str) and entry["status"] not in _STATUSES:
        noted.no(f"{place}/status", "value", f"is one of {', '.join(sorted(_STATUSES))}")
    texts = {name: _text(place, name, entry, noted) for name in _TEXTS}
    for name in _DATES:
        _date(place, name, entry, noted)
    _moment(place, "last_modified", entry, noted)
    youngest, oldest = _ages(place, entry, noted)
    url = _matching(place, "url", entry, _URL, "is an address that begins with https:// or http://", noted)
    email = _matching(place, "email", entry, _EMAIL, "is an e-mail address", noted)
    _matching(place, "assurer_email", entry, _EMAIL, "is an e-mail address", noted)
    organization = _organization(place, entry, noted)
    attending = _schedules(place, entry, noted)
    _locations(place, entry, noted)
    if not texts["description"]:
        noted.doubt(f"{place}/description", "missing", "say what the service does")
    if len(noted.wrong) > before:
        return None
    return Listing(
        listing_id=listing_id,
        name=texts["name"],
        organization=organization,
        description=texts["description"],
        url=url,
        email=email,
        telephone=_telephone(place, entry, noted),
        status=entry["status"],
        youngest=youngest,
        oldest=oldest,
        fees=texts["fees"] or texts["fees_description"],
        languages=_languages(place, entry, noted),
        areas=_named(place, "service_areas", entry, noted),
        is_online="video" in attending or "online" in attending or "virtual" in attending,
    )


# Of lists of vocabularies, of organisations, and of services at locations.
_OTHER_THAN_SERVICES = frozenset({"taxonomy", "version", "parent_organization_id", "legal_status", "logo", "location"})


def _place_of_service(place: str, entry: Mapping[str, Any], noted: _Noted) -> None:
    """A service at a location: what links it must not be the location itself."""
    where = entry.get("location")
    if isinstance(where, dict) and where.get("id") is not None and where.get("id") == entry.get("id"):
        noted.no(f"{place}/id", "id.shared", "is another id than its location's")


def _id(place: str, entry: Mapping[str, Any], noted: _Noted) -> str:
    written = entry.get("id")
    try:
        return str(UUID(written)) if isinstance(written, str) else _no_id(place, noted)
    except ValueError:
        return _no_id(place, noted)


def _no_id(place: str, noted: _Noted) -> str:
    noted.no(f"{place}/id", "uuid", "is a UUID")
    return ""


def _text(place: str, name: str, entry: Mapping[str, Any], noted: _Noted) -> str:
    written = entry.get(name)
    if written is None:
        return ""
    if not isinstance(written, str) or len(written) > _MOST_TEXT:
        noted.no(f"{place}/{name}", "text", f"is text of at most {_MOST_TEXT} characters")
        return ""
    if _MARKUP.search(written):
        noted.no(f"{place}/{name}", "markup", "is plain text without HTML")
    return written.strip()


def _date(place: str, name: str, entry: Mapping[str, Any], noted: _Noted) -> None:
    written = entry.get(name)
    if written is not None and not _parses(date.fromisoformat, written):
        noted.no(f"{place}/{name}", "date", "is a day as 2026-11-23")


def _moment(place: str, name: str, entry: Mapping[str, Any], noted: _Noted) -> None:
    written = entry.get(name)
    if written is not None and not _parses(datetime.fromisoformat, written):
        noted.no(f"{place}/{name}", "time", "is a time as 2026-11-23T10:00:00Z")


def _parses(read: Any, written: object) -> bool:  # noqa: ANN401 - a reader of dates or of times
    try:
        read(written)
    except (TypeError, ValueError):
        return False
    return True


def _ages(place: str, entry: Mapping[str, Any], noted: _Noted) -> tuple[int | None, int | None]:
    found: list[int | None] = []
    for name in ("minimum_age", "maximum_age"):
        written = entry.get(name)
        fits = written is None or (isinstance(written, int | float) and not isinstance(written, bool))
        if not fits or (written is not None and not 0 <= written <= _MOST_YEARS):
            noted.no(f"{place}/{name}", "age", f"is a number of years from 0 to {_MOST_YEARS}")
            found.append(None)
        else:
            found.append(int(written) if written is not None else None)
    youngest, oldest = found
    if youngest is not None and oldest is not None and youngest > oldest:
        noted.no(f"{place}/minimum_age", "age.order", "is at most maximum_age")
    return youngest, oldest


_MOST_YEARS = 130


def _matching(
    place: str, name: str, entry: Mapping[str, Any], pattern: re.Pattern[str], fix: str, noted: _Noted
) -> str:
    written = entry.get(name)
    if written in (None, ""):
        return ""
    if not isinstance(written, str) or not pattern.fullmatch(written):
        noted.no(f"{place}/{name}", "format", fix)
        return ""
    return written


def _organization(place: str, entry: Mapping[str, Any], noted: _Noted) -> str:
    written = entry.get("organization")
    if not isinstance(written, dict):
        noted.doubt(f"{place}/organization", "missing", "say whose service it is")
        return ""
    inside = f"{place}/organization"
    if written.get("id") is not None and written.get("id") == entry.get("id"):
        noted.no(f"{inside}/id", "id.shared", "is another id than the service's")
    if not isinstance(written.get("name"), str) or not written["name"].strip():
        noted.no(f"{inside}/name", "missing", "is required")
    _matching(inside, "email", written, _EMAIL, "is an e-mail address", noted)
    _matching(inside, "website", written, _URL, "is an address that begins with https:// or http://", noted)
    return _text(inside, "name", written, noted)


def _parts(place: str, name: str, entry: Mapping[str, Any], noted: _Noted) -> Iterator[tuple[str, Mapping[str, Any]]]:
    written = entry.get(name)
    if written is None:
        return
    if not isinstance(written, list):
        noted.no(f"{place}/{name}", "list", "is a list")
        return
    for at, part in enumerate(written):
        if isinstance(part, dict):
            yield f"{place}/{name}/{at}", part
        else:
            noted.no(f"{place}/{name}/{at}", "object", "is an object")


def _schedules(place: str, entry: Mapping[str, Any], noted: _Noted) -> str:
    """The ways of attending, in one text; dates and times of opening are checked."""
    ways: list[str] = []
    for inside, part in _parts(place, "schedules", entry, noted):
        for name in ("valid_from", "valid_to", "dtstart", "until"):
            _date(inside, name, part, noted)
        for name in ("opens_at", "closes_at"):
            _matching(inside, name, part, _TIME, "is a time as 09:30", noted)
        ways.append(_text(inside, "attending_type", part, noted).lower())
    return " ".join(ways)


def _locations(place: str, entry: Mapping[str, Any], noted: _Noted) -> None:
    for inside, part in _parts(place, "service_at_locations", entry, noted):
        where = part.get("location")
        if not isinstance(where, dict):
            continue
        for name, most in (("latitude", 90), ("longitude", 180)):
            written = where.get(name)
            if written is not None and (not isinstance(written, int | float) or not -most <= written <= most):
                noted.doubt(f"{inside}/location/{name}", "degrees", f"is from -{most} to {most}")


def _languages(place: str, entry: Mapping[str, Any], noted: _Noted) -> tuple[str, ...]:
    found: list[str] = []
    for inside, part in _parts(place, "languages", entry, noted):
        code = part.get("code")
        if isinstance(code, str) and _LANGUAGE.fullmatch(code):
            found.append(code)
        else:
            noted.doubt(f"{inside}/code", "language", f"is a language code such as en; this one is {_LEFT_OUT}")
    return tuple(dict.fromkeys(found))


def _named(place: str, name: str, entry: Mapping[str, Any], noted: _Noted) -> tuple[str, ...]:
    texts = (_text(inside, "name", part, noted) for inside, part in _parts(place, name, entry, noted))
    return tuple(dict.fromkeys(text for text in texts if text))


def _telephone(place: str, entry: Mapping[str, Any], noted: _Noted) -> str:
    for inside, part in _parts(place, "phones", entry, noted):
        number = _text(inside, "number", part, noted).strip('"')
        if number:
            return number
    return ""
