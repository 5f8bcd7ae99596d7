"""The public form for each kind of person, and beside its steps: for another, for the young, how to stay safe."""

import gzip
import re

import httpx
import pytest

from tests.builders.form_post import CALL, CANARIES, URL, an_answered_form, fill_in, heading_of, press, send_form
from tests.builders.referral import KEYS
from tests.intake.conftest import Intake, OpenIntake
from waymark.cipher import open_person
from waymark.contracts.person import Person
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.words import Answer, Contactable, Flag, Need, Position, QualityFlag
from waymark_intake.pages.form_languages import NAMES
from waymark_intake.self_referral.answers import TICKS


@pytest.fixture
async def door(open_the_door: OpenIntake) -> Intake:
    return await open_the_door(form_least_s=0)


def _visitor(intake: Intake) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost")


async def _told(intake: Intake) -> tuple[ReferralReceived, Person]:
    async with intake.database.reader(SYSTEM) as reader:
        (row,) = await reader.rows("select body from log order by seq")
    event = ReferralReceived.model_validate_json(bytes(row.body))
    return event, open_person(event.person, private=KEYS.private, referral_id=event.referral_id)


async def test_a_parent_asks_for_a_child_and_speaks_as_its_guardian(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, pause_s=0, for_whom="child", age="9", age_group="")
    event, person = await _told(door)
    assert (event.facts.child, event.facts.age_years, event.consent.given_by) == (Answer.YES, 9, "guardian")
    assert person.family is not None
    assert person.family.guardian_name == CANARIES["helper_name"]


async def test_a_friend_passes_on_a_yes(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, pause_s=0, for_whom="other")
    event, person = await _told(door)
    assert (event.consent.position, event.consent.explicit) == (Position.GIVEN, False)
    assert person.professionals is not None
    assert person.professionals.assisted_by == CANARIES["helper_name"]


async def test_of_somebody_who_does_not_know_nobody_is_contacted_and_the_page_says_so(door: Intake) -> None:
    steps = ("who", "helper", "situation", "about", "contact", "careful", "needs")
    async with _visitor(door) as visitor:
        page = await fill_in(visitor, steps, for_whom="other", told="no")
        assert "They do not know of this form yet" in page.text
        await press(visitor, "send", on=page)
    event, _ = await _told(door)
    assert event.consent.position is Position.NOT_ASKED
    assert QualityFlag.CONSENT_NOT_ASKED in event.quality


async def test_who_supports_somebody_gets_help_for_themselves(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, pause_s=0, for_whom="supporter", situations=["sexual"])
    event, _ = await _told(door)
    assert Need.SUPPORTER_SUPPORT in event.facts.needs
    assert Flag.CHILD_AT_RISK not in event.facts.flags


async def test_the_young_are_not_asked_whether_they_are(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, "next", on=await press(visitor, "start"), for_whom="young")
        page = await press(visitor, "next", on=page, situations=["hurt"])
        assert 'name="age_group"' not in page.text
        await send_form(visitor, pause_s=0, for_whom="young", age="15", age_group="")
    event, _ = await _told(door)
    assert event.facts.child is Answer.YES


async def test_equality_is_a_page_for_who_wants_it_and_changes_no_fact(door: Intake) -> None:
    steps = ("who", "situation", "about", "contact", "careful", "needs", "equality", "consent")
    async with _visitor(door) as visitor:
        await send_form(visitor, steps, pause_s=0, wishes=["equality"])
    event, person = await _told(door)
    assert person.equality is not None
    assert person.equality.ethnicity == CANARIES["ethnicity"]
    assert CANARIES["ethnicity"] not in event.facts.model_dump_json()


async def test_what_to_be_careful_about_reaches_who_makes_contact(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, pause_s=0, phone="", call_safe="", text_safe="", voicemail_safe="")
    event, person = await _told(door)
    assert event.facts.contactable is Contactable.SAFE  # through the person they trust
    assert person.safe_contact is not None
    assert person.safe_contact.times == "Monday to Friday; morning; before ten"
    assert CANARIES["avoid"] in str(person.safe_contact.instructions)
    assert person.safe_contact.who_must_not_know == CANARIES["not_to_know"]
    assert person.contact is not None
    assert person.contact.third_person == CANARIES["trusted_name"]


async def test_how_to_stay_safe_has_its_own_address_and_leads_back_with_the_answers(door: Intake) -> None:
    async with _visitor(door) as visitor:
        alone = await visitor.get(f"{URL}/stay-safe")
        page = await press(visitor, "next", on=await press(visitor, "start"), for_whom="me")
        beside = await press(visitor, "safe", on=page, words="half a sentence")
        back = await press(visitor, "return", on=beside)
    assert heading_of(alone) == heading_of(beside) == "How to stay safe online"
    assert heading_of(back) == "What is happening?"
    assert "half a sentence" in back.text


async def test_a_call_with_an_interpreter_is_one_page(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, CALL, pause_s=0, interpreter="bsl", speaks="en")
    event, _ = await _told(door)
    assert event.facts.language == "bfi"
    assert Flag.INTERPRETER in event.facts.flags


async def test_a_flood_of_presses_from_one_address_is_stopped_before_it_is_read(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_posts_one=3, form_proxies=1)
    async with _visitor(intake) as visitor:
        visitor.headers["x-forwarded-for"] = "203.0.113.9, 198.51.100.7"
        codes = [(await press(visitor, "start")).status_code for _ in range(4)]
        visitor.headers["x-forwarded-for"] = "203.0.113.9, 198.51.100.8"
        other = await press(visitor, "start")
    assert codes == [200, 200, 200, 429]
    assert other.status_code == 200


@pytest.mark.parametrize("go", ["next", "back", "change:consent", "change:", "language:xx", "call", "return", ""])
async def test_any_button_of_any_page_is_answered(door: Intake, go: str) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, go, on=await press(visitor, "start"))
    assert page.status_code in {200, 422}


async def test_more_fields_than_the_form_has_are_refused(door: Intake) -> None:
    async with _visitor(door) as visitor:
        reply = await visitor.post(URL, data={f"x{number}": "y" for number in range(400)})
    assert (reply.status_code, heading_of(reply)) == (422, "We could not read that page")


async def test_every_page_stays_within_30_kb_on_the_wire(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_least_s=0, form_languages_unreviewed=True)
    async with _visitor(intake) as visitor:
        pages = [await visitor.get(URL), await visitor.get(f"{URL}/stay-safe")]
        page = await press(visitor, "start")
        for language in NAMES:
            page = await press(visitor, f"language:{language}", on=page, for_whom="me")
            pages.append(page)
        whole = an_answered_form(situations=list(TICKS["situations"]), words="w" * 5000)
        for step in ("who", "situation", "about", "contact", "careful", "needs", "consent"):
            page = await press(visitor, "next", on=page, **whole[step])
            assert page.status_code == 200
            pages.append(page)
        addresses = set().union(*(_files_of(one.text) for one in pages))
        files = {address: gzip.compress((await visitor.get(address)).content) for address in addresses}
    for one in pages:
        weight = len(gzip.compress(one.content)) + sum(len(files[address]) for address in _files_of(one.text))
        assert weight <= 30_000, heading_of(one)


def _files_of(html: str) -> set[str]:
    return set(re.findall(r'(?:<link[^>]*rel="stylesheet"[^>]*href|<script[^>]*src)="(/[^"]+)"', html))
