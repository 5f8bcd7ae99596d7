"""Rules and decisions in plain words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.builders.decision import a_question, county_with
from tests.builders.rulebook import a_row, a_table, the_county
from tests.builders.screened import a_duty, a_referral_screened, a_scope, some_facts
from waymark.contracts.consent import Duty, RecipientScope
from waymark.ids import ServiceId
from waymark.words import Answer, Flag, Need, OffenceClass, Pathway
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import read_record, record_of
from waymark_router.deciding.explain import (
    cell_in_words,
    explain,
    fact_in_words,
    row_in_words,
    told_of,
    value_in_words,
    wait_in_words,
)
from waymark_router.deciding.question import Assigned, question_from
from waymark_router.facts.fact import CATALOGUE, Value
from waymark_router.providers.availability import Availability
from waymark_router.providers.wait import Wait
from waymark_router.rules.cell import cell_from


@pytest.mark.parametrize(
    ("fact", "written", "words"),
    [
        (
            "offence_class",
            {"in": ["burglary_dwelling", "theft", "asb"]},
            "the offence is burglary of a home, theft or anti-social behaviour",
        ),
        ("home", {"in": ["in_county"], "missing": True}, "the home is in the county or not known"),
        ("age_years", {"between": [18, 130]}, "the age is 18 or over"),
        ("age_years", {"between": [0, 17]}, "the age is under 18"),
        ("age_years", {"between": [16, 24]}, "the age is 16 to 24"),
        ("treat_as_child", {"is": False}, "the person is not treated as a child"),
        ("needs", {"missing": True}, "the needs are not known"),
        ("needs", {"any_of": ["isva"]}, "the needs include an adviser after sexual violence (ISVA)"),
        ("flags", {"none_of": ["business"]}, "the flags do not include a business that was harmed"),
        ("district", {"prefix": ["E07"]}, "the district begins with E07"),
    ],
)
def test_every_kind_of_cell_has_words(fact: str, written: dict[str, object], words: str) -> None:
    assert cell_in_words(cell_from(written, CATALOGUE[fact], "x"), CATALOGUE[fact]) == words


def test_a_row_is_a_sentence() -> None:
    row = a_table(a_row("vr-3", home={"in": ["outside"]}, age_years={"between": [18, 130]})).rows[0]
    assert row_in_words(row) == (
        "Row vr-3: the home is outside the county and the age is 18 or over -> pathway victim recovery. because of vr-3"
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
    assert "Aspen, domestic abuse was not chosen for domestic abuse because age 12 is under 16." in told
    assert "Harbour Victim Care, recovery, domestic abuse: offered" in told


def test_a_held_allocation_says_what_is_asked_of_whom() -> None:
    told = _explained(a_scope(ask=["lantern-sav"]), offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA,))
    assert "held until consent is given, priority urgent; explicit consent is asked of warwickshire-police." in told


def test_a_near_miss_says_which_test_kept_it_out() -> None:
    told = _explained(offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA,))
    assert (
        'Row sav-child-offence nearly counted: only "the person is treated as a child" was not so,'
        " as the person is not treated as a child." in told
    )


def test_a_decision_is_told_part_by_part() -> None:
    county = the_county()
    screened = a_referral_screened(facts=some_facts(flags=(Flag.DOMESTIC_ABUSE,), age_years=12, child=Answer.YES))
    at = datetime(2026, 11, 23, tzinfo=UTC)
    question = question_from(screened, districts=county.rulebook.districts, now=at, previous=())
    decision = decide(question, county.rulebook, county.directory)
    record = read_record(record_of(question, decision, county.rulebook, county.directory))
    told = told_of(record, county.rulebook, county.directory)
    assert "sg-da-child" in [said.row for said in told.rows]
    assert all(said.column and f"Row {said.row} nearly counted" in said.sentence for said in told.near_misses)
    chosen = {said.service: said.is_chosen for said in told.services}
    assert (chosen["aspen-recovery"], chosen["harbour-recovery"]) == (False, True)
    assert "Harbour Victim Care, recovery was chosen for domestic abuse." in [said.sentence for said in told.services]
    assert any("offered" in sentence for sentence in told.outcome)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("age_years", 12, "the age is 12"),
        ("age_years", None, "the age is not known"),
        (
            "needs",
            frozenset({"isva", "debt"}),
            "the needs are an adviser after sexual violence (ISVA) and help with debt",
        ),
        ("flags", frozenset(), "the flags are none"),
        ("treat_as_child", False, "the person is not treated as a child"),
        ("district", "E07000222", "the district is Warwick"),
        ("home", "outside", "the home is outside the county"),
    ],
)
def test_a_fact_in_words(name: str, value: Value, said: str) -> None:
    assert fact_in_words(CATALOGUE[name], value) == said


def test_yes_and_no_in_words() -> None:
    assert [value_in_words(CATALOGUE["transition"], value) for value in (True, False)] == ["yes", "no"]


def test_a_duty_says_that_consent_is_not_needed() -> None:
    assert "It is a duty to tell them; consent is not needed." in _explained(duties=(a_duty(),))


def test_a_signpost_is_told_with_the_row_that_asked_for_it() -> None:
    told = _explained(offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA,))
    assert "-> pathway sav adult, and tell of sarc." in told
    assert "The person is told of Sexual assault referral centre; no data moves there." in told
    assert "-> unmet: out of scope, and tell of road collision support." in _explained(offence_class=OffenceClass.ROAD)


def test_the_wait_of_the_chosen_service_is_said_where_it_is_known() -> None:
    told = _explained(offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA, Need.COUNSELLING))
    assert "The wait for counselling at Lantern, adults is 26 weeks, as Lantern said on 9 November 2026." in told
    facts: dict[str, Any] = {"offence_class": OffenceClass.SEXUAL, "age_years": 15, "child": Answer.YES}
    assert "The wait for counselling" not in _explained(needs=(Need.COUNSELLING,), **facts)


def test_when_somebody_who_leaves_prison_must_be_seen_is_said() -> None:
    needs = (Need.PRISON_RELEASE_CONTINUITY,)
    told = _explained(offence_class=None, needs=needs, release_on=date(2026, 12, 3))
    assert "Meridian, adults, substance adult: offered, priority high, to be seen by 24 December 2026." in told


@pytest.mark.parametrize(("weeks", "said"), [(0, "less than a week"), (1, "1 week"), (6, "6 weeks")])
def test_a_wait_in_words(weeks: int, said: str) -> None:
    wait = Wait(intervention=Need.ISVA, weeks=weeks, as_of=date(2026, 11, 1), by="Lantern")
    assert wait_in_words(wait, date(2026, 11, 2)) == f"{said}, as Lantern said on 1 November 2026"
    assert wait_in_words(wait, date(2027, 11, 2)) == "not known"


def test_what_somebody_gets_while_they_wait_and_what_the_desk_chose_are_said() -> None:
    county = county_with("lantern-adult", caseload_cap=1)
    chosen = (Assigned(Pathway.VICTIM_RECOVERY, ServiceId("lantern-adult"), "nearer"),)
    question = a_question(county, availability={"lantern-adult": Availability(at_work=1)}, assigned=chosen)
    decision = decide(question, county.rulebook, county.directory)
    record = read_record(record_of(question, decision, county.rulebook, county.directory))
    told = explain(record, county.rulebook, county.directory)
    assert "The triage desk chose Lantern, adults for victim recovery: nearer." in told
    assert "Until Lantern, adults has room the person is offered self help material and check in calls." in told
