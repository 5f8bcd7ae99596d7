"""The BaRS door: messages in, response messages or outcomes out; every public example gets one of the two."""

import json
from typing import Any

import httpx
import pytest

from tests.builders.bars_message import a_message
from tests.intake.conftest import Intake, OpenIntake
from tests.open_data import FOLDER, open_data
from waymark.contracts.referral import ReferralReceived, ReferralWithdrawn
from waymark.db import SYSTEM
from waymark.words import AgencyRole, Group, Need, Position, SenderClass

URL = "/intake/bars/$process-message"
EXAMPLES = sorted(FOLDER.glob("nhs-bars/**/*.json"))


async def _post(
    intake: Intake,
    message: Any,
    *,
    key: str | None = "request-1",
    role: AgencyRole = AgencyRole.HEALTH,
    media: str = "application/fhir+json",
) -> httpx.Response:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    headers = {"content-type": media, **({"x-request-id": key} if key is not None else {})}
    async with intake.client(intake.partners[role]) as client:
        return await client.post(URL, content=body, headers=headers)


async def _told(intake: Intake) -> list[dict[str, Any]]:
    async with intake.database.reader(SYSTEM) as reader:
        return [json.loads(row.body) for row in await reader.rows("select body from log order by seq")]


def _request(response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = response.json()["entry"][1]["resource"]
    return found


def _issues(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.headers["content-type"] == "application/fhir+json"
    document = response.json()
    assert document["resourceType"] == "OperationOutcome"
    found: list[dict[str, Any]] = document["issue"]
    return found


async def test_a_new_request_is_a_health_agencys_referral(intake: Intake) -> None:
    response = await _post(intake, a_message())
    assert response.status_code == 200
    told = ReferralReceived.model_validate((await _told(intake))[0])
    assert _request(response) | {"intent": "plan"} == {
        "resourceType": "ServiceRequest",
        "id": str(told.referral_id),
        "meta": {"versionId": "1"},
        "status": "active",
        "intent": "plan",
    }
    assert (told.facts.source, told.facts.needs) == (SenderClass.HEALTH, (Need.COUNSELLING,))
    assert told.consent.position is Position.NOT_ASKED
    assert told.facts.language == "pl"


async def test_messages_are_counted_in_the_health_agencys_figures_of_quality_and_in_nobody_elses(
    intake: Intake,
) -> None:
    assert (await _post(intake, a_message())).status_code == 200
    again = await _post(intake, a_message())
    assert again.status_code == 409
    refused = await _post(intake, a_message(request={"status": "on-hold"}), key="request-2")
    assert refused.status_code == 400
    async with intake.client(intake.partners[AgencyRole.HEALTH]) as client:
        figures = (await client.get("/intake/v1/quality")).json()
    assert (figures["sent"], len(figures["rows"])) == (1, 1)
    found = {fault["code"] for fault in figures["faults"]}
    assert {"consent_not_asked", "district_missing", "no_safe_contact"} == found
    assert (figures["refused"], figures["repeated"]) == (1, 1)
    (no,) = figures["refusals"]
    assert (no["field"], no["code"], no["count"]) == ("/entry/resource/reason", "invariant", 1)
    for other in (intake.police, intake.partners[AgencyRole.LOCAL_AUTHORITY]):
        async with intake.client(other) as client:
            assert (await client.get("/intake/v1/quality")).json()["sent"] == 0


async def test_the_same_message_again_is_a_duplicate_which_is_success_for_its_sender(intake: Intake) -> None:
    await _post(intake, a_message())
    again = await _post(intake, a_message())
    assert (again.status_code, _issues(again)[0]["code"]) == (409, "duplicate")
    assert len(await _told(intake)) == 1


async def test_a_message_that_is_still_worked_on_is_too_early_and_not_taken_twice(intake: Intake) -> None:
    with intake.context.own.in_flight.holding(intake.partners[AgencyRole.HEALTH].agency, "request-1"):
        early = await _post(intake, a_message())
    assert (early.status_code, _issues(early)[0]["details"]["coding"][0]["code"]) == (425, "REC_TOO_EARLY")
    assert (await _post(intake, a_message())).status_code == 200


async def test_the_same_id_with_another_message_is_refused(intake: Intake) -> None:
    await _post(intake, a_message())
    other = await _post(intake, a_message(patient={"gender": "male"}))
    assert other.status_code == 422
    assert len(await _told(intake)) == 1


async def test_an_update_corrects_the_referral_that_the_response_named(intake: Intake) -> None:
    first = _request(await _post(intake, a_message()))
    changed = a_message(reason="update", request={"id": first["id"]}, patient={"gender": "male"})
    updated = await _post(intake, changed, key="request-2")
    assert updated.status_code == 200
    assert _request(updated)["meta"] == {"versionId": "2"}
    told = ReferralReceived.model_validate((await _told(intake))[1])
    assert (str(told.referral_id), told.referral_version) == (first["id"], 2)
    assert told.corrections[0].groups == (Group.IDENTITY,)


async def test_an_update_of_an_older_version_is_a_conflict(intake: Intake) -> None:
    first = _request(await _post(intake, a_message()))
    named = {"id": first["id"], "meta": {"versionId": "1"}}
    await _post(intake, a_message(reason="update", request=named, patient={"gender": "male"}), key="request-2")
    late = await _post(intake, a_message(reason="update", request=named, patient={"gender": "other"}), key="request-3")
    assert (late.status_code, _issues(late)[0]["code"]) == (409, "conflict")


@pytest.mark.parametrize("status", ["revoked", "entered-in-error"])
async def test_a_revoked_request_is_taken_back_once(intake: Intake, status: str) -> None:
    first = _request(await _post(intake, a_message()))
    revoked = a_message(reason="update", request={"id": first["id"], "status": status})
    for number in range(2):
        response = await _post(intake, revoked, key=f"request-{number + 2}")
        assert (response.status_code, _request(response)["status"]) == (200, "revoked")
    told = await _told(intake)
    assert len(told) == 2
    assert str(ReferralWithdrawn.model_validate(told[1]).referral_id) == first["id"]


@pytest.mark.parametrize("reason", ["update", "delete"])
@pytest.mark.parametrize("named", ["", "not-an-id", "01930000-0000-7000-8000-000000000001"])
async def test_a_referral_that_is_not_the_senders_is_not_found(intake: Intake, reason: str, named: str) -> None:
    status = "active" if reason == "update" else "revoked"
    response = await _post(intake, a_message(reason=reason, request={"id": named, "status": status}))
    assert (response.status_code, _issues(response)[0]["code"]) == (404, "not-found")


async def test_another_agencys_referral_is_not_found(intake: Intake) -> None:
    first = _request(await _post(intake, a_message()))
    theirs = a_message(reason="update", request={"id": first["id"], "status": "revoked"})
    response = await _post(intake, theirs, role=AgencyRole.SCHOOL)
    assert response.status_code == 404
    assert len(await _told(intake)) == 1


@pytest.mark.parametrize(
    ("over", "element"),
    [
        ({"patient": {"birthDate": "1980-13-03"}}, "Bundle.entry[2].resource.birthDate"),
        ({"patient": {"birthDate": "2090-01-01"}}, "Bundle.entry[2].resource.birthDate"),
        ({"request": {"reasonCode": [], "note": []}}, "Bundle.entry[1].resource.reasonCode"),
        ({"patient": {"gender": 5}}, "Bundle.entry[2].resource.gender"),
    ],
)
async def test_what_cannot_become_a_referral_names_its_element(
    intake: Intake, over: dict[str, Any], element: str
) -> None:
    response = await _post(intake, a_message(**over))
    assert response.status_code == 422
    assert _issues(response)[0]["expression"] == [element]
    assert "Synth" not in response.text


async def test_a_message_without_its_id_or_type_is_refused_in_the_senders_class(intake: Intake) -> None:
    missing = await _post(intake, a_message(), key=None)
    assert (missing.status_code, _issues(missing)[0]["code"]) == (400, "required")
    assert _issues(missing)[0]["details"]["coding"][0]["code"] == "SEND_BAD_REQUEST"
    plain = await _post(intake, a_message(), media="text/plain")
    assert plain.status_code == 406


async def test_who_may_not_send_gets_an_outcome_too(intake: Intake) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(intake.app), base_url="http://localhost") as client:
        nobody = await client.post(URL, content=b"{}", headers={"content-type": "application/fhir+json"})
    assert (nobody.status_code, _issues(nobody)[0]["code"]) == (401, "login")
    school = await _post(intake, a_message(), role=AgencyRole.SCHOOL)
    assert (school.status_code, _issues(school)[0]["code"]) == (403, "forbidden")


async def test_without_a_key_to_seal_with_the_sender_tries_again(open_the_door: OpenIntake) -> None:
    response = await _post(await open_the_door(sealing=False), a_message())
    assert (response.status_code, _issues(response)[0]["code"]) == (503, "transient")
    assert response.headers["retry-after"]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"resourceType": "Bundle", "resourceType": "Bundle"}', b"\xff"])
async def test_what_is_no_json_object_is_an_outcome(intake: Intake, raw: bytes) -> None:
    response = await _post(intake, raw)
    assert response.status_code in {400, 422}
    assert _issues(response)


def test_the_public_examples_are_there() -> None:
    open_data("nhs-bars/SOURCE.md")
    assert EXAMPLES


async def test_every_public_example_is_a_referral_or_a_refusal_that_names_the_element(intake: Intake) -> None:
    for number, example in enumerate(EXAMPLES):
        before = len(await _told(intake))
        response = await _post(intake, example.read_bytes(), key=f"example-{number}")
        if response.status_code != 200:
            assert response.status_code in {400, 422}, example
            assert all(issue.get("expression") or issue["code"] == "invalid" for issue in _issues(response)), example
        assert len(await _told(intake)) - before == (response.status_code == 200), example


async def test_the_public_request_for_validation_becomes_a_referral_once_it_is_one(intake: Intake) -> None:
    message = json.loads(open_data("nhs-bars/1.4.0/process_message/request/ValidationRequest_POST.json").read_bytes())
    assert _issues(await _post(intake, message))[0]["expression"] == ["Bundle.entry[1].resource.category"]
    message["entry"][1]["resource"]["category"] = [{"coding": [{"code": "referral"}]}]
    response = await _post(intake, message)
    assert response.status_code == 200, response.text
    told = ReferralReceived.model_validate((await _told(intake))[0])
    assert told.facts.needs == (Need.OTHER,)
    assert {Group.IDENTITY, Group.CONTACT, Group.NARRATIVE} <= {one.group for one in told.person.groups}
