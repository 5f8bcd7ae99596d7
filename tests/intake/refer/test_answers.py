"""Answers as typed: what was not given has no entry, and nothing prints."""

from waymark_intake.refer.answers import ReferAnswers


def test_new_answers_replace_the_old_of_the_same_name_and_empty_ones_vanish() -> None:
    answers = ReferAnswers(given={"given_name": ("Ada",), "flags": ("vulnerable",)})
    answers = answers.put({"given_name": ("",), "mobile": ("1",), "flags": ()})
    assert answers.given == {"mobile": ("1",)}
    assert (answers.one("given_name"), answers.many("flags")) == ("", ())


def test_answers_print_nothing() -> None:
    assert "Ada" not in repr(ReferAnswers(given={"given_name": ("Ada",)}))


def test_they_come_back_the_same_from_json() -> None:
    answers = ReferAnswers(given={"flags": ("vulnerable", "bereaved")})
    assert ReferAnswers.model_validate_json(answers.model_dump_json()) == answers
