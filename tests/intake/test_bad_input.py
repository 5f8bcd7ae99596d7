"""Bad input through every door of intake: taken or refused in plain words, never an error of ours, nothing quoted.

Not here: what one field means (the tests of that field), generated requests (test_openapi_by_schemathesis.py).
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

import httpx
import pytest

from tests.builders.bad_input import CANARY, DATES, PHONES, POSTCODES, TEXTS, Path, bad_bodies, bad_documents
from tests.builders.bars_message import PATIENT, REQUEST, a_message
from tests.builders.form_post import URL as FORM
from tests.builders.form_post import an_answered_form, press, state_of
from tests.builders.partner_post import a_council_referral
from tests.builders.police_record import a_police_body
from tests.intake.conftest import Force, Intake, OpenIntake
from waymark.clock import ReplayClock
from waymark.words import AgencyRole

REFERRALS = "/intake/v1/referrals"
POLICE: Mapping[str, Sequence[Path]] = {
    "date": (("reported_at",), ("occurred_on",), ("victim", "date_of_birth"), ("consent", "asked_at")),
    "phone": (("victim", "mobile"),),
    "postcode": (("victim", "postcode"), ("crime_district",)),
    "text": (
        ("force_reference",),
        ("victim", "given_name"),
        ("victim", "address_lines", 0),
        ("safe_contact", "mobile_safe"),
        ("consent", "wording"),
        ("account",),
    ),
}
A_FEW: Mapping[str, Sequence[Path]] = {
    "date": (("victim", "date_of_birth"),),
    "phone": (("victim", "mobile"),),
    "text": (("victim", "given_name"),),
}
PARTNER: Mapping[str, Sequence[Path]] = {
    "date": (("person", "date_of_birth"),),
    "phone": (("person", "mobile"),),
    "text": (("kind",), ("needs", 0), ("worker", "name")),
}
PERSON = ("entry", PATIENT, "resource")
BARS: Mapping[str, Sequence[Path]] = {
    "date": ((*PERSON, "birthDate"),),
    "phone": ((*PERSON, "telecom", 0, "value"),),
    "postcode": ((*PERSON, "address", 0, "postalCode"),),
    "text": (
        (*PERSON, "name", 1, "family"),
        ("entry", REQUEST, "resource", "note", 0, "text"),
        ("entry", 0, "fullUrl"),
    ),
}
TITLES = ["Crime reference", "Reported at", "Offence code", "First name", "Surname", "Date of birth", "Mobile"]
IRIS = ["23/1/26", "23/11/2026 08:30", "028/01", "Iris", "Example", "15/06/1990", "+447700900123"]


def check_problem(problem: Mapping[str, Any]) -> None:
    """It says what is wrong in words, and what to do about each fault."""
    assert problem["title"][:1].isupper(), problem
    assert all(len(fault["fix"]) > 8 for fault in problem["faults"]), problem


def check_json(answer: httpx.Response) -> None:
    """Taken, or refused by a problem document; what was sent is not quoted either way."""
    assert answer.status_code < 500, answer.text
    assert CANARY not in answer.text
    assert CANARY not in str(answer.headers)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        check_problem(answer.json())
    else:
        assert answer.status_code in {200, 202}


async def send_all(
    intake: Intake, url: str, bodies: Iterable[bytes], *, force: Force | None = None, prefix: str
) -> list[int]:
    """Posts each body under a key of its own; returns the statuses."""
    statuses = []
    async with intake.client(force) as client:
        for number, body in zip(count(), bodies, strict=False):
            headers = {"content-type": "application/json", "idempotency-key": f"{prefix}-{number}"}
            answer = await client.post(url, content=body, headers=headers)
            check_json(answer)
            statuses.append(answer.status_code)
    return statuses


async def test_bad_police_records_are_taken_or_refused_in_words(intake: Intake) -> None:
    body = a_police_body()
    statuses = await send_all(intake, REFERRALS, (*bad_documents(body), *bad_bodies(body, A_FEW)), prefix="a")
    assert {202, 400, 422} <= set(statuses)


async def test_whole_documents_that_are_no_records_are_refused(intake: Intake) -> None:
    statuses = await send_all(intake, REFERRALS, bad_documents(a_police_body()), prefix="a")
    assert set(statuses) <= {400, 422}


async def test_bad_partner_records_are_taken_or_refused_in_words(intake: Intake, clock: ReplayClock) -> None:
    body = a_council_referral(now=clock.now())
    council = intake.partners[AgencyRole.LOCAL_AUTHORITY]
    url = "/intake/v1/partner-referrals"
    statuses = await send_all(
        intake, url, (*bad_documents(body), *bad_bodies(body, PARTNER)), force=council, prefix="b"
    )
    assert {202, 400, 422} <= set(statuses)


async def test_every_bad_line_of_a_batch_gets_its_own_answer(intake: Intake) -> None:
    lines = [
        b'{"idempotency_key":"k-%d","record":%s}\n' % (number, body)
        for number, body in enumerate(bad_bodies(a_police_body(), POLICE))
    ]
    lines += [body + b"\n" for body in bad_documents(a_police_body())]
    async with intake.client() as client:
        answer = await client.post(
            f"{REFERRALS}:batch", content=b"".join(lines), headers={"content-type": "application/x-ndjson"}
        )
    assert answer.status_code == 200
    assert CANARY not in answer.text
    results = [json.loads(line) for line in answer.text.splitlines()]
    assert len(results) >= len(lines) - 5
    for result in results:
        assert result["status"] in {202, 400, 413, 422}, result
        if result["status"] != 202:
            check_problem(result["problem"])
    assert {result["status"] for result in results} >= {202, 400, 422}


async def test_bad_corrections_are_taken_or_refused_in_words(intake: Intake) -> None:
    body = a_police_body()
    async with intake.client() as client:
        first = await client.post(REFERRALS, json=body, headers={"idempotency-key": "first"})
    url = f"{REFERRALS}/{first.json()['id']}"
    bodies = [b'{"version":1,"record":%s}' % bad for bad in bad_bodies(body, A_FEW)]
    versions = ("NaN", "1e400", "9" * 400, "-1", "0", "1.5", '"1"', "9007199254740992", "null", f'"{CANARY}"')
    bodies += [b'{"version":%s,"record":%s}' % (one.encode(), json.dumps(body).encode()) for one in versions]
    statuses = await send_all(intake, f"{url}:correct", (*bad_documents(body), *bodies), prefix="c")
    assert {202, 400, 409, 422} <= set(statuses)
    await send_all(intake, f"{url}:withdraw", bad_documents({"reason": "sent_in_error"}), prefix="d")
    await send_all(intake, f"{url}:answer", bad_documents({"version": 1}), prefix="e")


async def test_bad_messages_of_hospitals_get_an_outcome(intake: Intake) -> None:
    statuses = set()
    async with intake.client(intake.partners[AgencyRole.HEALTH]) as client:
        bodies = (*bad_documents(a_message()), *bad_bodies(a_message(), BARS))
        for number, body in enumerate(bodies):
            headers = {"content-type": "application/fhir+json", "x-request-id": f"request-{number}"}
            answer = await client.post("/intake/bars/$process-message", content=body, headers=headers)
            statuses.add(answer.status_code)
            assert answer.status_code < 500, answer.text
            assert answer.headers["content-type"] == "application/fhir+json"
            if answer.status_code >= 400:
                assert CANARY not in answer.text
                assert answer.json()["resourceType"] == "OperationOutcome"
                assert all(len(issue["diagnostics"]) > 8 for issue in answer.json()["issue"])
    assert {200, 400} <= statuses


async def test_bad_cells_of_a_file_are_results_of_their_own_row(intake: Intake) -> None:
    rows = [
        [*IRIS[:column], text, *IRIS[column + 1 :]]
        for column in range(len(IRIS))
        for text in (*TEXTS, *DATES, *PHONES, *POSTCODES)
    ]
    async with intake.client() as client:
        for content in (_file(rows), *_odd_files()):
            for dry_run in ("true", "false"):
                answer = await client.post(
                    f"{REFERRALS}:csv",
                    params={"mapping": "police-standard", "dry_run": dry_run},
                    content=content,
                    headers={"content-type": "text/csv"},
                )
                assert answer.status_code < 500, answer.text
                assert CANARY not in answer.text
                if answer.status_code >= 400:
                    check_json(answer)
                else:
                    *results, last = csv.DictReader(io.StringIO(answer.text, newline=""))
                    assert last["status"] == "end"
                    assert all(one["fix"] for one in results if one["status"] == "refused")


def _file(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([TITLES, *rows])
    return text.getvalue().encode("utf-8", "surrogatepass")


def _odd_files() -> list[bytes]:
    whole = _file([IRIS])
    return [
        b"",
        b"\0" * 1000,
        whole.decode().encode("utf-16"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + whole,
        whole + b'"' + CANARY.encode(),
        whole + b"\xed\xa0\x80\xff" + CANARY.encode() + b"\r\n",
        CANARY.encode() * 50_000,
        (CANARY + ",").encode() * 5_000,
        f"{CANARY},{CANARY}\r\n1,2\r\n".encode(),
        whole + b",".join([b"x"] * 10_000) + b"\r\n",
    ]


@pytest.fixture
async def quick_form(open_the_door: OpenIntake) -> Intake:
    """The form without its limits on haste and number."""
    return await open_the_door(form_least_s=0, form_presses_one=100_000, form_presses_all=100_000)


async def test_bad_answers_on_the_public_form_get_a_page_and_never_run(quick_form: Intake) -> None:
    wild = (*TEXTS, *DATES[:4], *PHONES, *POSTCODES)
    steps = {"situation": ("words", "situations"), "about": ("name", "age"), "contact": ("phone", "email", "times")}
    pages = an_answered_form()
    transport = httpx.ASGITransport(quick_form.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as visitor:
        page = await press(visitor, "start")
        for step, fields in steps.items():
            for field in fields:
                for text in wild:
                    answer = await press(visitor, "next", on=page, **pages[step] | {field: text})
                    _check_page(answer)
            page = await press(visitor, "next", on=page, **pages[step])
        state = state_of(page)
        for text in (*wild, state[:-4], state * 2, state[::-1]):
            _check_page(await visitor.post(FORM, data={"state": text, "go": "next"}, headers={"accept": "text/html"}))
            _check_page(await visitor.post(FORM, data={"state": state, "go": text}, headers={"accept": "text/html"}))
        for raw in (b"", b"&&&=", b"state=%ED%A0%80&go=next", b"\xff\xfe\0", b"go=next&go=start&" + b"a=1&" * 5_000):
            headers = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
            _check_page(await visitor.post(FORM, content=raw, headers=headers))


def _check_page(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text[:2000]
    assert answer.headers["content-type"].startswith("text/html"), answer.headers
    assert f"<script>alert('{CANARY}" not in answer.text
    assert f"<img src=x onerror={CANARY}" not in answer.text


async def test_bad_addresses_and_headers_are_refused_in_words(intake: Intake) -> None:
    encoded = (
        f"%00{CANARY}",
        f"%ED%A0%80{CANARY}",
        f"%E2%80%AE{CANARY}",
        f"%27%3B--{CANARY}",
        "9" * 400,
        "NaN",
        "%F0%9F%91%A9",
    )
    places = (
        "v1/referrals/{}",
        "v1/referrals/{}/history",
        "v1/referrals/changes?after={}",
        "v1/referrals/changes?most={}",
        "v1/referrals/changes?{}=1",
        "v1/code-lists/{}",
        "v1/reconciliation/{}",
        "v1/reconciliation?day={}",
        "v1/quality?from={}",
        "v1/quality?team={}",
    )
    async with intake.client() as client:
        for place in places:
            for bad in encoded:
                check_json(await client.get(f"/intake/{place.format(bad)}"))
        for key in (b"", b" ", b"\xff" + CANARY.encode(), CANARY.encode() * 100, b"a\tb", b"=cmd|" + CANARY.encode()):
            headers = {b"idempotency-key": key, b"content-type": b"application/json"}
            check_json(await client.post(REFERRALS, content=b"{}", headers=headers))
        for media in (b"", b"text/plain", b"application/json; charset=utf-16", b"\xff/" + CANARY.encode()):
            headers = {b"idempotency-key": b"k", b"content-type": media}
            check_json(await client.post(REFERRALS, content=b"{}", headers=headers))
