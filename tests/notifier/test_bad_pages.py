"""Bad input on the pages of a queue: always a page in plain words, nothing of it runs, and never an error of ours.

Not here: the API (test_openapi_by_schemathesis.py).
"""

from uuid import UUID, uuid4

import httpx

from tests.builders.bad_form import (
    HTML,
    IN_ADDRESSES,
    bad_posts,
    bad_queries,
    check_foreign,
    check_page,
    get_all,
    post_all,
)
from tests.builders.routed import a_referral_routed
from tests.builders.web import a_browser
from tests.notifier.conftest import Office, hear
from waymark.http import build_app
from waymark_notifier.service import service

QUEUE = "/notifier/queue"


async def an_allocation(office: Office) -> UUID:
    routed = a_referral_routed()
    await hear(office.database, routed)
    allocation_id: UUID = routed.allocations[0].allocation_id
    return allocation_id


async def test_the_queue_answers_bad_addresses_with_a_page(office: Office) -> None:
    await an_allocation(office)
    client = office.client("sam", page=True)
    for url in (QUEUE, f"{QUEUE}/fragment"):
        assert {200, 422} <= await get_all(client, url, bad_queries("tab", "after", "done"))
    for bad in IN_ADDRESSES[:-1]:
        check_page(await client.get(f"/notifier/allocations/{bad}", headers=HTML))
        check_page(await client.post(f"/notifier/allocations/{uuid4()}/{bad}", headers=HTML))


async def test_the_steps_of_a_page_answer_bad_forms_with_a_page(office: Office) -> None:
    allocation_id = await an_allocation(office)
    client = office.client("sam", page=True)
    url = f"/notifier/allocations/{allocation_id}"
    assert 422 in await get_all(client, url, bad_queries("done"))
    decline = {"version": "1", "declined_by": "provider", "reason": "nonsense", "back": "queue"}
    statuses = await post_all(client, f"{url}/decline", bad_posts(decline, "version", "declined_by", "reason", "back"))
    assert statuses == {400, 413, 415, 422}
    wait = {"version": "77", "review_on": "2026-12-07", "interim_offer": "helpline"}
    assert await post_all(client, f"{url}/wait", bad_posts(wait, "review_on")) <= {400, 409, 413, 415, 422}
    assert await post_all(client, f"/notifier/allocations/{uuid4()}/accept", bad_posts({"version": "1"})) <= {
        400,
        404,
        413,
        415,
    }


async def test_a_form_of_another_site_is_refused_with_a_page(office: Office) -> None:
    app = build_app({"notifier": (service, office.context)}, office.context.shared, ready=dict)
    async with a_browser(app) as client:
        await check_foreign(client, f"/notifier/allocations/{uuid4()}/accept")


async def test_a_page_that_a_script_fetches_is_one_too(office: Office) -> None:
    client: httpx.AsyncClient = office.client("sam", page=True)
    client.headers["sec-fetch-dest"] = "empty"
    assert 422 in await get_all(client, f"{QUEUE}/fragment", bad_queries("tab"))
