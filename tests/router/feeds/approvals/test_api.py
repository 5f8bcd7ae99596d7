"""The REST door of listings that wait: old and new side by side, answered by a second administrator alone."""

from typing import Any

from tests.builders.feed import SERVICE_ID, a_listed_service, a_page
from tests.builders.router_office import Office

_UP, _WAITING = "/router/v1/feeds/council/upload", "/router/v1/listings/waiting"
_APPROVE, _REFUSE = "/router/v1/listings/council/approve", "/router/v1/listings/council/refuse"


def _page(telephone: str) -> dict[str, Any]:
    return a_page(a_listed_service(phones=[{"id": SERVICE_ID, "number": telephone}]))


async def _chosen(office: Office) -> dict[str, Any]:
    waiting = (await office.client("ada").get(_WAITING)).json()["waiting"]
    return {"listings": [{"listing_id": one["listing_id"], "seen": one["seen"]} for one in waiting]}


async def _public(office: Office) -> str:
    return (await office.client(page=True).post("/router/find-support", data={})).text


async def test_one_administrator_alone_puts_no_number_on_the_public_page(office: Office) -> None:
    rae, ada = office.client("rae"), office.client("ada")
    taken = (await rae.put(_UP, json=_page("01926 000000"))).json()
    assert (taken["services"], taken["waiting"]) == (1, 1)
    assert "01926 000000" not in await _public(office)
    own = await rae.post(_APPROVE, json=await _chosen(office))
    assert (own.status_code, own.json()["code"]) == (403, "listing.own")
    assert (await ada.post(_APPROVE, json=await _chosen(office))).status_code == 204
    assert "01926 000000" in await _public(office)
    assert (await rae.put(_UP, json=_page("07700 900123"))).json()["waiting"] == 1
    [waiting] = (await ada.get(_WAITING)).json()["waiting"]
    assert (waiting["was"]["telephone"], waiting["becomes"]["telephone"]) == ("01926 000000", "07700 900123")
    assert (waiting["told_by"], waiting["source"], waiting["also_in"]) == (["rae.rules"], "council", [])
    page = await _public(office)
    assert "01926 000000" in page
    assert "07700 900123" not in page
    assert (await ada.post(_REFUSE, json=await _chosen(office))).status_code == 204
    assert "07700 900123" not in await _public(office)


async def test_a_feed_of_another_name_replaces_nobodys_entry(office: Office) -> None:
    rae, ada = office.client("rae"), office.client("ada")
    await rae.put(_UP, json=_page("01926 000000"))
    await ada.post(_APPROVE, json=await _chosen(office))
    await rae.put("/router/v1/feeds/a/upload", json=_page("07700 900123"))
    assert "01926 000000" in await _public(office)
    await ada.post("/router/v1/listings/a/approve", json=await _chosen(office))
    page = await _public(office)
    assert "01926 000000" in page
    assert "07700 900123" in page


async def test_only_administrators_look_and_answer_and_only_what_they_saw(office: Office) -> None:
    await office.client("rae").put(_UP, json=_page("01926 000000"))
    chosen = await _chosen(office)
    for who in ("sam", "noor", "pat", "cat"):
        assert (await office.client(who).get(_WAITING)).status_code == 403
        assert (await office.client(who).post(_APPROVE, json=chosen)).status_code == 403
    ada = office.client("ada")
    stale = {"listings": [one | {"seen": "another"} for one in chosen["listings"]]}
    assert (await ada.post(_APPROVE, json=stale)).json()["code"] == "listing.moved"
    assert (await ada.post("/router/v1/listings/charity/approve", json=chosen)).json()["code"] == "listing.settled"
    assert (await ada.post(_APPROVE, json={"listings": []})).status_code == 422
