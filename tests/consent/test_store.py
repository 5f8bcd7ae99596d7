"""Agreements and the disclosure log come back as they were written; what was said and decided is only added to."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from tests.builders.consent import NOW, an_agreement
from tests.conftest import OpenDatabase
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import Group
from waymark_consent.store import Disclosure, add_agreements, add_disclosures, list_agreements, terms_version


@pytest.fixture
async def database(open_database: OpenDatabase) -> Database:
    return await open_database("consent")


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
        fields=("identity.sex",),
    )
    async with database.transaction(SYSTEM) as tx:
        await add_disclosures(tx, [line])
        row = await tx.row("select groups, fields from disclosures")
    assert row is not None
    assert (row.groups, row.fields) == (["identity", "contact"], ["identity.sex"])


async def test_terms_are_another_version_as_soon_as_they_change_and_never_the_same_again(database: Database) -> None:
    seen = set()
    for version in range(1, 4):
        async with database.transaction(SYSTEM) as tx:
            before = await terms_version(tx)
            await add_agreements(tx, [an_agreement(version=version)])
            seen |= {before, await terms_version(tx)}
    async with database.transaction(SYSTEM) as tx:
        await tx.run("insert into agencies(agency_id, name, role) values ('a', 'A', 'provider')")
        seen.add(await terms_version(tx))
        await tx.run("update agencies set role = 'triage'")
        seen.add(await terms_version(tx))
    assert len(seen) == 6


@pytest.mark.parametrize("table", ["disclosures", "decisions", "permissions"])
async def test_what_was_said_decided_and_disclosed_is_only_added_to(database: Database, table: str) -> None:
    for statement in (f"update {table} set referral_id = null", f"delete from {table}", f"truncate {table}"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.transaction(SYSTEM) as tx:
                await tx.run(statement)
