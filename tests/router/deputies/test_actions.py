"""A deputy approves on their days and is refused in words on all others, at every door that asks for a second one."""

from datetime import UTC, date, datetime

import pytest

from tests.builders.drafting import an_asked_draft, an_editor, is_approved
from tests.builders.router_office import Office
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark_router.deputies.actions import name_deputies
from waymark_router.deputies.deputy import Deputy
from waymark_router.publishing.actions.deciding import call_off, send_back

_BEA = an_editor("bea.approver", "Bea Lowe")
_CHRISTMAS = Deputy("bea.approver", "sol.approver", date(2026, 12, 21), date(2027, 1, 8))
_OUTSIDE = r"deputy\.days"
_SAID = "as a deputy only: for sol.approver from 21 December 2026 to 8 January 2027"


async def _named(database: Database, *deputies: Deputy) -> None:
    async with database.transaction(SYSTEM) as tx:
        await name_deputies(tx, deputies, actor="county-file")


async def test_a_deputy_approves_rules_on_their_days_alone(published: Database, clock: ReplayClock) -> None:
    await _named(published, _CHRISTMAS)
    draft = await an_asked_draft(published)
    with pytest.raises(Refused, match=_OUTSIDE) as refused:
        await is_approved(published, draft.draft_id, draft.revision, _BEA)
    assert _SAID in refused.value.title
    clock.move_to(datetime(2026, 12, 21, 9, tzinfo=UTC))
    made = await is_approved(published, draft.draft_id, draft.revision, _BEA)
    assert made.approver == _BEA.who
    async with published.reader(SYSTEM) as reader:
        rows = await reader.rows("select about, actor from audit where act = 'deputy.acted'")
    assert [(row.about, row.actor) for row in rows] == [("sol.approver", "bea.approver")]


async def test_a_deputy_sends_back_and_calls_off_on_their_days_alone(published: Database) -> None:
    await _named(published, _CHRISTMAS)
    draft = await an_asked_draft(published)
    with pytest.raises(Refused, match=_OUTSIDE):
        async with published.transaction(SYSTEM) as tx:
            await send_back(tx, draft.draft_id, "Not so", revision=draft.revision, editor=_BEA)
    made = await is_approved(published, draft.draft_id, draft.revision)
    with pytest.raises(Refused, match=_OUTSIDE):
        async with published.transaction(SYSTEM) as tx:
            await call_off(tx, made.version, editor=_BEA)


async def test_whoever_is_no_deputy_approves_on_any_day_and_a_later_file_takes_deputies_away(
    published: Database,
) -> None:
    await _named(published, _CHRISTMAS)
    first = await an_asked_draft(published)
    await is_approved(published, first.draft_id, first.revision)
    await _named(published)
    second = await an_asked_draft(published, why="Once more.")
    assert (await is_approved(published, second.draft_id, second.revision, _BEA)).approver == _BEA.who


async def test_an_administrators_deputy_is_told_on_the_page_which_days_are_theirs(office: Office) -> None:
    await _named(office.database, Deputy("ada.rules", "rae.rules", date(2026, 12, 21), date(2027, 1, 8)))
    asked = await office.client("noor").post(
        "/router/v1/directory/services/lantern-adult/requests", json={"status": "paused"}
    )
    path = f"/router/requests/{asked.json()['request_id']}"
    refused = await office.client("ada", page=True).post(f"{path}/approve")
    assert refused.status_code == 403
    assert "You may approve as a deputy only: for Rae from 21 December 2026 to 8 January 2027" in refused.text
    assert (
        await office.client("ada").post(path.replace("/router/", "/router/v1/directory/") + "/refuse")
    ).status_code == 403
    assert (await office.client("rae", page=True).post(f"{path}/approve")).status_code == 303
