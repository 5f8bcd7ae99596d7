from datetime import timedelta

from tests.builders.allocation import HARBOUR
from tests.builders.routed import a_referral_routed
from tests.builders.web import a_heard
from tests.notifier.conftest import Office
from tests.notifier.test_switched import published
from waymark.contracts.consent import ReleaseRevoked
from waymark.db import SYSTEM
from waymark.words import PublicationKind
from waymark_notifier import events


async def test_what_is_routed_appears_and_what_is_revoked_is_taken_back(office: Office) -> None:
    answer = a_referral_routed()
    async with office.database.transaction(SYSTEM) as tx:
        await events.on_referral_routed(tx, [a_heard(answer, tx.now)], office.context)
        assert await tx.value("select state from allocations") == "offered"
    revoked = ReleaseRevoked(
        referral_id=answer.referral_id,
        agency=HARBOUR,
        reason="consent_withdrawn",
        revoked_at=answer.decided_at + timedelta(minutes=1),
    )
    async with office.database.transaction(SYSTEM) as tx:
        heard = a_heard(revoked, tx.now)
        await events.on_release_revoked(tx, [heard], office.context)
        assert await tx.value("select state from allocations") == "withdrawn"
    async with office.database.reader(SYSTEM) as reader:
        row = await reader.row("select causation, correlation from log")
    assert row is not None
    assert (row.causation, row.correlation) == (heard.id, heard.correlation)


async def test_the_emergency_switch_queues_alerts_at_once(office: Office) -> None:
    async with office.database.transaction(SYSTEM) as tx:
        events_of = [a_heard(published(kind), tx.now) for kind in (PublicationKind.EMERGENCY, PublicationKind.CHANGE)]
        await events.on_rules_published(tx, events_of, office.context)
        rows = await tx.rows("select agency, audience, kind, state from alerts order by agency, audience")
    assert {(row.kind, row.state) for row in rows} == {("rules_off", "queued")}
    assert {row.agency for row in rows} >= {"opcc"}
