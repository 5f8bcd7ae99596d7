"""A report tells errors from warnings."""

from waymark_router.checking.finding import Finding, Problem, Report, Severity


def test_only_an_error_stops_publishing() -> None:
    warning = Finding(Problem.GAP, Severity.WARNING, "somebody falls through")
    error = Finding(Problem.UNREACHABLE, Severity.ERROR, "nobody gets there")
    assert Report((warning,)).is_publishable
    assert not Report((error, warning)).is_publishable
    assert Report((error, warning)).errors == (error,)
    assert Report((error, warning)).warnings == (warning,)
