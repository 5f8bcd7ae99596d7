"""The gate: who has no page of ours is answered before any route; nobody is shut out of the form they are in."""

from datetime import timedelta

import httpx
import pytest

from tests.builders.form_post import URL, heading_of, press, send_form, state_of
from tests.intake.conftest import Intake, OpenIntake
from waymark import metrics
from waymark.clock import ReplayClock
from waymark_intake.pages.form_gate import FormGate

TRY_LATER = "Please try again in ten minutes"


def _visitor(intake: Intake, address: str = "203.0.113.7") -> httpx.AsyncClient:
    headers = {"x-forwarded-for": address}
    return httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost", headers=headers)


async def test_too_many_first_presses_from_an_address_are_told_so_on_a_page(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_posts_one=2, form_proxies=1)
    async with _visitor(intake) as visitor, _visitor(intake, "203.0.113.8") as neighbour:
        pages = [await press(visitor, "start") for _ in range(3)]
        other = await press(neighbour, "start")
    assert [page.status_code for page in (*pages, other)] == [200, 200, 429, 200]
    assert (heading_of(pages[2]), pages[2].headers["retry-after"]) == (TRY_LATER, "600")
    assert "Call 999" in pages[2].text
    assert f'href="{URL}/leave"' in pages[2].text


async def test_who_is_in_the_form_goes_on_while_others_of_that_address_begin_too_often(
    open_the_door: OpenIntake,
) -> None:
    intake = await open_the_door(form_posts_one=12, form_proxies=1, form_least_s=0)
    async with _visitor(intake) as visitor:
        begun = await press(visitor, "start")
        while (await press(visitor, "start")).status_code == 200:
            pass
        assert heading_of(await press(visitor, "next", on=begun, for_whom="me")) == "What is happening?"
        junk = await visitor.post(URL, data={"state": "A" * 400, "go": "next"})
        assert (junk.status_code, heading_of(junk)) == (429, TRY_LATER)


async def test_one_page_pressed_from_very_many_addresses_is_pressed_too_often(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_posts_form=5, form_proxies=1)
    async with _visitor(intake) as visitor:
        page = await press(visitor, "start")
    statuses = []
    for number in range(7):
        async with _visitor(intake, f"198.51.100.{number}") as other:
            statuses.append((await press(other, "next", on=page, for_whom="me")).status_code)
    assert statuses == [200] * 5 + [429] * 2


@pytest.mark.parametrize("limit", ["form_posts_one", "form_posts_form"])
async def test_who_presses_too_often_keeps_what_was_typed_and_goes_on_later(
    open_the_door: OpenIntake, clock: ReplayClock, limit: str
) -> None:
    intake = await open_the_door(**{limit: 1})
    async with _visitor(intake) as visitor:
        page = await press(visitor, "next", on=await press(visitor, "start"), for_whom="me")
        late = await press(visitor, "next", on=page, situations=["hurt"], words="on my way home")
        assert late.status_code == 429
        assert "Your answers are kept here: go on in ten minutes" in late.text
        assert "on my way home" in late.text
        clock.move_to(clock.now() + timedelta(minutes=11))
        assert heading_of(await press(visitor, "next", on=late, situations=["hurt"])) == "About you"


async def test_where_very_many_wait_the_next_is_told_to_come_back_in_a_minute(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_waiting=1)
    async with _visitor(intake) as visitor, intake.context.own.turns.behind():
        pages = [await press(visitor, "start"), await visitor.get(URL), await visitor.get(f"{URL}/stay-safe")]
    assert {(page.status_code, heading_of(page)) for page in pages} == {(503, "Please try again in a minute")}
    assert {page.headers["retry-after"] for page in pages} == {"60"}


async def test_each_first_page_is_a_form_of_its_own(intake: Intake) -> None:
    async with _visitor(intake) as visitor:
        one, two = [await press(visitor, "start") for _ in range(2)]
    assert state_of(one) != state_of(two)
    assert one.text.replace(state_of(one), "") == two.text.replace(state_of(two), "")


async def test_what_is_answered_at_the_gate_is_counted_as_the_form(intake: Intake) -> None:
    def counted(status: str) -> float:
        return float(metrics.requests.labels("intake", "/form", status)._value.get())

    before = counted("200"), counted("422")
    async with _visitor(intake) as visitor:
        await press(visitor, "start")
        await visitor.post(URL, data={"go": "send"})
    assert (counted("200"), counted("422")) == (before[0] + 1, before[1] + 1)


async def test_whatever_is_no_press_of_the_form_goes_through(intake: Intake) -> None:
    seen: list[tuple[str, str]] = []

    async def app(scope: dict[str, object], *_: object) -> None:
        seen.append((str(scope["method"]), str(scope["path"])))

    gate = FormGate(app, intake.context)  # type: ignore[arg-type]
    asked = [("POST", "/intake/police/referrals"), ("GET", URL), ("PUT", URL), ("POST", f"{URL}/leave")]
    for method, path in asked:
        await gate({"type": "http", "method": method, "path": path, "headers": []}, None, None)  # type: ignore[arg-type]
    assert seen == asked


async def test_a_form_is_filled_in_to_the_end_behind_the_gate(open_the_door: OpenIntake) -> None:
    intake = await open_the_door(form_least_s=0)
    async with _visitor(intake) as visitor:
        assert heading_of(await send_form(visitor, pause_s=0)) == "Thank you. It has been sent"
