"""A lead tells room in a browser, with scripts off too; the next referral is chosen by it."""

import pytest
from playwright.async_api import Browser, expect

from tests.builders.router_office import Office, is_fit
from tests.builders.screened import a_referral_screened, some_facts
from waymark.db import SYSTEM
from waymark.ids import uuid7
from waymark.words import Need, OffenceClass

_LIST = "/router/services"


async def test_a_lead_sees_their_own_services_and_tells_their_room(office: Office) -> None:
    lee = office.client("lee", page=True)
    page = await lee.get(_LIST)
    assert page.status_code == 200
    assert "Harbour Victim Care, recovery" in page.text
    assert "Lantern" not in page.text
    done = await lee.post(
        f"{_LIST}/harbour-recovery/room", data={"population": "anyone", "vacancies": "0", "weeks": ""}
    )
    assert (done.status_code, done.headers["location"]) == (303, f"{_LIST}?done=told")
    assert "0 places, as Harbour Victim Care said on 23 November 2026" in (await lee.get(_LIST)).text
    gone = await lee.post(f"{_LIST}/harbour-recovery/forget", data={"population": "anyone", "version": "1"})
    assert gone.headers["location"] == f"{_LIST}?done=forgotten"
    assert "0 places" not in (await lee.get(_LIST)).text


async def test_what_is_wrong_is_said_and_nothing_is_kept(office: Office) -> None:
    lee = office.client("lee", page=True)
    path = f"{_LIST}/harbour-recovery"
    for posted, said in (
        ({"vacancies": "many"}, "Write whole numbers"),
        ({"vacancies": ""}, "Say how many places"),
    ):
        page = await lee.post(f"{path}/room", data=posted)
        assert page.status_code == 422
        assert said in page.text
    assert (await lee.post(f"{path}/forget", data={"population": "anyone", "version": "3"})).status_code == 409
    assert (await lee.post(f"{path}/forget", data={"population": "us"})).status_code == 422
    assert (await lee.post(f"{_LIST}/lantern-adult/room", data={"vacancies": "1"})).status_code == 404
    assert (await office.client("sam", page=True).get(_LIST)).status_code == 403
    async with office.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from capacities") == 0


async def test_a_full_service_told_on_the_page_is_passed_over_by_the_next_referral(
    office: Office, browser: Browser
) -> None:
    fraud = some_facts(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,))
    async with office.opened(browser, "noor", scripts=False, size="phone") as page:
        await page.goto(_LIST)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Your services")
        await page.get_by_label("Places free now").first.fill("4")
        await page.get_by_role("button", name="Tell it as of today").first.click()
        await expect(page.get_by_role("status")).to_contain_text("Kept, as of today")
    async with office.database.transaction(SYSTEM) as tx:
        await tx.run(
            "insert into capacities(service, population, intervention, agency, vacancies, weeks, as_of, told_by,"
            " version, told_at) values ('ledger-fraud', 'anyone', '', 'ledger-fraud-care', 0, null, :day, 'x', 1,"
            " :now)",
            {"day": tx.now.date(), "now": tx.now},
        )
        referral_id = uuid7(tx.now)
    await office.route(a_referral_screened(referral_id=referral_id, facts=fraud))
    decision = (await office.client("pat").get(f"/router/v1/referrals/{referral_id}/decision")).json()
    assert [one["service"] for one in decision["allocations"]] == ["harbour-recovery"]
    said = "Ledger Fraud Care was not chosen for fraud because it is full and another has room."
    assert said in decision["explanation"]


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_the_pages_fit_and_are_accessible(office: Office, browser: Browser, size: str) -> None:
    room = {"intervention": "isva", "vacancies": 2}
    assert (await office.client("noor").put("/router/v1/directory/services/lantern-adult/room", json=room)).is_success
    async with office.opened(browser, "noor", size=size) as page:
        await page.goto(_LIST)
        await is_fit(page)
