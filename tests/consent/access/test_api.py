"""The token endpoint speaks OAuth: its form, its errors, nothing kept by caches."""

from collections.abc import AsyncIterator

import pytest

from tests.builders.consent import Consent, a_consent, a_token_form
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.settings import Settings

PATH = "/consent/oauth/token"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def test_a_token_is_issued_and_kept_by_no_cache(consent: Consent) -> None:
    async with consent.browser() as browser:
        answer = await browser.post(PATH, data=a_token_form(consent.assertion()))
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert answer.json()["token_type"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"


ERRORS: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"grant_type": ""}, 400, "unsupported_grant_type"),
    ({"client_assertion_type": "urn:other"}, 401, "invalid_client"),
    ({"client_assertion": ""}, 401, "invalid_client"),
    ({"client_assertion": "a.b.c"}, 401, "invalid_client"),
    ({"client_secret": "secret"}, 400, "invalid_request"),
    ({"scope": "everything"}, 400, "invalid_scope"),
)
NO_FORMS = (
    (b"{}", "application/json"),
    (b"grant_type=client_credentials", ""),
    (b"\xff\xfe", FORM),
    (b"grant_type=client_credentials&grant_type=client_credentials", FORM),
    (b"&".join(b"a%d=1" % number for number in range(20)), FORM),
)


async def test_errors_are_those_of_the_standard(consent: Consent) -> None:
    async with consent.browser() as browser:
        for over, status, error in ERRORS:
            answer = await browser.post(PATH, data=a_token_form(consent.assertion(), **over))
            assert (answer.status_code, answer.json()["error"]) == (status, error), over
            assert answer.json().keys() == {"error", "error_description"}


async def test_a_form_that_is_none_is_refused(consent: Consent) -> None:
    async with consent.browser() as browser:
        for body, content_type in NO_FORMS:
            answer = await browser.post(PATH, content=body, headers={"content-type": content_type})
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), body


async def test_after_too_many_failures_a_client_is_told_how_long_to_wait(consent: Consent) -> None:
    async with consent.browser() as browser:
        for _ in range(10):
            await browser.post(PATH, data=a_token_form("a.b.c"))
        answer = await browser.post(PATH, data=a_token_form("a.b.c"))
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 300


async def test_a_token_is_not_to_be_had_by_looking(consent: Consent) -> None:
    async with consent.browser() as browser:
        assert (await browser.get(PATH)).status_code == 405
