"""Decision records: only what was read, and the same bytes when decided again."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.rulebook import the_county, the_county_part
from tests.builders.screened import AGENCIES, a_duty, a_referral_screened, some_facts
from waymark.contracts.consent import RecipientScope, ReferralScreened
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark.words import (
    AllocationState,
    Answer,
    Contactable,
    DeclinedBy,
    Flag,
    Group,
    Need,
    OffenceClass,
    Sharing,
    WithdrawReason,
)
from waymark_router.canonical import canonical_bytes
from waymark_router.county import county_from
from waymark_router.deciding.allocation import decide
from waymark_router.deciding.decision_record import read_record, record_of, replay, replays
from waymark_router.deciding.explain import explain
from waymark_router.deciding.question import Previous, question_from

_NOW = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)


def _record(screened: ReferralScreened, previous: tuple[Previous, ...] = ()) -> bytes:
    county = the_county()
    question = question_from(screened, districts=county.rulebook.districts, now=_NOW, previous=previous)
    return record_of(question, decide(question, county.rulebook, county.directory), county.rulebook, county.directory)


def test_a_record_names_versions_rows_and_services() -> None:
    record = read_record(_record(a_referral_screened()))
    assert record["rulebook"] == the_county().rulebook.version
    assert record["steps"][0]["chosen"] == ["vr-offence"]
    assert record["considered"][0]["services"] == ["harbour-recovery"]
    assert record["allocations"][0]["state"] == "offered"


def test_facts_that_nothing_read_and_agencies_not_considered_are_not_in_it() -> None:
    record = read_record(_record(a_referral_screened()))
    assert {"pathway", "crime_district", "release_on"}.isdisjoint(record["facts"])
    assert [used["agency"] for used in record["scope"]] == ["harbour-victim-care"]


def test_a_record_does_not_replay_with_another_rulebook() -> None:
    part = the_county_part()
    part["rulebook"]["districts"] = ["E07000222"]
    other = county_from(part, steps=1000)
    with pytest.raises(Refused, match="other_version"):
        replay(_record(a_referral_screened()), other.rulebook, other.directory)


def test_a_record_made_by_an_earlier_catalogue_still_comes_out_the_same() -> None:
    county = the_county()
    before = _record(a_referral_screened()).replace(b'"catalogue":4', b'"catalogue":2')
    assert read_record(before)["catalogue"] == 2
    assert replay(before, county.rulebook, county.directory) == before


_GROUPS = st.sampled_from([(), (Group.RISK,), (Group.IDENTITY, Group.RISK), (Group.HEALTH,)])
_SCREENED = st.builds(
    lambda facts, sharing, duty, withdrawn: a_referral_screened(
        withdrawn=withdrawn,
        facts=some_facts(**facts),
        scope=tuple(
            RecipientScope(agency=AgencyId(agency), sharing=answer, groups=groups, reasons=("r",))
            for agency, (answer, groups) in zip(AGENCIES, sharing, strict=False)
        ),
        duties=(a_duty(),) * duty,
    ),
    st.fixed_dictionaries(
        {
            "offence_class": st.none() | st.sampled_from(OffenceClass),
            "needs": st.lists(st.sampled_from(Need), unique=True, max_size=4).map(tuple),
            "flags": st.lists(st.sampled_from(Flag), unique=True, max_size=3).map(tuple),
            "age_years": st.none() | st.integers(-1, 140),
            "child": st.sampled_from(Answer),
            "district": st.sampled_from([None, "E07000222", "E08000026"]),
            "days_since_incident": st.none() | st.integers(0, 900),
            "contactable": st.sampled_from(Contactable),
            "nrm_agreed": st.sampled_from(Answer),
            "age_months": st.none() | st.integers(0, 11),
            "release_on": st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        }
    ),
    st.lists(st.tuples(st.sampled_from(Sharing), _GROUPS), max_size=len(AGENCIES)),
    st.booleans(),
    st.none() | st.sampled_from(WithdrawReason),
)


@settings(max_examples=300, deadline=None)
@given(
    first=_SCREENED,
    second=_SCREENED,
    by=st.none() | st.sampled_from(DeclinedBy),
    state=st.sampled_from([AllocationState.OFFERED, AllocationState.ACCEPTED, AllocationState.CLOSED]),
)
def test_replaying_a_record_gives_the_same_bytes(
    first: ReferralScreened, second: ReferralScreened, by: DeclinedBy | None, state: AllocationState
) -> None:
    county = the_county()
    record = _record(first)
    assert replay(record, county.rulebook, county.directory) == record
    question = question_from(first, districts=county.rulebook.districts, now=_NOW, previous=())
    placed = decide(question, county.rulebook, county.directory).allocations
    previous = tuple(Previous(one.model_copy(update={"state": state}), by) for one in placed)
    again = _record(second, previous)
    assert replay(again, county.rulebook, county.directory) == again


def test_a_record_of_an_earlier_engine_is_not_asked_to_come_out_the_same() -> None:
    county = the_county()
    record = _record(a_referral_screened())
    assert replays(record, county.rulebook, county.directory)
    assert not replays(record.replace(b"offered", b"declined"), county.rulebook, county.directory)
    assert replays(record.replace(b'"engine":"3"', b'"engine":"2"'), county.rulebook, county.directory)


def test_a_record_that_named_services_one_by_one_still_comes_out_the_same() -> None:
    county = the_county()
    withheld = tuple(RecipientScope(agency=AgencyId(one), sharing=Sharing.WITHHOLD, reasons=("r",)) for one in AGENCIES)
    record = _record(a_referral_screened(scope=withheld))
    kept = json.loads(record)
    one_by_one = [
        {"pathway": seen["pathway"], "service": one, "agency": "whoever", "reasons": seen["reasons"]}
        for seen in kept["considered"]
        for one in seen["services"]
    ]
    before = canonical_bytes(kept | {"record": 3, "considered": one_by_one})
    assert len(one_by_one) > 1
    assert replays(before, county.rulebook, county.directory)
    assert replay(before, county.rulebook, county.directory) == record
    assert read_record(before)["considered"] == read_record(record)["considered"]
    other = before.replace(b'"withheld"', b'"closed"')
    assert not replays(other, county.rulebook, county.directory)


def test_the_release_date_is_in_a_record_only_where_somebody_must_be_seen() -> None:
    needs = (Need.PRISON_RELEASE_CONTINUITY,)
    dated = some_facts(offence_class=None, needs=needs, release_on=date(2026, 12, 3))
    assert read_record(_record(a_referral_screened(facts=dated)))["appointment_by"] == "2026-12-24T23:59:59+00:00"
    other = some_facts(release_on=date(2026, 12, 3))
    assert read_record(_record(a_referral_screened(facts=other)))["appointment_by"] is None


def test_a_record_from_before_there_were_signposts_is_still_read() -> None:
    kept = json.loads(_record(a_referral_screened()))
    for key in ("appointment_by", "withdrawn", "signposts"):
        del kept[key]
    for allocation in kept["allocations"]:
        del allocation["appointment_by"]
    record = read_record(json.dumps(kept).encode())
    assert (record["withdrawn"], list(record["signposts"])) == (False, [])
    assert explain(record, the_county().rulebook, the_county().directory)
