"""A draft and a published version brought together: what one side changed stays, what both changed is chosen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.drafting import a_fraud_row, the_rules
from waymark.errors import Refused
from waymark_router.publishing.merge import Side, merged
from waymark_router.publishing.row_change import Way, row_of, with_new_row, with_row, with_row_moved, without_row
from waymark_router.publishing.written import Written, rows_of
from waymark_router.rules.rule import TableName

NEED = {"id": "fr-need", "when": {}, "then": {"pathway": "fraud"}, "why": "Theirs."}
NEW = {"id": "d7-1", "when": {"source": {"in": ["health"]}}, "then": {"pathway": "victim_recovery"}, "why": "Mine."}


def ids(written: Written) -> list[str]:
    return [row["id"] for row in rows_of(written, TableName.PATHWAYS)]


def test_changes_of_different_rows_are_both_kept() -> None:
    mine = with_new_row(with_row(the_rules(), a_fraud_row(why="Mine.")), TableName.PATHWAYS, NEW)
    theirs = without_row(with_row(the_rules(), NEED), "sg-need")
    found = merged(the_rules(), mine, theirs, {})
    assert found.open == ()
    assert row_of(found.written, "fr-offence")[1]["why"] == "Mine."
    assert row_of(found.written, "fr-need")[1]["why"] == "Theirs."
    assert "sg-need" not in ids(found.written)
    assert ids(found.written)[-2:] == ["d7-1", ids(the_rules())[-1]]


def test_a_row_both_changed_is_left_to_a_person() -> None:
    mine, theirs = with_row(the_rules(), a_fraud_row(why="Mine.")), with_row(the_rules(), a_fraud_row(why="Theirs."))
    [both] = merged(the_rules(), mine, theirs, {}).open
    assert both.mine is not None
    assert both.theirs is not None
    assert (both.row, both.mine["why"], both.theirs["why"]) == ("fr-offence", "Mine.", "Theirs.")
    for side, why in ((Side.MINE, "Mine."), (Side.THEIRS, "Theirs.")):
        chosen = merged(the_rules(), mine, theirs, {"fr-offence": side})
        assert (chosen.open, row_of(chosen.written, "fr-offence")[1]["why"]) == ((), why)


def test_a_row_one_removed_and_the_other_changed_is_left_to_a_person() -> None:
    mine, theirs = without_row(the_rules(), "fr-offence"), with_row(the_rules(), a_fraud_row(why="Theirs."))
    [both] = merged(the_rules(), mine, theirs, {}).open
    assert (both.mine, both.theirs is not None) == (None, True)
    assert "fr-offence" not in ids(merged(the_rules(), mine, theirs, {"fr-offence": Side.MINE}).written)


def test_the_same_change_on_both_sides_is_none_to_choose_for() -> None:
    same = with_row(the_rules(), a_fraud_row(why="Same."))
    assert merged(the_rules(), same, same, {}).written == same


def test_the_drafts_moves_stay_and_their_new_rows_follow_their_neighbours() -> None:
    first, second, *_ = ids(the_rules())
    mine = with_row_moved(the_rules(), first, Way.DOWN)
    theirs = with_new_row(the_rules(), TableName.PATHWAYS, NEW)
    order = ids(merged(the_rules(), mine, theirs, {}).written)
    assert order[:2] == [second, first]
    assert order[-2] == "d7-1"


def test_a_part_without_rows_that_both_changed_is_refused() -> None:
    mine = {**the_rules(), "districts": ["E07000222"]}
    theirs = {**the_rules(), "districts": ["E07000221"]}
    with pytest.raises(Refused) as refused:
        merged(the_rules(), mine, theirs, {})
    assert refused.value.code == "both_changed"
    assert merged(the_rules(), mine, the_rules(), {}).written["districts"] == ["E07000222"]
    assert merged(the_rules(), the_rules(), theirs, {}).written["districts"] == ["E07000221"]


@st.composite
def changed_rules(draw: st.DrawFn) -> Written:
    written = the_rules()
    for row in draw(st.lists(st.sampled_from(ids(written)[:-1]), max_size=4, unique=True)):
        kind = draw(st.sampled_from(["why", "gone", "up"]))
        if kind == "why":
            written = with_row(written, {**row_of(written, row)[1], "why": draw(st.sampled_from(["A.", "B."]))})
        elif kind == "gone":
            written = without_row(written, row)
        elif ids(written)[0] != row:
            written = with_row_moved(written, row, Way.UP)
    return written


@settings(deadline=None)
@given(changed_rules(), changed_rules(), st.sampled_from(Side))
def test_whatever_both_did_every_row_is_one_of_the_two_sides(mine: Written, theirs: Written, side: Side) -> None:
    found = merged(the_rules(), mine, theirs, dict.fromkeys(ids(the_rules()), side))
    assert found.open == ()
    assert ids(found.written)[-1] == ids(the_rules())[-1]
    assert len(set(ids(found.written))) == len(ids(found.written))
    sides = {str(row) for one in (mine, theirs) for row in rows_of(one, TableName.PATHWAYS)}
    assert {str(row) for row in rows_of(found.written, TableName.PATHWAYS)} <= sides
    assert merged(the_rules(), mine, the_rules(), {}).written == mine
    assert merged(the_rules(), the_rules(), theirs, {}).written == theirs
