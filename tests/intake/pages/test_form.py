"""The public form over HTTP without scripts: to the end, back again, with errors, twice, too late, and as a machine."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders.form_post import (
    CALL,
    CANARIES,
    URL,
    fill_in,
    heading_of,
    press,
    reference_of,
    send_form,
    state_of,
)
from tests.builders.referral import KEYS
from tests.intake.conftest import Intake, OpenIntake
from waymark.cipher import open_person
from waymark.clock import ReplayClock
from waymark.contracts.person import Person
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.words import Answer, Contactable, Flag, Need, Position, SenderClass
from waymark_intake.pages.form_beside import ABOUT


@pytest.fixture
async def door(open_the_door: OpenIntake) -> Intake:
    """Intake that lets a quick test be quick."""
    return await open_the_door(form_least_s=0)


def _visitor(intake: Intake) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost")


async def _told(intake: Intake) -> list[ReferralReceived]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log order by seq")
    return [ReferralReceived.model_validate_json(bytes(row.body)) for row in rows]


def _opened(event: ReferralReceived) -> Person:
    return open_person(event.person, private=KEYS.private, referral_id=event.referral_id)


async def test_a_person_asks_for_help_and_it_becomes_a_referral(door: Intake) -> None:
    async with _visitor(door) as visitor:
        done = await send_form(visitor, pause_s=0)
    assert heading_of(done) == "Thank you. It has been sent"
    (event,) = await _told(door)
    facts, person = event.facts, _opened(event)
    assert (event.sender, facts.source) == ("self", SenderClass.SELF)
    assert (facts.age_years, facts.child, facts.district) == (34, Answer.NO, "E07000220")
    assert facts.needs == (Need.EMOTIONAL_SUPPORT, Need.SAFETY_PLANNING)
    assert facts.contactable is Contactable.SAFE
    assert (event.consent.position, event.consent.explicit, event.consent.how) == (Position.GIVEN, True, "online")
    assert event.reported_at is None
    assert person.identity is not None
    assert person.identity.known_as == CANARIES["name"]
    assert person.narrative is not None
    assert CANARIES["words"] in str(person.narrative.account)
    assert reference_of(done).replace("-", "").lower() == event.referral_id.hex[-8:]


async def test_nothing_readable_is_kept_and_nothing_at_all_before_the_last_press(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await fill_in(visitor)
        assert await _told(door) == []
        assert all(token not in state_of(page) for token in CANARIES.values())
        await press(visitor, "send", on=page)
    async with door.database.reader(SYSTEM) as reader:
        tables = [
            row.tablename for row in await reader.rows("select tablename from pg_tables where schemaname = 'intake'")
        ]
        kept = "".join([str(await reader.rows(f"select * from {table}")) for table in tables])
    assert "127.0.0.1" not in kept
    assert [token for token in CANARIES.values() if token in kept] == []


async def test_who_only_wants_a_call_is_asked_one_page(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, CALL, pause_s=0, age_group="not_sure")
    (event,) = await _told(door)
    assert event.facts.child is Answer.NOT_KNOWN
    assert event.facts.needs == (Need.EMOTIONAL_SUPPORT,)
    assert event.facts.contactable is Contactable.SAFE


async def test_a_double_press_makes_one_referral(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await fill_in(visitor)
        both = await asyncio.gather(*(press(visitor, "send", on=page, wants_reference="yes") for _ in range(2)))
        again = await press(visitor, "send", on=page, wants_reference="yes")
    assert {reference_of(one) for one in (*both, again)} == {reference_of(again)}
    assert len(await _told(door)) == 1


async def test_what_was_changed_after_sending_is_told_to_be_too_late(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await fill_in(visitor)
        await press(visitor, "send", on=page)
        about = await press(visitor, "change:about", on=page)
        for step in ({"name": "Other", "age_group": "adult"}, {}, {}, {}, {"help_support": "yes"}):
            about = await press(visitor, "next", on=about, **step)
        late = await press(visitor, "send", on=about)
    assert heading_of(late) == "This form was already sent"
    assert len(await _told(door)) == 1


async def test_errors_are_named_at_the_top_with_a_link_and_answers_are_kept(door: Intake) -> None:
    async with _visitor(door) as visitor:
        first = await press(visitor, "next", on=await press(visitor, "start"), for_whom="me")
        wrong = await press(visitor, "next", on=first, words="I was on my way home")
        assert wrong.status_code == 422
        assert "<title>Error: Form</title>" in wrong.text
        assert '<a href="#situations">Tick what fits best' in wrong.text
        assert "I was on my way home" in wrong.text
        about = await press(visitor, "next", on=wrong, situations=["taken"], words="I was on my way home")
        assert heading_of(about) == "About you"
        assert "<title>Form</title>" in about.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"phone": "not a number", "call_safe": "yes"}, "phone"),
        ({"phone": "07700 900123", "call_safe": ""}, "call_safe"),
        ({"phone": "", "call_safe": "yes"}, "phone"),
        ({"email": "somebody", "email_safe": "yes"}, "email"),
        ({"email": "a@b.example", "email_safe": ""}, "email_safe"),
        ({"post": "", "post_safe": "yes"}, "post"),
        ({"trusted_name": "x" * 201}, "trusted_name"),
        ({"trusted_contact": "07700 900123", "trusted_safe": ""}, "trusted_safe"),
    ],
)
async def test_a_contact_that_cannot_be_used_is_asked_again(door: Intake, typed: dict[str, str], field: str) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, "next", on=await press(visitor, "start"), for_whom="me")
        page = await press(visitor, "next", on=page, situations=["hurt"])
        page = await press(visitor, "next", on=page, age_group="adult")
        wrong = await press(visitor, "next", on=page, **typed)
    assert wrong.status_code == 422
    assert f'<a href="#{field}">' in wrong.text


async def test_back_keeps_what_was_typed_even_where_it_is_not_right_yet(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await press(visitor, "next", on=await press(visitor, "start"), for_whom="me")
        page = await press(visitor, "next", on=page, situations=["hurt"])
        page = await press(visitor, "back", on=page, name="Robin", age="abc")
        assert heading_of(page) == "What is happening?"
        page = await press(visitor, "next", on=page, situations=["hurt"])
    assert 'value="Robin"' in page.text
    assert 'value="abc"' in page.text


async def test_a_yes_counts_for_the_kinds_of_help_it_was_said_to(door: Intake) -> None:
    async with _visitor(door) as visitor:
        kinds = {"situations": ["sexual", "taken"], "help_unwanted_sex": "no"}
        await send_form(visitor, pause_s=0, **kinds)
    (event,) = await _told(door)
    assert event.facts.needs == (Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP)
    assert event.consent.position is Position.GIVEN


async def test_a_new_situation_asks_about_its_kind_of_help_before_it_can_be_sent(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await fill_in(visitor)
        page = await press(visitor, "change:situation", on=page)
        page = await press(visitor, "next", on=page, situations=["hurt", "alcohol"])
        page = await press(visitor, "next", on=page, age_group="adult")
        for _ in range(3):
            page = await press(visitor, "next", on=page)
        page = await press(visitor, "next", on=page, help_support="yes")
    assert page.status_code == 422
    assert '<a href="#help_substances">' in page.text


async def test_a_child_in_danger_who_says_no_to_everything_is_still_told_of(door: Intake) -> None:
    async with _visitor(door) as visitor:
        await send_form(visitor, pause_s=0, age_group="under_18", age="", safe_now="no", help_support="no")
    (event,) = await _told(door)
    assert Flag.CHILD_AT_RISK in event.facts.flags
    assert event.consent.position is Position.REFUSED


async def test_no_safe_way_is_said_before_sending_and_does_not_stop_it(door: Intake) -> None:
    async with _visitor(door) as visitor:
        page = await fill_in(visitor, phone="", call_safe="", post="", post_safe="", trusted_safe="no")
        assert "You have not given a safe way to reach you" in page.text
        assert (await press(visitor, "send", on=page)).status_code == 200
    (event,) = await _told(door)
    assert event.facts.contactable is Contactable.UNSAFE


async def test_a_page_open_for_too_long_is_told_kindly(door: Intake, clock: ReplayClock) -> None:
    async with _visitor(door) as visitor:
        page = await fill_in(visitor)
        clock.move_to(clock.now() + timedelta(minutes=61))
        late = await press(visitor, "send", on=page)
    assert late.status_code == 422
    assert heading_of(late) == "The page was open for too long"
    assert CANARIES["words"] not in late.text
    assert await _told(door) == []


@pytest.mark.parametrize("state", ["", "x", "eyJhIjoxfQ==", "ü", "A" * 400])
async def test_a_page_that_is_not_ours_is_told_kindly(door: Intake, state: str) -> None:
    async with _visitor(door) as visitor:
        lost = await visitor.post(URL, data={"state": state, "go": "send"})
    assert lost.status_code == 422
    assert heading_of(lost) == "We could not read that page"
    assert "Start again" in lost.text


async def test_a_state_changed_by_one_letter_is_not_ours(door: Intake) -> None:
    async with _visitor(door) as visitor:
        state = state_of(await fill_in(visitor))
        flipped = state[:60] + ("A" if state[60] != "A" else "B") + state[61:]
        lost = await visitor.post(URL, data={"state": flipped, "go": "send"})
    assert heading_of(lost) == "We could not read that page"


async def test_a_machine_is_asked_to_look_again_and_a_person_can_go_on(
    open_the_door: OpenIntake, clock: ReplayClock
) -> None:
    intake = await open_the_door(form_least_s=2)
    async with _visitor(intake) as visitor:
        page = await press(visitor, "send", on=await fill_in(visitor))
        assert "That was very quick" in page.text
        clock.move_to(clock.now() + timedelta(seconds=3))
        page = await press(visitor, "send", on=page, website="https://spam.example")
        assert "for machines only" in page.text
        assert await _told(intake) == []
        assert (await press(visitor, "send", on=page)).status_code == 200
    assert len(await _told(intake)) == 1


async def test_too_many_forms_from_one_address_wait_and_keep_their_answers(
    open_the_door: OpenIntake, clock: ReplayClock
) -> None:
    intake = await open_the_door(form_least_s=0, form_presses_one=2)
    async with _visitor(intake) as visitor:
        for _ in range(2):
            await send_form(visitor, pause_s=0)
        page = await press(visitor, "send", on=await fill_in(visitor))
        assert page.status_code == 429
        assert CANARIES["name"] in page.text
        clock.move_to(clock.now() + timedelta(minutes=11))
        assert (await press(visitor, "send", on=page)).status_code == 200


async def test_without_a_key_to_seal_with_the_answers_stay_on_the_page(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_least_s=0, sealing=False)
    async with _visitor(intake) as visitor:
        page = await press(visitor, "send", on=await fill_in(visitor))
    assert page.status_code == 503
    assert "Your answers are kept here" in page.text


async def test_no_page_sets_a_cookie_or_may_be_kept_or_named_to_others(door: Intake) -> None:
    pages: list[httpx.Response] = []
    async with _visitor(door) as visitor:
        pages += [await visitor.get(URL), await visitor.get(f"{URL}/leave")]
        pages += [await visitor.get(f"{URL}/form.js"), await visitor.get(f"{URL}/stay-safe")]
        page = await press(visitor, "start")
        pages += [
            page,
            await press(visitor, "next", on=page),
            await fill_in(visitor),
            await send_form(visitor, pause_s=0),
        ]
        pages.append(await visitor.post(URL, data={"go": "send"}))
    for one in pages:
        assert "set-cookie" not in one.headers
        assert one.headers["cache-control"] == "no-store"
        assert one.headers["referrer-policy"] == "no-referrer"
        assert str(one.url) == f"http://localhost{URL}" or str(one.url).startswith(f"http://localhost{URL}/")


async def test_every_page_says_whom_to_call_and_how_to_leave_and_is_called_form(door: Intake) -> None:
    async with _visitor(door) as visitor:
        start, safe = await visitor.get(URL), await visitor.get(f"{URL}/stay-safe")
        page = await press(visitor, "start")
        about = [await visitor.get(f"{URL}/{name}") for name in ABOUT]
        about += [await press(visitor, name, on=page) for name in ABOUT]
        pages = [start, safe, page, *about, await press(visitor, "call", on=page), await fill_in(visitor)]
        pages += [await press(visitor, "safe", on=page)]
        pages += [await send_form(visitor, pause_s=0), await visitor.post(URL, data={"go": "send"})]
    for one in pages:
        assert "Call 999" in one.text
        assert "press 55" in one.text
        assert f'href="{URL}/leave"' in one.text
        assert "<title>Form</title>" in one.text
        assert "Waymark" not in one.text
    first = start.text.index
    assert first("independent of the police") < first("leave quickly") < first("Start now")
    assert all(('id="leave"' in one.text) is (one is not start) for one in pages)


@pytest.mark.parametrize("short", ["/form", "/stay-safe", "/leave", "/privacy", "/accessibility"])
async def test_the_short_address_that_a_county_prints_leads_there(door: Intake, short: str) -> None:
    async with _visitor(door) as visitor:
        reply = await visitor.get(short)
    long = URL if short == "/form" else f"{URL}{short}"
    assert (reply.status_code, reply.headers["location"]) == (303, long)
    assert "set-cookie" not in reply.headers


async def test_leaving_leads_away_and_asks_the_browser_to_forget(door: Intake) -> None:
    async with _visitor(door) as visitor:
        away = await visitor.get(f"{URL}/leave")
    assert (away.status_code, away.headers["location"]) == (303, "https://www.bbc.co.uk/weather")
    assert away.headers["clear-site-data"] == '"cache", "cookies", "storage"'


async def test_no_other_site_can_make_a_browser_forget_who_is_signed_in(door: Intake) -> None:
    async with _visitor(door) as visitor:
        away = await visitor.get(f"{URL}/leave", headers={"sec-fetch-site": "cross-site"})
    assert (away.status_code, "clear-site-data" in away.headers) == (303, False)


async def test_an_older_browser_sends_the_form_with_the_origin_null_of_a_page_without_referrer(door: Intake) -> None:
    async with _visitor(door) as visitor:
        visitor.headers["origin"] = "null"
        assert heading_of(await send_form(visitor, pause_s=0)) == "Thank you. It has been sent"
    assert len(await _told(door)) == 1


async def test_nobody_learns_whether_somebody_is_known(door: Intake) -> None:
    async with _visitor(door) as visitor:
        first = await send_form(visitor, pause_s=0)
        known = await send_form(visitor, pause_s=0)
        other = await send_form(visitor, pause_s=0, name="Somebody else", phone="01926 400000")
    plain = {page.text.replace(reference_of(page), "") for page in (first, known, other)}
    assert len(plain) == 1


async def test_no_reference_is_shown_to_who_wants_none(door: Intake) -> None:
    async with _visitor(door) as visitor:
        done = await press(visitor, "send", on=await fill_in(visitor))
    assert reference_of(done) == ""
    assert "Your reference" not in done.text


@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"\xff\xfe", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b"{}", "headers": {"content-type": "application/json"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=y"}},
        {"files": {"state": ("a.txt", b"hello")}},
    ],
)
async def test_odd_bodies_are_answered_with_a_page(door: Intake, sent: dict[str, Any]) -> None:
    async with _visitor(door) as visitor:
        reply = await visitor.post(URL, **sent)
    assert reply.status_code in {400, 415, 422}
