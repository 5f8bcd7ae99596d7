"""Traces: one referral's way through all services is one trace, carried in the envelope as a W3C traceparent.

No request body, parameter or error text ever becomes an attribute: spans carry ids and counts. What the framework
writes of an address as it was asked for is overwritten; the route's template is in the span's name.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span as WritableSpan
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Link, Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from waymark.settings import Settings

# The last digit of the flags: bit 0 is "sampled", bit 1 "random" (W3C Trace Context, level 2).
_SAMPLED = frozenset("13579bdf")
_CALLERS_WORDS = frozenset({"url.path", "url.query", "server.address", "http.request.method_original"})
_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("waymark")


class _Unsaid(SpanProcessor):
    """Overwrites what a caller's own words went into; a span cannot lose an attribute once it has begun."""

    def on_start(self, span: WritableSpan, parent_context: Context | None = None) -> None:
        """Overwrite before anybody else sees the span."""
        del parent_context
        for name in _CALLERS_WORDS & (span.attributes or {}).keys():
            span.set_attribute(name, "")


def open_telemetry(settings: Settings) -> None:
    """Set the process's tracer provider once; without endpoint nothing is recorded, cheaply."""
    exporter = OTLPSpanExporter(endpoint=settings.otlp_endpoint) if settings.otlp_endpoint else None
    trace.set_tracer_provider(provider_for(settings, BatchSpanProcessor(exporter) if exporter else None))


def provider_for(settings: Settings, processor: SpanProcessor | None) -> TracerProvider:
    """A tracer provider that hands spans to `processor`, without callers' words; without one it records nothing."""
    ratio = settings.trace_ratio if processor else 0.0
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(ratio)), resource=Resource.create({"service.name": "waymark"})
    )
    if processor is not None:
        provider.add_span_processor(_Unsaid())
        provider.add_span_processor(processor)
    return provider


def current_traceparent() -> str:
    """The present span as a traceparent, or "" where nothing is traced."""
    return traceparent_of(trace.get_current_span())


def traceparent_of(span: Span) -> str:
    """A span's context as a traceparent, or "" where it is not valid."""
    context = span.get_span_context()
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def parent_of(traceparent: str) -> Context:
    """The trace context a traceparent names."""
    return _propagator.extract({"traceparent": traceparent})


def is_sampled(traceparent: str) -> bool:
    """Whether the teller's span was sampled, without parsing more than the flag."""
    return traceparent[-1:] in _SAMPLED


@contextmanager
def span(
    name: str, *, traceparent: str = "", kind: SpanKind = SpanKind.INTERNAL, links: Sequence[Link] = ()
) -> Iterator[Span]:
    """A span around a piece of work; a child of `traceparent` where one is given."""
    parent = parent_of(traceparent) if traceparent else None
    with _tracer.start_as_current_span(
        name, context=parent, kind=kind, links=links, record_exception=False, set_status_on_exception=False
    ) as opened:
        yield opened


def links_to(traceparents: list[str]) -> list[Link]:
    """Links to the sampled tellers of a batch."""
    contexts = (trace.get_current_span(parent_of(parent)).get_span_context() for parent in traceparents)
    return [Link(context) for context in contexts if context.is_valid]
