"""Picking a person works on a development machine, on loopback, and nowhere else."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.builders.consent import Consent, a_consent
from tests.conftest import OpenDatabase
from waymark.auth import SESSION, SESSION_COOKIE
from waymark.clock import ReplayClock
from waymark.landing import HOME
from waymark.settings import Settings
from waymark_consent.pages.sign_in import local_path

PATH = "/consent/sign-in"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def test_everybody_who_could_sign_in_is_listed_and_nobody_else(consent: Consent) -> None:
    async with consent.browser() as browser:
        page = await browser.get(PATH)
    assert page.status_code == 200
    assert "Sam Hale" in page.text
    assert "Harbour Victim Care" in page.text
    assert "warwickshire-police-records" not in page.text


async def test_the_picked_person_is_signed_in_and_sent_on(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.post(
            PATH, data={"member": "sam.harbour", "next": "/notifier/queue?after=x"}, headers=SAME_ORIGIN
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifier/queue?after=x")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    actor = await consent.context.known.actor(answer.cookies[SESSION_COOKIE], use=SESSION)
    assert (actor.subject, actor.agency) == ("sam.harbour", "harbour-victim-care")


async def test_nobody_is_not_signed_in(consent: Consent) -> None:
    async with consent.browser() as browser:
        for member in ("", "nobody", "warwickshire-police-records"):
            answer = await browser.post(PATH, data={"member": member}, headers=SAME_ORIGIN)
            assert answer.status_code == 422
            assert "Pick one" in answer.text
            assert "set-cookie" not in answer.headers


ELSEWHERE: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"environment": "production"}, "127.0.0.1", "localhost"),
    ({"host": "0.0.0.0"}, "127.0.0.1", "localhost"),
    ({"public_url": "https://waymark.example"}, "127.0.0.1", "localhost"),
    ({"public_url": "https://127.0.0.1.example"}, "127.0.0.1", "localhost"),
    ({}, "192.0.2.7", "localhost"),
    ({"host": "0.0.0.0"}, "127.0.0.1", "waymark.example"),
)


async def test_anywhere_else_there_is_no_such_sign_in_and_no_names(consent: Consent) -> None:
    for over, address, host in ELSEWHERE:
        async with consent.browser(address=address, **over) as browser:
            headers = SAME_ORIGIN | {"host": host}
            for answer in (
                await browser.get(PATH, headers=headers),
                await browser.post(PATH, data={"member": "sam.harbour"}, headers=headers),
            ):
                assert answer.status_code == 404
                assert "not set up" in answer.text
                assert "Sam Hale" not in answer.text
                assert "set-cookie" not in answer.headers


async def test_a_public_address_on_this_machine_is_as_good_as_none(consent: Consent) -> None:
    for public_url in ("", "http://127.0.0.1:8600", "http://localhost:8600"):
        async with consent.browser(public_url=public_url) as browser:
            assert (await browser.get(PATH)).status_code == 200


@pytest.mark.parametrize("name", ["forwarded", "via", "x-forwarded-for", "x-real-ip", "x-forwarded-host"])
async def test_behind_a_proxy_on_this_machine_nobody_can_be_picked(consent: Consent, name: str) -> None:
    async with consent.browser() as browser:
        headers = SAME_ORIGIN | {name: "203.0.113.9"}
        assert (await browser.get(PATH, headers=headers)).status_code == 404
        answer = await browser.post(PATH, data={"member": "sam.harbour"}, headers=headers)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


async def test_another_site_cannot_sign_anybody_in(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.post(PATH, data={"member": "sam.harbour"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_signing_out_forgets_the_session(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.post("/consent/sign-out", headers=await consent.signed_in("sam.harbour"))
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert f'{SESSION_COOKIE}=""' in answer.headers["set-cookie"]
    assert "max-age=0" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "queue",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x=y",
        "/\tevil",
        "/caf\u00e9",
        '/"onload="',
        "/a b",
    ],
)
def test_nobody_is_sent_away_from_here(wanted: str) -> None:
    assert local_path(wanted) == HOME


@pytest.mark.parametrize("wanted", ["/notifier/queue", "/notifier/allocations/1?x=1&y=2", "/"])
def test_our_own_paths_are_gone_back_to(wanted: str) -> None:
    assert local_path(wanted) == wanted
