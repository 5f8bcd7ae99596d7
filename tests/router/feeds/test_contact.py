"""How a service is reached: what is the same but for spaces and capitals, and what of a feed waits."""

import pytest

from waymark_router.feeds.contact import contact_of, sort_out
from waymark_router.feeds.feed import Listing, listing_from

_ID, _OTHER = "ac148810-d857-441c-9679-408f346de14b", "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"
_SHOWN = Listing(
    _ID,
    "Refuge",
    organization="Example",
    description="We listen. Ring 01926 000000 or see refuge.example/help.",
    url="https://refuge.example/",
    email="help@refuge.example",
    telephone="01926 000 000",
)


def _told(**over: object) -> Listing:
    return listing_from(_SHOWN.as_json() | over)


@pytest.mark.parametrize(
    "over",
    [
        {"telephone": "01926 000 001"},
        {"telephone": ""},
        {"url": "https://refuge.example.org/"},
        {"email": "help@refuge.example.org"},
        {"name": "Refuge for women"},
        {"organization": "Another"},
        {"description": "We listen. Ring 01926 000009 or see refuge.example/help."},
        {"description": "We listen. Ring (01926) 00-00-00, +44 7700 900 123 or see refuge.example/help."},
        {"description": "We listen. Ring 01926 000000 or see refuge.example/help or refuge-now.example."},
        {"description": "We listen. Ring 01926 000000 or see refuge.example/help. now@refuge.test"},
        {"fees": "Free, text 60777"},
    ],
)
def test_whoever_would_be_reached_otherwise_waits_and_the_former_entry_stays(over: dict[str, object]) -> None:
    told = _told(**over)
    found = sort_out([told], {_ID: _SHOWN})
    assert (found.shown, found.waits) == ((_SHOWN,), (told,))


@pytest.mark.parametrize(
    "over",
    [
        {"telephone": "(01926) 000-000"},
        {"email": "Help@Refuge.example"},
        {"name": "  refuge "},
        {"description": "Somebody listens, since 1974. Ring 01926-000000, or see Refuge.example/help", "fees": "Free."},
        {"status": "temporarily closed"},
        {"youngest": 16, "areas": ("Rugby",), "languages": ("pl",), "is_online": True},
    ],
)
def test_what_says_the_same_of_how_it_is_reached_is_shown_at_once(over: dict[str, object]) -> None:
    told = _told(**over)
    assert contact_of(told) == contact_of(_SHOWN)
    found = sort_out([told], {_ID: _SHOWN})
    assert (found.shown, found.waits) == ((told,), ())


def test_a_new_service_waits_and_one_that_is_gone_is_not_shown() -> None:
    told = Listing(_OTHER, "Other")
    found = sort_out([told], {_ID: _SHOWN})
    assert (found.shown, found.waits) == ((), (told,))


def test_a_service_that_closes_closes_at_once_whatever_else_it_tells() -> None:
    told = _told(telephone="", status="defunct")
    found = sort_out([told], {_ID: _SHOWN})
    assert (found.shown, found.waits) == ((_told(status="defunct"),), (told,))
    opened = sort_out([_told(telephone="1")], {_ID: _told(status="defunct")})
    assert opened.shown == (_told(status="defunct"),)
