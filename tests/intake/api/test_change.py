"""Correcting and withdrawing at the door: one effect each, told once, for the agency that sent it and nobody else."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.partner_post import a_council_referral, a_prison_release
from tests.builders.partner_record import NOW
from tests.builders.police_record import a_police_body, a_victim
from tests.builders.referral import KEYS
from tests.intake.conftest import Force, Intake
from waymark.cipher import open_person
from waymark.contracts.referral import ReferralReceived, ReferralWithdrawn
from waymark.db import SYSTEM
from waymark.words import AgencyRole, Group

URL = "/intake/v1/referrals"
MOVED = a_police_body(victim=a_victim(mobile="07700 900999"))


async def _sent(intake: Intake, *, times: int = 1) -> str:
    async with intake.client() as client:
        headers = {"idempotency-key": "key-1"}
        replies = [await client.post(URL, json=a_police_body(), headers=headers) for _ in range(times)]
    assert {reply.status_code for reply in replies} == {202}
    return str(replies[0].json()["id"])


async def _correct(
    intake: Intake, referral: str, record: Any = MOVED, *, version: Any = 1, key: str = "fix-1", force: Any = None
) -> Any:
    async with intake.client(force) as client:
        body = {"version": version, "record": record}
        return await client.post(f"{URL}/{referral}:correct", json=body, headers={"idempotency-key": key})


async def _withdraw(intake: Intake, referral: str, *, reason: str = "sent_in_error", force: Force | None = None) -> Any:
    async with intake.client(force) as client:
        return await client.post(f"{URL}/{referral}:withdraw", json={"reason": reason})


async def _told(intake: Intake) -> list[ReferralReceived | ReferralWithdrawn]:
    kinds: dict[str, Any] = {kind.type(): kind for kind in (ReferralReceived, ReferralWithdrawn)}
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select type, body from log order by seq")
    return [kinds[row.type].model_validate_json(bytes(row.body)) for row in rows]


async def _corrections(intake: Intake) -> list[ReferralReceived]:
    return [event for event in await _told(intake) if isinstance(event, ReferralReceived)]


async def test_an_event_sent_three_times_and_then_corrected_is_one_referral_in_version_two(intake: Intake) -> None:
    referral = await _sent(intake, times=3)
    reply = await _correct(intake, referral)
    assert (reply.status_code, reply.json()["id"], reply.json()["version"]) == (202, referral, 2)
    first, second = await _corrections(intake)
    assert (first.referral_version, second.referral_version) == (1, 2)
    assert second.referral_id == first.referral_id
    assert (second.journey_id, second.received_at) == (first.journey_id, first.received_at)
    assert second.reported_at == first.reported_at
    [correction] = second.corrections
    assert (correction.version, correction.groups) == (2, (Group.CONTACT,))
    person = open_person(second.person, private=KEYS.private, referral_id=second.referral_id)
    assert person.contact is not None
    assert person.contact.mobile == "07700 900999"
    async with intake.client() as client:
        view = (await client.get(f"{URL}/{referral}")).json()
    assert view["version"] == 2
    assert [(c["version"], c["groups"]) for c in view["corrections"]] == [(2, ["contact"])]


async def test_every_correction_so_far_is_told_each_time(intake: Intake) -> None:
    referral = await _sent(intake)
    await _correct(intake, referral)
    reply = await _correct(intake, referral, a_police_body(needs=["debt"]), version=2, key="fix-2")
    assert reply.json()["version"] == 3
    last = (await _corrections(intake))[-1]
    assert [(c.version, c.groups) for c in last.corrections] == [
        (2, (Group.CONTACT,)),
        (3, (Group.CONTACT, Group.FACTS)),
    ]


async def test_the_same_correction_again_is_answered_the_same_and_told_once(intake: Intake) -> None:
    referral = await _sent(intake)
    first, again = await _correct(intake, referral), await _correct(intake, referral)
    assert again.json() == first.json()
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert len(await _told(intake)) == 2


async def test_fifty_times_the_same_correction_at_once_is_one_version(intake: Intake) -> None:
    referral = await _sent(intake)
    replies = await asyncio.gather(*(_correct(intake, referral) for _ in range(50)))
    done = [reply for reply in replies if reply.status_code == 202]
    assert {reply.json()["version"] for reply in done} == {2}
    assert sum("idempotent-replay" not in reply.headers for reply in done) == 1
    assert {reply.json()["code"] for reply in replies if reply not in done} <= {"idempotency_key_in_flight"}
    assert (await _correct(intake, referral)).headers["idempotent-replay"] == "true"
    assert len(await _told(intake)) == 2


async def test_of_two_corrections_of_one_version_at_once_one_wins(intake: Intake) -> None:
    referral = await _sent(intake)
    others = [a_police_body(account=f"Account {number}.") for number in range(2)]
    replies = await asyncio.gather(
        *(_correct(intake, referral, record, key=f"fix-{number}") for number, record in enumerate(others))
    )
    assert sorted(reply.status_code for reply in replies) == [202, 409]
    [lost] = [reply.json() for reply in replies if reply.status_code == 409]
    assert lost["code"] == "stale_version"
    assert lost["faults"][0]["pointer"] == "/version"
    assert "Version 2 is the current one" in lost["faults"][0]["fix"]
    assert len(await _told(intake)) == 2


async def test_a_correction_that_changes_nothing_tells_nothing(intake: Intake) -> None:
    referral = await _sent(intake)
    reply = await _correct(intake, referral, a_police_body())
    again = await _correct(intake, referral, a_police_body())
    assert (reply.status_code, reply.json()["version"]) == (202, 1)
    assert again.json() == reply.json()
    assert len(await _told(intake)) == 1


async def test_a_key_used_before_is_refused_for_another_correction_or_record(intake: Intake) -> None:
    referral = await _sent(intake)
    await _correct(intake, referral)
    for key in ("fix-1", "key-1"):
        reply = await _correct(intake, referral, a_police_body(account="Else."), version=2, key=key)
        assert (reply.status_code, reply.json()["code"]) == (422, "idempotency_key_reused")
    assert len(await _told(intake)) == 2


@pytest.mark.parametrize(
    ("record", "pointer"),
    [
        (a_police_body(offence_code="777/77"), "/record/offence_code"),
        (a_police_body(victim=a_victim(age_years="Iris")), "/record/victim/age_years"),
        (a_police_body(surprise="Iris"), "/record"),
        (None, "/record"),
    ],
)
async def test_a_bad_correction_names_the_field_and_changes_nothing(intake: Intake, record: Any, pointer: str) -> None:
    referral = await _sent(intake)
    reply = await _correct(intake, referral, record)
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.json()["faults"]] == [pointer]
    assert "Iris" not in reply.text
    assert len(await _told(intake)) == 1


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.5])
async def test_a_version_is_a_number_from_one(intake: Intake, version: Any) -> None:
    reply = await _correct(intake, await _sent(intake), version=version)
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.json()["faults"]] == ["/version"]


async def test_another_agencys_referral_is_not_there(intake: Intake) -> None:
    referral = await _sent(intake)
    for who in (intake.other_force, intake.partner):
        for reply in (await _correct(intake, referral, force=who), await _withdraw(intake, referral, force=who)):
            assert (reply.status_code, reply.json()["code"]) == (404, "referral_not_found")
    assert (await _correct(intake, str(uuid4()))).status_code == 404
    assert (await _withdraw(intake, str(uuid4()))).status_code == 404
    assert len(await _told(intake)) == 1


async def test_without_a_key_nothing_is_corrected(intake: Intake) -> None:
    referral = await _sent(intake)
    async with intake.client() as client:
        reply = await client.post(f"{URL}/{referral}:correct", json={"version": 1, "record": MOVED})
    assert (reply.status_code, reply.json()["code"]) == (400, "idempotency_key_missing")


async def test_a_stranger_changes_nothing(intake: Intake) -> None:
    referral, stranger = await _sent(intake), Force(intake.police.agency, "nonsense")
    assert (await _correct(intake, referral, force=stranger)).status_code == 401
    assert (await _withdraw(intake, referral, force=stranger)).status_code == 401


async def test_a_withdrawal_is_told_once_however_often_it_is_said(intake: Intake) -> None:
    referral = await _sent(intake)
    first, again = await _withdraw(intake, referral), await _withdraw(intake, referral, reason="duplicate")
    assert (first.status_code, first.json()["state"]) == (202, "withdrawn")
    assert again.json() == first.json()
    assert [step["step"] for step in first.json()["allowed_next"]] == ["follow", "history", "changes"]
    [_, event] = await _told(intake)
    assert isinstance(event, ReferralWithdrawn)
    assert (str(event.referral_id), event.sender, event.reason) == (referral, "warwickshire-police", "sent_in_error")


async def test_many_withdrawals_at_once_are_one(intake: Intake) -> None:
    referral = await _sent(intake)
    replies = await asyncio.gather(*(_withdraw(intake, referral) for _ in range(12)))
    assert {reply.status_code for reply in replies} <= {202, 503}
    assert len(await _told(intake)) == 2


async def test_what_was_withdrawn_is_not_corrected(intake: Intake) -> None:
    referral = await _sent(intake)
    await _withdraw(intake, referral)
    reply = await _correct(intake, referral)
    assert (reply.status_code, reply.json()["code"]) == (409, "referral_withdrawn")
    assert reply.json()["faults"][0]["fix"]
    assert len(await _told(intake)) == 2


async def test_a_withdrawal_needs_a_known_reason(intake: Intake) -> None:
    reply = await _withdraw(intake, await _sent(intake), reason="because")
    assert reply.status_code == 422
    assert reply.json()["faults"][0]["pointer"] == "/reason"


async def test_nothing_readable_is_kept_of_a_corrected_person(intake: Intake) -> None:
    referral = await _sent(intake)
    await _correct(intake, referral)
    async with intake.database.reader(SYSTEM) as reader:
        kept = ""
        for table in ("referrals", "idempotency", "audit"):
            kept += str(await reader.rows(f"select * from {table}"))
        kept += str([bytes(row.body) for row in await reader.rows("select body from log")])
    for personal in ("Iris", "07700", "Sample", "4711", "1990-06-15"):
        assert personal not in kept


async def test_the_interface_document_shows_what_a_correction_is(intake: Intake) -> None:
    async with intake.client() as client:
        document = (await client.get("/intake/openapi.json")).json()
    body = document["paths"]["/v1/referrals/{referral_id}:correct"]["post"]["requestBody"]
    shapes = [shape["$ref"].rsplit("/", 1)[1] for shape in body["content"]["application/json"]["schema"]["anyOf"]]
    assert shapes == ["CorrectionOf_PoliceRecord_", "CorrectionOf_PartnerRecord_"]
    assert document["components"]["schemas"][shapes[0]]["required"] == ["version", "record"]


PARTNERS = "/intake/v1/partner-referrals"


async def _sent_by(intake: Intake, force: Force, body: dict[str, Any]) -> str:
    async with intake.client(force) as client:
        reply = await client.post(PARTNERS, json=body, headers={"idempotency-key": "key-1"})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def test_a_partner_corrects_in_the_format_it_sent(intake: Intake) -> None:
    council, body = intake.partners[AgencyRole.LOCAL_AUTHORITY], a_council_referral(now=NOW)
    referral = await _sent_by(intake, council, body)
    reply = await _correct(intake, referral, body | {"needs": ["debt", "housing"]}, force=council)
    assert (reply.status_code, reply.json()["version"], reply.json()["police_clock"]) == (202, 2, None)
    [correction] = (await _corrections(intake))[-1].corrections
    assert correction.groups == (Group.FACTS,)
    wrong = await _correct(intake, referral, MOVED, version=2, key="fix-2", force=council)
    assert wrong.status_code == 422
    assert "/record/person" in {fault["pointer"] for fault in wrong.json()["faults"]}


async def test_a_prison_sends_the_day_of_release_as_soon_as_it_is_set(intake: Intake) -> None:
    prison = intake.partners[AgencyRole.PRISON]
    body = a_prison_release(now=NOW) | {"release": {"missing_reason": "remand"}}
    referral = await _sent_by(intake, prison, body)
    day = (NOW + timedelta(days=10)).date().isoformat()
    reply = await _correct(intake, referral, body | {"release": {"release_on": day}}, force=prison)
    assert reply.status_code == 202
    assert "release_date_missing" not in {advice["code"] for advice in reply.json()["quality"]}
    event = (await _corrections(intake))[-1]
    assert str(event.facts.release_on) == day
    assert Group.FACTS in event.corrections[0].groups


async def test_another_partner_cannot_touch_it_and_a_correction_cannot_change_what_kind_of_sender_it_is(
    intake: Intake,
) -> None:
    council, school = intake.partners[AgencyRole.LOCAL_AUTHORITY], intake.partners[AgencyRole.SCHOOL]
    body = a_council_referral(now=NOW)
    referral = await _sent_by(intake, council, body)
    assert (await _correct(intake, referral, body, force=school)).status_code == 404
    reply = await _correct(intake, referral, body | {"kind": "school"}, force=council)
    assert (reply.status_code, reply.json()["code"]) == (403, "kind_not_yours")
    assert reply.json()["faults"][0]["pointer"] == "/record/kind"


async def test_a_partner_withdraws_its_own(intake: Intake) -> None:
    council = intake.partners[AgencyRole.LOCAL_AUTHORITY]
    referral = await _sent_by(intake, council, a_council_referral(now=NOW))
    reply = await _withdraw(intake, referral, reason="person_asked", force=council)
    assert (reply.status_code, reply.json()["state"]) == (202, "withdrawn")
