"""A file from a browser: tried and sent without scripts, told row by row, and nothing of it in any page or table."""

import base64
import csv
import io
import re
from typing import Any

import pytest

from tests.intake.api.test_sheet import FRAUD, POLICE, TITLES, a_file, count, iris
from tests.intake.conftest import Intake, OpenIntake
from waymark.db import SYSTEM
from waymark.words import AgencyRole

URL = "/intake/upload"
HTML = {"accept": "text/html"}


async def _post(intake: Intake, content: bytes, *, go: str = "send", mapping: str = POLICE) -> Any:
    fields = {"mapping": mapping, "go": go}
    async with intake.client() as client:
        return await client.post(URL, data=fields, files={"file": ("list.csv", content)}, headers=HTML)


def _result(page: str) -> list[dict[str, str]]:
    (packed,) = re.findall(r'download="result.csv" href="data:text/csv;charset=utf-8;base64,([^"]*)"', page)
    return list(csv.DictReader(io.StringIO(base64.b64decode(packed).decode(), newline="")))


async def test_the_page_offers_the_mappings_of_the_agency_and_names_their_columns(intake: Intake) -> None:
    async with intake.client() as client:
        page = (await client.get(URL, headers=HTML)).text
        listed = (await client.get("/intake/referrals", headers=HTML)).text
    assert f'value="{POLICE}"' in page
    assert f'value="{FRAUD}"' in page
    assert "Crime reference" in page
    assert 'href="/intake/upload"' in listed
    async with intake.client(intake.partners[AgencyRole.SCHOOL]) as client:
        assert "Your agency sends no files" in (await client.get(URL, headers=HTML)).text
        assert 'href="/intake/upload"' not in (await client.get("/intake/referrals", headers=HTML)).text


async def test_a_file_is_tried_and_then_sent(intake: Intake) -> None:
    content = a_file(iris(), iris(Crime_reference="23/2/26", Offence_code="777/77"), iris(Crime_reference="23/3/26"))
    tried = await _post(intake, content, go="try")
    assert (tried.status_code, await count(intake)) == (200, 0)
    assert "Tried, nothing is stored: 3 rows" in tried.text
    assert "2 would be accepted" in tried.text
    sent = await _post(intake, content)
    assert "Done: 3 rows" in sent.text
    assert "2 accepted: each is a referral now" in sent.text
    assert "1 refused: put them right and send the file again" in sent.text
    assert "Send a Home Office offence code" in sent.text
    rows = [row for row in _result(sent.text) if row["status"] != "advice"]
    assert [(row["line"], row["status"]) for row in rows] == [
        ("2", "accepted"),
        ("3", "refused"),
        ("4", "accepted"),
        ("0", "end"),
    ]
    assert await count(intake) == 2
    again = await _post(intake, content)
    assert "2 sent before: nothing was done again" in again.text


async def test_nothing_of_the_file_is_in_a_page_or_table(intake: Intake) -> None:
    for content in (
        a_file(iris(First_name="zqcanary"), iris(Offence_code="zqcanary"), ["zqcanary"]),
        a_file(iris(), titles=[*TITLES, "zqcanary"]),
        b"zqcanary\nzqcanary\n",
    ):
        page = (await _post(intake, content)).text
        assert "zqcanary" not in page
        assert "zqcanary" not in str(_result(page)) if "base64," in page else True
    async with intake.database.reader(SYSTEM) as reader:
        assert "zqcanary" not in str(await reader.rows("select * from referrals"))


@pytest.mark.parametrize(
    ("content", "mapping", "words"),
    [
        (b"", POLICE, "The file has no rows"),
        (a_file(titles=[*TITLES, "More"]), POLICE, "Column 9: Name it as the mapping does"),
        (a_file(titles=["First name"]), POLICE, "Add the column “Reported at”."),
        (a_file(iris()), "none", "There is no such mapping for your agency"),
    ],
)
async def test_a_file_that_cannot_be_worked_through_says_why_beside_the_form(
    intake: Intake, content: bytes, mapping: str, words: str
) -> None:
    answer = await _post(intake, content, mapping=mapping)
    assert answer.status_code == 422
    assert words in answer.text
    assert '<form method="post" action="/intake/upload"' in answer.text
    assert await count(intake) == 0


async def test_a_file_over_the_limit_is_refused_and_what_came_before_stays_said(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(upload_megabytes=1)
    rows = [iris(Crime_reference=f"23/{number}/26", Surname="x" * 150) for number in range(6000)]
    answer = await _post(intake, a_file(*rows), go="try")
    assert answer.status_code == 413
    assert "This file is too large for this page" in answer.text


async def test_many_faults_are_shown_in_part_and_all_of_them_in_the_result(intake: Intake) -> None:
    rows = [iris(Crime_reference=f"23/{number}/26", Offence_code="777/77") for number in range(130)]
    page = (await _post(intake, a_file(*rows), go="try")).text
    assert page.count("Offence code</td>") == 100
    assert "30 more are in the file to download" in page
    assert sum(row["status"] == "refused" for row in _result(page)) == 130


async def test_what_was_refused_is_shown_before_what_is_only_advised(intake: Intake) -> None:
    good = [iris(Crime_reference=f"23/{number}/26") for number in range(120)]
    page = (await _post(intake, a_file(*good, iris(Offence_code="777/77")), go="try")).text
    shown = page[page.index("<tbody>") :]
    assert shown.index("Offence code</td>") < shown.index("District missing")
    assert "more are in the file to download" in page


async def test_who_is_not_signed_in_is_sent_to_sign_in(intake: Intake) -> None:
    async with intake.client() as client:
        del client.headers["authorization"]
        assert (await client.get(URL, headers=HTML)).status_code == 303
        assert (await client.post(URL, files={"file": ("l.csv", b"")}, headers=HTML)).status_code == 303
