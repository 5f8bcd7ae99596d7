"""One made-up person against live rules and a draft."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.router.checking.drafts import provider_rows
from tests.router.trial.versions import a_draft, live
from waymark.errors import Refused
from waymark.ids import AgencyId, ServiceId
from waymark.words import Pathway
from waymark_router.facts.fact import CATALOGUE, OF_A_PATHWAY, Value
from waymark_router.providers.availability import Availability, Line, Population
from waymark_router.trial.person import made_whole, read_facts, try_person

_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
_ON = date(2026, 11, 23)
_DISTRICTS = live().rulebook.districts
_FRAUD: dict[str, Value] = {"offence_class": "fraud", "needs": frozenset({"fraud_recovery"}), "age_years": 40}


def test_facts_of_a_page_are_read_by_their_type() -> None:
    assert read_facts(
        {
            "needs": ["isva", "debt"],
            "age_years": [" 12 "],
            "transition": ["no"],
            "district": ["E07000222"],
            "home": [""],
            "offence_class": ["theft"],
        }
    ) == {
        "needs": frozenset({"isva", "debt"}),
        "age_years": 12,
        "transition": False,
        "district": "E07000222",
        "offence_class": "theft",
    }


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("age_years", ["131"]),
        ("age_years", ["twelve"]),
        ("age_years", ["9" * 5000]),
        ("needs", ["advice"]),
        ("offence_class", ["theft", "fraud"]),
        ("transition", ["perhaps"]),
        ("district", ["Warwick"]),
        ("incident_on", ["2024-04-31"]),
        ("name", ["x"]),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name_and_its_value_is_not_told(name: str, given: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read_facts({name: given})
    [fault] = refused.value.faults
    assert fault.pointer == f"/{name}"
    assert given[0] not in f"{refused.value.title}{fault}".replace(name, "")


def _whole(**chosen: Value) -> dict[str, Value]:
    return made_whole(chosen, districts=_DISTRICTS, on=_ON)


def test_what_follows_from_others_is_settled() -> None:
    child = _whole(age_years=12)
    assert (child["child"], child["treat_as_child"]) == ("yes", True)
    assert _whole(treat_as_child=True)["child"] == "not_known"
    assert _whole(district="E08000026")["home"] == "outside"
    assert _whole(home="in_county")["district"] == min(_DISTRICTS)
    assert _whole(incident_age="within_week")["forensic_window"] == "open"
    assert _whole(incident_age="earlier")["forensic_window"] == "past"
    assert _whole(repeat_victim=True)["flags"] == frozenset({"repeat_victim"})
    assert _whole(flags=frozenset({"repeat_victim"}))["repeat_victim"] is True
    assert _whole(age_years=17, months_to_18=3)["transition"] is True
    assert _whole(needs=frozenset())["needs"] is None


def test_a_day_that_is_chosen_says_how_long_ago_it_was_and_a_referral_without_one_came_today() -> None:
    chosen = _whole(incident_on="2026-11-20")
    assert (chosen["incident_age"], chosen["forensic_window"]) == ("within_week", "open")
    assert _whole(incident_age="within_week")["incident_on"] == "2026-11-16"
    assert _whole()["received_on"] == "2026-11-23"
    assert _whole(received_on="2024-04-01")["received_on"] == "2024-04-01"


def test_every_fact_has_a_value_of_its_kind() -> None:
    values = _whole()
    assert set(values) == set(CATALOGUE) - OF_A_PATHWAY
    assert all(CATALOGUE[name].may_be_missing for name, value in values.items() if value is None)


def test_a_person_is_decided_about_with_every_row_and_service_in_words() -> None:
    tried = try_person(_FRAUD, live(), at=_AT)
    assert [placed.service for placed in tried.decision.allocations] == ["ledger-fraud"]
    assert "fr-offence" in [said.row for said in tried.told.rows]
    assert [said.service for said in tried.told.services if said.is_chosen] == ["ledger-fraud"]
    assert any(sentence.startswith("Ledger Fraud Care, fraud: offered") for sentence in tried.told.outcome)


def test_a_draft_sends_the_same_person_elsewhere_and_a_barred_agency_gets_nobody() -> None:
    def change(part: dict[str, Any]) -> None:
        row = next(row for row in provider_rows(part) if row["id"] == "pv-fraud")
        row["then"]["services"] = ["harbour-recovery", "ledger-fraud"]

    drafted = try_person(_FRAUD, a_draft(change), at=_AT)
    assert [placed.service for placed in drafted.decision.allocations] == ["harbour-recovery"]
    barred = try_person(_FRAUD, a_draft(change), at=_AT, barred=[AgencyId("harbour-victim-care")])
    assert [placed.service for placed in barred.decision.allocations] == ["ledger-fraud"]
    assert any("may not be shared" in said.sentence for said in barred.told.services)


def test_room_counts_where_it_is_given() -> None:
    full = Availability(lines=(Line(Population.ANYONE, None, vacancies=0, weeks=None, as_of=_ON),))
    tried = try_person(_FRAUD, live(), at=_AT, availability={ServiceId("ledger-fraud"): full})
    assert [placed.service for placed in tried.decision.allocations] == ["harbour-recovery"]


def test_a_duty_is_told_to_the_agency_of_its_pathway() -> None:
    chosen: dict[str, Value] = {"age_years": 12, "duties": frozenset({"safeguarding_child"})}
    tried = try_person(chosen, live(), at=_AT)
    assert [placed.pathway for placed in tried.decision.allocations if placed.duty] == [Pathway.SAFEGUARDING]
