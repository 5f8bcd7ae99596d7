"""The REST door of feeds: taken from an administrator alone, refused by size while it is read; the county's own out."""

from collections.abc import AsyncIterator

from tests.builders.feed import a_listed_service, a_page
from tests.builders.router_office import Office
from waymark.db import SYSTEM
from waymark_router.feeds.feed import read_feed

_UP = "/router/v1/feeds/council/upload"
_FEED = "/router/find-support/feed"


async def test_a_feed_is_taken_with_its_doubts_and_a_bad_one_leaves_the_last(office: Office) -> None:
    rae = office.client("rae")
    taken = await rae.put(_UP, json=a_page(a_listed_service(), total_items=3))
    assert taken.status_code == 200
    assert (taken.json()["services"], taken.json()["warnings"][0]["pointer"]) == (1, "/total_items")
    refused = await rae.put(_UP, json=a_page(a_listed_service(description="<p>Hello</p>", assured_date="soon")))
    assert refused.status_code == 422
    problem = refused.json()
    assert [fault["pointer"] for fault in problem["faults"]] == ["/contents/0/description", "/contents/0/assured_date"]
    assert "Hello" not in refused.text
    async with office.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from listing_waits") == 1


async def test_a_feed_of_100_mb_is_refused_while_it_is_read(office: Office) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 1_048_576

    rae = office.client("rae")
    refused = await rae.put(_UP, content=endless(), headers={"content-type": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (413, "feed.too_large")
    assert sent <= 12
    said = await rae.put(
        _UP, content=b"{}", headers={"content-type": "application/json", "content-length": "104857600"}
    )
    assert said.status_code == 413


async def test_only_an_administrator_sends_a_feed_and_only_json(office: Office) -> None:
    for who in ("sam", "noor", "pat", "cat"):
        assert (await office.client(who).put(_UP, json=a_page())).status_code == 403
    rae = office.client("rae")
    assert (await rae.put(_UP, content=b"<feed/>", headers={"content-type": "text/xml"})).status_code == 415
    assert (await rae.put(_UP, content=b"{", headers={"content-type": "application/json"})).status_code == 400
    assert (await rae.put("/router/v1/feeds/No%20Name/upload", json=a_page())).status_code == 422


async def test_anybody_reads_the_countys_feed_and_our_importer_has_no_doubt(office: Office) -> None:
    nobody = office.client()
    root = (await nobody.get(_FEED)).json()
    assert root["version"] == "HSDS-UK-3.0"
    page = (await nobody.get(f"{_FEED}/services?per_page=500")).json()
    feed = read_feed(page)
    assert (len(feed.listings), feed.warnings) == (page["total_items"], ())
    first = page["contents"][0]
    assert (await nobody.get(f"{_FEED}/services/{first['id']}")).json() == first
    assert (await nobody.get(f"{_FEED}/services/nothing")).status_code == 404
    short = (await nobody.get(f"{_FEED}/services?page=2&per_page=3")).json()
    assert (short["page_number"], short["size"], short["first_page"]) == (2, 3, False)
    names = {one["name"] for one in (await nobody.get(f"{_FEED}/organizations")).json()["contents"]}
    assert {"Harbour Victim Care", "Lantern"} <= names
