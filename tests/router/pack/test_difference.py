"""Two sets of rules compared in words: row by row and cell by cell."""

import copy
from typing import Any

from tests.builders.rulebook import the_county
from waymark_router.pack.difference import Change, Kind, differences
from waymark_router.publishing.written import read, written_of


def _changed(change: Any) -> tuple[Change, ...]:
    before = the_county().rulebook
    written = copy.deepcopy(dict(written_of(before.body)))
    change(written)
    return differences(before, read(written))


def _row(written: dict[str, Any], table: str, row_id: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = written["tables"][table]["rows"]
    return next(row for row in rows if row["id"] == row_id)


def test_the_same_rules_do_not_differ() -> None:
    assert _changed(lambda written: None) == ()


def test_rows_that_are_new_or_gone_are_said_whole() -> None:
    def change(written: dict[str, Any]) -> None:
        rows = written["tables"]["pathways"]["rows"]
        rows[0] = {"id": "sg-ours", "when": {"home": {"in": ["outside"]}}, "then": {"pathway": "fraud"}, "why": "Ours."}

    gone, added = _changed(change)
    assert (gone.kind, gone.row) == (Kind.GONE, "sg-need")
    assert gone.sentence.startswith("Gone. Row sg-need: the needs include the protection of a child or")
    assert added == Change(
        Kind.ADDED,
        "pathways",
        "sg-ours",
        "New. Row sg-ours: the home is outside the county -> pathway fraud. Ours.",
    )


def test_a_changed_row_is_said_cell_by_cell() -> None:
    def change(written: dict[str, Any]) -> None:
        row = _row(written, "pathways", "vr-step-down")
        row["when"]["age_years"] = {"between": [65, 130]}
        del row["when"]["subject"]
        row["when"]["needs"] = {"any_of": ["peer_support", "group_work"]}
        row["when"]["flags"] = {"none_of": ["business"]}
        row["then"] = {"pathway": "bereavement"}
        row["why"] = "Older people."

    [changed] = _changed(change)
    assert changed.kind is Kind.CHANGED
    for said in (
        '"the age is 75 or over" becomes "the age is 65 or over"',
        'no longer asks that "the person\'s part in it is the victim, a witness or a bereaved relative"',
        'now asks that "the flags do not include a business that was harmed"',
        '"pathway victim recovery" becomes "pathway bereavement"',
        'becomes "Older people."',
    ):
        assert said in changed.sentence


def test_order_counts_only_where_the_first_match_does() -> None:
    def swap(written: dict[str, Any]) -> None:
        for table in ("pathways", "providers"):
            rows = written["tables"][table]["rows"]
            rows[2], rows[3] = rows[3], rows[2]

    [moved] = _changed(swap)
    assert (moved.kind, moved.table) == (Kind.MOVED, "providers")
    assert moved.sentence.startswith(f"Row {moved.row} is asked after row ")


def test_what_a_pathway_answers_is_compared_need_by_need() -> None:
    def change(written: dict[str, Any]) -> None:
        written["serves"]["fraud"].remove("other")
        written["serves"]["fraud"].append("debt")
        del written["serves"]["bereavement"]

    said = [one.sentence for one in _changed(change)]
    assert "Pathway fraud also answers help with debt." in said
    assert "Pathway fraud no longer answers something else." in said
    assert "Pathway bereavement now answers every need." in said
