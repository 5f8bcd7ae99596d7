"""History read back finds what should not have been, and nothing where all was well."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.consent import NOW, Consent, a_consent
from tests.builders.person import a_person
from tests.builders.referral import a_consent_statement
from tests.conftest import OpenDatabase
from tests.consent.test_screening import FAY, NOTICE, SAM, VICTIM, heard, position, released, withdrawn
from waymark.clock import ReplayClock
from waymark.db import SYSTEM
from waymark.ledger import Ledger
from waymark.settings import Settings
from waymark.words import Group, Position
from waymark_consent import queries
from waymark_consent.store import Disclosure, add_disclosures


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def account(consent: Consent) -> Ledger:
    async with consent.database.reader(SYSTEM) as reader:
        return await queries.account(reader)


async def disclosed(consent: Consent, referral_id: UUID, at: datetime = NOW, **over: Any) -> None:
    async with consent.database.transaction(SYSTEM) as tx:
        decision = await tx.value(
            "select decision_id from referrals where referral_id = :referral_id", {"referral_id": referral_id}
        )
        line: dict[str, Any] = {
            "disclosure_id": uuid4(),
            "at": at,
            "referral_id": referral_id,
            "actor": "sam.harbour",
            "agency": SAM.agency,
            "purpose": "support",
            "refused": "",
            "reasons": ("position_given",),
            "groups": (Group.IDENTITY,),
            "agreement": "general-victims/1",
            "decision_id": decision,
        }
        await add_disclosures(tx, [Disclosure(**(line | over))])


async def test_an_ordinary_life_has_no_findings(consent: Consent, clock: ReplayClock) -> None:
    plain, notice = await consent.received(), await consent.received(a_person(**VICTIM), facts=NOTICE)
    await heard(consent, plain, notice)
    await released(consent, SAM, plain.referral_id)
    await released(consent, FAY, notice.referral_id)
    clock.move_to(NOW + timedelta(hours=1))
    await position(consent, plain.referral_id, position=Position.WITHDRAWN, explicit=False)
    await consent.hear(withdrawn(notice.referral_id))
    clock.move_to(NOW + timedelta(hours=2))
    await released(consent, SAM, plain.referral_id)
    assert (await released(consent, FAY, notice.referral_id)).refused == ""
    found = await account(consent)
    assert found.findings == ()
    assert found.referrals == {plain.referral_id: "screened", notice.referral_id: "withdrawn"}


async def test_a_release_on_the_way_when_the_person_withdrew_is_no_finding(consent: Consent) -> None:
    received = await consent.received()
    await heard(consent, received)
    await released(consent, SAM, received.referral_id)
    await position(consent, received.referral_id, position=Position.WITHDRAWN, explicit=False, asked_at=NOW)
    assert (await account(consent)).findings == ()


@pytest.mark.parametrize(
    "over",
    [
        {"decision_id": None},
        {"decision_id": UUID(int=1)},
        {"groups": (Group.IDENTITY, Group.NARRATIVE)},
        {"agency": "opcc"},
        {"agency": FAY.agency},
    ],
)
async def test_what_left_beyond_a_decision_is_found(consent: Consent, over: dict[str, Any]) -> None:
    received = await consent.received()
    await consent.hear(received)
    await disclosed(consent, received.referral_id)
    assert (await account(consent)).findings == ()
    await disclosed(consent, received.referral_id, **over)
    (found,) = (await account(consent)).findings
    assert (found.invariant, found.referral_id) == ("I4", received.referral_id)


@pytest.mark.parametrize("fields", [(), ("identity.sex", "identity.given_name")])
async def test_a_field_beyond_a_duty_is_found(consent: Consent, fields: tuple[str, ...]) -> None:
    notice = await consent.received(facts=NOTICE)
    await consent.hear(notice)
    usual: dict[str, Any] = {"agency": FAY.agency, "reasons": ("duty_to_notify",)}
    await disclosed(consent, notice.referral_id, fields=("identity.sex",), **usual)
    assert (await account(consent)).findings == ()
    await disclosed(consent, notice.referral_id, fields=fields, **usual)
    assert [one.invariant for one in (await account(consent)).findings] == ["I4"]


async def test_what_left_after_a_stop_is_found(consent: Consent, clock: ReplayClock) -> None:
    by_person, by_sender = await consent.received(), await consent.received()
    await consent.hear(by_person, by_sender)
    async with consent.database.reader(SYSTEM) as reader:
        rows = await reader.rows("select referral_id, decision_id from referrals")
    before = {row.referral_id: row.decision_id for row in rows}
    await position(consent, by_person.referral_id, position=Position.REFUSED, explicit=False)
    await consent.hear(withdrawn(by_sender.referral_id))
    for referral_id, decision in before.items():
        await disclosed(consent, referral_id, decision_id=decision)
    assert (await account(consent)).findings == ()
    clock.move_to(NOW + timedelta(minutes=1))
    for referral_id, decision in before.items():
        await disclosed(consent, referral_id, clock.now(), decision_id=decision)
    assert {(one.invariant, one.referral_id) for one in (await account(consent)).findings} == {
        ("I5", one) for one in before
    }


async def test_a_yes_after_a_no_is_no_finding(consent: Consent, clock: ReplayClock) -> None:
    received = await consent.received(consent=a_consent_statement(position=Position.REFUSED, explicit=False))
    await heard(consent, received)
    clock.move_to(NOW + timedelta(hours=1))
    await position(consent, received.referral_id)
    clock.move_to(NOW + timedelta(hours=2))
    assert (await released(consent, SAM, received.referral_id)).refused == ""
    assert (await account(consent)).findings == ()
