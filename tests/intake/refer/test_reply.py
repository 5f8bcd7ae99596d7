"""What a sender is asked on the page, and the answer that comes of it."""

from tests.builders.followed import a_held, a_view
from waymark.words import QualityFlag
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.reply import drafted_answer, questions_for


def names(*parts: object, quality: tuple[QualityFlag, ...] = ()) -> set[str]:
    return {one.name for one in questions_for(a_view(*parts, quality=quality))}  # type: ignore[arg-type]


def test_only_what_is_missing_is_asked_and_otherwise_how_to_reach_them() -> None:
    assert names(a_held("nrm_agreement")) == {"nrm_agreed"}
    assert "mobile" in names(a_held("safe_contact"))
    assert names(a_held("nrm_agreement"), quality=(QualityFlag.NO_SAFE_CONTACT,)) >= {"nrm_agreed", "mobile_safe"}
    assert "nrm_agreed" not in names()


def test_ways_and_what_is_safe_come_together() -> None:
    answers = ReferAnswers(given={"mobile": ("1",), "do_not_contact": ("yes",)})
    assert drafted_answer(answers, 3) == {
        "version": 3,
        "contact": {"mobile": "1"},
        "safe_contact": {"do_not_contact": "yes"},
    }
    over = ReferAnswers(given={"mobile": ("1",), "do_not_contact": ("no",), "taken_back": ("times", "code_word")})
    assert drafted_answer(over, 3) == {
        "version": 3,
        "contact": {"mobile": "1"},
        "safe_contact": {"do_not_contact": "no"},
        "taken_back": ["times", "code_word"],
    }
    assert drafted_answer(ReferAnswers(given={"nrm_agreed": ("no",)}), 1) == {"version": 1, "nrm_agreed": "no"}
    assert drafted_answer(ReferAnswers(), 1) == {"version": 1}
