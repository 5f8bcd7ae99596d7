"""The printed account names every reason and every destination."""

from rich.console import Console

from waymark.demo.replay import Tally
from waymark.demo.table import print_routes, print_tally


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


def test_held_allocations_say_what_they_wait_for_and_whom_is_asked() -> None:
    row = {
        "pathway": "sav_adult",
        "service": "some-service",
        "agency": "some-agency",
        "state": "held_consent",
        "missing": "explicit_consent",
        "ask_of": "some-police",
        "count": 4,
    }
    text = printed(print_routes, {"allocations": [row], "unmet": []})
    assert "explicit consent" in text
    assert "some-police" in text
