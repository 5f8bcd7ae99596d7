"""A dump from before an erasure is restored: the person is gone again before anybody can ask for them."""

from pathlib import Path

from tests.builders.consent import a_consent
from tests.builders.person import a_person
from tests.bus.test_restore import run_tool
from tests.conftest import OpenDatabase, TestPostgres
from tests.consent.test_erasure import erase, value
from tests.consent.test_screening import SAM, heard, released
from waymark.clock import ReplayClock
from waymark.contracts.consent import PersonErased
from waymark.contracts.person import Identity
from waymark.db import SYSTEM
from waymark.opening import Addresses
from waymark.settings import Settings
from waymark_consent.clients.erasure_list import read_list
from waymark_consent.erasure import queries
from waymark_consent.jobs import keep_erasures


def list_of(settings: Settings) -> Path:
    return settings.home / "erased" / "referrals.ndjson"


async def test_who_was_erased_since_the_dump_is_gone_again_once_consent_opens(
    postgres: TestPostgres,
    county_db: Addresses,
    open_database: OpenDatabase,
    settings: Settings,
    clock: ReplayClock,
    tmp_path: Path,
) -> None:
    del postgres
    dump = tmp_path / "dump"
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        first = await consent.received(a_person(identity=Identity(given_name="Ines")))
        other = await consent.received()
        await heard(consent, first, other)
        await run_tool("pg_dump", "--format=custom", f"--file={dump}", county_db.owner)
        await erase(consent, first.referral_id)
        await keep_erasures(consent.context)
        assert [one.referral_id for one in await read_list(list_of(settings))] == [first.referral_id]
    await run_tool("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={county_db.owner}", str(dump))
    restored = await open_database("consent")
    async with restored.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from subject_records where data_key is not null") == 2
    async with a_consent(restored, clock, settings) as consent:
        assert await value(consent, "select count(*) from subject_records where data_key is not null") == 1
        assert (await released(consent, SAM, first.referral_id)).groups == {}
        assert (await released(consent, SAM, other.referral_id)).groups
        (told,) = await consent.told(PersonErased)
        assert told.referral_id == first.referral_id
        actor = await value(consent, "select actor from audit where act = 'person.erased'")
        assert actor == "erasure list"


async def test_who_comes_back_by_a_newer_log_is_erased_within_moments_and_the_list_stays_as_it_is(
    open_database: OpenDatabase, settings: Settings, clock: ReplayClock
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        first = await consent.received()
        await heard(consent, first)
        await erase(consent, first.referral_id)
        await keep_erasures(consent.context)
        async with consent.database.transaction(SYSTEM) as tx:  # as after a restore from before it was received
            await tx.run("update referrals set erased_at = null")
        await keep_erasures(consent.context)
        await keep_erasures(consent.context)
        assert await value(consent, "select count(*) from referrals where erased_at is null") == 0
        assert len(await read_list(list_of(settings))) == 1


async def test_a_lost_list_is_written_anew_from_the_database(
    open_database: OpenDatabase, settings: Settings, clock: ReplayClock
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        several = [await consent.received() for _ in range(3)]
        await heard(consent, *several)
        for one in several:
            await erase(consent, one.referral_id)
        await keep_erasures(consent.context)
        list_of(settings).unlink()
        await keep_erasures(consent.context)
        listed = await read_list(list_of(settings))
        assert {one.referral_id for one in listed} == {one.referral_id for one in several}


async def test_erasures_are_found_without_reading_every_audit_row(
    open_database: OpenDatabase, settings: Settings, clock: ReplayClock
) -> None:
    async with (
        a_consent(await open_database("consent"), clock, settings) as consent,
        consent.database.transaction(SYSTEM) as tx,
    ):
        await tx.run(
            "insert into audit(act, about, actor, at, details)"
            " select 'release', n::text, 'x', now(), '{}' from generate_series(1, 5000) as n"
        )
        rows = await tx.rows(f"explain {queries._KNOWN}")
    assert "audit_erasures" in " ".join(str(row) for row in rows)
