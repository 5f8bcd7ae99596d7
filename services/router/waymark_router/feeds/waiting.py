"""A listing that waits for a second person: what is shown now, what would be, who told it, and what in words changes.

Not here: which listings wait (`contact.py`), answering (`actions.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waymark.errors import Kind, Refused
from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.feeds.feed import Listing

_FIELDS: Mapping[str, str] = {
    "name": "Name",
    "organization": "Whose it is",
    "telephone": "Telephone",
    "url": "Website",
    "email": "E-mail",
    "description": "What it does",
    "fees": "What it costs",
    "hours": "When it is open",
    "access": "How its places can be reached",
}
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of one service of a feed; `was` is what the public page shows of it now, None where nothing.

    `tellers` told it, by their subjects; `also_in` are other feeds that show a service of this id or name.
    """

    source: str
    listing_id: UUID
    becomes: Listing
    was: Listing | None
    tellers: tuple[str, ...]
    teller_names: tuple[str, ...]
    told_at: datetime
    refused_by: str
    also_in: tuple[str, ...]

    @property
    def seen(self) -> str:
        """The name of what would be shown: whoever answers says by it what they looked at."""
        return seen_of(self.becomes)

    def changes(self) -> list[tuple[str, str, str]]:
        """What changes of what the page shows in words: what it is, now, then."""
        now = self.was.as_json() if self.was is not None else {}
        then = self.becomes.as_json()
        return [
            (words, _said(now.get(name)), _said(then[name]))
            for name, words in _FIELDS.items()
            if (now.get(name) or None) != (then[name] or None)
        ]


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) and value else str(value or _NOTHING)


def seen_of(listing: Listing) -> str:
    """The name of a listing's content."""
    return content_hash(canonical_bytes(listing.as_json()))[:16]


def refuse_unless_answerable(
    waits: Mapping[UUID, tuple[Listing, Iterable[str]]], chosen: Mapping[UUID, str], *, by: str
) -> None:
    """Raise Refused unless `by` may answer everything that was chosen as it was seen: NOT_FOUND for nothing chosen,
    CONFLICT where it no longer waits or the feed told something else, FORBIDDEN where they told it themselves.
    """
    if not chosen:
        raise Refused(Kind.NOT_FOUND, "Choose what you answer", code="listing.none")
    for listing_id, seen in chosen.items():
        if listing_id not in waits:
            raise Refused(Kind.CONFLICT, "Some of this has its answer already", code="listing.settled")
        listing, tellers = waits[listing_id]
        if seen_of(listing) != seen:
            raise Refused(Kind.CONFLICT, "The feed told something else meanwhile: look again", code="listing.moved")
        if by in tellers:
            raise Refused(Kind.FORBIDDEN, "Somebody else must answer what you told", code="listing.own")
