"""What the router tells of its rules: which version and from when, and none of the words people typed."""

from waymark.contracts.rules import RulesPublished


def test_no_words_that_people_typed_are_told() -> None:
    assert set(RulesPublished.model_fields) == {
        "publication_id",
        "rulebook",
        "kind",
        "effective_from",
        "agency",
        "called_off",
    }
