"""Metrics go to a collector as OTLP, read from the one registry; a collector that is away hurts nobody."""

import asyncio
import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from waymark import metrics
from waymark.clock import ReplayClock
from waymark.otlp_metrics import Sender, as_otlp
from waymark.settings import Settings


@contextmanager
def a_collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on loopback, and what it was sent."""
    taken: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/metrics", taken
    finally:
        server.shutdown()
        server.server_close()


async def test_a_collector_gets_what_the_registry_holds(settings: Settings, clock: ReplayClock) -> None:
    metrics.alerts.labels("email", "sent").inc()
    with a_collector() as (url, taken):
        sender = Sender(settings.model_copy(update={"otlp_metrics_endpoint": url}), clock)
        assert await sender.send()
    sent = ExportMetricsServiceRequest.FromString(taken[0])
    (scope,) = sent.resource_metrics[0].scope_metrics
    found = {metric.name: metric for metric in scope.metrics}
    (point,) = [
        one
        for one in found["waymark_alerts_total"].sum.data_points
        if {pair.key: pair.value.string_value for pair in one.attributes} == {"channel": "email", "result": "sent"}
    ]
    assert point.as_double >= 1
    assert point.time_unix_nano == int(clock.now().timestamp() * 1e9)


def test_kinds_are_kept_and_what_is_no_number_is_left_out() -> None:
    registry = CollectorRegistry()
    Counter("done", "Done", ("by",), registry=registry).labels("a").inc(3)
    gauge = Gauge("lag_seconds", "Behind", ("topic",), registry=registry)
    gauge.labels("known").set(4)
    gauge.labels("unknown").set(math.nan)
    taken = Histogram("took_seconds", "Took", ("by",), buckets=(1, 2), registry=registry)
    for seconds in (0.5, 1.5, 1.6, 9):
        taken.labels("a").observe(seconds)
    (resource,) = as_otlp(registry, begun_ns=1, now_ns=2).resource_metrics
    found = {metric.name: metric for metric in resource.scope_metrics[0].metrics}
    assert [point.value for point in found["done_total"].data.data_points] == [3]  # type: ignore[union-attr]
    assert [point.value for point in found["lag_seconds"].data.data_points] == [4]  # type: ignore[union-attr]
    (point,) = found["took_seconds"].data.data_points
    assert (point.bucket_counts, point.explicit_bounds) == ([1, 2, 1], [1.0, 2.0])  # type: ignore[union-attr]
    assert (point.count, point.sum, point.attributes) == (4, 12.6, {"by": "a"})  # type: ignore[union-attr]
    assert found["took_seconds"].unit == "s"


async def test_a_collector_that_is_away_is_said_once(
    settings: Settings, clock: ReplayClock, caplog: pytest.LogCaptureFixture
) -> None:
    sender = Sender(settings.model_copy(update={"otlp_metrics_endpoint": "http://127.0.0.1:1/v1/metrics"}), clock)
    with caplog.at_level(logging.WARNING):
        assert not await asyncio.wait_for(sender.send(), 20)
        assert not await asyncio.wait_for(sender.send(), 20)
    assert [record.name for record in caplog.records] == ["waymark.otlp_metrics"]


async def test_it_sends_once_more_at_the_end(settings: Settings, clock: ReplayClock) -> None:
    closing = asyncio.Event()
    with a_collector() as (url, taken):
        sender = Sender(settings.model_copy(update={"otlp_metrics_endpoint": url}), clock)
        running = asyncio.create_task(sender.run(closing))
        closing.set()
        await asyncio.wait_for(running, 10)
        assert len(taken) <= 1
