"""Staff of the agency that sent a referral record what the person said, from a form; nobody else can."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest

from tests.builders.consent import Consent, a_consent
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.contracts.consent import ConsentChanged
from waymark.contracts.referral import ConsentStatement
from waymark.db import SYSTEM
from waymark.settings import Settings
from waymark.words import Position

ANSWER = {"said": "yes_clearly", "given_by": "self", "how": "spoken"}


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def unasked(consent: Consent) -> UUID:
    """A referral of the police whose person nobody has asked."""
    event = await consent.received(consent=ConsentStatement(position=Position.NOT_ASKED))
    await consent.hear(event)
    return event.referral_id


def path(referral: UUID) -> str:
    return f"/consent/referrals/{referral}/consent"


async def post(consent: Consent, referral: UUID, member: str = "pia.police", **over: str) -> httpx.Response:
    async with consent.browser() as browser:
        headers = {**await consent.signed_in(member), "sec-fetch-site": "same-origin", "accept": "text/html"}
        return await browser.post(path(referral), data=ANSWER | over, headers=headers)


@pytest.mark.parametrize(
    ("said", "position", "explicit"),
    [
        ("yes_clearly", Position.GIVEN, True),
        ("yes", Position.GIVEN, False),
        ("no", Position.REFUSED, False),
        ("taken_back", Position.WITHDRAWN, False),
        ("unable", Position.UNABLE_TO_ASK, False),
    ],
)
async def test_an_answer_is_recorded_and_leads_back(
    consent: Consent, said: str, position: Position, explicit: bool
) -> None:
    referral = await unasked(consent)
    answer = await post(consent, referral, said=said)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/intake/referrals/{referral}?done=recorded")
    async with consent.database.reader(SYSTEM) as reader:
        [word] = await reader.rows("select * from permissions where recorded_by = 'pia.police'")
    assert (word.referral_id, word.position, word.explicit) == (referral, position, explicit)
    assert (word.given_by, word.how) == ("self", "spoken")


async def test_another_agencys_referral_is_not_there(consent: Consent) -> None:
    referral = await unasked(consent)
    for member, asked in (("tess.schools", referral), ("pia.police", uuid4())):
        assert (await post(consent, asked, member)).status_code == 404
    assert await consent.told(ConsentChanged) == []


async def test_who_may_not_record_is_refused(consent: Consent) -> None:
    assert (await post(consent, await unasked(consent), "sam.harbour")).status_code == 403


async def test_another_site_cannot_send_the_form(consent: Consent) -> None:
    referral = await unasked(consent)
    async with consent.browser() as browser:
        headers = {**await consent.signed_in("pia.police"), "sec-fetch-site": "cross-site"}
        assert (await browser.post(path(referral), data=ANSWER, headers=headers)).status_code == 403
    assert await consent.told(ConsentChanged) == []


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"said": ""}, "Say whether it may be shared."),
        ({"said": "maybe"}, "Say whether it may be shared."),
        ({"given_by": "neighbour"}, "Say who said it."),
        ({"how": "telepathy"}, "Say how it was said."),
    ],
)
async def test_what_is_not_answered_is_asked_again(consent: Consent, over: dict[str, str], words: str) -> None:
    answer = await post(consent, await unasked(consent), **over)
    assert answer.status_code == 422
    assert words in answer.text
    assert "telepathy" not in answer.text
    assert await consent.told(ConsentChanged) == []


async def test_a_word_that_cannot_follow_is_said_in_words(consent: Consent) -> None:
    referral = await unasked(consent)
    await post(consent, referral)
    answer = await post(consent, referral, said="unable")
    assert answer.status_code == 409
    assert "This cannot follow what the person said before" in answer.text


async def test_the_form_alone_is_a_page_too_and_needs_somebody(consent: Consent) -> None:
    referral = uuid4()
    async with consent.browser() as browser:
        page = await browser.get(path(referral), headers=await consent.signed_in("pia.police"))
        nobody = await browser.get(path(referral))
    assert f'action="{path(referral)}"' in page.text
    assert (nobody.status_code, nobody.headers["location"]) == (303, f"/consent/sign-in?next={path(referral)}")
