import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.builders.routed import a_referral_routed, a_routed, held
from tests.notifier.conftest import Office, hear
from waymark.contracts.routing import ReferralRouted
from waymark.release_door import ReleaseDoor

GROUPS = {
    "identity": {"given_name": "Asha", "family_name": "Example", "known_as": None},
    "contact": {"mobile": "07700 900123", "landline": "01632 960123", "email": None},
    "safe_contact": {
        "mobile_safe": "yes",
        "landline_safe": "no",
        "voicemail_safe": "no",
        "post_safe": "no",
        "times": "10 to 12",
        "code_word": "bluebell",
    },
}


def a_door(
    groups: Mapping[str, Any] = GROUPS,
    *,
    refused: str = "",
    withheld: Mapping[str, str] | None = None,
    status: int = 200,
) -> tuple[ReleaseDoor, list[dict[str, Any]]]:
    """A release door over a consent that always answers so, and what it was asked."""
    asked: list[dict[str, Any]] = []

    async def release(request: Request) -> JSONResponse:
        body = json.loads(await request.body())
        asked.append({**body, "cookie": request.headers.get("cookie", "")})
        released = [
            {
                "referral_id": referral_id,
                "refused": refused,
                "groups": {} if refused else groups,
                "withheld": withheld or {},
                "agreement": "general-victims/3",
                "decision_id": str(uuid4()),
            }
            for referral_id in body["referrals"]
        ]
        return JSONResponse({"released": released}, status_code=status)

    return ReleaseDoor.over(Starlette(routes=[Route("/consent/v1/release", release, methods=["POST"])])), asked


async def offered(office: Office, **over: Any) -> tuple[UUID, ReferralRouted]:
    answer = a_referral_routed(a_routed(**over))
    await hear(office.database, answer)
    return answer.allocations[0].allocation_id, answer


async def test_safe_contact_is_on_top_and_unsafe_numbers_are_marked(office: Office) -> None:
    allocation_id, answer = await offered(office)
    door, asked = a_door(withheld={"narrative": "not_in_agreement"})
    text = (await office.with_door(door).client("sam", page=True).get(f"/notifier/allocations/{allocation_id}")).text
    assert text.index("Contact only in these ways") < text.index("07700 900123")
    assert "10 to 12" in text
    assert "bluebell" in text
    assert "Asha" in text
    landline = text[text.index("01632 960123") :]
    assert landline.index("Not safe: do not use") < landline.index("</dd>")
    assert "Not safe" not in text[text.index("07700 900123") : text.index("01632 960123")]
    assert "What happened, as told: not in agreement" in text
    assert asked[0]["referrals"] == [str(answer.referral_id)]
    assert asked[0]["purpose"] == "support"
    assert "waymark_session=" in asked[0]["cookie"]


async def test_no_safe_way_means_do_not_contact(office: Office) -> None:
    allocation_id, _ = await offered(office)
    door, _ = a_door({"identity": GROUPS["identity"]})
    text = (await office.with_door(door).client("sam", page=True).get(f"/notifier/allocations/{allocation_id}")).text
    assert "Do not contact" in text


async def test_without_consents_service_the_page_works_without_names(office: Office) -> None:
    allocation_id, _ = await offered(office)
    reply = await office.client("sam", page=True).get(f"/notifier/allocations/{allocation_id}")
    assert reply.status_code == 200
    assert "Names cannot be shown right now" in reply.text
    assert "Accept" in reply.text


async def test_a_refusal_shows_nothing_and_says_so(office: Office) -> None:
    allocation_id, _ = await offered(office)
    door, _ = a_door(refused="agreement_expired")
    text = (await office.with_door(door).client("sam", page=True).get(f"/notifier/allocations/{allocation_id}")).text
    assert "Names cannot be shown yet" in text
    assert "Asha" not in text


async def test_names_are_not_asked_for_once_it_is_out_of_ones_hands(office: Office) -> None:
    allocation_id, _ = await offered(office)
    door, asked = a_door()
    client = office.with_door(door).client("sam", page=True)
    form = {"version": "1", "declined_by": "provider", "reason": "no_capacity"}
    reply = await client.post(f"/notifier/allocations/{allocation_id}/decline", data=form)
    text = (await client.get(reply.headers["location"])).text
    assert "Done: Decline" in text
    assert "Declined (Provider, No capacity)" in text
    assert asked == []


async def test_a_form_for_every_step_that_may_be_taken(office: Office) -> None:
    allocation_id, _ = await offered(office)
    address = f"/notifier/allocations/{allocation_id}"
    client = office.client("sam", page=True)
    text = (await client.get(address)).text
    assert [verb for verb in ("claim", "accept", "decline", "close") if f'action="{address}/{verb}"' in text] == [
        "claim",
        "accept",
        "decline",
    ]
    reply = await client.post(f"{address}/accept", data={"version": "1"})
    assert reply.status_code == 303
    text = (await client.get(address)).text
    assert 'type="date"' in text
    assert "Contact by 10:00 on Wed 25 Nov" in text


async def test_what_is_missing_is_said_at_the_top_in_words(office: Office) -> None:
    allocation_id, _ = await offered(office)
    client = office.client("sam", page=True)
    reply = await client.post(f"/notifier/allocations/{allocation_id}/decline", data={"version": "1", "reason": ""})
    assert reply.status_code == 422
    assert "<title>Problem: " in reply.text
    assert "Answer the question: Who said no?" in reply.text
    wrong = await client.post(f"/notifier/allocations/{allocation_id}/decline", data={"version": "1", "reason": "<x>"})
    assert wrong.status_code == 422
    assert "<x>" not in wrong.text


async def test_who_was_slower_is_told_on_the_page_as_it_is_now(office: Office) -> None:
    allocation_id, _ = await offered(office)
    address = f"/notifier/allocations/{allocation_id}"
    await office.client("kim", page=True).post(f"{address}/claim", data={"version": "1"})
    reply = await office.client("sam", page=True).post(f"{address}/claim", data={"version": "1"})
    assert reply.status_code == 409
    assert "Claimed by Kim" in reply.text


async def test_a_form_from_another_site_is_refused(office: Office) -> None:
    allocation_id, _ = await offered(office)
    client = office.client("sam", page=True)
    client.headers["sec-fetch-site"] = "cross-site"
    assert (
        await client.post(f"/notifier/allocations/{allocation_id}/accept", data={"version": "1"})
    ).status_code == 403


async def test_another_agencys_or_a_held_page_is_not_there(office: Office) -> None:
    allocation_id, _ = await offered(office)
    waiting = a_referral_routed(held())
    await hear(office.database, waiting)
    for who, which in (("noor", allocation_id), ("sam", waiting.allocations[0].allocation_id)):
        client = office.client(who, page=True)
        assert (await client.get(f"/notifier/allocations/{which}")).status_code == 404
        reply = await client.post(f"/notifier/allocations/{which}/accept", data={"version": "1"})
        assert reply.status_code == 404


async def test_a_step_of_the_machines_cannot_be_taken_by_a_form(office: Office) -> None:
    allocation_id, _ = await offered(office)
    client = office.client("lee", page=True)
    for verb in ("lapse", "withdraw", "hold", "offer"):
        reply = await client.post(f"/notifier/allocations/{allocation_id}/{verb}", data={"version": "1"})
        assert reply.status_code == 409
    assert (await client.post(f"/notifier/allocations/{allocation_id}/erase", data={})).status_code == 422
