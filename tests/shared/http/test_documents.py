from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, ConfigDict

from tests.builders.web import a_browser, a_context, an_app
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.guard import Allows, Public
from waymark.http import Body, demanded, parsed, problems
from waymark.permission import Permission
from waymark.settings import Settings


class Part(BaseModel):
    size: int


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    parts: tuple[Part, ...] = ()


router = APIRouter()


@router.post("/v1/samples", dependencies=[Depends(Public("a test"))])
async def take(body: Annotated[Sample, Depends(parsed(Sample))], number: int = 1) -> str:
    return body.name * number


@router.get("/v1/work", dependencies=[Depends(Allows(Permission.QUEUE_WORK))])
async def work() -> str:
    return "work"


@router.post(
    "/v1/samples:many",
    dependencies=[
        Depends(Public("a test")),
        Depends(Body(Sample, Part, media_type="application/x-ndjson", by_line=True)),
    ],
    responses=problems(409),
)
async def take_many(key: Annotated[str | None, Header(alias="Some-Key"), demanded("^k")] = None) -> str:
    return str(key)


@router.get(
    "/v1/samples/{name}",
    dependencies=[Depends(Public("a test"))],
    responses={"404": {"description": "none"}, "default": {"description": "its own way"}},
)
async def one(name: str) -> str:
    return name


async def a_document(settings: Settings, clock: ReplayClock) -> Any:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    async with a_browser(an_app(router, a_context(database, clock, settings))) as client:
        return (await client.get("/sample/openapi.json")).json()


async def test_the_document_says_what_to_send_and_who_may(settings: Settings, clock: ReplayClock) -> None:
    document = await a_document(settings, clock)
    body = document["paths"]["/v1/samples"]["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Sample"}
    assert document["components"]["schemas"]["Sample"]["required"] == ["name"]
    assert document["paths"]["/v1/work"]["get"]["security"] == [{"token": []}, {"session": []}]
    assert document["paths"]["/v1/work"]["get"]["x-permission"] == "queue.work"
    assert "security" not in document["paths"]["/v1/samples"]["post"]
    assert "application/problem+json" in document["paths"]["/v1/work"]["get"]["responses"]["default"]["content"]
    assert document["components"]["schemas"]["Part"]
    assert "HTTPValidationError" not in str(document)


async def test_a_body_that_is_read_by_line_is_a_list_of_what_a_line_may_be(
    settings: Settings, clock: ReplayClock
) -> None:
    operation = (await a_document(settings, clock))["paths"]["/v1/samples:many"]["post"]
    schema = operation["requestBody"]["content"]["application/x-ndjson"]["schema"]
    shapes = [{"$ref": f"#/components/schemas/{name}"} for name in ("Sample", "Part")]
    assert schema == {"type": "array", "items": {"anyOf": shapes}}


async def test_a_header_that_the_route_asks_for_itself_is_required(settings: Settings, clock: ReplayClock) -> None:
    operation = (await a_document(settings, clock))["paths"]["/v1/samples:many"]["post"]
    (header,) = operation["parameters"]
    assert (header["name"], header["required"]) == ("Some-Key", True)
    assert header["schema"] == {"type": "string", "pattern": "^k", "title": "Some-Key"}


async def test_what_follows_from_the_shape_is_named_and_what_the_route_adds(
    settings: Settings, clock: ReplayClock
) -> None:
    paths = (await a_document(settings, clock))["paths"]
    many = paths["/v1/samples:many"]["post"]["responses"]
    assert many.keys() == {"200", "400", "408", "409", "413", "415", "422", "503", "default"}
    assert all(found["content"].keys() == {"application/problem+json"} for code, found in many.items() if code != "200")
    assert paths["/v1/work"]["get"]["responses"].keys() == {"200", "401", "403", "503", "default"}


async def test_a_route_that_refuses_in_another_way_says_all_of_it_itself(
    settings: Settings, clock: ReplayClock
) -> None:
    responses = (await a_document(settings, clock))["paths"]["/v1/samples/{name}"]["get"]["responses"]
    assert responses == {
        "200": responses["200"],
        "404": {"description": "none"},
        "default": {"description": "its own way"},
    }
