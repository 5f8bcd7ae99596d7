"""The same metrics as `/metrics`, sent to a collector by OTLP every few seconds where an address is set.

What is sent is read from the one registry: names, units and labels are said in `waymark.metrics` alone. A collector
that is away costs a line in the log and nothing else.
"""

import asyncio
import itertools
import logging
import math
from collections.abc import Iterable, Iterator, Sequence

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricExportResult,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from prometheus_client import CollectorRegistry
from prometheus_client import Metric as Family
from prometheus_client.samples import Sample

from waymark.clock import Clock
from waymark.metrics import REGISTRY
from waymark.settings import Settings
from waymark.waiting import pause

_log = logging.getLogger(__name__)
_EVERY_S = 15.0
_MOST_S = 5.0
_SCOPE = InstrumentationScope("waymark")
_CUMULATIVE = AggregationTemporality.CUMULATIVE


class Sender:
    """Sends this process's metrics until it closes; `begun_ns` is when its counters began, in Unix nanoseconds."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        # The library's own line on a failure quotes the collector's answer; ours is enough.
        logging.getLogger("opentelemetry.exporter.otlp.proto.http.metric_exporter").setLevel(logging.CRITICAL)
        self._exporter = OTLPMetricExporter(endpoint=settings.otlp_metrics_endpoint, timeout=_MOST_S)
        self._clock = clock
        self._begun_ns = self._now_ns()
        self._failed = False

    async def run(self, closing: asyncio.Event) -> None:
        """Send every 15 seconds, and once more at the end."""
        while not closing.is_set():
            await pause(_EVERY_S, closing)
            await self.send()

    async def send(self) -> bool:
        """Send once; answers whether the collector took it."""
        read = as_otlp(REGISTRY, begun_ns=self._begun_ns, now_ns=self._now_ns())
        result = await asyncio.to_thread(self._exporter.export, read, _MOST_S * 1000)
        is_taken = result is MetricExportResult.SUCCESS
        if is_taken == self._failed:
            _log.warning("metrics by OTLP: %s", "goes on" if is_taken else "the collector does not take them")
        self._failed = not is_taken
        return is_taken

    def _now_ns(self) -> int:
        return int(self._clock.now().timestamp() * 1e9)


def as_otlp(registry: CollectorRegistry, *, begun_ns: int, now_ns: int) -> MetricsData:
    """What a registry holds now, as OTLP has it; what is no number is left out."""
    families = (_metric(family, begun_ns, now_ns) for family in registry.collect())
    scope = ScopeMetrics(scope=_SCOPE, metrics=[metric for metric in families if metric], schema_url="")
    resource = Resource.create({"service.name": "waymark"})
    return MetricsData([ResourceMetrics(resource=resource, scope_metrics=[scope], schema_url="")])


def _metric(family: Family, begun_ns: int, now_ns: int) -> Metric | None:
    samples = [sample for sample in family.samples if not math.isnan(sample.value)]
    if family.type == "histogram":
        points = [_histogram(one, begun_ns, now_ns) for one in _by_labels(samples)]
        found: Histogram | Sum | Gauge = Histogram(points, _CUMULATIVE)
    elif family.type == "counter":
        counted = [sample for sample in samples if sample.name.endswith("_total")]
        found = Sum([_number(sample, begun_ns, now_ns) for sample in counted], _CUMULATIVE, is_monotonic=True)
    else:
        found = Gauge([_number(sample, 0, now_ns) for sample in samples])
    unit = "s" if family.name.endswith("_seconds") else ""
    name = f"{family.name}_total" if family.type == "counter" else family.name
    return Metric(name=name, description=family.documentation, unit=unit, data=found) if found.data_points else None


def _number(sample: Sample, begun_ns: int, now_ns: int) -> NumberDataPoint:
    return NumberDataPoint(dict(sample.labels), begun_ns, now_ns, float(sample.value))


def _by_labels(samples: Iterable[Sample]) -> Iterator[list[Sample]]:
    """The samples of each histogram, in the registry's order."""

    def labels(sample: Sample) -> list[tuple[str, str]]:
        return sorted((name, value) for name, value in sample.labels.items() if name != "le")

    for _, group in itertools.groupby(samples, key=labels):
        yield list(group)


def _histogram(samples: Sequence[Sample], begun_ns: int, now_ns: int) -> HistogramDataPoint:
    below = [(sample.labels["le"], int(sample.value)) for sample in samples if "le" in sample.labels]
    counts = [count for _, count in below]
    total = next(sample.value for sample in samples if sample.name.endswith("_sum"))
    return HistogramDataPoint(
        attributes={name: value for name, value in samples[0].labels.items() if name != "le"},
        start_time_unix_nano=begun_ns,
        time_unix_nano=now_ns,
        count=counts[-1],
        sum=total,
        bucket_counts=[after - before for before, after in itertools.pairwise([0, *counts])],
        explicit_bounds=[float(bound) for bound, _ in below[:-1]],
        min=math.inf,
        max=-math.inf,
    )
