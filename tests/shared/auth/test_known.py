import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.builders.web import HARBOUR, TokenKey, a_member, a_token, make_known
from tests.conftest import OpenDatabase
from waymark.auth import SESSION, Known
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused, Unavailable
from waymark.ids import AgencyId
from waymark.permission import Permission
from waymark.words import Role

KEY = TokenKey("k1")


@pytest.fixture
async def database(open_database: OpenDatabase, clock: ReplayClock) -> Database:
    opened = await open_database("router")
    await make_known(opened, clock.now(), a_member(clock.now()), keys=(KEY.known(clock.now()),))
    return opened


async def refuse(known: Known, token: str) -> str:
    with pytest.raises(Refused) as no:
        await known.actor(token)
    assert no.value.kind is Kind.UNAUTHENTICATED
    return no.value.code


async def test_a_known_member_acts_with_the_permissions_of_all_its_roles(
    database: Database, clock: ReplayClock
) -> None:
    both = a_member(clock.now(), roles=(Role.PROVIDER_STAFF, Role.RULE_ADMINISTRATOR))
    await make_known(database, clock.now(), both, keys=(KEY.known(clock.now()),))
    actor = await Known(database, clock).actor(a_token(KEY, clock.now()))
    assert (actor.subject, actor.agency, actor.display_name) == ("sam.harbour", HARBOUR, "Sam")
    assert {Permission.QUEUE_WORK, Permission.RULES_READ} <= actor.permissions
    assert actor.token not in repr(actor)


async def test_permissions_come_from_what_is_known_and_not_from_the_token(
    database: Database, clock: ReplayClock
) -> None:
    actor = await Known(database, clock).actor(a_token(KEY, clock.now(), roles=(Role.OPERATOR,)))
    assert Permission.SYSTEM_OPERATE not in actor.permissions


async def test_a_session_is_no_access_token_nor_the_other_way_round(database: Database, clock: ReplayClock) -> None:
    known = Known(database, clock)
    assert await refuse(known, a_token(KEY, clock.now(), use=SESSION)) == "token.type"
    with pytest.raises(Refused):
        await known.actor(a_token(KEY, clock.now()), use=SESSION)
    assert (await known.actor(a_token(KEY, clock.now(), use=SESSION), use=SESSION)).use == SESSION


async def test_a_token_ends_on_the_given_clock(database: Database, clock: ReplayClock) -> None:
    known, token = Known(database, clock), a_token(KEY, clock.now())
    await known.actor(token)
    clock.move_to(clock.now() + timedelta(seconds=331))
    assert await refuse(known, token) == "token.expired"


@pytest.mark.parametrize(
    "over", [{"subject": "nobody"}, {"kind": "client"}, {"agency": AgencyId("lantern-sav")}], ids=str
)
async def test_who_is_not_known_just_so_is_refused(
    database: Database, clock: ReplayClock, over: dict[str, Any]
) -> None:
    assert await refuse(Known(database, clock), a_token(KEY, clock.now(), **over)) == "token.subject"


async def test_a_key_of_another_name_purpose_or_time_proves_nothing(database: Database, clock: ReplayClock) -> None:
    now = clock.now()
    other, transport, old, new = (TokenKey(name) for name in ("other", "transport", "old", "new"))
    keys = (
        transport.known(now, purpose="transport"),
        old.known(now, valid_to=now),
        new.known(now, valid_from=now + timedelta(hours=1)),
    )
    await make_known(database, now, a_member(now), keys=keys)
    known = Known(database, clock)
    for key in (other, transport, old, new):
        assert await refuse(known, a_token(key, now)) == "token.key"
    assert [key.key_id for key in await known.keys("transport")] == ["transport"]
    assert await known.keys("token") == []


async def test_keys_come_newest_first(database: Database, clock: ReplayClock) -> None:
    now = clock.now()
    older, newer = TokenKey("a"), TokenKey("b")
    keys = (older.known(now, valid_from=now - timedelta(hours=2)), newer.known(now, valid_from=now))
    await make_known(database, now, keys=keys)
    assert [key.key_id for key in await Known(database, clock).keys("token")] == ["b", "a"]


async def test_whoever_is_shut_out_is_out_within_about_a_second(database: Database, clock: ReplayClock) -> None:
    known, token = Known(database, clock), a_token(KEY, clock.now())
    await known.actor(token)
    gone = a_member(clock.now(), active=False)
    await make_known(database, clock.now(), gone, keys=(KEY.known(clock.now()),))
    await asyncio.sleep(1.05)
    assert await refuse(known, token) == "token.subject"


async def test_a_new_key_is_known_at_once(database: Database, clock: ReplayClock) -> None:
    known, fresh = Known(database, clock), TokenKey("fresh")
    await known.actor(a_token(KEY, clock.now()))
    await make_known(database, clock.now(), keys=(KEY.known(clock.now()), fresh.known(clock.now())))
    await asyncio.sleep(0.25)
    assert (await known.actor(a_token(fresh, clock.now()))).subject == "sam.harbour"


async def test_an_unreachable_database_lets_nobody_in(database: Database, clock: ReplayClock) -> None:
    token = a_token(KEY, clock.now())
    async with database.transaction(SYSTEM) as tx:
        await tx.run("lock table known_keys in access exclusive mode")
        with pytest.raises(Unavailable):
            await Known(database, clock).actor(token)
