from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel, ConfigDict
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.builders.web import a_browser, a_context, an_app
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.errors import Fault, Kind, Refused
from waymark.guard import Allows, Public
from waymark.http import build_app, parsed
from waymark.permission import Permission
from waymark.service import Service
from waymark.settings import ServiceSettings, Settings


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    count: int = 0


router = APIRouter()


@router.post("/v1/samples", dependencies=[Depends(Public("a test"))])
async def take(body: Annotated[Sample, Depends(parsed(Sample))]) -> str:
    if body.count == 1:
        raise Refused(Kind.CONFLICT, "No", faults=(Fault("/name", "taken", "choose another"),))
    if body.count == 2:
        raise LookupError(body.name)
    return "taken"


@router.get("/v1/work", dependencies=[Depends(Allows(Permission.QUEUE_WORK))])
async def work() -> str:
    return "work"


@pytest.fixture
def client(settings: Settings, clock: ReplayClock) -> httpx.AsyncClient:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    return a_browser(an_app(router, a_context(database, clock, settings)))


async def test_each_service_has_its_own_document_without_a_page_of_docs(client: httpx.AsyncClient) -> None:
    document = (await client.get("/sample/openapi.json")).json()
    assert document["info"]["title"] == "Waymark sample"
    assert document["servers"] == [{"url": "/sample"}]
    assert (await client.get("/sample/docs")).status_code == 404
    assert (await client.get("/openapi.json")).status_code == 404


async def test_an_app_whose_routes_do_not_say_whom_they_let_in_is_not_built(
    settings: Settings, clock: ReplayClock
) -> None:
    silent = APIRouter()
    silent.get("/v1/silent")(work)
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    with pytest.raises(ValueError, match="/v1/silent"):
        an_app(silent, a_context(database, clock, settings))
    with pytest.raises(ValueError, match="no service"):
        build_app({}, settings, ready=dict)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Every span of this process, once; the provider can be set only once, so it is added to what is there."""
    exporter = InMemorySpanExporter()
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield exporter
    exporter.shutdown()


SECRET = "Jane-Doe-1980-canary"


@pytest.mark.parametrize(
    "document", [{"name": SECRET, "count": 1}, {"name": SECRET, "count": 2}, {"name": 1, SECRET: SECRET}], ids=str
)
async def test_no_span_log_or_metric_ever_holds_what_was_sent(
    client: httpx.AsyncClient,
    spans: InMemorySpanExporter,
    caplog: pytest.LogCaptureFixture,
    document: dict[str, object],
) -> None:
    with caplog.at_level(0):
        answer = await client.post("/sample/v1/samples", json=document)
    assert answer.status_code in {409, 422, 500}
    everywhere = "".join(span.to_json() for span in spans.get_finished_spans())
    everywhere += caplog.text + answer.text + (await client.get("/metrics")).text
    assert SECRET not in everywhere


async def test_a_callers_trace_is_not_carried_on(client: httpx.AsyncClient, spans: InMemorySpanExporter) -> None:
    theirs = "1" * 32
    await client.post("/sample/v1/samples", json={"name": "x"}, headers={"traceparent": f"00-{theirs}-{'2' * 16}-01"})
    assert theirs not in {f"{span.context.trace_id:032x}" for span in spans.get_finished_spans() if span.context}


async def test_a_gate_stands_before_every_route_once_the_body_is_whole(settings: Settings, clock: ReplayClock) -> None:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    context, bodies = a_context(database, clock, settings), []

    def gate(_: ASGIApp, given: object) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            bodies.append((await receive())["body"])
            await PlainTextResponse("at the gate")(scope, receive, send)

        assert given is context
        return answer

    service = Service("sample", "", ServiceSettings, "", routers=(router,), gate=gate)
    async with a_browser(build_app({"sample": (service, context)}, settings, ready=dict)) as browser:
        answer = await browser.post("/sample/nowhere", content=b"all of it")
    assert (answer.text, bodies) == ("at the gate", [b"all of it"])
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_short_address_leads_to_its_page(settings: Settings, clock: ReplayClock) -> None:
    database = Database(open_engine("postgresql://nobody@127.0.0.1:9/none", settings, application="test"), clock)
    service = Service("sample", "", ServiceSettings, "", routers=(router,), short={"/work": "/sample/v1/work"})
    context = a_context(database, clock, settings)
    async with a_browser(build_app({"sample": (service, context)}, settings, ready=dict)) as browser:
        answer = await browser.get("/work")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sample/v1/work")
