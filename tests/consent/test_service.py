"""Consent opens its keys once, keeps them, and says so where they do not fit its database."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders.consent import a_consent, a_context, the_consent_part
from tests.conftest import OpenDatabase
from waymark.auth import Known
from waymark.cipher import keep_new_key_ring
from waymark.clock import ReplayClock
from waymark.contracts.consent import KeysChanged, MemberChanged
from waymark.db import SYSTEM
from waymark.errors import Refused, SettingsInvalid
from waymark.settings import Settings
from waymark_consent.service import opened, service, take_county

EVERYBODY = len(the_consent_part()["members"]) + len(the_consent_part()["clients"])


async def test_a_second_start_finds_its_keys_again(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    database = await open_database("consent")
    async with a_consent(database, clock, settings) as first:
        ring = first.context.own.ring.current
    async with a_consent(database, clock, settings) as second:
        assert second.context.own.ring.current == ring
        assert len(await second.told(KeysChanged)) == 1
    kept = settings.home / "keys" / "consent-kek.json"
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("loss", ["gone", "another"])
async def test_a_database_without_its_key_file_does_not_start(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings, loss: str
) -> None:
    database = await open_database("consent")
    async with a_consent(database, clock, settings):
        pass
    kept = settings.home / "keys" / "consent-kek.json"
    kept.unlink()
    if loss == "another":
        other = await _another_ring(settings)
        kept.write_text(other)
        kept.chmod(0o600)
    with pytest.raises(SettingsInvalid, match="WAYMARK_CONSENT_KEK_FILE"):
        async with opened(a_context(database, clock, settings)):
            pass


async def _another_ring(settings: Settings) -> str:
    from_elsewhere = keep_new_key_ring(settings.home / "elsewhere.json")
    return from_elsewhere.to_json()


async def test_the_key_file_may_be_kept_elsewhere(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings, tmp_path: Path
) -> None:
    kept = tmp_path / "outside" / "kek.json"
    async with a_consent(await open_database("consent"), clock, settings, kek_file=kept):
        assert kept.exists()
    assert not (settings.home / "keys").exists()


async def test_loading_a_county_again_tells_nothing_new(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        told: list[MemberChanged] = await consent.told(MemberChanged)
        assert len(told) == EVERYBODY
        await load(consent.context, consent.database, the_consent_part())
        assert len(await consent.told(MemberChanged)) == EVERYBODY
        async with consent.database.reader(SYSTEM) as reader:
            assert await reader.value("select count(*) from clients where public_jwk is not null") == 1


async def test_what_changed_is_told_and_only_that(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        part = the_consent_part()
        part["members"][0]["active"] = False
        part["agencies"][2]["name"] = "Lantern House"
        await load(consent.context, consent.database, part)
        news = (await consent.told(MemberChanged))[EVERYBODY:]
    assert {(one.subject, one.active, one.agency_name) for one in news} == {
        ("sam.harbour", False, "Harbour Victim Care"),
        ("noor.lantern", True, "Lantern House"),
    }


async def test_whoever_the_file_names_no_more_is_shut_out_and_back_once_named_again(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        token = (await consent.police_token())["authorization"].removeprefix("Bearer ")
        part = the_consent_part()
        part["members"], part["clients"] = part["members"][1:], part["clients"][1:]
        await load(consent.context, consent.database, part)
        news = (await consent.told(MemberChanged))[EVERYBODY:]
        gone = [("sam.harbour", "member", False), ("warwickshire-police-records", "client", False)]
        assert [(one.subject, one.kind, one.active) for one in news] == gone
        await consent.hear(*news)
        with pytest.raises(Refused, match="token.subject"):
            await Known(consent.database, clock).actor(token)
        await load(consent.context, consent.database, part)
        assert len(await consent.told(MemberChanged)) == EVERYBODY + 2
        await load(consent.context, consent.database, the_consent_part())
        assert {one.active for one in (await consent.told(MemberChanged))[EVERYBODY + 2 :]} == {True}


async def test_an_id_that_was_a_clients_and_is_a_members_now_is_told_as_the_members(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        part = the_consent_part()
        part["members"].append(part["clients"].pop(0))
        await load(consent.context, consent.database, part)
        news = (await consent.told(MemberChanged))[EVERYBODY:]
    assert [(one.subject, one.kind, one.active) for one in news] == [("warwickshire-police-records", "member", True)]


async def test_a_changed_agreement_version_is_refused_and_nothing_of_the_file_is_taken(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    async with a_consent(await open_database("consent"), clock, settings) as consent:
        part = the_consent_part()
        part["agreements"][0]["title"] = "Quietly something else"
        part["members"][0]["active"] = False
        with pytest.raises(Refused, match="agreement_changed"):
            await load(consent.context, consent.database, part)
        assert len(await consent.told(MemberChanged)) == EVERYBODY


async def load(context: Any, database: Any, part: dict[str, Any]) -> None:
    async with database.transaction(SYSTEM) as tx:
        await take_county(tx, part, context)


def test_consent_announces_what_it_tells_and_hears() -> None:
    assert service.told_topics() == ("consent.access", "consent.referral")
    assert service.heard_topics() == ("consent.access", "intake.referral", "notifier.allocation", "router.referral")
