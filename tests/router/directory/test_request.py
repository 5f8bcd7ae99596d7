"""Requests to change an entry: what they may say, and the directory that comes of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.builders.decision import county_with
from tests.builders.provider import a_service
from tests.builders.rulebook import the_county
from waymark.errors import Refused
from waymark_router.directory.request import CHANGEABLE, Request, RequestState, change_of, request_from, with_change
from waymark_router.providers.provider import DirectoryService


def _asked(change: dict[str, dict[str, Any]], service: str = "harbour-recovery") -> Request:
    row = {
        "request_id": UUID(int=1),
        "service": service,
        "agency": "harbour-victim-care",
        "change": change,
        "state": "asked",
        "asked_by": "lee.harbour",
        "asked_by_name": "Harbour",
        "asked_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return request_from(row)


def test_only_what_really_changes_is_asked_for() -> None:
    change = change_of(a_service(), {"youngest": "17.5", "oldest": "130", "districts": ["E07000220"]})
    assert change == {
        "youngest": {"was": 0, "becomes": "17.5"},
        "districts": {"was": [], "becomes": ["E07000220"]},
    }


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"agency": "somebody-else"}, r"field\.not_yours"),
        ({"lot": "x"}, r"field\.not_yours"),
        ({"youngest": "old"}, r"field\.wrong"),
        ({"website": "http://insecure.example"}, r"field\.wrong"),
        ({"status": "gone"}, r"field\.wrong"),
        ({"about": "x" * 2001}, r"field\.wrong"),
        ({"oldest": 130}, r"change\.none"),
    ],
)
def test_what_may_not_or_cannot_be_so_is_refused(wanted: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        change_of(a_service(), wanted)


def test_every_field_a_provider_may_change_is_a_field_and_none_of_the_contract_is() -> None:
    assert set(CHANGEABLE) < set(DirectoryService.model_fields)
    assert not {"id", "agency", "pathway", "lot", "respond_within", "waits"} & set(CHANGEABLE)


def test_the_granted_directory_is_another_version_with_that_change_alone() -> None:
    directory = the_county().directory
    granted = with_change(directory, _asked({"youngest": {"was": 0, "becomes": "17.5"}}))
    assert granted.version != directory.version
    changed = granted.services.keys() & {
        service.id for service in granted.services.values() if directory.services[service.id] != service
    }
    assert changed == {"harbour-recovery"}
    assert granted.signposts == directory.signposts


def test_a_request_that_was_overtaken_or_whose_service_is_gone_is_not_granted() -> None:
    overtaken = county_with("harbour-recovery", youngest=16).directory
    with pytest.raises(Refused, match=r"change\.overtaken") as refused:
        with_change(overtaken, _asked({"youngest": {"was": 0, "becomes": "17.5"}}))
    assert "youngest age" in refused.value.title
    with pytest.raises(Refused, match=r"service\.unknown"):
        with_change(overtaken, _asked({}, service="gone"))
    assert _asked({}).state is RequestState.ASKED
