"""The REST door of packs: who may, what is told, and what is refused with every row."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders.rulebook import the_county
from tests.builders.second_county import the_pack
from tests.builders.web import TokenKey, a_browser, a_member, a_token, bearer, make_known
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf
from waymark_router.pack.document import as_text
from waymark_router.publishing import queries
from waymark_router.service import service
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, Shelf]
_KEY = TokenKey("k1")
_RAE: dict[str, Any] = {
    "subject": "rae.rules",
    "agency": "opcc",
    "agency_role": AgencyRole.COMMISSIONER,
    "roles": (Role.RULE_ADMINISTRATOR,),
}
_PAT: dict[str, Any] = {
    "subject": "pat.triage",
    "agency": "triage-desk",
    "agency_role": AgencyRole.TRIAGE,
    "roles": (Role.TRIAGE_WORKER,),
}


@pytest.fixture
async def client(published: Database, context: Here) -> AsyncIterator[httpx.AsyncClient]:
    now = context.clock.now()
    members = [a_member(now, **_RAE), a_member(now, **_PAT)]
    await make_known(published, now - timedelta(seconds=1), *members, keys=(_KEY.known(now),))
    async with a_browser(build_app({"router": (service, context)}, context.shared, ready=dict)) as found:
        yield found


def _as(who: dict[str, Any], context: Here) -> dict[str, str]:
    said = {key: value for key, value in who.items() if key in {"subject", "agency", "roles"}}
    return bearer(a_token(_KEY, context.clock.now(), **said))


def _written() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(as_text(the_pack()))
    return written


async def test_the_rules_are_taken_home_as_a_file(client: httpx.AsyncClient, context: Here) -> None:
    reply = await client.get("/router/v1/pack?name=ours&version=2", headers=_as(_RAE, context))
    assert reply.status_code == 200
    assert reply.headers["content-disposition"] == 'attachment; filename="ours.json"'
    pack = reply.json()
    assert (pack["name"], pack["version"], pack["made_from"]) == ("ours", 2, the_county().rulebook.version)
    assert pack["tables"] == _written()["tables"]


async def test_what_a_pack_would_change_is_told_and_nothing_is_kept(
    client: httpx.AsyncClient, context: Here, published: Database
) -> None:
    written = _written()
    del written["tables"]["pathways"]["rows"][3]
    reply = await client.post("/router/v1/packs:compare", json={"packs": [written]}, headers=_as(_RAE, context))
    assert reply.status_code == 200, reply.text
    told = reply.json()
    assert [(one["kind"], one["row"]) for one in told["changes"]] == [("gone", "sg-sexual-child")]
    assert told["agreements"]
    async with published.reader(SYSTEM) as reader:
        assert await queries.list_open_drafts(reader) == []


async def test_importing_makes_a_draft_in_the_editors_name(
    client: httpx.AsyncClient, context: Here, published: Database
) -> None:
    written = _written()
    del written["tables"]["pathways"]["rows"][3]
    reply = await client.post("/router/v1/packs:import", json={"packs": [written]}, headers=_as(_RAE, context))
    assert reply.status_code == 200, reply.text
    async with published.reader(SYSTEM) as reader:
        [draft] = await queries.list_open_drafts(reader)
    assert str(draft.draft_id) == reply.json()["draft_id"]
    assert draft.author.subject == "rae.rules"


@pytest.mark.parametrize("path", ["packs:compare", "packs:import"])
async def test_a_broken_pack_is_refused_with_row_cell_and_fix(
    client: httpx.AsyncClient, context: Here, path: str
) -> None:
    written = _written()
    written["tables"]["pathways"]["rows"][0]["when"] = {"age_years": {"between": [40, 20]}}
    said = {"packs": [written]}
    reply = await client.post(f"/router/v1/{path}", json=said, headers=_as(_RAE, context))
    assert reply.status_code == 422
    [fault] = reply.json()["faults"]
    assert fault["pointer"] == "/row_sg-need/column_age_years"
    assert fault["fix"] == "use two whole numbers in order, 0 to 130"
    unmapped = {"packs": [_written()], "services": {"willow-ce": "gone"}}
    reply = await client.post(f"/router/v1/{path}", json=unmapped, headers=_as(_RAE, context))
    assert reply.status_code == 422
    assert [one["pointer"] for one in reply.json()["faults"]] == ["/row pv-exploitation/role willow-ce"]


async def test_a_circle_of_packs_is_refused_with_its_names(client: httpx.AsyncClient, context: Here) -> None:
    one, other = _written() | {"extends": ["other"]}, _written() | {"name": "other", "extends": ["county-pathways"]}
    reply = await client.post("/router/v1/packs:import", json={"packs": [one, other]}, headers=_as(_RAE, context))
    assert reply.status_code == 422
    assert "county-pathways builds on other builds on county-pathways" in reply.json()["title"]


async def test_only_the_rules_office_may(client: httpx.AsyncClient, context: Here) -> None:
    said = {"packs": [_written()]}
    assert (await client.get("/router/v1/pack")).status_code == 401
    assert (await client.post("/router/v1/packs:compare", json=said, headers=_as(_PAT, context))).status_code == 403
    assert (await client.post("/router/v1/packs:import", json=said, headers=_as(_PAT, context))).status_code == 403


async def test_nobody_fills_the_memory_with_a_pack(client: httpx.AsyncClient, context: Here) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    json_too = {"content-type": "application/json"}
    for door in ("packs:compare", "packs:import", "tables/pathways:compare"):
        assert (await client.post(f"/router/v1/{door}", content=endless(), headers=json_too)).status_code == 413
    assert (await client.post("/router/v1/packs:compare", json={"packs": [{}]})).status_code == 401


async def test_a_pack_that_two_readers_could_read_differently_is_refused(
    client: httpx.AsyncClient, context: Here
) -> None:
    twice = b'{"packs": [{}], "packs": [{}]}'
    headers = {**_as(_RAE, context), "content-type": "application/json"}
    reply = await client.post("/router/v1/packs:compare", content=twice, headers=headers)
    assert reply.status_code == 400
