"""What taking a feed would do to the public page, service by service, before anybody takes it.

Not here: taking it (`actions.py`), what of it must wait for a second person (`contact.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waymark_router.feeds.contact import contact_of
from waymark_router.feeds.feed import Feed, Listing


@dataclass(frozen=True, slots=True)
class Preview:
    """The services of a feed beside what is shown of it: `new` and `moved` (reached otherwise) would wait for a second
    person, `same` may be shown at once, `gone` are no longer in the feed.
    """

    new: tuple[Listing, ...] = ()
    moved: tuple[Listing, ...] = ()
    same: tuple[Listing, ...] = ()
    gone: tuple[Listing, ...] = ()


def preview_of(feed: Feed, shown: Mapping[str, Listing]) -> Preview:
    """What taking the feed would do; nothing where it is none of services."""
    if not feed.is_of_services:
        return Preview()
    new: list[Listing] = []
    moved: list[Listing] = []
    same: list[Listing] = []
    for one in feed.listings:
        was = shown.get(one.listing_id)
        if was is None:
            new.append(one)
        elif contact_of(was) == contact_of(one):
            same.append(one)
        else:
            moved.append(one)
    told = {one.listing_id for one in feed.listings}
    gone = [one for key, one in shown.items() if key not in told]
    return Preview(tuple(new), tuple(moved), tuple(same), tuple(gone))
