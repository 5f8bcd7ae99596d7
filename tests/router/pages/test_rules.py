"""The overview says what counts, what waits and what is being written; versions are read only."""

from datetime import timedelta

from tests.builders.drafting import an_asked_draft, is_approved
from tests.builders.rulebook import the_county
from tests.router.pages.conftest import Desk
from waymark.clock import ReplayClock
from waymark.db import Database

VERSION = the_county().rulebook.version


async def test_the_overview_says_which_version_counts_and_leads_to_its_tables(desk: Desk) -> None:
    html = (await desk.get("/router/rules")).text
    assert VERSION[:8] in html
    assert f"/router/rules/versions/{VERSION}/providers" in html
    assert "Nobody is changing the rules now." in html


async def test_a_version_shows_its_rows_in_words_and_how_often_each_was_used(desk: Desk) -> None:
    html = (await desk.get(f"/router/rules/versions/{VERSION}/overlays")).text
    assert "Somebody may be in danger now." in html
    assert "decisions of the last 90 days" in html
    assert 'method="post"' not in html.split("<main")[1].split("</main>")[0]
    assert (await desk.get("/router/rules/versions/nothing/overlays")).status_code == 404
    assert (await desk.get(f"/router/rules/versions/{VERSION}/chairs")).status_code in {404, 422}


async def test_only_who_may_read_rules_opens_them_and_only_who_may_edit_starts(desk: Desk) -> None:
    assert (await desk.get("/router/rules", "pat.triage")).status_code == 403
    assert (await desk.post("/router/rules/drafts", "sol.approver")).status_code == 403
    html = (await desk.get("/router/rules", "sol.approver")).text
    assert "Start a draft" not in html


async def test_drafts_are_listed_and_history_offers_to_go_back(
    desk: Desk, published: Database, clock: ReplayClock
) -> None:
    asked = await an_asked_draft(published)
    made = await is_approved(published, asked.draft_id, asked.revision)
    clock.move_to(made.effective_from)
    await desk.a_draft()
    assert "Draft 2" in (await desk.get("/router/rules")).text
    html = (await desk.get("/router/rules/history")).text
    assert "Rae Finch, approved by Sol Thorn" in html
    assert "Asked by the board" in html
    answer = await desk.post("/router/rules/drafts", go_back_to=VERSION)
    assert "Tried out." in (await desk.get(answer.headers["location"])).text


async def test_a_version_that_waits_is_called_off_once(desk: Desk, published: Database, clock: ReplayClock) -> None:
    asked = await an_asked_draft(published, starts_at=clock.now() + timedelta(days=1))
    made = await is_approved(published, asked.draft_id, asked.revision)
    assert "Call version 2 off" in (await desk.get("/router/rules")).text
    assert (await desk.post("/router/rules/call-off", version=made.version)).status_code == 303
    again = await desk.post("/router/rules/call-off", version=made.version)
    assert again.status_code == 409
    assert "It is too late" in again.text
    assert "called off" in (await desk.get("/router/rules/history")).text
