from waymark import metrics

ALLOWED_LABELS = {"service", "event", "topic", "result", "route", "status", "channel", "code"}
ALLOWED_UNITS = ("_total", "_seconds", "_parked", "_streams", "_figure")


def test_every_metric_names_its_unit_and_only_harmless_labels() -> None:
    found = list(metrics.REGISTRY.collect())
    assert len(found) == 11
    for metric in found:
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        assert name.startswith("waymark_")
        assert name.endswith(ALLOWED_UNITS)
        assert metric.documentation
        labels = {label for sample in metric.samples for label in sample.labels} - {"le"}
        assert labels <= ALLOWED_LABELS


def test_metrics_are_shown_as_prometheus_reads_them() -> None:
    metrics.alerts.labels("email", "sent").inc()
    assert b'waymark_alerts_total{channel="email",result="sent"}' in metrics.shown()
