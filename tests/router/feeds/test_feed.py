"""Feeds: the standard's own good ones load, doubtful ones with warnings, bad ones are refused with their fields."""

import json
from typing import Any

import pytest

from tests.builders.feed import SERVICE_ID, a_listed_service, a_page
from tests.open_data import open_data
from waymark.errors import Refused
from waymark_router.feeds.feed import Feed, listing_from, read_feed

_MOCKS = "open-referral/oruk-validator-mocks"


def _read(path: str) -> Feed:
    return read_feed(json.loads(open_data(f"open-referral/{path}").read_text(encoding="utf-8")))


def _faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        read_feed(document)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("path", "listed"),
    [
        ("oruk-validator-mocks/V3.0-UK-Test/service_list.json", 1),
        ("oruk-validator-mocks/V3.0-UK-Test/service_list_data.json", 1),
        ("uk-profile-examples/service_list.json", 1),
        ("hsds-spec-examples/service_list.json", 1),
        ("hsds-spec-examples/service_full.json", 1),
        ("oruk-validator-mocks/V3.0-UK-Default/service_at_location_full.json", 0),
        ("oruk-validator-mocks/V3.0-UK-Default/service_at_location_list.json", 0),
        ("oruk-validator-mocks/V3.0-UK-Default/taxonomy_list.json", 0),
    ],
)
def test_good_feeds_load(path: str, listed: int) -> None:
    assert len(_read(path).listings) == listed


@pytest.mark.parametrize("name", ["taxonomy_list", "taxonomy_term_list"])
def test_doubtful_feeds_load_with_warnings(name: str) -> None:
    feed = _read(f"oruk-validator-mocks/V3.0-UK-Warn/{name}.json")
    assert not feed.is_of_services
    assert {warning.code for warning in feed.warnings} & {"page.counts", "page.others"}


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("service_list", "/contents/0/name"),
        ("service_full", "/url"),
        ("service_full", "/email"),
        ("service_at_location_full", "/id"),
        ("organization_list", "/contents/0"),
        ("taxonomy_term_list", "/contents/0/parent_id"),
    ],
)
def test_bad_feeds_are_refused_with_the_field(name: str, pointer: str) -> None:
    document = json.loads(open_data(f"{_MOCKS}/V3.0-UK-Fail/{name}.json").read_text(encoding="utf-8"))
    assert pointer in [place for place, _ in _faults(document)]


def test_a_service_is_read_whole() -> None:
    phones = [{"id": "1", "number": '"+44 1926 000000"'}]
    ramp = {"accessibility": [{"description": "A ramp"}, {"description": "A ramp"}]}
    schedules = [
        {"id": "1", "byday": "MO, WE", "opens_at": "09:30", "closes_at": "17:00:00", "attending_type": "Video call"}
    ]
    areas = [{"id": "1", "name": "Rugby"}, {"id": "2", "name": "Rugby"}]
    entry = a_listed_service(phones=phones, schedules=schedules, service_areas=areas, fees="Free")
    entry |= {"service_at_locations": [{"location": ramp}], "assured_date": "2026-10-01"}
    feed = read_feed(a_page(entry))
    [listing] = feed.listings
    assert feed.warnings == ()
    assert (listing.listing_id, listing.organization, listing.telephone) == (
        SERVICE_ID,
        "Example Organisation",
        "+44 1926 000000",
    )
    assert (listing.youngest, listing.oldest, listing.languages, listing.areas) == (12, 25, ("ur",), ("Rugby",))
    assert listing.is_online
    assert listing.hours == ("Monday 09:30 to 17:00", "Wednesday 09:30 to 17:00")
    assert (listing.access, listing.checked_on) == (("A ramp",), "2026-10-01")
    assert listing_from(json.loads(json.dumps(listing.as_json()))) == listing


_RAMP = "/service_at_locations/0/location/accessibility/0/description"


def test_a_listing_kept_before_it_had_hours_is_read() -> None:
    kept = {"listing_id": SERVICE_ID, "name": "Community Counselling", "languages": ["ur"]}
    assert (listing_from(kept).hours, listing_from(kept).checked_on) == ((), "")


@pytest.mark.parametrize(
    ("over", "place", "code"),
    [
        ({"name": None}, "/name", "missing"),
        ({"name": "  "}, "/name", "missing"),
        ({"id": "7"}, "/id", "uuid"),
        ({"status": "open"}, "/status", "value"),
        ({"description": "Call <script>us</script>"}, "/description", "markup"),
        ({"name": "<b>Bold</b>"}, "/name", "markup"),
        ({"description": 7}, "/description", "text"),
        ({"url": "javascript:alert(1)"}, "/url", "format"),
        ({"url": 'https://a.example/"><img'}, "/url", "format"),
        ({"email": "not an address"}, "/email", "format"),
        ({"assured_date": "31/12/2026"}, "/assured_date", "date"),
        ({"assured_date": 20261231}, "/assured_date", "date"),
        ({"last_modified": "yesterday"}, "/last_modified", "time"),
        ({"minimum_age": 30}, "/minimum_age", "age.order"),
        ({"maximum_age": "old"}, "/maximum_age", "age"),
        ({"organization": {"id": "1"}}, "/organization/name", "missing"),
        ({"organization": {"id": SERVICE_ID, "name": "x"}}, "/organization/id", "id.shared"),
        ({"schedules": [{"valid_from": "2026-13-01"}]}, "/schedules/0/valid_from", "date"),
        ({"schedules": [{"opens_at": "25:00"}]}, "/schedules/0/opens_at", "format"),
        ({"service_at_locations": [{"location": {"accessibility": [{"description": "<i>"}]}}]}, _RAMP, "markup"),
        ({"schedules": "daily"}, "/schedules", "list"),
        ({"languages": ["en"]}, "/languages/0", "object"),
    ],
)
def test_a_wrong_field_is_named_and_its_value_is_not_repeated(over: dict[str, Any], place: str, code: str) -> None:
    assert (f"/contents/1{place}", code) in _faults(a_page(a_listed_service(id=_OTHER), a_listed_service(**over)))


_OTHER = "b644a0d2-9e8a-4c33-9390-ae9ee93fc056"


@pytest.mark.parametrize(
    ("document", "place"),
    [({"contents": "all"}, "/contents"), ({"contents": [7]}, "/contents/0"), ({}, "/name")],
)
def test_what_is_no_feed_is_refused(document: dict[str, Any], place: str) -> None:
    assert place in [found for found, _ in _faults(document)]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (a_page(a_listed_service(), a_listed_service()), "id.repeated"),
        (a_page(a_listed_service(), total_items=9), "page.counts"),
        (a_page(a_listed_service(), total_pages=3, last_page=True), "page.counts"),
        (a_page(a_listed_service(), total_pages=3, last_page=False), "page.others"),
        ({"contents": [a_listed_service()]}, "page.missing"),
        (a_page(a_listed_service(description=None)), "missing"),
        (a_page(a_listed_service(organization=None)), "missing"),
        (a_page(a_listed_service(languages=[{"id": "1"}])), "language"),
        (a_page(a_listed_service(service_at_locations=[{"location": {"latitude": 100}}])), "degrees"),
    ],
)
def test_doubt_is_said_and_keeps_nothing_out(document: dict[str, Any], code: str) -> None:
    feed = read_feed(document)
    assert len(feed.listings) == 1
    assert code in [warning.code for warning in feed.warnings]


def test_a_feed_of_terms_alone_is_none_of_services_and_an_empty_one_is() -> None:
    term = {"id": SERVICE_ID, "name": "Counselling", "taxonomy": "kinds"}
    assert not read_feed(a_page(term)).is_of_services
    assert read_feed(a_page(term, a_listed_service(id=_OTHER))).is_of_services
    assert read_feed(a_page()).is_of_services
