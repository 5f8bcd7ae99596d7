"""One story for each pathway that the police's ordinary victim does not show, from the sender to who helps."""

from tests.builders import form_post
from tests.builders.partner_post import a_drug_test, a_prison_release, a_school_referral
from tests.builders.police_post import CANARIES, a_record
from tests.journeys.steps import YES, items_of, offered_to, page_of, queue_of, released, routed, sent, states, taken
from tests.journeys.world import World, until
from waymark.demo.stories import CUSTODY, PRISON, SCHOOLS

NATIONALITY, SEX = "zqnationalityh", "female"


async def test_somebody_asks_for_help_without_an_account_and_gets_it(world: World) -> None:
    before = {item["id"] for item in await _all(world, "sam.harbour")}
    answer = await form_post.send_form(world.http)
    assert "set-cookie" not in answer.headers
    fresh = await until(lambda: _all(world, "sam.harbour"), lambda items: {item["id"] for item in items} - before)
    item = next(item for item in fresh if item["id"] not in before)
    page = await until(lambda: page_of(world, "sam.harbour", item), lambda seen: form_post.CANARIES["name"] in seen)
    assert form_post.CANARIES["words"] not in page
    item = await taken(world, "sam.harbour", item, "accept")
    item = await taken(world, "sam.harbour", item, "contact", way="mobile", result="reached")
    item = await taken(world, "sam.harbour", item, "engage")
    item = await taken(world, "sam.harbour", item, "close", outcome="completed")
    assert item["state"] == "closed"


async def _all(world: World, member: str) -> list[dict[str, object]]:
    return await queue_of(world, member)


async def test_an_exploited_child_is_told_of_at_once_and_support_waits_for_a_yes(world: World) -> None:
    record = a_school_referral(flags=["child_exploitation"], consent={"position": "not_asked"})
    referral = await sent(world, record, "exploited-1", client=SCHOOLS)
    item = await offered_to(world, "mo.frontdoor", referral)
    assert (item["pathway"], item["duty"]) == ("safeguarding", True)
    seen = await routed(world, referral, client=SCHOOLS)
    assert states(seen)["child_exploitation"] == "held_consent"
    assert await items_of(world, "ivy.willow", referral) == []
    yes = YES | {"given_by": "guardian"}
    answered = await world.sender(SCHOOLS).post(f"/consent/v1/referrals/{referral}/consent", yes)
    assert answered.is_success, answered.text
    assert (await offered_to(world, "ivy.willow", referral))["pathway"] == "child_exploitation"


async def test_an_adult_who_refuses_the_nrm_is_notified_of_without_a_name(world: World) -> None:
    record = a_record(offence_code="099/26", nrm_agreed="no", consent={"position": "refused", "explicit": True})
    record["victim"] |= {"sex": SEX, "equality": {"nationality": NATIONALITY}}
    referral = await sent(world, record, "duty-to-notify-1")
    item = await offered_to(world, "fay.first", referral)
    assert (item["pathway"], item["duty"]) == ("national_referral", True)
    shown = await until(
        lambda: released(world, "fay.first", referral, "national_referral"), lambda answer: answer["groups"]
    )
    assert shown["groups"] == {
        "identity": {"sex": SEX},
        "equality": {"nationality": NATIONALITY},
        "narrative": {"account": f"Synthetic {CANARIES['account']}"},
    }
    page = await page_of(world, "fay.first", item)
    assert NATIONALITY in page
    assert not {token for name, token in CANARIES.items() if name != "account" and token in page}
    assert await items_of(world, "rui.anchor", referral) == []


async def test_an_adult_who_agrees_gets_both_the_referral_and_support(world: World) -> None:
    referral = await sent(world, a_record(offence_code="099/26", nrm_agreed="yes"), "nrm-1")
    task = await offered_to(world, "fay.first", referral)
    assert (task["pathway"], task["duty"]) == ("national_referral", False)
    support = await offered_to(world, "rui.anchor", referral)
    page = await until(lambda: page_of(world, "rui.anchor", support), lambda seen: CANARIES["given_name"] in seen)
    assert CANARIES["mobile"] in page


async def test_of_a_drug_test_on_arrest_only_attendance_goes_back(world: World) -> None:
    record = a_drug_test(consent={"position": "not_asked"})
    referral = await sent(world, record, "drug-test-1", client=CUSTODY)
    item = await offered_to(world, "max.meridian", referral)
    item = await taken(world, "max.meridian", item, "accept")
    item = await taken(world, "max.meridian", item, "contact", way="mobile", result="reached")
    await taken(world, "max.meridian", item, "engage")
    sender = world.sender(CUSTODY)
    seen = await until(
        lambda: sender.followed(referral),
        lambda now: any(allocation.get("attendance") == "attended" for allocation in now["allocations"]),
    )
    drugs = next(allocation for allocation in seen["allocations"] if allocation["pathway"] == "substance_adult")
    assert drugs.get("state") is None
    assert drugs.get("outcome") is None
    assert seen["outcomes"] == []


async def test_whoever_leaves_prison_is_seen_within_three_weeks(world: World) -> None:
    record = a_prison_release()
    referral = await sent(world, record, "prison-1", client=PRISON)
    item = await offered_to(world, "max.meridian", referral)
    assert item["appointment_by"] is not None
    page = await page_of(world, "max.meridian", item)
    assert "First appointment by" in page


async def test_whoever_lives_elsewhere_goes_to_the_neighbouring_hub(world: World) -> None:
    record = a_record(crime_district="E07000220")
    record["victim"] |= {"home_district": "E08000026"}
    referral = await sent(world, record, "cross-border-1")
    assert (await offered_to(world, "val.neighbour", referral))["pathway"] == "cross_border"
    assert await items_of(world, "sam.harbour", referral) == []


async def test_what_nobody_can_take_is_said_and_seen_at_the_desk(world: World) -> None:
    record = a_record(offence_code="004/04", needs=[])
    referral = await sent(world, record, "unmet-1")
    seen = await routed(world, referral)
    assert {need["reason"] for need in seen["unmet"]} == {"out_of_scope"}
    assert [signpost["service"] for signpost in seen["signposts"]] == ["road-collision-support"]
    assert (await offered_to(world, "pat.triage", referral))["pathway"] == "triage"
