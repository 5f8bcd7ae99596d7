import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.builders.allocation import a_correction
from tests.builders.routed import a_referral_routed, a_routed, held, told_again, with_state
from tests.notifier.conftest import Office, hear
from waymark.contracts.routing import ReferralRouted, UnmetNeed
from waymark.release_door import ReleaseDoor
from waymark.words import AllocationState, Pathway

S = AllocationState
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


def a_consent(
    groups: Mapping[str, Any] = GROUPS,
    *,
    refused: str = "",
    withheld: Mapping[str, str] | None = None,
    status: int = 200,
) -> tuple[Starlette, list[dict[str, Any]]]:
    """A consent that always answers so, and what it was asked."""
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

    return Starlette(routes=[Route("/consent/v1/release", release, methods=["POST"])]), asked


def a_door(groups: Mapping[str, Any] = GROUPS, **given: Any) -> tuple[ReleaseDoor, list[dict[str, Any]]]:
    """A release door over such a consent, and what it was asked."""
    app, asked = a_consent(groups, **given)
    return ReleaseDoor.over(app), asked


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


async def page_of(office: Office, allocation_id: UUID, who: str = "sam") -> str:
    reply = await office.client(who, page=True).get(f"/notifier/allocations/{allocation_id}")
    assert reply.status_code == 200
    return reply.text


async def test_a_change_says_which_parts_and_when_and_is_acknowledged(office: Office) -> None:
    allocation_id, first = await offered(office)
    changed = with_state(first.allocations[0], S.OFFERED, corrections=(a_correction(2),))
    await hear(office.database, told_again(first, changed).model_copy(update={"referral_version": 2}))
    text = await page_of(office, allocation_id)
    assert "Contact details and safe contact changed at 10:00 today." in text
    assert "I have seen the change" in text
    client = office.client("sam", page=True)
    assert "Changed by the sender" in (await client.get("/notifier/queue")).text
    reply = await client.post(f"/notifier/allocations/{allocation_id}/acknowledge", data={"version": "2"})
    assert reply.status_code == 303
    text = await page_of(office, allocation_id)
    assert 'id="changed"' not in text
    assert "Changed by the sender: Contact details, Safe contact" in text
    assert "Changed by the sender" not in (await client.get("/notifier/queue")).text


async def test_what_was_taken_back_after_it_was_opened_is_confirmed(office: Office) -> None:
    door, asked = a_door()
    office = office.with_door(door)
    allocation_id, first = await offered(office)
    assert "Asha" in await page_of(office, allocation_id)
    await hear(office.database, told_again(first, with_state(first.allocations[0], S.WITHDRAWN)))
    assert len(asked) == 1
    text = await page_of(office, allocation_id)
    assert len(asked) == 1
    assert "Asha" not in text
    assert "nothing about the person is shown any more" in text
    assert "Stop: the person or sender took this back" in text
    assert "Confirm by 17:00 on Wed 25 Nov" in text
    assert "We kept nothing" in text
    client = office.client("sam", page=True)
    queue = (await client.get("/notifier/queue?tab=accepted")).text
    assert "Confirm that you have stopped" in queue
    reply = await client.post(f"/notifier/allocations/{allocation_id}/confirm", data={"version": "2"})
    assert reply.status_code == 422
    assert "Answer the question: What did you do with what you saw?" in reply.text
    form = {"version": "2", "kept": "nothing_kept"}
    assert (await client.post(f"/notifier/allocations/{allocation_id}/confirm", data=form)).status_code == 303
    assert "We kept nothing, 10:00 on 23 November 2026" in await page_of(office, allocation_id)
    assert "Stop:" not in (await client.get("/notifier/queue")).text


async def test_an_offer_nobody_opened_is_taken_back_without_a_question(office: Office) -> None:
    allocation_id, first = await offered(office)
    await hear(office.database, told_again(first, with_state(first.allocations[0], S.WITHDRAWN)))
    assert "Stop:" not in await page_of(office, allocation_id)


async def test_a_stop_that_is_held_by_now_does_not_say_so(office: Office) -> None:
    allocation_id, first = await offered(office)
    client = office.client("sam", page=True)
    await client.post(f"/notifier/allocations/{allocation_id}/accept", data={"version": "1"})
    waiting = with_state(first.allocations[0], S.HELD_CONSENT, missing="explicit_consent", ask_of="officer")
    await hear(office.database, told_again(first, waiting))
    text = await page_of(office, allocation_id)
    assert "Stop: the person or sender took this back" in text
    assert not any(words in text.lower() for words in ("held", "explicit consent", "officer", "emotional support"))
    api = (await office.client("sam").get(f"/notifier/v1/allocations/{allocation_id}")).json()
    assert (api["state"], api["in_hand"], api["clock"]) == ("withdrawn", False, "stop")
    assert [step["verb"] for step in api["next"]] == ["confirm"]


async def test_a_notice_task_says_what_to_send_and_never_to_contact(office: Office) -> None:
    door, _ = a_door({"identity": {"sex": "female"}})
    office = office.with_door(door)
    allocation_id, _ = await offered(
        office, pathway=Pathway.NATIONAL_REFERRAL, duty=True, obligations=("check_account_for_identity",)
    )
    text = await page_of(office, allocation_id)
    assert "Send a Duty to Notify. The person has not agreed to the National Referral Mechanism." in text
    assert "take out of the account whatever could identify the person." in text
    assert "Do not contact the person: this is about what happened" in text
    assert "Ask the referrer" not in text
    client = office.client("sam", page=True)
    assert "Send a Duty to Notify." in (await client.get("/notifier/queue")).text
    await client.post(f"/notifier/allocations/{allocation_id}/accept", data={"version": "1"})
    text = await page_of(office, allocation_id)
    assert "Send by" in text
    assert "Record a contact attempt" not in text
    form = {"version": "2", "outcome": "duty_to_notify_sent"}
    assert (await client.post(f"/notifier/allocations/{allocation_id}/close", data=form)).status_code == 303
    assert "Duty to Notify sent" in await page_of(office, allocation_id)


async def test_every_clock_is_shown_and_the_soonest_sorts_the_queue(office: Office) -> None:
    now = office.clock.now()
    allocation_id, _ = await offered(office, appointment_by=now + timedelta(days=9))
    text = await page_of(office, allocation_id)
    assert text.index("Decide by 10:00 tomorrow") < text.index("First appointment by 10:00 on Wed 2 Dec")
    soon, _ = await offered(office, appointment_by=now + timedelta(hours=2))
    queue = (await office.client("sam", page=True).get("/notifier/queue")).text
    assert queue.index(str(soon)) < queue.index(str(allocation_id))
    assert "First appointment by 12:00 today" in queue


async def test_the_desk_reads_why_it_is_with_them(office: Office) -> None:
    left = UnmetNeed(pathway=Pathway.FRAUD, needs=(), reason="nobody_takes")
    desk = a_routed(agency="triage-desk", service="triage", pathway=Pathway.TRIAGE)
    answer = a_referral_routed(desk, unmet=(left,))
    await hear(office.database, answer)
    text = await page_of(office, answer.allocations[0].allocation_id, "pat")
    assert "Fraud: no service takes this person" in text
    assert "Fraud: no service takes this person" in (await office.client("pat", page=True).get("/notifier/queue")).text


async def test_the_pages_script_is_small_and_public(office: Office) -> None:
    reply = await office.client("cat").get("/notifier/allocation.js")
    assert reply.headers["content-type"].startswith("text/javascript")
    assert len(reply.text.splitlines()) < 60
