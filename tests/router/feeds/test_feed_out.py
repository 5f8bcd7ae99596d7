"""The county's own feed: public services only, in pages, and good enough for our own importer without a doubt."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.builders.decision import county_with
from tests.builders.rulebook import the_county
from waymark_router.feeds.feed import read_feed
from waymark_router.feeds.feed_out import id_of, organization_out, page_out, public_services, service_out

_TODAY = date(2026, 11, 23)


def _said(**over: Any) -> dict[str, Any]:
    county = county_with("lantern-adult", **over)
    [one] = [one for one in public_services(county.directory, _TODAY) if one.id == "lantern-adult"]
    return dict(service_out(one, {}, _TODAY))


def test_front_doors_and_closed_services_are_not_public() -> None:
    ids = {one.id for one in public_services(county_with("willow-ce", status="closed").directory, _TODAY)}
    assert "harbour-recovery" in ids
    assert not ids & {"triage", "front-door-child", "first-response", "neighbour-hub", "willow-ce"}


def test_no_lead_and_no_clock_is_in_it() -> None:
    lead = {"post": "Team lead", "contact": "lead@lantern.example"}
    said = _said(leads=[lead], caseload_cap=3, contact_by=["code_word"])
    assert "lantern.example" not in str(said)
    assert not {"respond_within", "caseload_cap", "contact_by", "leads"} & said.keys()


def test_what_goes_out_comes_in_again_as_it_was() -> None:
    said = _said(
        districts=["E07000220"],
        languages=["en", "pl"],
        telephone="01926 000000",
        website="https://lantern.example",
        offers=["online"],
        opening=[{"day": 1, "opens": "09:00", "closes": "17:30"}],
        statuses=[{"valid_from": "2026-11-01", "status": "paused"}],
    )
    feed = read_feed(page_out([said], page=1, per_page=10))
    assert feed.warnings == ()
    [listing] = feed.listings
    assert (listing.name, listing.youngest, listing.oldest) == ("Lantern, adults", 18, None)
    assert (listing.areas, listing.languages, listing.telephone) == (("Rugby",), ("en", "pl"), "01926 000000")
    assert (listing.url, listing.status, listing.is_online) == ("https://lantern.example", "temporarily closed", True)


def test_the_whole_county_goes_out_without_a_doubt() -> None:
    services = [service_out(one, {}, _TODAY) for one in public_services(the_county().directory, _TODAY)]
    feed = read_feed(page_out(services, page=1, per_page=500))
    assert (len(feed.listings), feed.warnings) == (len(services), ())


def test_pages_say_where_they_stand() -> None:
    first, last = (page_out(["a", "b", "c"], page=page, per_page=2) for page in (1, 2))
    assert (first["contents"], first["first_page"], first["last_page"], first["total_pages"]) == (
        ["a", "b"],
        True,
        False,
        2,
    )
    assert (last["contents"], last["size"], last["last_page"], last["empty"]) == (["c"], 1, True, False)
    assert page_out([], page=1, per_page=2)["empty"] is True


def test_ids_are_the_same_always_and_agencies_have_names() -> None:
    assert UUID(id_of("service", "x")) == UUID(id_of("service", "x")) != UUID(id_of("organization", "x"))
    agency = next(iter(the_county().directory.services.values())).agency
    assert organization_out(agency, {})["name"] == "Harbour Victim Care"
    assert organization_out(agency, {agency: "Harbour"})["name"] == "Harbour"
