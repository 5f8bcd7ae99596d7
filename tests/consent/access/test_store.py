"""Members, clients and keys are kept as they are told; private keys never readable."""

import asyncio
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.builders.consent import NOW, the_consent_part
from tests.conftest import OpenDatabase
from waymark.cipher import DoesNotOpen, new_key_ring, new_transport_keys
from waymark.db import SYSTEM, Database
from waymark_consent.access.keys import TRANSPORT
from waymark_consent.access.store import (
    FreshKey,
    add_key,
    add_used_assertion,
    find_client,
    list_key_encryption_ids,
    list_living_transport_keys,
    list_members,
    list_public_keys,
    list_subjects,
    load_transport_private,
    newest_begin,
    save_agencies,
    save_clients,
    save_members,
)
from waymark_consent.county import read_county
from waymark_consent.kept import OpenedKeys

COUNTY = read_county(the_consent_part())


@pytest.fixture
async def database(open_database: OpenDatabase) -> Database:
    return await open_database("consent")


def a_fresh_key(key_id: str = "t1") -> FreshKey:
    pair = new_transport_keys()
    return FreshKey(
        key_id=key_id,
        public=pair.public,
        private=pair.private,
        valid_from=NOW,
        valid_to=NOW + timedelta(days=1),
        destroy_at=NOW + timedelta(days=8),
    )


async def test_everybody_is_listed_with_agency_and_roles(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await save_agencies(tx, COUNTY.agencies)
        await save_members(tx, COUNTY.members)
        await save_clients(tx, COUNTY.clients)
        await save_members(tx, ())
        subjects = await list_subjects(tx)
        members = await list_members(tx)
    assert len(subjects) == len(COUNTY.members) + len(COUNTY.clients)
    assert subjects["warwickshire-police-records"].kind == "client"
    assert subjects["sam.harbour"].agency_name == "Harbour Victim Care"
    assert [one.agency_name for one in members] == sorted(one.agency_name for one in members)


async def test_a_client_without_a_key_cannot_prove_itself(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await save_agencies(tx, COUNTY.agencies)
        await save_clients(tx, COUNTY.clients)
        assert await find_client(tx, "warwickshire-police-records") is None
        assert await find_client(tx, "nobody") is None


async def test_a_private_key_is_wrapped_in_its_own_row(database: Database) -> None:
    ring, key = new_key_ring(), a_fresh_key()
    async with database.transaction(SYSTEM) as tx:
        await add_key(tx, ring, TRANSPORT, key)
        await add_key(tx, ring, TRANSPORT, a_fresh_key("t2"))
        kept = await tx.value("select private from transport_keys where key_id = 't1'")
        assert key.private not in kept
        opened: OpenedKeys[X25519PrivateKey] = OpenedKeys()
        (found,) = (await load_transport_private(tx, ring, ["t1", "t9"], opened)).values()
        assert found.private_bytes_raw() == key.private
        assert (await load_transport_private(tx, ring, ["t1"], opened))["t1"] is found
        assert await list_key_encryption_ids(tx) == {ring.current}
        assert {one.key_id: one.public for one in await list_public_keys(tx)}["t1"] == key.public
        assert await newest_begin(tx, TRANSPORT) == NOW
        await tx.run(
            "update transport_keys set private = (select private from transport_keys where key_id = 't2')"
            " where key_id = 't1'"
        )
        with pytest.raises(DoesNotOpen):
            await load_transport_private(tx, ring, ["t1"], OpenedKeys())


async def test_an_opened_transport_key_is_no_use_once_it_was_destroyed(database: Database) -> None:
    ring, opened = new_key_ring(), OpenedKeys[X25519PrivateKey]()
    async with database.transaction(SYSTEM) as tx:
        await add_key(tx, ring, TRANSPORT, a_fresh_key())
        assert (await load_transport_private(tx, ring, ["t1"], opened)).keys() == {"t1"}
        assert await list_living_transport_keys(tx) == {"t1"}
        await tx.run("update transport_keys set private = null, destroyed_at = now()")
        assert await load_transport_private(tx, ring, ["t1"], opened) == {}
        assert await list_living_transport_keys(tx) == set()


async def test_of_two_requests_at_once_one_uses_the_assertion(database: Database) -> None:
    async def use() -> bool:
        async with database.transaction(SYSTEM) as tx:
            return await add_used_assertion(tx, "police", "0123456789", NOW)

    assert sorted(await asyncio.gather(use(), use(), use())) == [False, False, True]
