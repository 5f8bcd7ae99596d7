"""After a referral was accepted things change: a no, silence, a word taken back, a correction, a mistake."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.builders.police_post import CANARIES, a_record
from tests.journeys.steps import (
    items_of,
    offered_to,
    page_of,
    released,
    routed,
    sent,
    states,
    taken,
    time_to_answer_is_over,
)
from tests.journeys.world import World, until
from waymark.errors import Unavailable

FRAUD = "053/40"
NO = {"position": "withdrawn", "given_by": "self", "how": "spoken", "wording": "v1"}


def somebody_new() -> dict[str, Any]:
    """A victim whom no journey had before: who comes again is a repeat victim, and gets general support as well."""
    name = uuid4()
    return {
        "given_name": f"zq{name.hex[:10]}",
        "family_name": f"zq{name.hex[10:]}",
        "date_of_birth": (date(1975, 1, 2) + timedelta(days=name.int % 9_000)).isoformat(),
        "mobile": f"07{name.int % 10**9:09}",
        "home_district": "E07000220",
    }


async def test_a_provider_who_says_no_is_not_asked_again(world: World) -> None:
    referral = await sent(world, a_record(offence_code=FRAUD, victim=somebody_new()), "decline-1")
    item = await offered_to(world, "kit.ledger", referral)
    await taken(world, "kit.ledger", item, "decline", declined_by="provider", reason="no_capacity")
    other = await offered_to(world, "sam.harbour", referral)
    assert other["pathway"] == "fraud"
    await taken(world, "sam.harbour", other, "decline", declined_by="provider", reason="no_capacity")
    desk = await offered_to(world, "pat.triage", referral)
    assert desk["pathway"] == "triage"
    assert await items_of(world, "kit.ledger", referral, state="offered") == []
    seen = await until(lambda: world.followed(referral), lambda now: now["unmet"])
    assert [need["reason"] for need in seen["unmet"]] == ["refused_by_all"]


async def test_an_offer_nobody_answers_goes_to_somebody_else(world: World) -> None:
    referral = await sent(world, a_record(offence_code=FRAUD, victim=somebody_new()), "lapse-1")
    item = await offered_to(world, "kit.ledger", referral)
    await time_to_answer_is_over(world, item)
    other = await offered_to(world, "sam.harbour", referral)
    assert other["pathway"] == "fraud"
    late = await items_of(world, "kit.ledger", referral, state="closed")
    assert [lapsed["id"] for lapsed in late] == [item["id"]]


async def test_a_word_taken_back_ends_what_was_accepted(world: World) -> None:
    referral = await sent(world, a_record(), "withdraw-1")
    item = await taken(world, "sam.harbour", await offered_to(world, "sam.harbour", referral), "accept")
    await until(lambda: released(world, "sam.harbour", referral), lambda answer: answer["groups"])
    answered = await world.police_post(f"/consent/v1/referrals/{referral}/consent", NO)
    assert answered.is_success, answered.text
    assert (await released(world, "sam.harbour", referral))["groups"] == {}
    page = await page_of(world, "sam.harbour", item)
    assert CANARIES["given_name"] not in page

    async def confirmed() -> list[dict[str, Any]]:
        """Consent and router both say stop, one after the other: whoever confirms between the two looks again."""
        stopped = await items_of(world, "sam.harbour", referral, state="stop")
        rows = [one for one in stopped if one["state"] == "withdrawn"]
        try:
            return [await taken(world, "sam.harbour", row, "confirm", kept="nothing_kept") for row in rows]
        except Unavailable as refused:
            if "version_changed" not in str(refused):
                raise
            return []

    (after,) = await until(confirmed, bool)
    assert after["acknowledge_by"] is not None
    assert after["acknowledged_at"] is not None


async def test_a_correction_reaches_whoever_has_it_in_hand(world: World) -> None:
    record = a_record()
    referral = await sent(world, record, "correct-1")
    item = await taken(world, "sam.harbour", await offered_to(world, "sam.harbour", referral), "accept")
    changed = record | {"victim": record["victim"] | {"mobile": "07700900999"}}
    path = f"/intake/v1/referrals/{referral}:correct"
    reply = await world.police.post(path, {"version": 1, "record": changed}, key="correct-1-again")
    assert reply.status_code == 202, reply.text
    assert reply.json()["version"] == 2

    async def marked() -> dict[str, Any]:
        return (await items_of(world, "sam.harbour", referral, state="accepted"))[0]

    row = await until(marked, lambda now: now["unseen"])
    assert (row["id"], row["state"]) == (item["id"], "accepted")
    assert [(change["version"], change["groups"]) for change in row["unseen"]] == [(2, ["contact"])]
    page = await until(lambda: page_of(world, "sam.harbour", item), lambda seen: "07700900999" in seen)
    assert "Changed by the sender" in page
    await taken(world, "sam.harbour", row, "acknowledge")
    assert "I have seen the change, by Sam Hale" in await page_of(world, "sam.harbour", item)
    assert (await marked())["unseen"] == []


async def test_an_answer_about_contact_lets_go_what_waited_and_leaves_the_rest_as_it_was(world: World) -> None:
    unsafe = a_record(offence_code=FRAUD, safe_contact={"mobile_safe": "no"})
    referral = await sent(world, unsafe, "answer-1")
    held = await routed(world, referral)
    assert states(held)["fraud"] == "held_safety"
    assert {one["missing"] for one in held["allocations"]} == {"safe_contact"}
    answer = {"version": 1, "contact": {"mobile": "07700900777"}, "safe_contact": {"mobile_safe": "yes"}}
    path = f"/intake/v1/referrals/{referral}:answer"
    for _ in range(2):
        reply = await world.police.post(path, answer, key="answer-1-contact")
        assert (reply.status_code, reply.json()["version"]) == (202, 2), reply.text
    item = await offered_to(world, "kit.ledger", referral)
    page = await until(lambda: page_of(world, "kit.ledger", item), lambda seen: "07700900777" in seen)
    assert CANARIES["given_name"] in page
    assert states(await world.followed(referral))["fraud"] == "offered"


async def test_what_keeps_somebody_safe_outlives_a_new_number(world: World) -> None:
    warned = {"do_not_contact": "yes", "who_must_not_know": "zqbrother", "hide_number": "yes"}
    record = a_record(offence_code=FRAUD, victim=somebody_new(), safe_contact=warned)
    referral = await sent(world, record, "stands-1")
    assert states(await routed(world, referral))["fraud"] == "held_safety"
    path = f"/intake/v1/referrals/{referral}:answer"
    new = {"contact": {"mobile": "07700900777"}, "safe_contact": {"mobile_safe": "yes"}}
    silent = await world.police.post(path, {"version": 1, **new}, key="stands-1-silent")
    assert silent.status_code == 202, silent.text
    new["safe_contact"]["do_not_contact"] = "no"
    over = await world.police.post(path, {"version": 2, **new}, key="stands-1-over")
    assert over.status_code == 202, over.text
    item = await offered_to(world, "kit.ledger", referral)
    page = await until(lambda: page_of(world, "kit.ledger", item), lambda seen: "07700900777" in seen)
    assert "Who must not know" in page
    assert "zqbrother" in page
    assert "Call without showing a number." in page
    history = (await world.followed(f"{referral}/history"))["history"]
    happened = [(one["what"], one.get("version")) for one in history]
    assert happened.index(("corrected", 3)) < [what for what, _ in happened].index("passed_on")


async def test_a_referral_sent_by_mistake_is_taken_back_whole(world: World) -> None:
    referral = await sent(world, a_record(), "mistake-1")
    await offered_to(world, "sam.harbour", referral)
    reply = await world.police.post(f"/intake/v1/referrals/{referral}:withdraw", {"reason": "sent_in_error"})
    assert reply.is_success, reply.text
    seen = await until(lambda: world.followed(referral), lambda now: set(states(now).values()) == {"withdrawn"})
    assert seen["state"] == "withdrawn"
    await until(lambda: items_of(world, "sam.harbour", referral, state="offered"), lambda items: not items)
    assert (await released(world, "sam.harbour", referral))["groups"] == {}


async def test_a_late_yes_after_a_lapse_takes_the_second_offer_back(world: World) -> None:
    referral = await sent(world, a_record(offence_code=FRAUD, victim=somebody_new()), "late-1")
    first = await offered_to(world, "kit.ledger", referral)
    await time_to_answer_is_over(world, first)
    await offered_to(world, "sam.harbour", referral)
    lapsed = (await until(lambda: items_of(world, "kit.ledger", referral, state="closed"), bool))[0]
    await taken(world, "kit.ledger", lapsed, "accept")

    async def left() -> list[dict[str, Any]]:
        return await items_of(world, "sam.harbour", referral, state="offered")

    await until(left, lambda items: not items)
    assert "fraud" in states(await routed(world, referral))


async def test_no_sender_learns_from_its_referral_that_somebody_is_known(world: World) -> None:
    person = somebody_new()
    before = a_record(victim=person, force_reference=f"23/{uuid4().hex[:8]}")
    await routed(world, await sent(world, before, f"known-{uuid4()}"))
    record = a_record(offence_code=FRAUD, victim=person, force_reference=f"23/{uuid4().hex[:8]}")
    referral = await sent(world, record, f"known-{uuid4()}")
    item = await offered_to(world, "sam.harbour", referral)
    assert item["pathway"] == "victim_recovery"
    await offered_to(world, "kit.ledger", referral)
    seen = await routed(world, referral)
    assert states(seen) == {"fraud": "offered"}
    await taken(world, "sam.harbour", item, "accept")
    await until(lambda: items_of(world, "sam.harbour", referral, state="accepted"), bool)
    history = (await world.followed(f"{referral}/history"))["history"]
    assert {one["pathway"] for one in history} == {None, "fraud"}
    assert states(await world.followed(referral)) == {"fraud": "offered"}
