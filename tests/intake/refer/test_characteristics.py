"""Protected characteristics on the partner's form: the official lists, never on anybody's way, nothing by silence."""

from datetime import date

import pytest

from waymark_intake.partner.kind import PartnerKind
from waymark_intake.records.characteristic import in_words
from waymark_intake.records.record import Equality
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.characteristics import characteristics, equality_told
from waymark_intake.refer.question import Look, Step
from waymark_intake.refer.questions import Asking, questions_of, steps_for
from waymark_intake.refer.record import drafted

DAY = date(2026, 11, 23)
QUESTIONS = {one.name: one for one in characteristics(DAY)}


def codes(name: str) -> list[str]:
    return [option.code for option in QUESTIONS[name].options]


def test_ethnicity_is_the_list_of_18_groups_and_not_stated() -> None:
    assert len(codes("ethnicity")) == 1 + 18 + 1
    assert (codes("ethnicity")[0], codes("ethnicity")[-1]) == ("", "NS")
    assert "O1" not in codes("ethnicity")
    assert "O1" in {option.code for one in characteristics(date(2010, 1, 1)) for option in one.options}


@pytest.mark.parametrize("name", ["ethnicity", "religion", "sexual_orientation", "gender_identity", "disability"])
def test_each_can_be_not_asked_or_kept_to_themselves(name: str) -> None:
    assert QUESTIONS[name].options[0].words == "Not asked"
    assert any(
        word in option.words for option in QUESTIONS[name].options for word in ("Prefers not to say", "Not stated")
    )


def test_every_field_of_equality_that_a_person_says_can_be_told() -> None:
    # What an officer saw is no answer of the person, and a second nationality is for whoever sends by the API.
    assert {*Equality.model_fields} - {*QUESTIONS} == {"ethnicity_seen", "second_nationality"}


@pytest.mark.parametrize("kind", list(PartnerKind))
def test_nobody_has_to_pass_the_page_and_nationality_is_asked_once(kind: PartnerKind) -> None:
    assert Step.EQUALITY not in steps_for(kind)
    asking = Asking((kind,), (), "refer/1", day=DAY)
    around = [one.name for one in questions_of(Step.AROUND, asking)]
    beside = [one.name for one in questions_of(Step.EQUALITY, asking)]
    assert (around + beside).count("nationality") == 1


def test_what_was_not_asked_has_no_entry_and_what_was_said_is_put_into_the_lists_words() -> None:
    given: dict[str, tuple[str, ...]] = {
        "ethnicity": ("M1",),
        "religion": ("prefer_not_to_say",),
        "disability": ("Yes",),
        "impairments": ("vision", "memory"),
        "sexual_orientation": ("",),
    }
    record = drafted(ReferAnswers().put(given), PartnerKind.PROBATION_ORDER).record
    told = record["person"]["equality"]
    assert told == {
        "ethnicity": "M1",
        "religion": "prefer_not_to_say",
        "disability": "Yes",
        "impairments": ["vision", "memory"],
    }
    sealed = in_words(Equality(**{**told, "impairments": tuple(told["impairments"])}))
    assert (sealed.ethnicity, sealed.religion) == ("Mixed: White and Black Caribbean", "Prefers not to say")
    assert sealed.impairments == ("Seeing", "Memory")
    assert equality_told(ReferAnswers()) == {}


def test_each_list_is_a_drop_down_that_takes_one_line_on_a_telephone() -> None:
    assert {one.look for one in QUESTIONS.values()} == {Look.SELECT, Look.TICKS, Look.LINE}
