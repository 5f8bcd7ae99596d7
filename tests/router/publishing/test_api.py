"""The REST door of rules: a draft is written whole or not at all, and every refusal names row, cell and what to do."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from tests.builders.web import TokenKey, a_browser, a_member, a_token, bearer, make_known
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf
from waymark_router.service import service
from waymark_router.settings import RouterSettings

_KEY = TokenKey("k1")
DRAFTS = "/router/v1/rules/drafts"


@pytest.fixture
async def rae(published: Database, context: Context[RouterSettings, Shelf]) -> AsyncIterator[httpx.AsyncClient]:
    """A rule administrator's machine."""
    now = context.clock.now()
    said: dict[str, Any] = {"subject": "rae.rules", "agency": "opcc", "roles": (Role.RULE_ADMINISTRATOR,)}
    member = a_member(now, agency_role=AgencyRole.COMMISSIONER, **said)
    await make_known(published, now - timedelta(seconds=1), member, keys=(_KEY.known(now),))
    async with a_browser(build_app({"router": (service, context)}, context.shared, ready=dict)) as client:
        client.headers.update(bearer(a_token(_KEY, now, **said)))
        yield client


def with_why(row_id: str, **over: Any) -> dict[str, Any]:
    """The county's rules with one pathway row changed."""
    rules: Any = the_rules()
    rows = [{**row, **over} if row["id"] == row_id else row for row in rules["tables"]["pathways"]["rows"]]
    tables = {**rules["tables"], "pathways": {**rules["tables"]["pathways"], "rows": rows}}
    return {**rules, "tables": tables}


async def test_versions_are_listed_and_read(rae: httpx.AsyncClient) -> None:
    [only] = (await rae.get("/router/v1/rules/versions")).json()["versions"]
    assert (only["version"], only["number"], only["kind"]) == (the_county().rulebook.version, 1, "county_file")
    found = await rae.get(f"/router/v1/rules/versions/{only['version']}")
    assert found.json()["rules"] == the_rules()
    assert (await rae.get("/router/v1/rules/versions/none")).status_code == 404


async def test_a_draft_is_written_whole_and_says_what_it_changes(rae: httpx.AsyncClient) -> None:
    made = await rae.post(DRAFTS, json={})
    assert made.status_code == 201
    path = f"{DRAFTS}/{made.json()['draft_id']}"
    answer = await rae.put(path, json={"revision": 1, "rules": with_why("fr-offence", why="By a machine.")})
    assert answer.status_code == 200
    [change] = answer.json()["changes"]
    assert (change["row"], change["fate"], change["parts"][0]["after"]) == ("fr-offence", "changed", "By a machine.")
    assert {finding["severity"] for finding in answer.json()["findings"]} == {"warning"}
    assert (await rae.get(path)).json() == answer.json()
    stale = await rae.put(path, json={"revision": 1, "rules": with_why("fr-offence", why="Late.")})
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_stale")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (with_why("fr-offence", when={"offence_class": {"in": ["nonsense"]}}), "row fr-offence, column offence_class"),
        (with_why("fr-offence", when={"shoe_size": {"is": True}}), "row fr-offence, column shoe_size"),
        (with_why("fr-offence", when={"age_years": {"between": ["a", 3.5]}}), "row fr-offence, column age_years"),
        (with_why("fr-offence", then={"pathway": "fraud", "signpost": ["gone"]}), "row fr-offence, signpost 1"),
        (with_why("triage-rest", then={"pathway": "fraud"}), "row triage-rest"),
        ({**the_rules(), "expression": "age > 3"}, "rulebook"),
        ({**the_rules(), "tables": {"pathways": []}}, "rulebook, tables"),
        ({}, "rulebook"),
    ],
)
async def test_a_bad_draft_is_refused_by_row_and_cell_and_nothing_changes(
    rae: httpx.AsyncClient, published: Database, rules: dict[str, Any], said: str
) -> None:
    path = f"{DRAFTS}/{(await rae.post(DRAFTS, json={})).json()['draft_id']}"
    answer = await rae.put(path, json={"revision": 1, "rules": rules})
    assert answer.status_code == 422
    assert answer.json()["title"].startswith(said)
    assert answer.json()["faults"][0]["fix"]
    assert (await rae.get(path)).json()["revision"] == 1
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from rulebooks") == 1


async def test_an_approval_has_no_machine(rae: httpx.AsyncClient) -> None:
    path = f"{DRAFTS}/{(await rae.post(DRAFTS, json={})).json()['draft_id']}"
    assert (await rae.post(f"{path}/approve", json={})).status_code == 404
    assert (await rae.post(DRAFTS, json={"go_back_to": "f" * 64})).status_code == 404
    assert (await rae.post(DRAFTS, json={"go_back_to": "x"})).status_code == 422
