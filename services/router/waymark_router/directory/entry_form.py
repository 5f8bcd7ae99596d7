"""An entry of the directory as a form in parts: what each part shows now, and what it asks for once it is filled in.

Each part is asked for by itself, so that a tired lead changes one thing and is done. Not here: the page
(`waymark_router.pages.service_change`), what the county then makes of it (`request.py`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import Any

from waymark.errors import Fault, Kind, Refused
from waymark_router.directory.wording import DAY_WORDS
from waymark_router.facts.fact import OLDEST
from waymark_router.providers.provider import DirectoryService
from waymark_router.providers.provider_part import Opening, Sex, Status, StatusFrom, statuses_with

Posted = Mapping[str, Sequence[str]]
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


class EntryPart(StrEnum):
    """The parts in which an entry is shown and changed."""

    TAKING = "taking"
    WHOM = "whom"
    WORK = "work"
    TALKING = "talking"
    HOURS = "hours"
    LIMITS = "limits"
    PUBLIC = "public"
    LEADS = "leads"


FIELDS_OF: Mapping[EntryPart, tuple[str, ...]] = {
    EntryPart.TAKING: ("status", "statuses"),
    EntryPart.WHOM: ("youngest", "oldest", "sexes", "districts", "languages", "by_and_for"),
    EntryPart.WORK: ("needs", "offers", "interim", "bases"),
    EntryPart.TALKING: ("works_in", "aids", "access", "contact_by"),
    EntryPart.HOURS: ("opening",),
    EntryPart.LIMITS: ("caseload_cap", "most_a_week"),
    EntryPart.PUBLIC: ("name", "about", "website", "telephone"),
    EntryPart.LEADS: ("leads",),
}


@dataclass(slots=True)
class _Read:
    """A form being read on a day: what was found, and what is wrong with it, by field."""

    posted: Posted
    service: DirectoryService
    today: date
    wrong: list[Fault] = field(default_factory=list)

    def one(self, name: str) -> str:
        return next((one.strip() for one in self.posted.get(name, ())), "")

    def no(self, name: str, fix: str) -> None:
        self.wrong.append(Fault(f"/{name}", "entry.wrong", fix))


def filled(part: EntryPart, service: DirectoryService) -> dict[str, list[str]]:
    """The form of a part as it would be posted with what is so now."""
    now = service.model_dump(mode="json")
    said: dict[str, list[str]] = {}
    for name in FIELDS_OF[part]:
        kept = now[name]
        if name == "opening":
            said |= _hours_filled(service)
        elif name == "leads":
            said |= {"post": [one["post"] for one in kept], "contact": [one["contact"] for one in kept]}
        elif name == "sexes":
            said[name] = [kept[0] if len(kept) == 1 else ""]
        elif name not in {"status", "statuses"}:
            said[name] = kept if isinstance(kept, list) else [_written(name, kept)]
    return said


def _written(name: str, kept: object) -> str:
    is_unsaid = kept is None or (name, kept) in {("youngest", 0), ("oldest", OLDEST)}
    return "" if is_unsaid else str(kept)


def _hours_filled(service: DirectoryService) -> dict[str, list[str]]:
    """The first hours of each day under its number, what comes after on the same day as `more`."""
    said: dict[str, list[str]] = {"more_day": [], "more_opens": [], "more_closes": []}
    for row in sorted(service.opening, key=lambda one: (one.day, one.opens)):
        opens, closes = f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"
        if f"opens_{row.day}" in said:
            for name, value in (("day", str(row.day)), ("opens", opens), ("closes", closes)):
                said[f"more_{name}"].append(value)
        else:
            said |= {f"opens_{row.day}": [opens], f"closes_{row.day}": [closes]}
    return said


def wanted(part: EntryPart, posted: Posted, service: DirectoryService, today: date) -> dict[str, Any]:
    """A posted part as fields of the entry; raises Refused INVALID with every field at fault."""
    read = _Read(posted, service, today)
    found = _READ[part](read)
    if read.wrong:
        raise Refused(Kind.INVALID, "Put this right", code="entry.wrong", faults=tuple(read.wrong))
    return found


def _taking(read: _Read) -> dict[str, Any]:
    status = read.one("status")
    if status not in set(Status):
        read.no("status", "Choose one")
    first = _day(read, "from_day") or read.today
    last = _day(read, "until_day")
    if first < read.today:
        read.no("from_day", "Today or later")
    if last is not None and last < first:
        read.no("until_day", "Not before the first day")
    if read.wrong:
        return {}
    kept = read.service
    rows = statuses_with(kept.status, kept.statuses, StatusFrom(valid_from=first, status=Status(status)), last)
    return {"statuses": [row.model_dump(mode="json") for row in rows]}


def _day(read: _Read, name: str) -> date | None:
    written = read.one(name)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        read.no(name, "A day of the calendar, such as 2026-12-24")
        return None


def _whom(read: _Read) -> dict[str, Any]:
    youngest, oldest = _age(read, "youngest", "0"), _age(read, "oldest", str(OLDEST))
    if not read.wrong and Decimal(youngest) > Decimal(oldest):
        read.no("oldest", "Not under the youngest age")
    sex = read.one("sexes")
    if sex and sex not in set(Sex):
        read.no("sexes", "Choose one")
    return {
        "youngest": youngest,
        "oldest": oldest,
        "sexes": [sex] if sex else [],
        "by_and_for": read.one("by_and_for"),
    } | _ticked(read, "districts", "languages")


def _age(read: _Read, name: str, unsaid: str) -> str:
    written = read.one(name).replace(",", ".") or unsaid
    try:
        age = Decimal(written)
    except InvalidOperation:
        age = Decimal(-1)
    if not age.is_finite() or not 0 <= age <= OLDEST or age != round(age, 2):
        read.no(name, "An age in years, such as 18 or 17.5")
        return "0"
    return f"{age.normalize():f}"


def _ticked(read: _Read, *names: str) -> dict[str, list[str]]:
    """What is ticked, in the order in which it is so now, so that a mere order is no change."""
    found: dict[str, list[str]] = {}
    for name in names:
        ticked = [one for one in dict.fromkeys(read.posted.get(name, ())) if one]
        kept = [str(one) for one in getattr(read.service, name)]
        found[name] = [one for one in kept if one in ticked] + [one for one in ticked if one not in kept]
    return found


def _hours(read: _Read) -> dict[str, Any]:
    rows = [_hours_of(read, str(day), f"opens_{day}", f"closes_{day}", 0) for day in range(1, len(DAY_WORDS) + 1)]
    rows += [
        _hours_of(read, day, "more_opens", "more_closes", at) for at, day in enumerate(read.posted.get("more_day", ()))
    ]
    found = sorted((row for row in rows if row is not None), key=lambda one: (one.day, one.opens))
    for earlier, later in pairwise(found):
        if earlier.day == later.day and later.opens < earlier.closes:
            read.no(f"opens_{later.day}", f"Two times of {DAY_WORDS[later.day - 1]} overlap")
    return {"opening": [row.model_dump(mode="json") for row in found]}


def _hours_of(read: _Read, day: str, opens: str, closes: str, at: int) -> Opening | None:
    first, last = _at(read, opens, at), _at(read, closes, at)
    if not first and not last:
        return None
    place = opens if opens.startswith("opens") else "more"
    if not day.isdecimal() or not 1 <= int(day) <= len(DAY_WORDS):
        read.no(place, "Choose the day of these hours")
        return None
    begins, ends = _time(first), _time(last)
    named = DAY_WORDS[int(day) - 1]
    if begins is None or ends is None:
        read.no(place, f"{named}: write both times as 09:00 and 17:30, or leave both empty")
        return None
    if begins >= ends:
        read.no(place, f"{named}: it opens before it closes")
        return None
    return Opening(day=int(day), opens=begins, closes=ends)


def _at(read: _Read, name: str, at: int) -> str:
    values = read.posted.get(name, ())
    return values[at].strip() if at < len(values) else ""


def _time(written: str) -> time | None:
    found = _TIME.fullmatch(written)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None  # noqa: PLR2004 - of a clock


def _limits(read: _Read) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FIELDS_OF[EntryPart.LIMITS]:
        written = read.one(name)
        found[name] = int(written) if written.isdecimal() and len(written) <= _MOST_DIGITS else None
        if written and not found[name]:
            read.no(name, "A whole number of people, 1 or more, or nothing for no limit")
    return found


_MOST_DIGITS = 6


def _public(read: _Read) -> dict[str, Any]:
    found = {name: read.one(name).replace("\r\n", "\n") for name in FIELDS_OF[EntryPart.PUBLIC]}
    if not found["name"]:
        read.no("name", "A service needs a name")
    if found["website"] and not re.fullmatch(r"https://\S+", found["website"]):
        read.no("website", "An address that begins with https://")
    if not re.fullmatch(r"[0-9 +()]*", found["telephone"]):
        read.no("telephone", "Figures, spaces, + and brackets only")
    return found


def _leads(read: _Read) -> dict[str, Any]:
    rows: list[dict[str, str]] = []
    for post, contact in zip_longest(read.posted.get("post", ()), read.posted.get("contact", ()), fillvalue=""):
        if post.strip() and contact.strip():
            rows.append({"post": post.strip(), "contact": contact.strip()})
        elif post.strip() or contact.strip():
            read.no("post", "A lead has both a post and a telephone number or address")
    return {"leads": rows}


_READ: Mapping[EntryPart, Callable[[_Read], dict[str, Any]]] = {
    EntryPart.TAKING: _taking,
    EntryPart.WHOM: _whom,
    EntryPart.WORK: lambda read: _ticked(read, *FIELDS_OF[EntryPart.WORK]),
    EntryPart.TALKING: lambda read: _ticked(read, *FIELDS_OF[EntryPart.TALKING]),
    EntryPart.HOURS: _hours,
    EntryPart.LIMITS: _limits,
    EntryPart.PUBLIC: _public,
    EntryPart.LEADS: _leads,
}
