"""An agency's page of quality: what it sent, in words, figures and charts; as CSV; nobody else's."""

import csv
from io import StringIO
from typing import Any

import httpx
import pytest

from tests.builders.police_record import a_police_body, a_victim
from tests.intake.api.test_quality import post
from tests.intake.conftest import Force, Intake
from tests.intake.quality.test_figures import FIGURES
from waymark.db import SYSTEM
from waymark.words import Need, OffenceClass, QualityFlag
from waymark_intake.pages.quality import finding, other_words, written_csv
from waymark_intake.quality.actions import load_recipients
from waymark_intake.quality.figures import Figures, Other
from waymark_intake.wording import say

PAGE = "/intake/quality"


async def page(intake: Intake, path: str = PAGE, force: Force | None = None, **query: str) -> httpx.Response:
    async with intake.client(force) as client:
        return await client.get(path, params=query, headers={"accept": "text/html"})


async def sent(intake: Intake) -> None:
    faulty: dict[str, Any] = {"victim": a_victim(home_district=None)}
    await post(intake, "one", team="north", **faulty)
    await post(intake, "two", force_reference="other/1", offence_code=None, crime_category=None, needs=["other"])


async def test_the_page_says_what_was_wrong_how_often_and_what_to_do(intake: Intake) -> None:
    await sent(intake)
    html = (await page(intake)).text
    for words in ("1 of 2 referrals (50 %) had nothing wrong", "No district of where the person lives", "quality/1"):
        assert words in html
    assert "Add the local-authority code" in html
    assert "Words only" in html
    assert html.count('class="chart"') == 2
    assert "/intake/referrals?part=needs_you" in html


async def test_one_team_is_shown_alone(intake: Intake) -> None:
    await sent(intake)
    html = (await page(intake, team="north")).text
    assert "0 of 1 referrals" in html
    assert "All teams together" in html
    assert "1 of 1 referrals (100 %) had nothing wrong" in (await page(intake, team="-")).text


async def test_another_agency_sees_nothing_of_it(intake: Intake) -> None:
    await sent(intake)
    html = (await page(intake, force=intake.other_force)).text
    assert "Nothing was sent in these twelve weeks" in html
    assert "north" not in html


async def test_nothing_on_the_page_has_a_style_or_a_handler(intake: Intake) -> None:
    await sent(intake)
    html = (await page(intake)).text
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html


async def test_the_same_figures_come_as_csv(intake: Intake) -> None:
    await sent(intake)
    reply = await page(intake, "/intake/quality.csv")
    rows = list(csv.DictReader(StringIO(reply.text)))
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert [(row["team"], row["sent"], row["fault"], row["fault_cost"]) for row in rows] == [
        ("", "1", "", ""),
        ("north", "1", "", ""),
        ("north", "1", "district_missing", "10"),
    ]


async def test_this_weeks_digest_is_read_as_it_stands(intake: Intake) -> None:
    assert "there is none" in (await page(intake, f"{PAGE}/digest")).text
    await sent(intake)
    html = (await page(intake, f"{PAGE}/digest", team="north")).text
    assert "Mean score 90 of 100" in html
    assert "No district of where the person lives: once, 10 points." in html
    assert "week from" in (await page(intake, f"{PAGE}/digest")).text
    assert "there is none" in (await page(intake, f"{PAGE}/digest", force=intake.other_force)).text


async def test_the_page_says_who_gets_the_digest(intake: Intake) -> None:
    assert "Your agency has named no address for it." in (await page(intake)).text
    async with intake.database.transaction(SYSTEM) as tx:
        await load_recipients(tx, {"digests": {"warwickshire-police": {"name": "Quality", "email": "q@p.example"}}})
    html = (await page(intake)).text
    assert "the whole agency" in html
    assert "q@p.example" not in html


async def test_whoever_is_not_signed_in_is_led_to_sign_in(intake: Intake) -> None:
    async with intake.client() as client:
        client.headers.pop("authorization")
        reply = await client.get(PAGE, headers={"accept": "text/html"})
    assert reply.headers["location"] == "/consent/sign-in?next=/intake/quality"


@pytest.mark.parametrize("team", ["<b>", "a" * 41])
async def test_a_team_that_is_no_code_is_refused(intake: Intake, team: str) -> None:
    assert (await page(intake, team=team)).status_code == 422


def test_the_heading_states_what_was_found() -> None:
    assert finding(FIGURES) == (
        "5 of 7 referrals (71 %) had nothing wrong; most is lost by: no safe way to make contact"
    )
    assert finding(Figures(FIGURES.weeks, (), ())) == "Nothing was sent in these twelve weeks"


def test_csv_has_a_row_for_each_week_and_team_and_for_each_fault() -> None:
    assert written_csv(FIGURES).count("\r\n") == 1 + 3 + 2


@pytest.mark.parametrize("flag", QualityFlag)
def test_every_fault_has_words_of_its_own_as_a_heading(flag: QualityFlag) -> None:
    assert say(flag, "quality") != say(flag, "nothing")


@pytest.mark.parametrize("code", [*(f"need:{need}" for need in Need), *(f"offence:{one}" for one in OffenceClass)])
def test_every_second_code_reads_as_words(code: str) -> None:
    assert "_" not in other_words(Other(FIGURES.weeks[0], code, 1))


async def test_what_was_refused_or_sent_again_is_on_the_page_and_in_the_file(intake: Intake) -> None:
    await post(intake, "one", team="north")
    await post(intake, "one", team="north")
    async with intake.client() as client:
        body = a_police_body(reported_at="zqyesterday", team="north")
        refused = await client.post("/intake/v1/referrals", json=body, headers={"idempotency-key": "two"})
        assert refused.status_code == 422
    html = (await page(intake, team="north")).text
    assert "Refused: 1." in html
    assert "/reported_at" in html
    assert "Sent again unchanged: 1." in html
    assert "zqyesterday" not in html
    digest = (await page(intake, f"{PAGE}/digest", team="north")).text
    assert "Refused, so that nobody was told: 1." in digest
    (row,) = csv.DictReader(StringIO((await page(intake, f"{PAGE}.csv")).text))
    assert (row["sent"], row["refused"], row["repeated"]) == ("1", "1", "1")


async def test_whoever_was_refused_everything_is_told_so(intake: Intake) -> None:
    async with intake.client() as client:
        await client.post("/intake/v1/referrals", json={}, headers={"idempotency-key": "two"})
    assert "Everything that was sent in these twelve weeks was refused" in (await page(intake)).text
