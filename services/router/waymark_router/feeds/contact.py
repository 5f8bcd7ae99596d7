"""How a listed service is reached, and what of a feed may be shown at once because nothing of that is new.

A wrong number on the public page is a lure for people who flee (ADR 0037). Not here: who may let it be shown.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from waymark_router.feeds.feed import Listing

# Numbers and addresses also stand in words: "call 01926 000000", "write to help@x.example", "see x.example".
_NUMBER = re.compile(r"\d(?:[\s().+/-]*\d){4,}")
_ADDRESS = re.compile(r"[^\s<>()\"']*(?:://|@)[^\s<>()\"']+|\b[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}\b(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whose service it is and how it is reached; `written` are numbers and addresses within its words."""

    name: str
    organization: str
    telephone: str
    url: str
    email: str
    written: frozenset[str]


def contact_of(listing: Listing) -> Contact:
    """How a listing says that its service is reached, so that spaces and capitals make no difference."""
    return Contact(
        name=_plain(listing.name),
        organization=_plain(listing.organization),
        telephone=re.sub(r"[\s().-]", "", listing.telephone).casefold(),
        url=listing.url,
        email=listing.email.casefold(),
        written=frozenset(_written(" ".join((listing.description, listing.fees, *listing.access)))),
    )


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _written(words: str) -> list[str]:
    numbers = [re.sub(r"\D", "", found) for found in _NUMBER.findall(words)]
    return numbers + [found.casefold().rstrip(".,;") for found in _ADDRESS.findall(words)]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a feed lists, sorted: `shown` at once, and what `waits` for a second person."""

    shown: tuple[Listing, ...]
    waits: tuple[Listing, ...]


def sort_out(told: Iterable[Listing], shown: Mapping[str, Listing]) -> Sorted:
    """What may be shown of a feed, by what is shown of it now: a new service, and one that would be reached otherwise,
    wait. Of the latter its former entry stays, and is no longer active where the feed says so.
    """
    stays: list[Listing] = []
    waits: list[Listing] = []
    for one in told:
        was = shown.get(one.listing_id)
        if was is not None and contact_of(was) == contact_of(one):
            stays.append(one)
            continue
        waits.append(one)
        if was is not None:
            stays.append(was if one.status == "active" else replace(was, status=one.status))
    return Sorted(tuple(stays), tuple(waits))
