"""The partner's form at its door: one referral per submission, faults at their fields, advice before sending."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.builders.refer_post import (
    AROUND,
    CANARIES,
    CONSENT,
    CONTACT,
    HELP,
    PAGES,
    PERSON,
    START,
    URL,
    Answers,
    checked,
    press,
)
from tests.intake.conftest import Force, Intake, OpenIntake
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.words import AgencyRole, Flag, Group, Need, Position, SenderClass, StatutoryGround

R = AgencyRole


def signed_in(intake: Intake, role: AgencyRole = R.LOCAL_AUTHORITY) -> httpx.AsyncClient:
    client = intake.client(intake.partners[role])
    client.headers["accept"] = "text/html"
    return client


async def told(intake: Intake) -> list[ReferralReceived]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log order by seq")
    return [ReferralReceived.model_validate_json(bytes(row.body)) for row in rows]


async def test_a_council_worker_refers_somebody_page_by_page(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await checked(client)
        sent = await press(client, page, go="send")
        assert sent.status_code == 303
        done = await client.get(sent.headers["location"])
    assert "the referral is sent" in done.text
    (event,) = await told(intake)
    assert event.facts.source is SenderClass.LOCAL_AUTHORITY
    assert event.facts.needs == (Need.HOUSING_ADVOCACY, Need.ASB_SUPPORT)
    assert event.facts.flags == (Flag.INTERPRETER,)
    assert (event.facts.language, event.facts.district) == ("pl", "E07000220")
    assert (event.consent.position, event.consent.explicit) == (Position.GIVEN, True)
    assert (event.consent.wording, event.consent.given_by) == ("refer/1", "self")
    assert event.quality == ()


async def test_characteristics_are_asked_beside_the_way_and_travel_sealed_only(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await press(client, await checked(client), go="change:equality")
        assert "What they say of themselves" in page.text
        assert "Step " not in page.text
        page = await press(client, page, {"religion": "sikh", "disability": "Yes"})
        assert "Check before you send" in page.text
        assert "Sikh" in page.text
        page = await press(client, await press(client, page, go="change:equality"), {"religion": ""}, go="back")
        assert "Check before you send" in page.text
        assert "Sikh" not in page.text
        page = await press(client, await press(client, page, go="change:equality"), {"religion": "sikh"})
        assert (await press(client, page, go="send")).status_code == 303
    (event,) = await told(intake)
    assert Group.EQUALITY in {one.group for one in event.person.groups}
    assert "sikh" not in event.model_dump_json().casefold()


async def test_nothing_readable_stands_in_a_page_address_or_event(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await press(client, await client.get(URL), START)
        page = await press(client, page, PERSON)
        assert all(canary not in page.text for canary in CANARIES.values())
        sent = await press(client, await checked(client), go="send")
    assert all(canary not in sent.headers["location"] for canary in CANARIES.values())
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log")
    assert all(canary.encode() not in bytes(row.body) for row in rows for canary in CANARIES.values())


async def test_pressing_send_twice_and_at_once_makes_one_referral(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await checked(client)
        sent = await asyncio.gather(*(press(client, page, go="send") for _ in range(5)))
    assert len({answer.headers["location"] for answer in sent}) == 1
    assert len(await told(intake)) == 1


async def test_other_answers_under_the_same_submission_are_not_a_second_referral(intake: Intake) -> None:
    async with signed_in(intake) as client:
        page = await checked(client)
        await press(client, page, go="send")
        back = await press(client, page, go="change:help")
        page = await press(client, back, {**HELP, "account": "other"})
        page = await press(client, page, CONSENT)
        answer = await press(client, page, go="send")
    assert answer.status_code == 422
    assert "has been sent already" in answer.text
    assert len(await told(intake)) == 1


WRONG: tuple[tuple[int, dict[str, Any], str, str], ...] = (
    (0, {"sender_reference": "?? no"}, "sender_reference", "Use letters, digits, spaces"),
    (1, {"date_of_birth-month": "13"}, "date_of_birth-day", "a day that is in the calendar"),
    (1, {"date_of_birth-year": "2040"}, "date_of_birth-day", "Enter the real date of birth"),
    (1, {"age_years": "seventeen"}, "age_years", "in whole years"),
    (1, {"age_years": "200"}, "age_years", "up to 129"),
    (1, {"home_district": "", "home_elsewhere": "Atlantis"}, "home_elsewhere", "for example Coventry"),
    (1, {"language": "Klingonish"}, "language", "by its English name"),
    (3, {"postcode": "CV1!"}, "postcode", "letters and digits only"),
    (4, {"needs_crime": [], "needs_life": []}, "needs_crime", "Tick a kind of help"),
    (4, {"offence_code": "999/99"}, "offence_code", "Home Office offence code"),
    (5, {"asked_at-year": "2027"}, "asked_at-day", "not one that is still ahead"),
    (5, {"asked_at-time": ""}, "asked_at-time", "the day and the time"),
    (5, {"wording": "own", "wording_own": "our leaflet!"}, "wording", "for example leaflet/3"),
)


@pytest.mark.parametrize(("number", "over", "field", "words"), WRONG)
async def test_what_is_wrong_is_said_at_its_field(
    intake: Intake, number: int, over: dict[str, Any], field: str, words: str
) -> None:
    async with signed_in(intake) as client:
        page = await client.get(URL)
        for answers in PAGES[:number]:
            page = await press(client, page, {**answers, "interpreter": "no"})
        answer = await press(client, page, {**PAGES[number], **over})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}' in answer.text
    assert words in answer.text


async def test_what_would_make_it_better_is_said_before_it_is_sent_and_stops_nothing(intake: Intake) -> None:
    pages: tuple[Answers, ...] = (START, {"given_name": "Ada"}, {}, {"mobile": "07700900123"}, HELP, {})
    async with signed_in(intake) as client:
        page = await checked(client, pages)
        for words in ("You can send it now", "Add the date of birth", "in which district", "Nobody has asked"):
            assert words in page.text
        assert 'value="change:person"' in page.text
        assert "Who is it?" in (await press(client, page, go="change:person")).text
        sent = await press(client, page, go="send")
        assert sent.status_code == 303
        done = await client.get(sent.headers["location"])
    assert "Add the date of birth" in done.text
    assert len(await told(intake)) == 1


ROLES = {
    R.YOUTH_JUSTICE: ["A young person, as part of", "who is at risk"],
    R.POLICE: ["A positive drug test", "One entry of the national fraud"],
}


@pytest.mark.parametrize("role", list(ROLES))
async def test_only_the_kinds_of_the_agency_can_be_chosen(intake: Intake, role: AgencyRole) -> None:
    async with signed_in(intake, role) as client:
        page = await client.get(URL)
        assert all(words in page.text for words in ROLES[role])
        assert "leaves prison" not in page.text
        answer = await press(client, page, {"kind": "prison_release"})
    assert "Choose what you refer" in answer.text


@pytest.mark.parametrize("role", [R.TRIAGE, R.COMMISSIONER])
async def test_an_agency_that_sends_nothing_has_no_form(intake: Intake, role: AgencyRole) -> None:
    async with signed_in(intake, role) as client:
        assert (await client.get(URL)).status_code == 403


async def test_a_prison_says_when_or_why_not(intake: Intake) -> None:
    async with signed_in(intake, R.PRISON) as client:
        page = await client.get(URL)
        for answers in (START, PERSON, AROUND, CONTACT):
            page = await press(client, page, answers)
        refused = await press(client, page, {})
        assert "say why there is none yet" in refused.text
        page = await press(client, refused, {"release_missing": "parole"})
        page = await press(client, page, {"needs_substances": ["opiates"]})
        page = await press(client, page, CONSENT)
        await press(client, page, go="send")
    (event,) = await told(intake)
    assert Flag.IN_CUSTODY in event.facts.flags
    assert Need.PRISON_RELEASE_CONTINUITY in event.facts.needs


TEST = {
    "tested_at-day": "23",
    "tested_at-month": "11",
    "tested_at-year": "2026",
    "tested_at-time": "8:00",
    "substances": ["opiates"],
}


@pytest.mark.parametrize(
    ("born", "words", "ground"),
    [
        ("1984", "The law makes this person attend", StatutoryGround.REQUIRED_ASSESSMENT),
        ("2010", "was under 18", None),
        ("", "may have been under 18", None),
    ],
)
async def test_a_drug_test_says_for_whom_the_law_makes_attendance_a_duty(
    intake: Intake, born: str, words: str, ground: StatutoryGround | None
) -> None:
    person = {"given_name": "Ada", "home_district": "E07000220"}
    day = {"date_of_birth-day": "2", "date_of_birth-month": "5", "date_of_birth-year": born} if born else {}
    start = {"kind": "custody_drug_test", **START}
    async with signed_in(intake, R.POLICE) as client:
        page = await checked(client, (start, {**person, **day}, {}, CONTACT, TEST, {}, {}))
        assert words in page.text
        await press(client, page, go="send")
    (event,) = await told(intake)
    assert event.facts.statutory is ground


async def test_one_service_is_told_that_another_needs_the_persons_clear_yes(intake: Intake) -> None:
    async with signed_in(intake, R.PROVIDER) as client:
        page = await checked(client, (START, PERSON, AROUND, CONTACT, HELP, {**CONSENT, "explicit": "no"}))
        assert "only with that person&#39;s clear yes" in page.text
        page = await checked(client)
        assert "clear yes" not in page.text


async def test_a_page_of_another_member_opens_for_nobody_else(intake: Intake) -> None:
    async with signed_in(intake) as mine, signed_in(intake, R.SCHOOL) as theirs:
        page = await press(mine, await mine.get(URL), START)
        answer = await press(theirs, page, PERSON)
    assert answer.status_code == 422
    assert "not a page that was opened for you" in answer.text


async def test_nothing_is_sent_while_it_cannot_be_and_the_answers_stay(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(sealing=False)
    async with signed_in(intake) as client:
        answer = await press(client, await checked(client), go="send")
        assert answer.status_code == 503
        assert "Your answers are kept" in answer.text
        assert CANARIES["given_name"] in answer.text


async def test_whoever_may_not_refer_sees_no_form(intake: Intake) -> None:
    async with intake.client(Force(intake.police.agency, "nonsense")) as client:
        assert (await client.get(URL, headers={"accept": "text/html"})).status_code in {303, 401}


async def test_filled_in_together_the_persons_own_word_is_recorded_for_each_kind_of_help(intake: Intake) -> None:
    start = {**START, "together": "yes"}
    help_ = {**HELP, "needs_sexual": ["isva"]}
    said = {"channel": "telephone", "interpreter_present": "yes", "help_support": "yes", "help_unwanted_sex": "no"}
    async with signed_in(intake, R.PROVIDER) as client:
        page = await client.get(URL)
        for answers in (start, PERSON, AROUND, CONTACT, help_):
            page = await press(client, page, answers)
        assert "Read this aloud" in page.text
        assert "A specialist service for people to whom something sexual" in page.text
        refused = await press(client, page, {"help_support": "yes"})
        assert "Choose how you speak with them" in refused.text
        assert 'href="#help_unwanted_sex"' in refused.text
        page = await press(client, refused, said)
        assert "Check before you send" in page.text
        await press(client, page, go="send")
    (event,) = await told(intake)
    assert Need.ISVA not in event.facts.needs
    assert Need.HOUSING_ADVOCACY in event.facts.needs
    assert (event.consent.position, event.consent.explicit) == (Position.GIVEN, True)
    assert (event.consent.given_by, event.consent.how, event.consent.wording) == ("self", "spoken", "assisted/1")
    assert event.consent.asked_at == intake.context.clock.now()
    assert event.facts.source is SenderClass.VOLUNTARY


async def test_a_birth_known_by_its_year_and_a_release_known_by_its_weeks_are_taken(intake: Intake) -> None:
    person = {"given_name": "Ada", "date_of_birth-year": "1984", "home_district": "E07000220"}
    release = {"release_band": "within_4_weeks", "release_missing": "not_set"}
    async with signed_in(intake, R.PRISON) as client:
        page = await checked(client, (START, person, {}, CONTACT, release, {"needs_substances": ["opiates"]}, CONSENT))
        await press(client, page, go="send")
    (event,) = await told(intake)
    assert event.facts.release_band == "within_4_weeks"
    assert event.facts.age_years in {41, 42, None}
    assert event.facts.child == "no"
