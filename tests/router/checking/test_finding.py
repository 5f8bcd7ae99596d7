"""A report tells errors from warnings."""

from waymark_router.checking.finding import Finding, Problem, Report, Severity


def test_only_an_error_stops_publishing() -> None:
    warning = Finding(Problem.GAP, Severity.WARNING, "somebody falls through")
    error = Finding(Problem.UNREACHABLE, Severity.ERROR, "nobody gets there")
    assert Report((warning,)).is_publishable
    assert not Report((error, warning)).is_publishable
    assert Report((error, warning)).errors == (error,)
    assert Report((error, warning)).warnings == (warning,)


def test_what_is_new_is_another_row_or_kind_or_an_error_where_there_was_a_warning() -> None:
    warning = Finding(Problem.SERVICE_CLOSED, Severity.WARNING, "one of two is closed", row="r1")
    worded = Finding(Problem.SERVICE_CLOSED, Severity.WARNING, "one of three is closed", row="r1")
    worse = Finding(Problem.SERVICE_CLOSED, Severity.ERROR, "it is closed", row="r1")
    other = Finding(Problem.SERVICE_CLOSED, Severity.WARNING, "one of two is closed", row="r2")
    assert Report((worse, worded, other)).new_to(Report((warning,))) == Report((worse, other))
