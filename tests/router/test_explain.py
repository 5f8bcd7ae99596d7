"""Rules and decisions in plain words."""

from datetime import UTC, datetime

import pytest

from tests.builders.rulebook import a_row, a_table, the_county
from tests.builders.screened import a_duty, a_referral_screened, a_scope, some_facts
from waymark.contracts.consent import Duty, RecipientScope
from waymark.words import Answer, Flag, Need, OffenceClass
from waymark_router.allocation import decide
from waymark_router.cell import cell_from
from waymark_router.decision_record import read_record, record_of
from waymark_router.explain import cell_in_words, explain, row_in_words
from waymark_router.fact import CATALOGUE
from waymark_router.question import question_from


@pytest.mark.parametrize(
    ("fact", "written", "words"),
    [
        (
            "offence_class",
            {"in": ["burglary_dwelling", "theft", "asb"]},
            "the offence is burglary dwelling, theft or asb",
        ),
        ("home", {"in": ["in_county"], "missing": True}, "the home is in county or not known"),
        ("age_years", {"between": [18, 130]}, "the age is 18 or over"),
        ("age_years", {"between": [0, 17]}, "the age is under 18"),
        ("age_years", {"between": [16, 24]}, "the age is 16 to 24"),
        ("treat_as_child", {"is": False}, "the person is not treated as a child"),
        ("needs", {"missing": True}, "the needs are not known"),
        ("needs", {"any_of": ["isva"]}, "the needs include isva"),
        ("flags", {"none_of": ["business"]}, "the flags do not include business"),
        ("district", {"prefix": ["E07"]}, "the district begins with E07"),
    ],
)
def test_every_kind_of_cell_has_words(fact: str, written: dict[str, object], words: str) -> None:
    assert cell_in_words(cell_from(written, CATALOGUE[fact], "x"), CATALOGUE[fact]) == words


def test_a_row_is_a_sentence() -> None:
    row = a_table(a_row("vr-3", home={"in": ["outside"]}, age_years={"between": [18, 130]})).rows[0]
    assert row_in_words(row) == (
        "Row vr-3: the home is outside and the age is 18 or over -> pathway victim recovery. because of vr-3"
    )


def _explained(scope: tuple[RecipientScope, ...] | None = None, duties: tuple[Duty, ...] = (), **facts: object) -> str:
    county = the_county()
    screened = a_referral_screened(facts=some_facts(**facts), scope=scope, duties=duties)
    question = question_from(
        screened, districts=county.rulebook.districts, now=datetime(2026, 11, 23, tzinfo=UTC), previous=()
    )
    decision = decide(question, county.rulebook, county.directory)
    record = read_record(record_of(question, decision, county.rulebook, county.directory))
    return "\n".join(explain(record, county.rulebook, county.directory))


def test_a_service_passed_over_is_named_with_the_reason() -> None:
    told = _explained(flags=(Flag.DOMESTIC_ABUSE,), age_years=12, child=Answer.YES)
    assert (
        "Aspen, domestic abuse was not chosen for domestic abuse because the person is younger than it takes." in told
    )
    assert "because no service takes this person." in told


def test_a_held_allocation_says_what_is_asked_of_whom() -> None:
    told = _explained(a_scope(ask=["lantern-sav"]), offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA,))
    assert "held until consent is given, priority urgent; explicit consent is asked of warwickshire-police." in told


def test_a_near_miss_says_which_test_kept_it_out() -> None:
    told = _explained(offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA,))
    assert 'Row sav-child-offence nearly counted: only "the person is treated as a child" was not so.' in told


def test_a_duty_says_that_consent_is_not_needed() -> None:
    assert "It is a duty to tell them; consent is not needed." in _explained(duties=(a_duty(),))
