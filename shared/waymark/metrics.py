"""The only list of metric names, units and bucket reasons; labels hold names of ours, never anything about a person.

Not here: the door that shows them (`waymark.http.health`).
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

REGISTRY = CollectorRegistry(auto_describe=True)

# Bounds are the promises: 1 ms (nothing waited), 50 ms (one transaction), 250 ms (intake's 99th percentile),
# 1 s (a provider sees a referral), 5 s and 30 s (retries), 300 s (somebody should look).
_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 30.0, 300.0)

events_heard = Counter(
    "waymark_events_heard_total",
    "Events a service heard, by what became of them (handled, or why not)",
    ("service", "event", "result"),
    registry=REGISTRY,
)
delivery_seconds = Histogram(
    "waymark_delivery_seconds",
    "Seconds from a batch's oldest event to the commit of its effect",
    ("service",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
parked = Gauge(
    "waymark_parked",
    "Events set aside for a human, now",
    ("service",),
    registry=REGISTRY,
)
lag_seconds = Gauge(
    "waymark_lag_seconds",
    "Seconds since the oldest event that a service has not heard yet; 0 where it has heard all",
    ("service", "topic"),
    registry=REGISTRY,
)
relay_lag_seconds = Gauge(
    "waymark_relay_lag_seconds",
    "Seconds since the oldest event that a service has told and its relay has not published yet; 0 where it has all",
    ("service", "topic"),
    registry=REGISTRY,
)
figure = Gauge(
    "waymark_figure",
    "What a service finds worth telling its operator, by code; docs/runbook.md has a section for each",
    ("service", "code"),
    registry=REGISTRY,
)
requests = Counter(
    "waymark_requests_total",
    "Requests answered, by the route's template (never the path that was asked for)",
    ("service", "route", "status"),
    registry=REGISTRY,
)
request_seconds = Histogram(
    "waymark_request_seconds",
    "Seconds until a request was answered; streams are not counted",
    ("service", "route"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
releases = Counter(
    "waymark_releases_total",
    "Referrals asked of the release door, by result: released, refused, unavailable",
    ("result",),
    registry=REGISTRY,
)
open_streams = Gauge(
    "waymark_open_streams",
    "Pages that are told of changes at once, now",
    registry=REGISTRY,
)
alerts = Counter(
    "waymark_alerts_total",
    "Alerts tried, by channel and result: sent, failed",
    ("channel", "result"),
    registry=REGISTRY,
)


def shown() -> bytes:
    """All metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)
