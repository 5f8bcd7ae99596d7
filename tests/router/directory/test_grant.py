"""What a grant would break is found before it is granted; a grant found beside other versions is asked for again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.builders.rulebook import the_county
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId, ServiceId
from waymark_router.checking.finding import Problem
from waymark_router.directory.grant import Beside, Granted
from waymark_router.directory.request import Request, RequestState, change_of
from waymark_router.providers.provider_part import Status

BESIDE = Beside(the_county().directory, (the_county().rulebook,), date(2026, 11, 23))


def a_request(service: str, **wanted: Any) -> Request:
    found = the_county().directory.services[ServiceId(service)]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    change = change_of(found, wanted)
    return Request(UUID(int=1), found.id, AgencyId("a"), change, RequestState.ASKED, "lee", "Lee", at)


def test_what_breaks_no_row_has_no_errors() -> None:
    assert BESIDE.would_be(a_request("harbour-recovery", about="We listen.")).errors == ()


def test_rows_that_would_be_wrong_are_named_with_the_service() -> None:
    granted = BESIDE.would_be(a_request("lantern-adult", status="closed"))
    assert {one.problem for one in granted.errors} == {Problem.SERVICE_CLOSED}
    name = the_county().directory.services[ServiceId("lantern-adult")].name
    assert granted.errors[0].sentence == f"Row pv-sav-adult names {name}, which is closed. Name another service."
    with pytest.raises(Refused) as refused:
        granted.refuse_unfit(granted.directory, granted.rules)
    assert (refused.value.kind, refused.value.faults[0].pointer) == (Kind.INVALID, "/providers/pv-sav-adult")


def test_what_would_be_doubtful_is_named_and_stops_nothing() -> None:
    granted = BESIDE.would_be(a_request("lantern-adult", status="paused"))
    assert granted.errors == ()
    assert [(one.problem, one.row) for one in granted.warnings] == [(Problem.SERVICE_PAUSED, "pv-sav-adult")]
    granted.refuse_unfit(granted.directory, granted.rules)


def test_what_is_wrong_today_already_is_no_reason_to_refuse_another_change() -> None:
    closed = the_county().directory.services[ServiceId("lantern-adult")].model_copy(update={"status": Status.CLOSED})
    wrong = replace(BESIDE.directory, services={**BESIDE.directory.services, closed.id: closed})
    assert replace(BESIDE, directory=wrong).would_be(a_request("harbour-recovery", about="We listen.")).errors == ()


def test_what_is_settled_or_overtaken_is_told_when_it_is_answered() -> None:
    asked = a_request("triage", status="paused")
    assert [one.problem for one in BESIDE.would_be(asked).errors] == [Problem.DESK_NOT_OPEN]
    assert BESIDE.would_be(replace(asked, state=RequestState.REFUSED)).errors == ()
    overtaken = replace(asked, change={"status": {"was": "closed", "becomes": "paused"}})
    assert BESIDE.would_be(overtaken).errors == ()


def test_a_grant_found_beside_other_versions_is_asked_for_again() -> None:
    granted = Granted("one", ("rules",), ())
    granted.refuse_unfit("one", ("rules",))
    for directory, rules in (("two", ("rules",)), ("one", ("rules", "ahead"))):
        with pytest.raises(Refused, match=r"change\.outdated"):
            granted.refuse_unfit(directory, rules)
