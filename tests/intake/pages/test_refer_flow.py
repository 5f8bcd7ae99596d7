"""The flow of the partner's form: a page of one form, or of one referral, never opens as another's."""

from tests.builders.refer_post import CANARIES, PAGES, checked, press, state_in
from tests.intake.conftest import Intake
from tests.intake.pages.test_correct import correcting, sent_by_the_council
from tests.intake.pages.test_refer import signed_in


async def test_a_page_of_one_referral_does_not_open_as_anothers_or_as_a_new_one(intake: Intake) -> None:
    async with signed_in(intake) as client:
        first = await sent_by_the_council(client)
        second = await sent_by_the_council(client, given_name="Zqrother")
        page = await client.get(correcting(first))
        for address in (correcting(second), "/intake/refer"):
            lost = await client.post(address, data={"state": state_in(page), "go": "next"})
            assert lost.status_code == 422
            assert "not a page that was opened for you" in lost.text
        new = await client.get("/intake/refer")
        lost = await client.post(correcting(first), data={"state": state_in(new), "go": "next"})
        assert lost.status_code == 422


async def test_a_new_referral_is_told_of_no_change(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await checked(client)
        assert "What this changes" not in page.text
        page = await press(client, await client.get("/intake/refer"), PAGES[0])
        assert all(canary not in page.text for canary in CANARIES.values())
