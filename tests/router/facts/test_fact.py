"""The catalogue: its facts, their domains and their words, and what older rulebooks may rely on."""

from enum import StrEnum

import pytest

from waymark.words import (
    Accommodation,
    Answer,
    CommunicationAid,
    Contactable,
    DutyKind,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    OffenceClass,
    Pathway,
    Preference,
    ReleaseBand,
    SenderClass,
    StatutoryGround,
    SubjectRole,
)
from waymark_router.facts.fact import CATALOGUE, CATALOGUE_VERSION, CATALOGUES_KNOWN, FactType

LISTS: dict[str, type[StrEnum]] = {
    "source": SenderClass,
    "subject": SubjectRole,
    "needs": Need,
    "co_occurring": Need,
    "offence_class": OffenceClass,
    "flags": Flag,
    "harm_contexts": HarmContext,
    "exploitation_types": ExploitationType,
    "accommodation": Accommodation,
    "contactable": Contactable,
    "communication_aids": CommunicationAid,
    "preferences": Preference,
    "release_about": ReleaseBand,
    "statutory": StatutoryGround,
    "nrm_agreed": Answer,
    "open_with_provider": Answer,
    "duties": DutyKind,
    "pathway": Pathway,
}
# What rulebooks written for the first two catalogues may ask for, with what each may have said.
OF_THE_FIRST = {"source", "needs", "offence_class", "flags", "age_years", "child", "treat_as_child", "district", "home"}
OF_THE_FIRST |= {"incident_age", "contactable", "language", "duties", "pathway"}
OF_THE_FOURTH = {"incident_on", "received_on", "working_days_left", "distance_band"}
OF_THE_SECOND = {"transition", "release_band", "statutory", "nrm_agreed"}


@pytest.mark.parametrize("name", LISTS)
def test_the_domain_of_a_fact_is_the_contracts_list(name: str) -> None:
    assert set(CATALOGUE[name].domain) == {member.value for member in LISTS[name]}


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_value_of_every_list_has_words_of_its_own(name: str) -> None:
    fact = CATALOGUE[name]
    if fact.type in {FactType.ENUM, FactType.TAGS}:
        assert set(fact.words) == set(fact.domain)
        said = [fact.said(word) for word in fact.domain]
        assert len(set(said)) == len(said)
        assert not [words for words in said if "_" in words or not words.strip()]


def test_a_code_is_said_by_name_and_a_word_without_words_is_read_from_itself() -> None:
    assert CATALOGUE["district"].said("E07000222") == "Warwick"
    assert CATALOGUE["offence_class"].said("not_of_this_list") == "not of this list"
    assert CATALOGUE["needs"].said("isva") == "an adviser after sexual violence (ISVA)"


def test_every_fact_has_a_label_and_those_with_limits_have_some() -> None:
    for fact in CATALOGUE.values():
        assert fact.label
        assert (fact.most > fact.least) is (fact.type in {FactType.NUMBER, FactType.DATE})


def test_the_catalogue_only_grew() -> None:
    assert {fact.name for fact in CATALOGUE.values() if fact.since == 1} == OF_THE_FIRST
    assert {fact.name for fact in CATALOGUE.values() if fact.since == 2} == OF_THE_SECOND
    assert {fact.name for fact in CATALOGUE.values() if fact.since == CATALOGUE_VERSION} == OF_THE_FOURTH
    assert max(CATALOGUES_KNOWN) == CATALOGUE_VERSION == max(fact.since for fact in CATALOGUE.values())


def test_a_value_of_no_list_is_not_known() -> None:
    assert CATALOGUE["child"].knows("yes")
    assert not CATALOGUE["child"].knows("not_asked")
    assert not CATALOGUE["district"].knows("Rugby")


def test_a_day_is_known_by_its_shape_and_said_in_words() -> None:
    fact = CATALOGUE["incident_on"]
    assert fact.said("2024-04-01") == "1 April 2024"
    assert fact.said("spring") == "spring"
    known = [word for word in ("1900-01-01", "2199-12-31", "2024-02-29") if fact.knows(word)]
    assert len(known) == 3
    assert not [word for word in ("1899-12-31", "2200-01-01", "2023-02-29", "20240401", "") if fact.knows(word)]
