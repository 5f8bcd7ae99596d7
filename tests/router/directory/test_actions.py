"""Room is told by compare-and-set; a change is in force once somebody else said yes, and not before."""

import asyncio
from typing import Any

import pytest

from tests.builders.decision import county_with
from tests.builders.granting import is_checked
from tests.builders.router_office import Office
from tests.builders.rulebook import the_county
from waymark.db import SYSTEM
from waymark.errors import Refused
from waymark.ids import AgencyId
from waymark_router import queries as router_queries
from waymark_router.actions import in_force, publish_county
from waymark_router.directory import actions, queries
from waymark_router.directory.told import RoomTold, Teller
from waymark_router.providers.provider import Directory, DirectoryService

_LEE = Teller("lee.harbour", AgencyId("harbour-victim-care"), "Harbour Victim Care")


async def _directory(office: Office) -> Directory:
    async with office.database.reader(SYSTEM) as reader:
        return (await in_force(reader, office.context.own)).directory


async def _harbour(office: Office) -> DirectoryService:
    return (await _directory(office)).of_agency(_LEE.agency)[0]


async def _tell(office: Office, **told: Any) -> None:
    service = await _harbour(office)
    async with office.database.transaction(_LEE.agency) as tx:
        await actions.tell_room(tx, service, RoomTold(**told), _LEE)


async def test_room_is_kept_with_day_and_source_and_counts_up(office: Office) -> None:
    await _tell(office, vacancies=3)
    await _tell(office, vacancies=2, weeks=5, version=1)
    harbour = await _harbour(office)
    async with office.database.reader(SYSTEM) as reader:
        [kept] = (await queries.list_lines(reader, [harbour]))[harbour.id]
        acts = await reader.rows("select act, details from audit where act = 'room.told'")
    assert (kept.line.vacancies, kept.line.weeks, kept.version) == (2, 5, 2)
    assert (kept.told_by, kept.line.as_of.isoformat()) == ("Harbour Victim Care", "2026-11-23")
    assert len(acts) == 2


async def test_of_two_leads_the_second_is_told(office: Office) -> None:
    await _tell(office, vacancies=3)
    for version in (0, 7):
        with pytest.raises(Refused, match=r"room\.moved"):
            await _tell(office, vacancies=1, version=version)
    service = await _harbour(office)
    async with office.database.transaction(_LEE.agency) as tx:
        line = actions.line_named(service.id, "anyone", "", 1)
        await actions.take_back_room(tx, service, line, _LEE)
        with pytest.raises(Refused, match=r"room\.moved"):
            await actions.take_back_room(tx, service, line, _LEE)
    with pytest.raises(Refused, match=r"line\.unknown"):
        actions.line_named(service.id, "everybody", "", 1)


async def test_the_database_itself_lets_nobody_tell_for_another_agency(office: Office) -> None:
    service = await _harbour(office)
    with pytest.raises(Exception, match="row-level security"):
        async with office.database.transaction("lantern-sav") as tx:
            await actions.tell_room(tx, service, RoomTold(vacancies=1), _LEE)


async def _ask(office: Office, **wanted: Any) -> Any:
    service = await _harbour(office)
    async with office.database.transaction(_LEE.agency) as tx:
        return await actions.ask_change(tx, service, wanted, _LEE)


async def test_nothing_changes_until_somebody_else_says_yes(office: Office) -> None:
    before = await _directory(office)
    request_id = await _ask(office, youngest="17.5")
    assert (await _directory(office)).version == before.version
    checked = await is_checked(office.database, request_id)
    async with office.database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused, match=r"request\.own"):
            await actions.approve_change(tx, request_id, by="lee.harbour", checked=checked)
        granted = await actions.approve_change(tx, request_id, by="rae.rules", checked=checked)
    now = await _directory(office)
    assert (now.version, str((await _harbour(office)).youngest)) == (granted.version, "17.5")
    async with office.database.reader(SYSTEM) as reader:
        assert await router_queries.find_directory(reader, before.version) == before
        acts = [row.act for row in await reader.rows("select act from audit where act like 'directory.%' order by id")]
    assert acts[-2:] == ["directory.published", "directory.change_approved"]
    async with office.database.transaction(SYSTEM) as tx:
        with pytest.raises(Refused, match=r"request\.settled"):
            await actions.refuse_change(tx, request_id, by="rae.rules")


async def test_a_refused_request_changes_nothing(office: Office) -> None:
    before = await _directory(office)
    request_id = await _ask(office, status="paused")
    async with office.database.transaction(SYSTEM) as tx:
        await actions.refuse_change(tx, request_id, by="rae.rules")
        assert await queries.list_waiting(tx) == []
    assert (await _directory(office)).version == before.version


async def test_two_approved_at_the_same_moment_are_both_in_the_directory(office: Office) -> None:
    first, second = await _ask(office, youngest="17.5"), await _ask(office, about="We listen.")

    async def approve(request_id: Any) -> None:
        checked = await is_checked(office.database, request_id)
        async with office.database.transaction(SYSTEM) as tx:
            await actions.approve_change(tx, request_id, by="rae.rules", checked=checked)

    answers = await asyncio.gather(approve(first), approve(second), return_exceptions=True)
    for request_id, answer in zip((first, second), answers, strict=True):
        if answer is not None:  # the other one was faster: it is said, and checked again
            assert isinstance(answer, Refused)
            assert answer.code == "change.outdated"
            await approve(request_id)
    harbour = await _harbour(office)
    assert (str(harbour.youngest), harbour.about) == ("17.5", "We listen.")


async def test_the_same_county_file_loaded_again_does_not_undo_what_was_approved(office: Office) -> None:
    request_id = await _ask(office, youngest="17.5")
    checked = await is_checked(office.database, request_id)
    async with office.database.transaction(SYSTEM) as tx:
        granted = await actions.approve_change(tx, request_id, by="rae.rules", checked=checked)
    async with office.database.transaction(SYSTEM) as tx:
        await publish_county(tx, the_county(), actor="county-file")
    assert (await _directory(office)).version == granted.version
    changed = county_with("ledger-fraud", about="After fraud.")
    async with office.database.transaction(SYSTEM) as tx:
        await publish_county(tx, changed, actor="county-file")
    assert (await _directory(office)).version == changed.directory.version
    async with office.database.transaction(SYSTEM) as tx:
        await publish_county(tx, the_county(), actor="county-file")
    assert (await _directory(office)).version == the_county().directory.version
