"""What taking a feed would do, before it is taken."""

from tests.builders.feed import SERVICE_ID, a_listed_service, a_page
from waymark_router.feeds.feed import Listing, read_feed
from waymark_router.feeds.preview import Preview, preview_of

_OTHER = "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"


def _shown(**over: object) -> dict[str, Listing]:
    [listing] = read_feed(a_page(a_listed_service(**over))).listings
    return {listing.listing_id: listing}


def test_new_moved_same_and_gone_are_told_apart() -> None:
    feed = read_feed(a_page(a_listed_service()))
    [listing] = feed.listings
    assert preview_of(feed, {}) == Preview(new=(listing,))
    assert preview_of(feed, _shown()) == Preview(same=(listing,))
    assert preview_of(feed, _shown(url="https://other.example/")) == Preview(moved=(listing,))
    before = _shown(id=_OTHER)
    assert preview_of(feed, before) == Preview(new=(listing,), gone=(before[_OTHER],))


def test_a_feed_without_services_would_do_nothing() -> None:
    term = {"id": SERVICE_ID, "name": "Counselling", "taxonomy": "kinds"}
    assert preview_of(read_feed(a_page(term)), _shown()) == Preview()
