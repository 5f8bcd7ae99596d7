"""A code that a record system sends is read in words by whoever may see it, from the sender's door to the page."""

from tests.builders.police_post import a_record
from tests.journeys.steps import offered_to, page_of, released, sent
from tests.journeys.world import World, until


async def test_a_notice_names_the_nationality_as_the_national_form_does(world: World) -> None:
    record = a_record(offence_code="099/26", nrm_agreed="no", consent={"position": "refused", "explicit": True})
    record["victim"] |= {"sex": "female", "equality": {"nationality": "VN", "ethnicity": "IC5"}}
    referral = await sent(world, record, "codes-nationality")
    item = await offered_to(world, "fay.first", referral)
    shown = await until(
        lambda: released(world, "fay.first", referral, "national_referral"), lambda answer: answer["groups"]
    )
    assert shown["groups"]["equality"] == {"nationality": "Vietnamese"}
    page = await page_of(world, "fay.first", item)
    assert "Vietnamese" in page
    assert "IC5" not in page


async def test_the_postcode_for_no_fixed_abode_is_shown_as_an_answer_and_not_as_a_place(world: World) -> None:
    record = a_record()
    record["victim"] = {key: value for key, value in record["victim"].items() if key != "address_lines"}
    record["victim"] |= {"postcode": "ZZ99 3VZ"}
    referral = await sent(world, record, "codes-no-home")
    item = await offered_to(world, "sam.harbour", referral)
    shown = await until(lambda: released(world, "sam.harbour", referral, "support"), lambda answer: answer["groups"])
    assert shown["groups"]["address"] == {"no_fixed_address": "yes"}
    page = await page_of(world, "sam.harbour", item)
    assert "No fixed address" in page
    assert "ZZ99" not in page
