"""Names of a pair come from consent's door at each look, and whatever goes wrong there shows none."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from waymark.auth import Actor
from waymark.ids import AgencyId
from waymark.permission import ROLE_PERMISSIONS
from waymark.release_door import ReleaseDoor
from waymark.words import AgencyRole, Role
from waymark_intake.pages.repeat_names import NOT_SHOWN, names_of

NEWER, OLDER = uuid4(), uuid4()


def a_worker(role: Role = Role.TRIAGE_WORKER) -> Actor:
    return Actor(
        kind="member",
        permissions=ROLE_PERMISSIONS[role],
        subject="pat.triage",
        display_name="Pat",
        agency=AgencyId("triage-desk"),
        agency_name="Triage desk",
        agency_role=AgencyRole.TRIAGE,
        roles=(role,),
        token="shown-to-us",
    )


def one(referral_id: UUID, groups: dict[str, Any], refused: str = "") -> dict[str, Any]:
    return {
        "referral_id": str(referral_id),
        "refused": refused,
        "groups": groups,
        "withheld": {},
        "agreement": "desk/1",
        "decision_id": str(uuid4()),
    }


def a_door(answer: Callable[[dict[str, Any]], Response]) -> ReleaseDoor:
    """A door to a stand-in for consent that answers so."""
    app = FastAPI()

    @app.post("/consent/v1/release")
    async def release(request: Request) -> Response:
        return answer(await request.json())

    return ReleaseDoor.over(app)


async def test_a_name_is_shown_where_consent_lets_it_and_the_other_says_why_not() -> None:
    asked: list[dict[str, Any]] = []

    def answer(body: dict[str, Any]) -> Response:
        asked.append(body)
        identity = {"identity": {"given_name": "Iris", "family_name": "Example", "known_as": "Ira"}}
        return JSONResponse({"released": [one(NEWER, identity), one(OLDER, {}, "not_permitted")]})

    found = await names_of(a_door(answer), a_worker(), (NEWER, OLDER))
    assert found.names == ("Iris Example (known as Ira)", NOT_SHOWN)
    assert found.note == ""
    assert asked == [{"referrals": [str(NEWER), str(OLDER)], "purpose": "triage"}]


@pytest.mark.parametrize(
    ("status", "words"), [(503, "right now"), (500, "right now"), (403, "may not"), (401, "may not")]
)
async def test_whatever_goes_wrong_no_name_is_shown(status: int, words: str) -> None:
    found = await names_of(a_door(lambda _: Response(status_code=status)), a_worker(), (NEWER, OLDER))
    assert found.names == ("", "")
    assert words in found.note


async def test_who_may_not_ask_does_not_ask() -> None:
    def never(_: dict[str, Any]) -> Response:
        raise AssertionError("consent was asked")

    found = await names_of(a_door(never), a_worker(Role.RULE_ADMINISTRATOR), (NEWER, OLDER))
    assert found.names == ("", "")
