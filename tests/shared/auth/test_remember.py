from datetime import timedelta

from tests.builders.web import TokenKey, a_heard, a_member, make_known
from tests.conftest import OpenDatabase
from waymark.auth import Known, remember_keys, remember_members
from waymark.clock import ReplayClock
from waymark.contracts.consent import KeysChanged
from waymark.db import SYSTEM, Database
from waymark.words import Role


async def roles_of(database: Database, subject: str) -> list[str]:
    async with database.reader(SYSTEM) as reader:
        found = await reader.value("select roles from known_members where subject = :subject", {"subject": subject})
    return list(found)


async def test_the_newest_set_of_keys_replaces_all_others(open_database: OpenDatabase, clock: ReplayClock) -> None:
    database, now = await open_database("router"), clock.now()
    await make_known(database, now, keys=(TokenKey("old").known(now),))
    older = KeysChanged(changed_at=now, keys=(TokenKey("older").known(now),))
    newer = KeysChanged(changed_at=now + timedelta(seconds=1), keys=(TokenKey("newer").known(now),))
    async with database.transaction(SYSTEM) as tx:
        await remember_keys(tx, [a_heard(newer, now), a_heard(older, now)], None)
    assert [key.key_id for key in await Known(database, clock).keys("token")] == ["newer"]


async def test_an_empty_set_of_keys_leaves_none(open_database: OpenDatabase, clock: ReplayClock) -> None:
    database, now = await open_database("router"), clock.now()
    await make_known(database, now, keys=(TokenKey("old").known(now),))
    await make_known(database, now, keys=())
    assert await Known(database, clock).keys("token") == []


async def test_an_older_change_of_a_member_never_undoes_a_newer_one(
    open_database: OpenDatabase, clock: ReplayClock
) -> None:
    database, now = await open_database("router"), clock.now()
    newer = a_member(now + timedelta(seconds=1), roles=(Role.PROVIDER_LEAD, Role.OPERATOR))
    older = a_member(now)
    async with database.transaction(SYSTEM) as tx:
        await remember_members(tx, [a_heard(newer, now), a_heard(older, now)], None)
    async with database.transaction(SYSTEM) as tx:
        await remember_members(tx, [a_heard(older, now)], None)
    assert await roles_of(database, "sam.harbour") == ["provider_lead", "operator"]


async def test_a_member_without_a_role_is_remembered_as_such(open_database: OpenDatabase, clock: ReplayClock) -> None:
    database = await open_database("router")
    await make_known(database, clock.now(), a_member(clock.now(), roles=()), keys=())
    assert await roles_of(database, "sam.harbour") == []
