"""A CSV file at the door: a result for each row, nothing stored on trial, the same again goes on, nothing quoted."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tests.intake.conftest import Force, Intake, OpenIntake
from waymark.db import SYSTEM
from waymark.words import AgencyRole

URL = "/intake/v1/referrals:csv"
POLICE = "police-standard"
FRAUD = "fraud-victims"
TITLES = [
    "Crime reference",
    "Reported at",
    "Offence code",
    "First name",
    "Surname",
    "Date of birth",
    "Mobile",
    "Consent",
]
IRIS = ["23/1/26", "23/11/2026 08:30", "028/01", "Iris", "Example", "15/06/1990", "+447700900123", "yes"]


def a_file(*rows: Sequence[str], titles: Sequence[str] = TITLES) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([titles, *rows])
    return text.getvalue().encode()


def iris(**over: str) -> list[str]:
    return [over.get(title.replace(" ", "_"), cell) for title, cell in zip(TITLES, IRIS, strict=True)]


async def post(intake: Intake, content: Any, mapping: str = POLICE, *, force: Force | None = None, **query: str) -> Any:
    async with intake.client(force) as client:
        headers = {"content-type": "text/csv"}
        return await client.post(URL, params={"mapping": mapping} | query, content=content, headers=headers)


async def results(
    intake: Intake, content: Any, mapping: str = POLICE, *, dry_run: str = "false"
) -> list[dict[str, str]]:
    reply = await post(intake, content, mapping, dry_run=dry_run)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/csv; charset=utf-8"), reply.text
    *rows, last = csv.DictReader(io.StringIO(reply.text, newline=""))
    assert last["status"] == "end"
    return rows


async def count(intake: Intake, table: str = "referrals") -> int:
    async with intake.database.reader(SYSTEM) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


def told(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [(row["line"], row["status"], row["code"], row["column"]) for row in rows if row["status"] != "advice"]


async def test_every_row_has_its_own_result(intake: Intake) -> None:
    rows = await results(
        intake,
        a_file(
            iris(),
            iris(Crime_reference="23/2/26", Offence_code="777/77"),
            iris(Crime_reference="23/3/26", Date_of_birth="15 June", Consent="perhaps"),
            iris(Crime_reference="23/4/26")[:-1],
            iris(Crime_reference="23/5/26", First_name="Rose"),
        ),
    )
    assert told(rows) == [
        ("2", "accepted", "", ""),
        ("3", "refused", "unknown_code", "Offence code"),
        ("4", "refused", "not_a_date", "Date of birth"),
        ("4", "refused", "not_a_code", "Consent"),
        ("5", "refused", "row_width", ""),
        ("6", "accepted", "", ""),
    ]
    assert all(row["fix"] for row in rows if row["status"] == "refused")
    advice = [(row["line"], row["code"]) for row in rows if row["status"] == "advice"]
    assert ("2", "district_missing") in advice
    assert await count(intake) == await count(intake, "log") == 2
    async with intake.client() as client:
        view = await client.get(f"/intake/v1/referrals/{rows[0]['referral']}")
    assert view.json()["police_clock"]["reported_at"] == "2026-11-23T08:30:00Z"


async def test_a_trial_judges_every_row_and_stores_nothing(intake: Intake) -> None:
    rows = await results(intake, a_file(iris(), iris(Offence_code="777/77")), dry_run="true")
    assert told(rows) == [("2", "acceptable", "", ""), ("3", "refused", "unknown_code", "Offence code")]
    assert ("advice", "district_missing") in {(row["status"], row["code"]) for row in rows}
    assert await count(intake) == await count(intake, "log") == await count(intake, "audit") == 0


async def test_the_same_file_again_goes_on_where_it_was_cut_off(intake: Intake) -> None:
    rows = [iris(Crime_reference=f"23/{number}/26", First_name=f"Iris{chr(97 + number)}") for number in range(8)]
    whole = a_file(*rows)
    first = await results(intake, whole[: len(whole) // 2])
    again = await results(intake, whole)
    done = {row["line"]: row["referral"] for row in first if row["status"] == "accepted"}
    assert 0 < len(done) < 8
    for row in again:
        if row["line"] in done and row["status"] != "advice":
            assert (row["status"], row["referral"]) == ("repeated", done[row["line"]])
    assert await count(intake) == 8


async def test_a_changed_row_is_a_correction_and_a_repeated_one_is_told(intake: Intake) -> None:
    rows = await results(intake, a_file(iris(), iris(), iris(Mobile="+447700900999")))
    assert [status for _, status, *_ in told(rows)] == ["accepted", "repeated", "corrected"]
    assert len({row["referral"] for row in rows}) == 1
    assert await count(intake) == 1


async def test_nothing_of_the_file_is_in_any_answer_or_table(intake: Intake) -> None:
    content = a_file(iris(First_name="zqcanary"), iris(Offence_code="zqcanary"), ["zqcanary"])
    for raw in (content, content.replace(b"Surname", b"zqcanary")):
        assert "zqcanary" not in (await post(intake, raw)).text
    async with intake.database.reader(SYSTEM) as reader:
        for table in ("referrals", "idempotency", "audit"):
            assert "zqcanary" not in str(await reader.rows(f"select * from {table}"))


async def test_a_formula_is_text_and_is_never_given_back(intake: Intake) -> None:
    reply = await post(intake, a_file(iris(First_name='=HYPERLINK("http://x")', Surname="@SUM(A1)")))
    assert "accepted" in reply.text
    for line in reply.text.splitlines():
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in next(csv.reader([line])))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (a_file(titles=["Reported at"]), "header_unknown"),
        (a_file(titles=[*TITLES, "Shoe size"]), "header_unknown"),
        (a_file(titles=[*TITLES, "Forename"]), "header_unknown"),
        (a_file(IRIS).partition(b"\n")[2], "header_unknown"),
    ],
)
async def test_a_file_that_is_not_the_mappings_is_refused_as_a_whole(intake: Intake, content: bytes, code: str) -> None:
    reply = await post(intake, content)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert reply.headers["content-type"] == "application/problem+json"
    assert "Iris" not in reply.text
    assert await count(intake) == 0


async def test_a_list_of_fraud_victims_is_taken_as_it_is_exported(intake: Intake) -> None:
    titles = ["NFRC", "Forename", "Surname", "DOB", "Mobile", "District", "Loss", "Happy to be contacted"]
    rows = [
        ["NFRC1", "Zoë", "Example", "01/02/1944", "07700 900123", "Rugby", "£2,000", "Y"],
        ["NFRC2", "Zoë", "Example", "01/02/1944", "07700 900123", "Coventry", "£1", "Y"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([titles, *rows])
    found = await results(intake, text.getvalue().encode("windows-1252"), FRAUD)
    assert told(found) == [("2", "accepted", "", ""), ("3", "refused", "not_a_code", "District")]
    async with intake.database.reader(SYSTEM) as reader:
        assert await reader.value("select kind from referrals") == "partner"


@pytest.mark.parametrize(("role", "mapping"), [(AgencyRole.SCHOOL, POLICE), (AgencyRole.SCHOOL, FRAUD), (None, "none")])
async def test_a_mapping_is_its_agencies_own(intake: Intake, role: AgencyRole | None, mapping: str) -> None:
    reply = await post(intake, a_file(IRIS), mapping, force=intake.partners[role] if role else None)
    assert (reply.status_code, reply.json()["code"]) == (422, "unknown_mapping")
    assert await count(intake) == 0


async def test_a_stranger_and_another_type_are_not_let_in(intake: Intake) -> None:
    assert (await post(intake, b"", force=Force(intake.police.agency, "nonsense"))).status_code == 401
    async with intake.client() as client:
        assert (await client.post(URL, params={"mapping": POLICE}, json={})).status_code == 415


async def test_without_a_key_to_seal_with_each_row_says_when(open_the_door: OpenIntake) -> None:
    rows = await results(await open_the_door(sealing=False), a_file(IRIS))
    assert told(rows) == [("2", "not_now", "unavailable", "")]


async def test_a_file_is_taken_while_it_is_being_sent(intake: Intake) -> None:
    rows = [iris(Crime_reference=f"23/{number}/26") for number in range(300)]

    async def drops() -> AsyncIterator[bytes]:
        raw = a_file(*rows)
        for start in range(0, len(raw), 97):
            yield raw[start : start + 97]

    found = await results(intake, drops())
    assert [int(line) for line, *_ in told(found)] == list(range(2, 302))
    assert await count(intake) == 300
