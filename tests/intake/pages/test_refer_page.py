"""The pages from inside: the steps of each kind, where a field is, and the answers read back."""

from datetime import date

from waymark.words import QualityFlag
from waymark_intake.pages.refer_page import Paper, advised, by_field, rows_of
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.question import Step
from waymark_intake.refer.record import Unread

K = PartnerKind
DAY = date(2026, 11, 23)
COUNCIL = Paper((K.COUNCIL,), ("E07000220",), "refer/1", DAY)
POLICE = Paper((K.CUSTODY_DRUG_TEST, K.FRAUD_LIST), ("E07000220",), "refer/1", DAY)
NONE = ReferAnswers()


def test_an_only_kind_is_chosen_by_itself_and_one_of_two_is_not() -> None:
    assert COUNCIL.chosen(NONE) is K.COUNCIL
    assert POLICE.chosen(NONE) is None
    assert POLICE.chosen(ReferAnswers(given={"kind": ("fraud_list",)})) is K.FRAUD_LIST
    assert POLICE.chosen(ReferAnswers(given={"kind": ("council",)})) is None


def test_a_field_is_found_on_its_page() -> None:
    assert COUNCIL.step_of("date_of_birth-day", NONE) is Step.PERSON
    assert COUNCIL.step_of("nothing", NONE) is None


def test_answers_are_read_back_in_words_with_their_page() -> None:
    given: dict[str, tuple[str, ...]] = {
        "home_district": ("E07000220",),
        "occurred_on-day": ("3",),
        "occurred_on-year": ("2026",),
        "flags": ("x",),
    }
    rows = list(rows_of(COUNCIL, ReferAnswers(given=given)))
    assert [(row.value, row.step) for row in rows] == [("Rugby", Step.PERSON), ("3 2026", Step.HELP)]


def test_advice_leads_to_the_page_where_it_is_followed() -> None:
    flags = (QualityFlag.DISTRICT_MISSING, QualityFlag.REFERENCE_MISSING, QualityFlag.REPORTED_LATE)
    assert [one.step for one in advised(COUNCIL, NONE, flags)] == ["person", "start", ""]


def test_the_first_thing_wrong_with_a_field_is_shown() -> None:
    assert by_field((Unread("a", "first"), Unread("a", "second"))) == {"a": "first"}
