from waymark.figure import Figure


def test_a_figure_warns_above_its_limit_and_not_at_it() -> None:
    assert not Figure("alerts_waiting", "Alerts waiting", 10, warn_above=10).is_warning
    assert Figure("alerts_waiting", "Alerts waiting", 11, warn_above=10).is_warning


def test_a_figure_without_limit_never_warns() -> None:
    assert not Figure("referrals", "Referrals", 1e9).is_warning
