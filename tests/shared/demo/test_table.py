"""The printed account names every reason and every destination."""

from rich.console import Console

from waymark.demo.replay import Tally
from waymark.demo.table import by_pathway, print_routes, print_tally


def printed(show: object, given: object) -> str:
    console = Console(record=True, width=160, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        show(console, given)  # type: ignore[operator]
    return console.export_text()


def test_reasons_are_printed_with_their_counts() -> None:
    tally = Tally(rows=3, sent=71, accepted=1)
    tally.skipped["no personal victim"] = 2
    text = printed(print_tally, tally)
    assert "no personal victim" in text
    assert "2" in text
    assert "71" in text


def a_row(state: str, count: int, *, missing: str = "") -> dict[str, object]:
    return {
        "pathway": "sav_adult",
        "service": "some-service",
        "agency": "some-agency",
        "state": state,
        "missing": missing,
        "ask_of": "some-police",
        "count": count,
    }


def test_held_allocations_say_what_they_wait_for() -> None:
    text = printed(print_routes, {"allocations": [a_row("held_consent", 4, missing="explicit_consent")], "unmet": []})
    assert "4 wait for explicit consent" in text


def test_each_state_is_counted_once_in_its_column() -> None:
    rows = [a_row("offered", 3), a_row("held_data", 2), a_row("declined", 1), a_row("lapsed", 1), a_row("withdrawn", 5)]
    unmet = [{"pathway": "sav_adult", "reason": "nobody_takes", "count": 7}]
    line = by_pathway({"allocations": rows, "unmet": unmet})["sav_adult"]
    assert line["count"] == {"offered": 3, "held": 2, "sent on": 2, "taken back": 5, "unmet": 7}
    assert line["why"]["unmet: nobody takes"] == 7
