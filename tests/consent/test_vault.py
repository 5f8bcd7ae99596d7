"""Every wrapped key and sealed group has a place of its own; people in it are unreadable, erased ones for good."""

from itertools import product
from uuid import UUID, uuid4

import pytest

from tests.builders.person import a_person
from tests.conftest import OpenDatabase
from waymark.cipher import DoesNotOpen, new_key_ring
from waymark.contracts.person import Narrative, Person
from waymark.db import SYSTEM, Database
from waymark.words import Group
from waymark_consent.vault import data_key_place, group_place
from waymark_consent.vault.store import erase_subjects, put_people, take_groups

GROUPS = (Group.IDENTITY, Group.NARRATIVE)


def as_sealed(person: Person) -> dict[Group, bytes]:
    return {group: part.model_dump_json().encode() for group, part in person.groups().items()}


PERSON = as_sealed(a_person(narrative=Narrative(account="zqaccount")))
OTHER = as_sealed(a_person())


def test_no_two_places_are_alike() -> None:
    referrals, versions = (UUID(int=1), UUID(int=2)), (1, 2)
    places = [data_key_place(*one) for one in product(referrals, versions)]
    places += [group_place(*one) for one in product(referrals, Group, versions)]
    assert len(set(places)) == len(places)


@pytest.fixture
async def database(open_database: OpenDatabase) -> Database:
    return await open_database("consent")


async def test_a_person_comes_out_as_it_went_in_and_only_the_wanted_groups(database: Database) -> None:
    ring, one, two = new_key_ring(), uuid4(), uuid4()
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, ring, {one: PERSON, two: OTHER})
        opened = await take_groups(tx, ring, {one: GROUPS, two: (Group.CONTACT,)})
    assert opened[one][Group.NARRATIVE] == {"account": "zqaccount"}
    assert opened[one][Group.IDENTITY]["given_name"] == "Iris"
    assert opened[one].keys() == set(GROUPS)
    assert opened[two].keys() == {Group.CONTACT}


async def test_nothing_of_a_person_is_readable_in_the_tables(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, new_key_ring(), {uuid4(): PERSON})
        rows = await tx.rows("select sealed from vault_groups")
        keys = await tx.rows("select data_key from subject_records")
    assert not any(b"Iris" in row.sealed or b"zqaccount" in row.sealed for row in rows)
    assert len(keys[0].data_key) == 12 + 32 + 16


async def test_a_correction_replaces_everything_under_a_new_data_key(database: Database) -> None:
    ring, referral_id = new_key_ring(), uuid4()
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, ring, {referral_id: PERSON})
        await put_people(tx, ring, {referral_id: OTHER})
        opened = await take_groups(tx, ring, {referral_id: GROUPS})
        assert await tx.value("select key_version from subject_records") == 2
    assert opened[referral_id].keys() == {Group.IDENTITY}


async def test_an_erased_person_is_unreadable_for_good_and_does_not_come_back(database: Database) -> None:
    ring, referral_id = new_key_ring(), uuid4()
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, ring, {referral_id: PERSON})
        assert await erase_subjects(tx, [referral_id]) == 1
        assert await erase_subjects(tx, [referral_id]) == 0
        assert await take_groups(tx, ring, {referral_id: GROUPS}) == {}
        await put_people(tx, ring, {referral_id: PERSON})
        assert await take_groups(tx, ring, {referral_id: GROUPS}) == {}
        assert await tx.value("select data_key from subject_records") is None


async def test_a_group_moved_to_another_row_does_not_open(database: Database) -> None:
    ring, one, two = new_key_ring(), uuid4(), uuid4()
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, ring, {one: OTHER, two: OTHER})
        await tx.run(
            "update vault_groups set sealed = (select sealed from vault_groups where referral_id = :one"
            " and group_name = 'identity') where referral_id = :two and group_name = 'identity'",
            {"one": one, "two": two},
        )
        with pytest.raises(DoesNotOpen):
            await take_groups(tx, ring, {two: (Group.IDENTITY,)})


async def test_another_key_ring_opens_nothing(database: Database) -> None:
    referral_id = uuid4()
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, new_key_ring(), {referral_id: PERSON})
        with pytest.raises(DoesNotOpen):
            await take_groups(tx, new_key_ring(), {referral_id: GROUPS})
