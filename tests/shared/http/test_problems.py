from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, Path

from tests.builders.web import a_browser, a_context, an_app
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.errors import Fault, Kind, Refused, Unavailable
from waymark.guard import Public
from waymark.http.problems import STATUS_OF_KIND
from waymark.settings import Settings

router = APIRouter(dependencies=[Depends(Public("a test"))])


@router.get("/v1/kinds/{kind}")
async def refuse(kind: Kind) -> None:
    raise Refused(kind, "No", code="sample.no", faults=(Fault("/a/0", "wrong_form", "send another"),))


@router.get("/v1/away")
async def away() -> None:
    raise Unavailable("the database is not answering", retry_after=7)


@router.get("/v1/numbers/{number}")
async def number(number: Annotated[int, Path(ge=1)], limit: int = 1) -> int:
    return number * limit


@router.post("/v1/numbers/{number}")
async def double(number: int) -> int:
    return number * 2


@pytest.fixture
def client(settings: Settings, clock: ReplayClock) -> httpx.AsyncClient:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    return a_browser(an_app(router, a_context(database, clock, settings)))


@pytest.mark.parametrize("kind", list(Kind))
async def test_each_kind_of_no_has_its_status_and_its_document(client: httpx.AsyncClient, kind: Kind) -> None:
    answer = await client.get(f"/sample/v1/kinds/{kind.value}")
    assert answer.status_code == STATUS_OF_KIND[kind]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:waymark:problem:sample.no",
        "title": "No",
        "status": STATUS_OF_KIND[kind],
        "code": "sample.no",
        "faults": [{"pointer": "/a/0", "code": "wrong_form", "fix": "send another"}],
        "request_id": answer.headers["x-request-id"],
    }
    assert ("www-authenticate" in answer.headers) is (kind is Kind.UNAUTHENTICATED)


async def test_what_is_away_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sample/v1/away")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["title"] == "The database is not answering"


async def test_a_wrong_path_or_query_is_named_and_not_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sample/v1/numbers/Jane?limit=Doe")
    assert answer.status_code == 422
    assert {fault["pointer"]: fault["fix"] for fault in answer.json()["faults"]} == {
        "/number": "send a whole number",
        "/limit": "send a whole number",
    }
    assert "Jane" not in answer.text
    assert "Doe" not in answer.text


@pytest.mark.parametrize("path", ["/sample/v1/none", "/sample/v1/numbers/1/", "/sample", "/none", "/sample/docs", "/"])
async def test_an_unknown_address_is_a_problem_too(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_wrong_method_names_all_the_right_ones(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/sample/v1/numbers/1")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"
    assert (await client.post("/health/live")).status_code == 405


async def test_a_person_gets_a_page_that_says_the_same(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sample/v1/kinds/conflict", headers={"accept": "text/html,application/xhtml+xml,*/*"})
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>No</h1>" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert (await client.get("/none", headers={"accept": "text/html"})).headers["content-type"].startswith("text/html")
