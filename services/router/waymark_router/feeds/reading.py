"""Fields of a feed's entry, read one by one: their value, or what is wrong or doubtful, noted with the place.

Not here: which fields an entry has, and what is listed of it (`feed.py`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from waymark.errors import Fault
from waymark_router.directory.wording import DAY_WORDS

Entry = Mapping[str, Any]
LEFT_OUT: Final = "left out"
_MOST_TEXT = 10_000
_MOST_YEARS = 130
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")
_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?")
_TIMES = ("opens_at", "closes_at")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DATES_OF_SCHEDULE = ("valid_from", "valid_to", "dtstart", "until")


@dataclass(slots=True)
class Noted:
    """What was found wrong or doubtful so far."""

    wrong: list[Fault] = field(default_factory=list)
    doubtful: list[Fault] = field(default_factory=list)

    def no(self, place: str, code: str, fix: str) -> None:
        """Note what must be put right; nothing of the feed is taken."""
        self.wrong.append(Fault(place, code, fix))

    def doubt(self, place: str, code: str, fix: str) -> None:
        """Note what should be looked at; it keeps nothing out."""
        self.doubtful.append(Fault(place, code, fix))


@dataclass(frozen=True, slots=True)
class Schedules:
    """What an entry says of when and how: `ways` of attending in one text, `hours` in words, by day."""

    ways: str
    hours: tuple[str, ...]

    def is_online(self) -> bool:
        """Whether one can attend online."""
        return any(way in self.ways for way in ("video", "online", "virtual"))


def text_of(place: str, name: str, entry: Entry, noted: Noted) -> str:
    """Plain text; markup and what is no text is wrong."""
    written = entry.get(name)
    if written is None:
        return ""
    if not isinstance(written, str) or len(written) > _MOST_TEXT:
        noted.no(f"{place}/{name}", "text", f"is text of at most {_MOST_TEXT} characters")
        return ""
    if _MARKUP.search(written):
        noted.no(f"{place}/{name}", "markup", "is plain text without HTML")
    return written.strip()


def day_of(place: str, name: str, entry: Entry, noted: Noted) -> date | None:
    """A day; anything else is wrong."""
    written = entry.get(name)
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        noted.no(f"{place}/{name}", "date", "is a day as 2026-11-23")
        return None


def moment_of(place: str, name: str, entry: Entry, noted: Noted) -> date | None:
    """The day of a moment; anything else is wrong."""
    written = entry.get(name)
    if written is None:
        return None
    try:
        return datetime.fromisoformat(written).date()
    except (TypeError, ValueError):
        noted.no(f"{place}/{name}", "time", "is a time as 2026-11-23T10:00:00Z")
        return None


def ages_of(place: str, entry: Entry, noted: Noted) -> tuple[int | None, int | None]:
    """Youngest and oldest in whole years, None where nothing is said."""
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


def url_of(place: str, name: str, entry: Entry, noted: Noted) -> str:
    """An address of the web."""
    return _matching(place, name, entry, _URL, "is an address that begins with https:// or http://", noted)


def email_of(place: str, name: str, entry: Entry, noted: Noted) -> str:
    """An e-mail address."""
    return _matching(place, name, entry, _EMAIL, "is an e-mail address", noted)


def _matching(place: str, name: str, entry: Entry, pattern: re.Pattern[str], fix: str, noted: Noted) -> str:
    written = entry.get(name)
    if written in (None, ""):
        return ""
    if not isinstance(written, str) or not pattern.fullmatch(written):
        noted.no(f"{place}/{name}", "format", fix)
        return ""
    return written


def organization_of(place: str, entry: Entry, noted: Noted) -> str:
    """The name of the organisation whose service it is."""
    written = entry.get("organization")
    if not isinstance(written, dict):
        noted.doubt(f"{place}/organization", "missing", "say whose service it is")
        return ""
    inside = f"{place}/organization"
    if written.get("id") is not None and written.get("id") == entry.get("id"):
        noted.no(f"{inside}/id", "id.shared", "is another id than the service's")
    if not isinstance(written.get("name"), str) or not written["name"].strip():
        noted.no(f"{inside}/name", "missing", "is required")
    email_of(inside, "email", written, noted)
    url_of(inside, "website", written, noted)
    return text_of(inside, "name", written, noted)


def _parts(place: str, name: str, entry: Entry, noted: Noted) -> Iterator[tuple[str, Entry]]:
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


def schedules_of(place: str, entry: Entry, noted: Noted) -> Schedules:
    """When and how one attends; dates and times of opening are checked, also those of which nothing is shown."""
    ways: list[str] = []
    hours: list[str] = []
    for inside, part in _parts(place, "schedules", entry, noted):
        for name in _DATES_OF_SCHEDULE:
            day_of(inside, name, part, noted)
        opens, closes = (_matching(inside, name, part, _TIME, "is a time as 09:30", noted) for name in _TIMES)
        ways.append(text_of(inside, "attending_type", part, noted).lower())
        if opens and closes:
            hours.extend(f"{day} {opens[:5]} to {closes[:5]}" for day in _days(part.get("byday")))
    return Schedules(" ".join(ways), tuple(dict.fromkeys(hours)))


def _days(written: object) -> list[str]:
    """The days of a week that a schedule names, as "MO,WE"; what is no such list names none."""
    codes = written.split(",") if isinstance(written, str) else []
    return [DAY_WORDS[_DAYS.index(code.strip())] for code in codes if code.strip() in _DAYS]


def access_of(place: str, entry: Entry, noted: Noted) -> tuple[str, ...]:
    """How its places are accessible, in the feed's words; a place on the earth that is none is doubtful."""
    found: list[str] = []
    for inside, part in _parts(place, "service_at_locations", entry, noted):
        where = part.get("location")
        if not isinstance(where, dict):
            continue
        for name, most in (("latitude", 90), ("longitude", 180)):
            written = where.get(name)
            if written is not None and (not isinstance(written, int | float) or not -most <= written <= most):
                noted.doubt(f"{inside}/location/{name}", "degrees", f"is from -{most} to {most}")
        for within, one in _parts(f"{inside}/location", "accessibility", where, noted):
            found.append(text_of(within, "description", one, noted))
    return tuple(dict.fromkeys(one for one in found if one))


def languages_of(place: str, entry: Entry, noted: Noted) -> tuple[str, ...]:
    """The codes of its languages; what is no code is left out and doubtful."""
    found: list[str] = []
    for inside, part in _parts(place, "languages", entry, noted):
        code = part.get("code")
        if isinstance(code, str) and _LANGUAGE.fullmatch(code):
            found.append(code)
        else:
            noted.doubt(f"{inside}/code", "language", f"is a language code such as en; this one is {LEFT_OUT}")
    return tuple(dict.fromkeys(found))


def names_of(place: str, name: str, entry: Entry, noted: Noted) -> tuple[str, ...]:
    """The names of a list of parts, each once."""
    texts = (text_of(inside, "name", part, noted) for inside, part in _parts(place, name, entry, noted))
    return tuple(dict.fromkeys(text for text in texts if text))


def telephone_of(place: str, entry: Entry, noted: Noted) -> str:
    """The first number it has."""
    for inside, part in _parts(place, "phones", entry, noted):
        number = text_of(inside, "number", part, noted).strip('"')
        if number:
            return number
    return ""
