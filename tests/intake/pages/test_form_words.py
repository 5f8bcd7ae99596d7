"""Every question and every choice has its words once, and none asks for a label."""

from tests.intake.self_referral.test_situation import LABELS
from waymark_intake.pages.form_words import HEADINGS, OPTIONS, QUESTIONS
from waymark_intake.self_referral.answers import CHOICES, FIELDS, TICKS
from waymark_intake.self_referral.step import Step


def test_every_question_and_choice_has_its_words_once() -> None:
    assert set(HEADINGS) == set(Step)
    assert set(QUESTIONS) == {name for names in FIELDS.values() for name in names}
    for name, codes in {**CHOICES, **TICKS}.items():
        if name != "situations":
            options = OPTIONS.get(name, OPTIONS["safe_now"][:2])
            assert tuple(code for code, _ in options) == tuple(codes), name


def test_no_question_asks_for_a_label() -> None:
    shown = [words for one in QUESTIONS.values() for words in (one.label, one.hint, one.of_other, one.young)]
    shown += [words for options in OPTIONS.values() for _, words in options]
    assert [words for words in shown if LABELS.search(words)] == []
