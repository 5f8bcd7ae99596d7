"""Trace context: what is carried in the envelope leads back to the teller's span."""

import httpx
from fastapi import FastAPI
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from waymark.settings import Settings
from waymark.telemetry import (
    current_traceparent,
    is_sampled,
    links_to,
    open_telemetry,
    provider_for,
    span,
    traceparent_of,
)

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_span_under_a_traceparent_stays_in_its_trace() -> None:
    open_telemetry(Settings())
    with span("work", traceparent=PARENT) as opened:
        assert traceparent_of(opened).split("-")[1] == PARENT.split("-")[1]
        assert current_traceparent() == traceparent_of(opened)


def test_only_a_sampled_parent_is_followed_one_by_one() -> None:
    assert is_sampled(PARENT)
    assert is_sampled(PARENT[:-2] + "03")
    assert not is_sampled(PARENT[:-2] + "02")
    assert not is_sampled(PARENT[:-2] + "00")
    assert not is_sampled("")


def test_a_broken_traceparent_makes_no_link() -> None:
    assert len(links_to([PARENT, "nonsense", ""])) == 1


async def test_no_span_repeats_the_address_a_caller_asked_for() -> None:
    exporter = InMemorySpanExporter()
    provider = provider_for(Settings(trace_ratio=1), SimpleSpanProcessor(exporter))
    app = FastAPI(telemetry={"tracer_provider": provider, "logs": False, "operation_spans": False})

    @app.get("/people/{name}")
    async def one(name: str) -> str:
        return name

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jane.example") as client:
        assert (await client.get("/people/Jane-Doe?born=1980")).status_code == 200
    (made,) = exporter.get_finished_spans()
    assert made.name == "GET /people/{name}"
    said = made.to_json()
    assert [word for word in ("Jane", "jane", "1980", "born") if word in said] == []
