from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from tests.builders.web import a_browser, a_context, an_app
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.guard import Allows, Public
from waymark.http import parsed
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


async def test_the_document_says_what_to_send_and_who_may(settings: Settings, clock: ReplayClock) -> None:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    async with a_browser(an_app(router, a_context(database, clock, settings))) as client:
        document = (await client.get("/sample/openapi.json")).json()
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
