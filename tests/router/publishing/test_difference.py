"""What two sets of rules say differently, row by row and word by word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.drafting import a_fraud_row, the_rules
from waymark.words import Pathway
from waymark_router.publishing.difference import Mark, Passage, RowFate, difference, passages, then_in_words
from waymark_router.publishing.row_change import Way, with_new_row, with_row, with_row_moved, without_row
from waymark_router.publishing.written import Written, read, rows_of
from waymark_router.rules.rule import Output, TableName

NEW = {"id": "d7-1", "when": {"source": {"in": ["health"]}}, "then": {"pathway": "victim_recovery"}, "why": "Asked."}


def changes(after: Written) -> list[tuple[str, RowFate]]:
    return [(one.row, one.fate) for one in difference(read(the_rules()), read(after))]


def test_the_same_rules_do_not_differ() -> None:
    assert changes(the_rules()) == []


def test_added_removed_and_changed_rows_are_told_apart() -> None:
    rules = with_new_row(without_row(the_rules(), "fr-need"), TableName.PATHWAYS, NEW)
    rules = with_row(rules, a_fraud_row(why="Other."))
    assert dict(changes(rules)) == {
        "fr-offence": RowFate.CHANGED,
        "d7-1": RowFate.ADDED,
        "fr-need": RowFate.REMOVED,
    }


def test_a_changed_cell_is_shown_in_words_before_and_after() -> None:
    row = a_fraud_row(when={**a_fraud_row()["when"], "age_years": {"between": [18, 130]}})
    [change] = difference(read(the_rules()), read(with_row(the_rules(), row)))
    [part] = change.parts
    assert (part.name, part.before, part.after) == ("the age", "", "the age is 18 or over")
    assert part.passages == (Passage(Mark.NEW, "the age is 18 or over"),)


def test_one_row_that_moved_is_one_change_with_both_places() -> None:
    first = rows_of(the_rules(), TableName.PROVIDERS)[0]["id"]
    rules = the_rules()
    for _ in range(3):
        rules = with_row_moved(rules, first, Way.DOWN)
    [change] = difference(read(the_rules()), read(rules))
    assert (change.row, change.fate, change.place_before, change.place_after) == (first, RowFate.MOVED, 1, 4)


def test_words_are_marked_one_by_one() -> None:
    assert passages("age is 10 to 17", "age is 10 to 18") == (
        Passage(Mark.SAME, "age is 10 to"),
        Passage(Mark.GONE, "17"),
        Passage(Mark.NEW, "18"),
    )


@settings(deadline=None)
@given(st.text(alphabet="ab c", max_size=20), st.text(alphabet="ab c", max_size=20))
def test_passages_give_both_texts_back(before: str, after: str) -> None:
    found = passages(before, after)
    for mark, text in ((Mark.GONE, before), (Mark.NEW, after)):
        kept = " ".join(one.words for one in found if one.mark in {Mark.SAME, mark})
        assert kept == " ".join(text.split())


def test_services_and_signposts_are_said_by_their_names() -> None:
    names = {"ledger-fraud": "Ledger", "sarc": "The referral centre"}
    assert then_in_words(Output(services=("ledger-fraud", "other")), names) == "ask Ledger, then other"
    output = Output(pathway=Pathway.FRAUD, signposts=("sarc",))
    assert then_in_words(output, names).endswith("fraud, and tell of The referral centre")
