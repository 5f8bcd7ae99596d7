"""Answers to a record: what is empty is left out, and what a record cannot take is said at its field."""

import json
from typing import Any

import pytest

from tests.builders.refer_post import CONSENT, CONTACT, HELP, PERSON, START
from waymark.http import parse_json
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.record import Unread, drafted

K = PartnerKind


def answers(**over: Any) -> ReferAnswers:
    typed = {**START, **PERSON, **CONTACT, **HELP, **CONSENT, **over}
    return ReferAnswers().put({name: tuple(v) if isinstance(v, list) else (v,) for name, v in typed.items()})


def record(kind: PartnerKind = K.COUNCIL, **over: Any) -> PartnerRecord:
    draft = drafted(answers(**over), kind)
    assert draft.unread == ()
    return parse_json(PartnerRecord, json.dumps(draft.record).encode())


def test_all_answers_are_in_the_record() -> None:
    made = record(suspect_name="Somebody", guardian_name="G", guardian_safe="no", address="1 Street\nTown")
    assert [need.value for need in made.needs] == ["housing_advocacy", "asb_support"]
    assert made.person.language == "pl"
    assert made.person.address_lines == ("1 Street", "Town")
    assert made.person.guardian is not None
    assert made.suspect is not None
    assert made.consent is not None
    assert made.consent.asked_at is not None


def test_no_answers_make_a_record_that_says_who_nobody_is() -> None:
    draft = drafted(ReferAnswers(), K.COUNCIL)
    assert draft.record == {"kind": "council", "person": {}}


def test_somebody_who_was_not_asked_has_said_nothing_in_any_way() -> None:
    made = drafted(answers(position="not_asked"), K.COUNCIL).record["consent"]
    assert {"given_by", "how"}.isdisjoint(made)


def test_our_own_form_has_its_own_wording() -> None:
    made = record(wording="own", wording_own="leaflet/3")
    assert made.consent is not None
    assert made.consent.wording == "leaflet/3"


def test_an_area_outside_the_county_is_found_by_name() -> None:
    assert record(home_district="", home_elsewhere="Coventry").person.home_district == "E08000026"


@pytest.mark.parametrize("lines", [8, 9, 20])
def test_no_line_of_a_long_address_is_lost(lines: int) -> None:
    made = record(address="\n".join(f"line {n}" for n in range(lines)))
    assert len(made.person.address_lines) == min(lines, 8)
    assert f"line {lines - 1}" in made.person.address_lines[-1]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"age_years": "about 17"}, "age_years"),
        ({"language": "Elvish"}, "language"),
        ({"home_district": "", "home_elsewhere": "Nowhere"}, "home_elsewhere"),
        ({"date_of_birth-month": "x"}, "date_of_birth-day"),
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(over: dict[str, Any], field: str) -> None:
    draft = drafted(answers(**over), K.COUNCIL)
    assert [one.field for one in draft.unread] == [field]
    assert isinstance(draft.unread[0], Unread)


def test_a_guess_at_an_age_of_nought_is_kept() -> None:
    made = record(age_years="0", age_is_estimate=["yes"])
    assert (made.person.age_years, made.person.age_is_estimate) == (0, True)


def test_a_release_and_a_test_are_in_the_records_of_their_kinds_only() -> None:
    day = {"release_on-day": "3", "release_on-month": "12", "release_on-year": "2026"}
    assert record(K.PRISON_RELEASE, **day).release is not None
    assert record(K.COUNCIL, **day).release is None
