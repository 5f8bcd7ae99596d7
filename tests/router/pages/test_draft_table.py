"""A table's page: rows in words, up, down and out, problems on top that lead to their rows."""

from tests.builders.drafting import a_draft, a_fraud_row, changed
from tests.router.pages.conftest import Desk
from waymark.db import SYSTEM, Database
from waymark_router.publishing import queries
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.written import rows_of
from waymark_router.rules.rule import TableName


def place(draft: Draft) -> str:
    return f"/router/rules/drafts/{draft.draft_id}"


async def ids(database: Database, draft: Draft) -> list[str]:
    async with database.reader(SYSTEM) as reader:
        found = await queries.find_draft(reader, draft.draft_id)
    return [row["id"] for row in rows_of(found.written, TableName.PROVIDERS)]


async def test_rows_move_and_go(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    first, second, *_ = await ids(published, draft)
    answer = await desk.post(f"{place(draft)}/row-place", row=first, act="down", revision=1)
    assert answer.headers["location"] == f"{place(draft)}/tables/providers#row-{first}"
    assert (await ids(published, draft))[:2] == [second, first]
    assert (await desk.post(f"{place(draft)}/row-place", row=first, act="remove", revision=2)).status_code == 303
    assert first not in await ids(published, draft)


async def test_the_last_row_stays_whatever_is_posted_by_hand(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    for act in ("remove", "up", "down"):
        answer = await desk.post(f"{place(draft)}/row-place", row="pv-rest", act=act, revision=1)
        assert answer.status_code == 422
        assert "row pv-rest: " in answer.text
    assert (await ids(published, draft))[-1] == "pv-rest"


async def test_whoever_was_slower_sees_what_is_there_and_what_they_meant(desk: Desk, published: Database) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(why="Faster."))
    answer = await desk.post(f"{place(draft)}/row-place", row="fr-offence", act="remove", revision=1)
    assert answer.status_code == 409
    assert "You wanted to remove row fr-offence" in answer.text
    assert "Faster." in answer.text


async def test_problems_on_top_lead_to_their_rows(desk: Desk, published: Database) -> None:
    first, *_ = await ids(published, draft := await a_draft(published))
    row = {"id": first, "when": {}, "then": {"services": ["triage"]}, "why": "Takes all."}
    await changed(published, draft, row)
    html = (await desk.get(f"{place(draft)}/tables/providers")).text
    assert html.index("What the check finds") < html.index("<table")
    assert f"{place(draft)}/tables/providers#row-pv-fraud" in html
    assert 'id="row-pv-fraud"' in html


async def test_what_waits_shows_no_buttons_and_unknown_rows_are_told(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    gone = await desk.post(f"{place(draft)}/row-place", row="nowhere", act="up", revision=1)
    assert gone.status_code == 404
    assert "There is no row nowhere" in gone.text
    assert (await desk.post(f"{place(draft)}/row-place", row="x", act="burn", revision=1)).status_code == 422
    assert (await desk.post(f"{place(draft)}/row-place", "sol.approver", row="x", act="up")).status_code == 403
    assert "Nobody can change this draft" not in (await desk.get(f"{place(draft)}/tables/overlays")).text
    await desk.post(f"{place(draft)}/withdraw", revision=1)
    html = (await desk.get(f"{place(draft)}/tables/overlays")).text
    assert "Nobody can change this draft now." in html
    assert "row-place" not in html


async def test_rows_of_one_answer_are_shown_alone_and_stay_where_they_are(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    path = f"{place(draft)}/tables/pathways"
    html = (await desk.get(path, "rae.rules")).text
    assert 'value="pathway fraud"' in html
    only = (await desk.get(f"{path}?then=pathway+fraud")).text
    assert 'id="row-fr-offence"' in only
    assert 'id="row-sg-need"' not in only
    assert "Show all rows to move it" in only
    for unknown in ("nowhere", "%00", "%F0%9F%98%80", "x" * 1500):
        assert 'id="row-sg-need"' in (await desk.get(f"{path}?then={unknown}")).text


async def test_a_row_is_taken_out_on_its_own_page(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    assert 'value="remove"' not in (await desk.get(f"{place(draft)}/tables/providers")).text
    assert "Take row pv-fraud out" in (await desk.get(f"{place(draft)}/row?row=pv-fraud")).text
    assert 'value="remove"' not in (await desk.get(f"{place(draft)}/row?row=pv-rest")).text
