"""Services: what they take on, and by when they answer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders.provider import a_service
from tests.builders.rulebook import the_county
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark.words import Priority
from waymark_router.canonical import canonical_bytes, content_hash
from waymark_router.facts.fact import Value
from waymark_router.providers.provider import WhyNot, directory_from, directory_from_bytes, takes

_ADULT: dict[str, Value] = {"age_years": 40, "child": "no", "district": "E07000222", "language": "en"}
_NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def _why_not(service: dict[str, Any], **facts: Value) -> tuple[WhyNot, ...]:
    return takes(a_service(**service), _ADULT | facts, adult_from=18)


def test_a_general_service_takes_everybody() -> None:
    assert _why_not({}) == ()
    assert _why_not({}, age_years=None, child="not_known", district=None) == ()


@pytest.mark.parametrize(
    ("age", "child", "reasons"),
    [
        (17, "yes", (WhyNot.TOO_YOUNG,)),
        (18, "no", ()),
        (None, "no", ()),
        (None, "yes", (WhyNot.TOO_YOUNG,)),
        (None, "not_known", (WhyNot.TOO_YOUNG,)),
    ],
)
def test_a_service_for_adults_takes_nobody_who_may_be_a_child(
    age: int | None, child: str, reasons: tuple[WhyNot, ...]
) -> None:
    assert _why_not({"youngest": 18}, age_years=age, child=child) == reasons


@pytest.mark.parametrize(
    ("age", "child", "reasons"),
    [(17, "yes", ()), (18, "no", (WhyNot.TOO_OLD,)), (None, "not_known", ()), (None, "no", (WhyNot.TOO_OLD,))],
)
def test_a_service_for_children_takes_whoever_may_be_one(
    age: int | None, child: str, reasons: tuple[WhyNot, ...]
) -> None:
    assert _why_not({"oldest": 17}, age_years=age, child=child) == reasons


def test_an_unknown_age_is_said_where_only_some_children_are_taken() -> None:
    assert _why_not({"youngest": 13, "oldest": 17}, age_years=None, child="yes") == (WhyNot.AGE_NOT_KNOWN,)


def test_area_language_and_status_each_give_their_reason() -> None:
    rugby = {"districts": ["E07000220"]}
    assert _why_not(rugby) == (WhyNot.OUTSIDE_ITS_AREA,)
    assert _why_not(rugby, district=None) == (WhyNot.DISTRICT_NOT_KNOWN,)
    assert _why_not({"languages": ["en"]}, language="pl") == (WhyNot.LANGUAGE,)
    assert _why_not({"status": "paused"}) == (WhyNot.PAUSED,)
    assert _why_not({"status": "closed", "youngest": 60}) == (WhyNot.CLOSED, WhyNot.TOO_YOUNG)


def test_the_hours_to_answer_are_those_in_force_on_the_day() -> None:
    rows = [
        {"valid_from": date(2023, 4, 1), "urgent": 24, "high": 48, "standard": 72},
        {"valid_from": date(2026, 11, 23), "urgent": 4, "high": 8, "standard": 16},
    ]
    service = a_service(respond_within=rows)
    assert service.respond_by(Priority.URGENT, _NOW) - _NOW == timedelta(hours=4)
    assert service.respond_by(Priority.HIGH, _NOW - timedelta(days=2)) == _NOW
    assert service.respond_by(Priority.STANDARD, datetime(2020, 1, 1, tzinfo=UTC)).day == 4


def test_a_directory_read_from_its_bytes_is_the_same_version() -> None:
    directory = the_county().directory
    assert directory_from_bytes(directory.body) == directory


def test_the_services_of_an_agency_come_in_configured_order() -> None:
    services = the_county().directory.of_agency(AgencyId("lantern-sav"))
    assert [service.id for service in services] == ["lantern-adult", "lantern-moving-on", "lantern-child"]


@pytest.mark.parametrize(
    ("over", "place"),
    [
        ({"youngest": 20, "oldest": 10}, "service harbour-recovery: "),
        ({"pathway": "nowhere"}, "service harbour-recovery, pathway: "),
        ({"shoe_size": 9}, "service harbour-recovery, shoe_size: "),
        ({"respond_within": []}, "service harbour-recovery, respond_within: "),
        ({"id": 7}, "service number 1, id: "),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(over: dict[str, Any], place: str) -> None:
    entry = a_service().model_dump(mode="json") | over
    with pytest.raises(Refused) as refused:
        directory_from([entry])
    assert refused.value.title.startswith(place)


def test_an_empty_directory_and_a_service_twice_are_refused() -> None:
    entry = a_service().model_dump(mode="json")
    with pytest.raises(Refused, match="service_twice"):
        directory_from([entry, entry])
    with pytest.raises(Refused, match="directory_empty"):
        directory_from([])


_SIGN = {"id": "sarc", "name": "Referral centre", "how": "Ring them."}


@pytest.mark.parametrize(
    ("signposts", "place"),
    [
        ([_SIGN | {"how": ""}], "signpost sarc, how: "),
        ([{"name": "x"}], "signpost number 1, id: "),
        ([_SIGN, _SIGN], "signpost sarc: "),
        ([_SIGN | {"id": "harbour-recovery"}], "signpost harbour-recovery: "),
        ("sarc", "directory, signposts: "),
    ],
)
def test_a_broken_signpost_is_refused_with_its_place(signposts: object, place: str) -> None:
    with pytest.raises(Refused) as refused:
        directory_from([a_service().model_dump(mode="json")], signposts)
    assert refused.value.title.startswith(place)


def test_a_signpost_is_told_with_what_to_do() -> None:
    directory = directory_from([a_service().model_dump(mode="json")], [_SIGN])
    [signpost] = directory.signposts.values()
    assert signpost.told().how == "Ring them."
    assert directory.version != directory_from([a_service().model_dump(mode="json")]).version


def test_a_directory_from_before_there_were_signposts_keeps_its_version() -> None:
    entry = a_service().model_dump(mode="json", exclude={"waits"})
    body = canonical_bytes([entry])
    directory = directory_from_bytes(body)
    assert (directory.body, directory.version) == (body, content_hash(body))
    assert directory.signposts == {}


def test_two_waits_for_the_same_intervention_are_refused() -> None:
    wait = {"intervention": "isva", "weeks": 2, "as_of": "2026-11-01", "by": "Lantern"}
    with pytest.raises(Refused, match="service_wrong"):
        directory_from([a_service().model_dump(mode="json") | {"waits": [wait, wait]}])
