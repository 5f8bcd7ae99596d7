"""The vault keeps people unreadable, and unreadable for good once erased."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from tests.builders.consent import NOW, an_agreement
from tests.builders.person import a_person
from tests.conftest import OpenDatabase
from waymark.cipher import DoesNotOpen, new_key_ring
from waymark.contracts.person import Narrative
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import Group
from waymark_consent.store import (
    Disclosure,
    add_agreements,
    add_disclosures,
    erase_subjects,
    list_agreements,
    put_people,
    take_groups,
)

GROUPS = (Group.IDENTITY, Group.NARRATIVE)
PERSON = a_person(narrative=Narrative(account="zqaccount"))


@pytest.fixture
async def database(open_database: OpenDatabase) -> Database:
    return await open_database("consent")


async def test_a_person_comes_out_as_it_went_in_and_only_the_wanted_groups(database: Database) -> None:
    ring, one, two = new_key_ring(), uuid4(), uuid4()
    async with database.transaction(SYSTEM) as tx:
        await put_people(tx, ring, {one: PERSON, two: a_person()})
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
        await put_people(tx, ring, {referral_id: a_person()})
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
        await put_people(tx, ring, {one: a_person(), two: a_person()})
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


async def test_agreements_come_back_as_they_were_signed(database: Database) -> None:
    versions = (an_agreement(), an_agreement(version=2))
    async with database.transaction(SYSTEM) as tx:
        await add_agreements(tx, versions)
        assert await list_agreements(tx) == versions


async def test_a_disclosure_is_logged_group_by_group(database: Database) -> None:
    line = Disclosure(
        disclosure_id=uuid4(),
        at=NOW,
        referral_id=uuid4(),
        actor="sam.harbour",
        agency=AgencyId("harbour-victim-care"),
        purpose="support",
        refused="",
        reasons=("position_given",),
        groups=(Group.IDENTITY, Group.CONTACT),
        agreement="general-victims/1",
        decision_id=uuid4(),
    )
    async with database.transaction(SYSTEM) as tx:
        await add_disclosures(tx, [line])
        assert await tx.value("select groups from disclosures") == ["identity", "contact"]


@pytest.mark.parametrize("table", ["disclosures", "decisions", "permissions"])
async def test_what_was_said_decided_and_disclosed_is_only_added_to(database: Database, table: str) -> None:
    for statement in (f"update {table} set referral_id = null", f"delete from {table}", f"truncate {table}"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.transaction(SYSTEM) as tx:
                await tx.run(statement)
