"""Two drafts side by side: the second sees what the first published, chooses, and goes on."""

from tests.builders.drafting import a_draft, a_fraud_row, an_asked_draft, changed, is_approved
from tests.router.pages.conftest import Desk
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_router.publishing import queries
from waymark_router.publishing.row_change import row_of

NEED = {"id": "fr-need", "when": {}, "then": {"pathway": "fraud"}, "why": "Of the second."}


async def test_both_are_brought_together_and_go_on(desk: Desk, published: Database, clock: ReplayClock) -> None:
    mine = await changed(published, await a_draft(published), a_fraud_row(why="Mine."))
    mine = await changed(published, mine, NEED)
    theirs = await an_asked_draft(published, why="Theirs.")
    clock.move_to((await is_approved(published, theirs.draft_id, theirs.revision)).effective_from)
    path = f"/router/rules/drafts/{mine.draft_id}"
    assert "bring both together" in (await desk.get(path)).text
    refused = await desk.post(f"{path}/ask", revision=3, reason="Mine")
    assert (refused.status_code, "What version 2 changed meanwhile" in refused.text) == (409, True)
    html = (await desk.get(f"{path}/together")).text
    for words in ("Rows that both changed", "Mine.", "Theirs."):
        assert words in html
    unchosen = await desk.post(f"{path}/together", revision=3)
    assert (unchosen.status_code, "choose for each whose stays" in unchosen.text) == (409, True)
    answer = await desk.post(f"{path}/together", **{"revision": "3", "keep:fr-offence": "mine"})
    assert answer.status_code == 303
    async with published.reader(SYSTEM) as reader:
        found = await queries.find_draft(reader, mine.draft_id)
        assert await queries.find_newer(reader, found) is None
    assert row_of(found.written, "fr-offence")[1]["why"] == "Mine."
    assert row_of(found.written, "fr-need")[1]["why"] == "Of the second."
    assert (await desk.post(f"{path}/ask", revision=4, reason="Mine")).status_code == 303
    assert (await desk.post(f"{path}/approve", "sol.approver", revision=5)).status_code == 303


async def test_a_stale_press_and_nothing_new_are_told(desk: Desk, published: Database, clock: ReplayClock) -> None:
    mine = await changed(published, await a_draft(published), NEED)
    path = f"/router/rules/drafts/{mine.draft_id}/together"
    assert (await desk.get(path)).status_code == 409
    theirs = await an_asked_draft(published, why="Theirs.")
    clock.move_to((await is_approved(published, theirs.draft_id, theirs.revision)).effective_from)
    stale = await desk.post(path, revision=1)
    assert (stale.status_code, "Somebody else changed this draft meanwhile" in stale.text) == (409, True)
    assert (await desk.post(path, revision="soon")).status_code == 409
    assert (await desk.post(path, "sol.approver", revision=2)).status_code == 403
