"""Bad input on the pages of intake: always a page in plain words, nothing of it runs, and never an error of ours.

Not here: the public form and the doors of machines (test_bad_input.py).
"""

from itertools import islice
from uuid import uuid4

import httpx
import pytest

from tests.builders.bad_form import (
    HTML,
    IN_ADDRESSES,
    WILD,
    bad_posts,
    bad_queries,
    check_foreign,
    check_page,
    get_all,
    post_all,
)
from tests.builders.bad_input import CANARY
from tests.builders.refer_post import CONSENT, CONTACT, HELP, PERSON, START, press, state_in
from tests.builders.web import a_browser
from tests.intake.api.test_answer import sent
from tests.intake.api.test_sheet import POLICE, a_file, iris
from tests.intake.conftest import Intake
from tests.intake.pages.test_refer import signed_in
from tests.intake.pages.test_repeats import Desk, send_sisters
from waymark.words import AgencyRole

REFER, UPLOAD = "/intake/refer", "/intake/upload"
STEPS = {
    "start": (START, ("kind",)),
    "person": (PERSON, ("given_name", "date_of_birth-day", "home_district")),
    "contact": (CONTACT, ("mobile",)),
    "help": (HELP, ("needs_crime",)),
    "consent": (CONSENT, ("asked_at-time",)),
}


def police(intake: Intake) -> httpx.AsyncClient:
    return signed_in(intake, AgencyRole.POLICE)


async def test_every_step_of_referring_somebody_answers_bad_input_with_a_page(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await client.get(REFER)
        for answers, names in STEPS.values():
            fields = {"state": state_in(page), "go": "next", **{name: str(said) for name, said in answers.items()}}
            for name in names:
                one_field = (one for one in islice(bad_posts(fields, name), len(WILD) + 4))
                assert await post_all(client, REFER, one_field) <= {200, 422}
            page = await press(client, page, answers)
            check_page(page)
        whole = {"state": state_in(page), "go": "send"}
        statuses = await post_all(client, REFER, bad_posts(whole, "state", "go"))
    assert {200, 422, 413} <= statuses


async def test_a_file_that_is_none_and_a_form_that_is_broken_get_the_page_again(intake: Intake) -> None:
    fields = {"mapping": POLICE, "go": "try"}
    contents = (b"", b"\0" * 1_000, b"\xff\xfe" + CANARY.encode(), b'"' + CANARY.encode(), a_file(iris()) * 3)
    async with police(intake) as client:
        assert 415 in await post_all(client, UPLOAD, bad_posts(fields, "mapping", "go"))
        for content in contents:
            for name in (f"<script>alert('{CANARY}')</script>.csv", "\u202evsc.exe", "", "../../x", CANARY * 1_000):
                answer = await client.post(UPLOAD, data=fields, files={"file": (name, content)}, headers=HTML)
                check_page(answer)
        for text in WILD:
            data = fields | {"mapping": text.encode("utf-8", "replace").decode()}
            answer = await client.post(UPLOAD, data=data, files={"file": ("a.csv", a_file(iris()))}, headers=HTML)
            check_page(answer)
            assert answer.status_code >= 400
        cells = a_file(*(iris(First_name=text) for text in WILD))
        answer = await client.post(UPLOAD, data=fields, files={"file": ("a.csv", cells)}, headers=HTML)
        check_page(answer)
        assert answer.status_code == 200
        assert CANARY not in answer.text


async def test_the_pages_of_people_who_come_again_answer_bad_input_with_a_page(intake: Intake) -> None:
    await send_sisters(intake)
    desk = Desk(intake)
    pair = await desk.first()
    said = {"judgement": "same", "because-same": "known", "version": "1"}
    async with desk.client() as client:
        assert 422 in await get_all(client, "/intake/repeats", bad_queries("part", "after"))
        assert 422 in await get_all(client, pair, bad_queries("done"))
        for bad in IN_ADDRESSES[:-1]:
            check_page(await client.get(f"/intake/repeats/{bad}", headers=HTML))
            check_page(await client.post(f"/intake/repeats/{bad}/apart", headers=HTML))
        assert {422} <= await post_all(client, pair, bad_posts(said, "judgement", "because-same", "version"))
        assert 404 in await post_all(client, f"/intake/repeats/{uuid4()}", bad_posts(said))


async def test_answering_and_taking_back_answer_bad_input_with_a_page(intake: Intake) -> None:
    url = f"/intake/referrals/{await sent(intake)}"
    async with signed_in(intake) as client:
        page = await client.get(f"{url}/answer")
        fields = {"state": state_in(page), "mobile": "07700900129", "mobile_safe": "yes", "code_word": "word"}
        bad = bad_posts(fields, "state", "mobile", "code_word")
        assert {422, 413} <= await post_all(client, f"{url}/answer", bad)
        assert {422, 413} <= await post_all(client, f"{url}/withdraw", bad_posts({"reason": CANARY}, "reason"))
        assert 422 in await get_all(client, url, bad_queries("done"))
        for ending in ("", "/answer", "/withdraw"):
            for text in IN_ADDRESSES[:-1]:
                check_page(await client.get(f"/intake/referrals/{text}{ending}", headers=HTML))


async def test_lists_slips_and_quality_answer_bad_input_with_a_page(intake: Intake) -> None:
    async with police(intake) as client:
        assert 422 in await get_all(client, "/intake/referrals", bad_queries("part", "after"))
        assert {413} <= await post_all(client, "/intake/referrals", bad_posts({"reference": "23/1/26"}, "reference"))
        slip = {"offence_class": "fraud", "district": "E07000220"}
        assert {200, 413} <= await post_all(client, "/intake/slips/new", bad_posts(slip, "offence_class", "district"))
        for page in ("/intake/quality", "/intake/quality/digest"):
            assert 200 in await get_all(client, page, bad_queries("team"))


@pytest.mark.parametrize("url", [REFER, UPLOAD, "/intake/referrals", "/intake/slips/new"])
async def test_a_form_of_another_site_is_refused_with_a_page(intake: Intake, url: str) -> None:
    async with a_browser(intake.app) as client:
        await check_foreign(client, url)
