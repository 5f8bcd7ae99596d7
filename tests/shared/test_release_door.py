import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from tests.builders.serving import a_server
from waymark import metrics
from waymark.auth import ACCESS, SESSION, Actor, Use
from waymark.errors import Kind, Refused, Unavailable
from waymark.ids import AgencyId
from waymark.release_door import ReleaseDoor
from waymark.words import AgencyRole, Group


def an_actor(use: Use = ACCESS) -> Actor:
    agency = AgencyId("harbour-victim-care")
    return Actor("sam", "member", agency, "Harbour", AgencyRole.PROVIDER, "Sam", (), frozenset(), "the-token", use)


def a_release(referral_id: UUID, **over: Any) -> dict[str, Any]:
    return {
        "referral_id": str(referral_id),
        "refused": "",
        "groups": {"identity": {"given_name": "Test"}},
        "withheld": {"suspect": "not_in_agreement"},
        "agreement": "general-victims/3",
        "decision_id": str(uuid4()),
        **over,
    }


class Consent:
    """Stands where consent's release door is; answers what it was told to."""

    def __init__(self, answer: object = None, *, status: int = 200) -> None:
        self.answer = answer
        self.status = status
        self.asked: dict[str, Any] = {}
        self.headers: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked = await request.json()
        self.headers = dict(request.headers)
        answer = self.answer if isinstance(self.answer, Response) else JSONResponse(self.answer, self.status)
        answer.set_cookie("stray", "of-the-one-before")
        await answer(scope, receive, send)


ONE, TWO = uuid4(), uuid4()


async def test_it_asks_in_the_actors_name_and_answers_in_the_order_asked() -> None:
    consent = Consent({"released": [a_release(TWO), a_release(ONE, refused="withdrawn", groups={})]})
    found = await ReleaseDoor.over(consent).release([ONE, TWO], actor=an_actor(), purpose="support")
    assert consent.asked == {"referrals": [str(ONE), str(TWO)], "purpose": "support"}
    assert consent.headers["authorization"] == "Bearer the-token"
    assert [one.referral_id for one in found] == [ONE, TWO]
    assert (found[0].refused, found[0].groups) == ("withdrawn", {})
    assert found[1].groups == {Group.IDENTITY: {"given_name": "Test"}}
    assert found[1].withheld == {Group.SUSPECT: "not_in_agreement"}


async def test_a_session_is_shown_as_a_session_and_no_cookie_is_kept() -> None:
    consent = Consent({"released": [a_release(ONE)]})
    door = ReleaseDoor.over(consent)
    for _ in range(2):
        await door.release([ONE], actor=an_actor(SESSION), purpose="support")
        assert consent.headers["cookie"] == "waymark_session=the-token"
        assert consent.headers["sec-fetch-site"] == "same-origin"
        assert "authorization" not in consent.headers


async def test_asking_for_nothing_asks_nobody() -> None:
    consent = Consent()
    assert await ReleaseDoor.over(consent).release([], actor=an_actor(), purpose="support") == []
    assert consent.asked == {}


@pytest.mark.parametrize(("status", "kind"), [(401, Kind.UNAUTHENTICATED), (403, Kind.FORBIDDEN)])
async def test_a_no_to_the_actor_is_a_no(status: int, kind: Kind) -> None:
    with pytest.raises(Refused) as no:
        await ReleaseDoor.over(Consent({}, status=status)).release([ONE], actor=an_actor(), purpose="support")
    assert no.value.kind is kind


NONSENSE = {
    "no list": {},
    "another referral": {"released": [a_release(TWO)]},
    "nothing": {"released": []},
    "unknown group": {"released": [a_release(ONE, groups={"secret": {}})]},
    "no id": {"released": [{}]},
    "null": None,
    "no JSON": Response("<html>", media_type="text/html"),
    "elsewhere": RedirectResponse("http://127.0.0.1:9/"),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_shows_nothing(answer: object) -> None:
    with pytest.raises(Unavailable, match="names cannot be shown right now"):
        await ReleaseDoor.over(Consent(answer)).release([ONE], actor=an_actor(), purpose="support")


@pytest.mark.parametrize("status", [400, 404, 413, 422, 429, 500, 503])
async def test_any_other_status_shows_nothing(status: int) -> None:
    good = {"released": [a_release(ONE)]}
    with pytest.raises(Unavailable):
        await ReleaseDoor.over(Consent(good, status=status)).release([ONE], actor=an_actor(), purpose="support")


async def test_more_than_was_asked_for_is_left_out() -> None:
    consent = Consent({"released": [a_release(ONE), a_release(TWO)]})
    found = await ReleaseDoor.over(consent).release([ONE], actor=an_actor(), purpose="support")
    assert [one.referral_id for one in found] == [ONE]


async def test_by_address_it_is_the_same_and_away_shows_nothing() -> None:
    async with a_server(Consent({"released": [a_release(ONE)]})) as sender:
        door = ReleaseDoor.at(sender.url)
        assert (await door.release([ONE], actor=an_actor(), purpose="support"))[0].groups
    with pytest.raises(Unavailable):
        await door.release([ONE], actor=an_actor(), purpose="support")
    await door.close()


async def test_an_answer_that_never_comes_is_not_waited_for() -> None:
    async def silent(*_: object) -> None:
        await asyncio.sleep(60)

    door = ReleaseDoor.over(silent, longest_s=0.1)
    with pytest.raises(Unavailable):
        await door.release([ONE], actor=an_actor(), purpose="support")


async def test_what_the_door_said_is_counted() -> None:
    def count(result: str) -> float:
        return metrics.REGISTRY.get_sample_value("waymark_releases_total", {"result": result}) or 0.0

    before = {result: count(result) for result in ("released", "refused", "unavailable")}
    answer = {"released": [a_release(ONE), a_release(TWO, refused="withdrawn")]}
    await ReleaseDoor.over(Consent(answer)).release([ONE, TWO], actor=an_actor(), purpose="support")
    with pytest.raises(Unavailable):
        await ReleaseDoor.over(Consent({})).release([ONE], actor=an_actor(), purpose="support")
    assert {result: count(result) - before[result] for result in before} == {
        "released": 1.0,
        "refused": 1.0,
        "unavailable": 1.0,
    }
