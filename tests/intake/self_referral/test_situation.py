"""The table of situations: plain words, each of one kind of help, and nothing that labels anybody."""

import re

from waymark.words import Flag, OffenceClass
from waymark_intake.self_referral.situation import (
    BY_CODE,
    HELP_EXPLAINED,
    HELP_WORDS,
    SITUATIONS,
    TALK,
    HelpKind,
    chosen,
    kinds_of_help,
    weightiest,
)

LABELS = re.compile(
    r"\b(victim|abused?|exploit\w*|slavery|trafficking|domestic|rape|assault|survivor|offen[cd]e|reference)\b",
    re.IGNORECASE,
)


def test_every_situation_brings_a_need_and_one_kind_of_help_that_has_words() -> None:
    assert all(situation.needs and situation.help in HELP_WORDS for situation in SITUATIONS)
    assert len(BY_CODE) == len(SITUATIONS)
    assert set(HELP_WORDS) == set(HELP_EXPLAINED) == set(HelpKind) == {situation.help for situation in SITUATIONS}


def test_nobody_is_asked_for_a_label() -> None:
    shown = [*HELP_WORDS.values(), *HELP_EXPLAINED.values(), *(situation.words for situation in SITUATIONS)]
    shown += [situation.words_of_other for situation in SITUATIONS]
    assert [words for words in shown if LABELS.search(words)] == []


def test_every_offence_class_of_the_table_has_its_weight() -> None:
    for situation in SITUATIONS:
        assert weightiest([situation]) is situation.offence_class


def test_the_class_that_decides_most_comes_first() -> None:
    assert weightiest(chosen(["taken", "sexual", "hurt"])) is OffenceClass.SEXUAL
    assert weightiest(chosen(["alcohol"])) is None


def test_what_was_chosen_comes_in_the_order_of_the_table_and_once() -> None:
    assert [situation.code for situation in chosen(["taken", "hurt", "taken", "nothing"])] == ["hurt", "taken"]
    assert kinds_of_help(chosen(["hurt", "taken", "sexual"])) == (HelpKind.SUPPORT, HelpKind.UNWANTED_SEX)
    assert kinds_of_help(chosen([TALK])) == (HelpKind.SUPPORT,)


def test_whoever_uses_a_child_endangers_it() -> None:
    for situation in SITUATIONS:
        assert Flag.CHILD_EXPLOITATION not in situation.child_flags or situation.endangers_a_child
