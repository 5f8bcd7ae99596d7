"""Our answers in BaRS's words."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.builders.bars_message import a_message, written
from waymark.errors import Fault, Kind
from waymark_intake.bars.message import Bundle
from waymark_intake.bars.outcome import (
    IN_FLIGHT,
    TAKEN_BEFORE,
    expression_of,
    outcome_of,
    response_to,
    status_of,
)
from waymark_intake.bars.workflow import WORKFLOW

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pointer", "expression"),
    [
        ("", "Bundle"),
        ("/entry/1/resource/status", "Bundle.entry[1].resource.status"),
        ("/entry/2/resource/Patient/gender", "Bundle.entry[2].resource.gender"),
        ("/entry/12/resource/name/0/given", "Bundle.entry[12].resource.name[0].given"),
    ],
)
def test_a_place_is_said_as_fhirpath(pointer: str, expression: str) -> None:
    assert expression_of(pointer) == expression


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_no_has_a_status_and_a_class(kind: Kind) -> None:
    status = status_of(kind, "anything")
    assert 400 <= status.http < 500
    assert status.code.startswith(("SEND_", "REC_"))


def test_what_means_something_of_its_own_in_bars_is_said_so() -> None:
    assert status_of(Kind.MALFORMED, WORKFLOW).issue == "invariant"
    assert status_of(Kind.CONFLICT, "idempotency_key_in_flight") is IN_FLIGHT
    assert (IN_FLIGHT.http, TAKEN_BEFORE.http, TAKEN_BEFORE.issue) == (425, 409, "duplicate")


def test_an_outcome_names_each_element_and_what_to_do() -> None:
    faults = (
        Fault("/entry/2/resource/birthDate", "wrong_form", "Send a date."),
        Fault("/entry/1", "missing", "Add it."),
    )
    issues = outcome_of(status_of(Kind.INVALID, "invalid"), "No", faults)["issue"]
    assert [(one["code"], one["expression"][0], one["diagnostics"]) for one in issues] == [
        ("value", "Bundle.entry[2].resource.birthDate", "Send a date."),
        ("required", "Bundle.entry[1]", "Add it."),
    ]


def test_an_outcome_without_faults_says_why() -> None:
    issue = outcome_of(TAKEN_BEFORE, "This message was taken before")["issue"][0]
    assert issue["diagnostics"] == "This message was taken before."
    assert "expression" not in issue


def test_a_response_names_the_message_it_answers_and_the_referral() -> None:
    bundle = Bundle.model_validate_json(written(a_message()), strict=True)
    referral_id = UUID("01930000-0000-7000-8000-000000000001")
    header, request = (
        one["resource"] for one in response_to(bundle, referral_id, version=2, status="active", at=NOW)["entry"]
    )
    assert header["response"] == {"identifier": "22222222-2222-4222-8222-222222222222", "code": "ok"}
    assert (request["id"], request["meta"]["versionId"], request["status"]) == (str(referral_id), "2", "active")
