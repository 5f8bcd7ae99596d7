"""The partners' door: each kind from its own sender, nobody else's, and no value of anybody in a refusal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from tests.builders.partner_post import (
    CANARIES,
    a_council_referral,
    a_drug_test,
    a_fraud_list_entry,
    a_health_referral,
    a_person,
    a_prison_release,
    a_probation_order,
    a_provider_referral,
    a_school_referral,
    a_youth_justice_referral,
)
from tests.builders.partner_record import NOW
from tests.builders.referral import KEYS
from tests.intake.conftest import Force, Intake
from waymark.cipher import open_person
from waymark.contracts.referral import ReferralReceived
from waymark.db import SYSTEM
from waymark.words import SENDER_CLASS_OF, AgencyRole

URL = "/intake/v1/partner-referrals"
Make = Callable[..., dict[str, Any]]
SENDERS: tuple[tuple[AgencyRole, Make], ...] = (
    (AgencyRole.YOUTH_JUSTICE, a_youth_justice_referral),
    (AgencyRole.POLICE, a_drug_test),
    (AgencyRole.PRISON, a_prison_release),
    (AgencyRole.PROBATION, a_probation_order),
    (AgencyRole.LOCAL_AUTHORITY, a_council_referral),
    (AgencyRole.SCHOOL, a_school_referral),
    (AgencyRole.HEALTH, a_health_referral),
    (AgencyRole.POLICE, a_fraud_list_entry),
    (AgencyRole.PROVIDER, a_provider_referral),
    (AgencyRole.DOMESTIC_ABUSE, a_provider_referral),
)


async def _post(intake: Intake, body: Any, sender: Force, *, key: str | None = "partner-1") -> httpx.Response:
    async with intake.client(sender) as client:
        headers = {"idempotency-key": key} if key is not None else {}
        return await client.post(URL, json=body, headers=headers)


async def _told(intake: Intake) -> list[ReferralReceived]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log order by seq")
    return [ReferralReceived.model_validate_json(bytes(row.body)) for row in rows]


@pytest.mark.parametrize(("role", "make"), SENDERS, ids=[f"{role}-{make.__name__}" for role, make in SENDERS])
async def test_each_kind_is_accepted_from_its_sender(intake: Intake, role: AgencyRole, make: Make) -> None:
    sender = intake.partners[role]
    reply = await _post(intake, make(now=NOW), sender)
    assert reply.status_code == 202, reply.text
    receipt = reply.json()
    assert receipt["police_clock"] is None
    assert reply.headers["location"] == f"/intake/v1/referrals/{receipt['id']}"
    (event,) = await _told(intake)
    assert (event.sender, event.facts.source) == (sender.agency, SENDER_CLASS_OF[role])
    assert (event.reported_at, event.police_due_at) == (None, None)
    person = open_person(event.person, private=KEYS.private, referral_id=event.referral_id)
    assert person.identity is not None
    assert person.identity.family_name == CANARIES["family_name"]


async def test_the_sender_follows_what_it_sent_and_nobody_else_does(intake: Intake) -> None:
    school, council = intake.partners[AgencyRole.SCHOOL], intake.partners[AgencyRole.LOCAL_AUTHORITY]
    receipt = (await _post(intake, a_school_referral(now=NOW), school)).json()
    async with intake.client(school) as own, intake.client(council) as other:
        assert (await own.get(receipt["links"]["self"])).json()["police_clock"] is None
        assert (await other.get(receipt["links"]["self"])).status_code == 404


@pytest.mark.parametrize("role", list(AgencyRole))
async def test_a_kind_of_another_sender_is_refused(intake: Intake, role: AgencyRole) -> None:
    for owner, make in SENDERS:
        body = make(now=NOW)
        if owner is role or (owner, role) == (AgencyRole.PROVIDER, AgencyRole.DOMESTIC_ABUSE):
            continue
        if (owner, role) == (AgencyRole.DOMESTIC_ABUSE, AgencyRole.PROVIDER):
            continue
        reply = await _post(intake, body, intake.partners[role])
        assert reply.status_code == 403
        assert reply.json()["code"] == "kind_not_yours"
        assert reply.json()["faults"][0]["pointer"] == "/kind"


async def test_the_same_again_is_one_referral_and_another_record_under_its_key_is_refused(intake: Intake) -> None:
    council = intake.partners[AgencyRole.LOCAL_AUTHORITY]
    first = await _post(intake, a_council_referral(now=NOW), council)
    again = await _post(intake, a_council_referral(now=NOW), council)
    other = await _post(intake, a_council_referral(now=NOW, needs=["debt"]), council)
    assert first.content == again.content
    assert again.headers["idempotent-replay"] == "true"
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(await _told(intake)) == 1


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"needs": [CANARIES["account"]]}, "/needs/0"),
        ({"person": a_person(sex=["x", CANARIES["given_name"]])}, "/person/sex"),
        ({"person": a_person(postcode=f"CV21 {CANARIES['address']}")}, "/person/postcode"),
        ({"person": a_person() | {f"{CANARIES['given_name']} Smith": 1}}, "/person"),
        ({"offence_code": CANARIES["reference"]}, "/offence_code"),
        ({"occurred_on": "2027-01-01"}, "/occurred_on"),
        ({"release": {"missing_reason": CANARIES["justice"]}}, "/release/missing_reason"),
        ({"needs": []}, "/needs"),
        ({"sender_class": "police"}, ""),
    ],
)
async def test_a_bad_record_names_the_field_and_says_nothing_of_anybody(
    intake: Intake, over: dict[str, Any], pointer: str
) -> None:
    reply = await _post(intake, a_council_referral(now=NOW, **over), intake.partners[AgencyRole.LOCAL_AUTHORITY])
    assert reply.status_code == 422
    assert pointer in {fault["pointer"] for fault in reply.json()["faults"]}
    assert all(fault["fix"] for fault in reply.json()["faults"])
    assert [token for token in CANARIES.values() if token in reply.text] == []
    assert await _told(intake) == []


async def test_a_key_is_needed_and_a_stranger_is_not_answered(intake: Intake) -> None:
    council = intake.partners[AgencyRole.LOCAL_AUTHORITY]
    assert (await _post(intake, a_council_referral(), council, key=None)).status_code == 400
    assert (await _post(intake, a_council_referral(), Force(council.agency, "none"))).status_code == 401


async def test_nothing_readable_is_kept(intake: Intake) -> None:
    await _post(intake, a_school_referral(now=NOW), intake.partners[AgencyRole.SCHOOL])
    async with intake.database.reader(SYSTEM) as reader:
        tables = [
            row.tablename for row in await reader.rows("select tablename from pg_tables where schemaname = 'intake'")
        ]
        kept = "".join([str(await reader.rows(f"select * from {table}")) for table in tables])
    assert [token for token in CANARIES.values() if token in kept] == []


async def test_a_sender_corrects_and_withdraws_what_it_sent_in_the_format_it_was_sent_in(intake: Intake) -> None:
    prison = intake.partners[AgencyRole.PRISON]
    receipt = (await _post(intake, a_prison_release(now=NOW), prison)).json()
    here = receipt["links"]["self"]
    async with intake.client(prison) as client:
        record = a_prison_release(now=NOW, days=12)
        corrected = await client.post(
            f"{here}:correct", json={"version": 1, "record": record}, headers={"idempotency-key": "correct-1"}
        )
        other_kind = await client.post(
            f"{here}:correct",
            json={"version": 2, "record": a_council_referral(now=NOW)},
            headers={"idempotency-key": "correct-2"},
        )
        withdrawn = await client.post(f"{here}:withdraw", json={"reason": "person_asked"})
    assert (corrected.status_code, corrected.json()["version"]) == (202, 2)
    assert other_kind.status_code == 403
    assert withdrawn.status_code == 202
    assert [event.facts.release_on for event in await _received(intake)] == [date(2026, 12, 3), date(2026, 12, 5)]


async def _received(intake: Intake) -> list[ReferralReceived]:
    async with intake.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log where type like 'referral.received%' order by seq")
    return [ReferralReceived.model_validate_json(bytes(row.body)) for row in rows]
