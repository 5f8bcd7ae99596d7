"""What points to one person is found in typed words and never repeated; what rules speak of is not taken for it."""

import pytest

from tests.builders.drafting import a_fraud_row, the_rules
from waymark.errors import Kind, Refused
from waymark_router.publishing.row_change import with_row
from waymark_router.publishing.typed_words import MOST_WORDS, refuse_typed, telltale, words_given
from waymark_router.publishing.written import rows_of
from waymark_router.rules.rule import TableName

PHONE, MAIL, POSTCODE, BIRTH = "telephone or NHS number", "e-mail address", "postcode", "date of birth"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ring 07700 900123 first", PHONE),
        ("07700900123", PHONE),
        ("+44 7700 900 123", PHONE),
        ("(01926) 496012", PHONE),
        ("07700\u00a0900\u00a0123", PHONE),
        ("٠٧٧٠٠٩٠٠١٢٣", PHONE),
        ("NHS 943 476 5919", PHONE),
        ("her mail is zq.canary@example.org", MAIL),
        ("lives at CV32 4AA", POSTCODE),
        ("lives at cv324aa.", POSTCODE),
        ("born 3.4.2001", BIRTH),
        ("DOB: 03/04/2001", BIRTH),
        ("D.O.B. 2001-04-03", BIRTH),
        ("she was born on the 3rd April 2001", BIRTH),
    ],
)
def test_what_points_to_a_person_is_found(words: str, kind: str) -> None:
    assert telltale(words) == kind


@pytest.mark.parametrize(
    "words",
    [
        "From 1/4/2026 on the agreement has changed.",
        "In force 2023-04-01 to 2027-03-31, see decision 14.",
        "Within 72 hours, for ages 18 to 25, about 10,000 a year.",
        "Offence 053/40 and 1 of 3 districts (E07000220).",
        "Children born after 2010 are under 18.",
        "Section 25(4) of the Act of 2009; CV and B addresses cross the border.",
        "Home Office code 19C, form SN7.",
        "",
    ],
)
def test_what_rules_speak_of_is_not_taken_for_it(words: str) -> None:
    assert telltale(words) == ""


def test_no_reason_of_the_demo_county_is_taken_for_it() -> None:
    assert [row["id"] for name in TableName for row in rows_of(the_rules(), name) if telltale(row["why"])] == []


def test_words_are_given_not_too_many_and_of_nobody() -> None:
    assert words_given(" so ", "reason", "say why") == "so"
    with pytest.raises(Refused, match="missing"):
        words_given(" \n", "reason", "say why")
    with pytest.raises(Refused, match="too_long"):
        words_given("x" * (MOST_WORDS + 1), "reason", "say why")
    with pytest.raises(Refused, match="telltale") as refused:
        words_given("ask zq.canary@example.org", "reason", "say why")
    assert refused.value.title.startswith("Take out the e-mail address")
    assert "canary" not in f"{refused.value.title}{refused.value.faults}"


def test_a_reason_of_a_row_is_not_endless() -> None:
    with pytest.raises(Refused, match="why_too_long"):
        refuse_typed(the_rules(), with_row(the_rules(), a_fraud_row(why="x" * (MOST_WORDS + 1))))


def test_a_changed_row_is_refused_by_name_and_what_was_typed_is_not_repeated() -> None:
    typed = "Ask zqmaria on 07700 900123"
    told = with_row(the_rules(), a_fraud_row(why=typed))
    with pytest.raises(Refused) as refused:
        refuse_typed(the_rules(), told)
    fault = refused.value.faults[0]
    assert (refused.value.kind, fault.pointer, fault.code) == (Kind.INVALID, "/row_fr-offence/why", "why_telltale")
    said = f"{refused.value.title} {fault}"
    assert "take out the telephone or NHS number" in said
    assert not any(part in said for part in ("zqmaria", "07700", "900123"))


def test_what_stood_there_before_holds_nobody_up() -> None:
    old = with_row(the_rules(), a_fraud_row(why="The desk is on 01926 496012"))
    moved = with_row(old, a_fraud_row(why="The desk is on 01926 496012", when={}))
    refuse_typed(old, moved)
