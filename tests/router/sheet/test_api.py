"""The REST door of rule tables as spreadsheets."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders.web import TokenKey, a_browser, a_member, a_token, bearer, make_known
from waymark.db import SYSTEM, Database
from waymark.http import build_app
from waymark.service import Context
from waymark.words import AgencyRole, Role
from waymark_router.actions import Shelf
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
_CSV = {"Content-Type": "text/csv; charset=utf-8"}


@pytest.fixture
async def client(published: Database, context: Here) -> AsyncIterator[httpx.AsyncClient]:
    now = context.clock.now()
    known = [a_member(now, **_RAE)]
    await make_known(published, now - timedelta(seconds=1), *known, keys=(_KEY.known(now),))
    async with a_browser(build_app({"router": (service, context)}, context.shared, ready=dict)) as found:
        yield found


def _rae(context: Here) -> dict[str, str]:
    said = {key: value for key, value in _RAE.items() if key in {"subject", "agency", "roles"}}
    return bearer(a_token(_KEY, context.clock.now(), **said))


async def test_a_table_goes_out_is_compared_and_comes_in_as_a_draft(
    client: httpx.AsyncClient, context: Here, published: Database
) -> None:
    rae = _rae(context)
    out = await client.get("/router/v1/tables/overlays.csv", headers=rae)
    assert out.status_code == 200
    assert out.headers["content-disposition"] == 'attachment; filename="overlays.csv"'
    assert out.text.startswith("\ufeffrow,")
    changed = out.text.replace("75 to 130", "70 to 130").encode()
    told = await client.post("/router/v1/tables/overlays:compare", content=changed, headers=rae | _CSV)
    assert told.status_code == 200, told.text
    assert [one["row"] for one in told.json()["changes"]] == ["pr-older"]
    made = await client.post("/router/v1/tables/overlays:import", content=changed, headers=rae | _CSV)
    assert made.status_code == 200, made.text
    async with published.reader(SYSTEM) as reader:
        [draft] = await queries.list_open_drafts(reader)
    assert (str(draft.draft_id), draft.author.subject) == (made.json()["draft_id"], "rae.rules")


@pytest.mark.parametrize("word", ["compare", "import"])
async def test_a_sheet_is_refused_by_line_and_column_with_what_to_write(
    client: httpx.AsyncClient, context: Here, word: str
) -> None:
    path, rae = f"/router/v1/tables/overlays:{word}", _rae(context)
    reply = await client.post(path, content="row,why,age_years\r\nr1,Ours.,old\r\n", headers=rae | _CSV)
    assert reply.status_code == 422
    [fault] = reply.json()["faults"]
    assert fault["pointer"] == "/line_2/row_r1/column_age_years"
    assert (await client.post(path, content=b"\xff\xfe", headers=rae | _CSV)).status_code == 422
    assert (await client.post(path, json={}, headers=rae)).status_code == 415
    assert (await client.post(path, content="row,why", headers=_CSV)).status_code == 401


async def test_there_is_no_other_table(client: httpx.AsyncClient, context: Here) -> None:
    assert (await client.get("/router/v1/tables/members.csv", headers=_rae(context))).status_code in {404, 422}
