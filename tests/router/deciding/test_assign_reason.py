"""Why a service was chosen by hand."""

from waymark_router.deciding.assign_reason import ASSIGN_WORDS, AssignReason


def test_every_reason_has_words_that_name_nobody() -> None:
    assert set(ASSIGN_WORDS) == set(AssignReason)
    assert len(set(ASSIGN_WORDS.values())) == len(AssignReason)
    assert all(words[0].isupper() and not words.endswith(".") for words in ASSIGN_WORDS.values())
