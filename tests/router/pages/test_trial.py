"""The trial page: from where to where, by reference only, load and effects with small numbers held back."""

from uuid import UUID

import pytest

from tests.builders.drafting import a_draft, a_fraud_row, changed
from tests.builders.screened import a_referral_screened, some_facts
from tests.builders.web import a_heard
from tests.router.pages.conftest import Desk
from waymark.db import SYSTEM, Database
from waymark.words import OffenceClass
from waymark_router.actions import route_referrals
from waymark_router.pages.trial import moves
from waymark_router.publishing.draft import Draft


@pytest.fixture
async def draft(desk: Desk, published: Database) -> Draft:
    """A draft by which fraud goes to general support, after six referrals of fraud."""
    facts = some_facts(offence_class=OffenceClass.FRAUD)
    async with published.transaction(SYSTEM) as tx:
        heard = [a_heard(a_referral_screened(referral_id=UUID(int=n), facts=facts), tx.now) for n in range(1, 7)]
        await route_referrals(tx, heard, desk.context.own)
    return await changed(published, await a_draft(published), a_fraud_row(then={"pathway": "victim_recovery"}))


async def test_what_moves_is_shown_by_reference_only(desk: Desk, draft: Draft) -> None:
    html = (await desk.get(f"/router/rules/drafts/{draft.draft_id}/trial?last=200")).text
    assert "6 of 6 referrals (100.0 %) would go elsewhere" in html
    assert "the approver must say why" in html
    assert "0000-0006" in html
    assert str(UUID(int=6)) not in html
    for words in ("Ledger", "Harbour", "Whom it affects", "Load", "are not counted here"):
        assert words in html


async def test_so_many_moves_bind_the_approver(desk: Desk, draft: Draft) -> None:
    path = f"/router/rules/drafts/{draft.draft_id}"
    await desk.post(f"{path}/ask", revision=2, reason="One service for all")
    assert "6 of the last 6 referrals" in (await desk.get(path, "sol.approver")).text
    silent = await desk.post(f"{path}/approve", "sol.approver", revision=3)
    assert silent.status_code == 422
    assert "6 of 6 past referrals would move" in silent.text
    assert (await desk.post(f"{path}/approve", "sol.approver", revision=3, words="Agreed")).status_code == 303


async def test_without_past_referrals_it_says_so(desk: Desk, published: Database) -> None:
    empty = await a_draft(published)
    path = f"/router/rules/drafts/{empty.draft_id}/trial"
    assert "There are no past referrals" in (await desk.get(path)).text
    assert (await desk.get(f"{path}?last=7")).status_code == 422
    assert (await desk.get(path, "pat.triage")).status_code == 403


def test_what_moves_stands_before_what_stays() -> None:
    rows = list(moves({("a", "a"): 9, ("a", "b"): 1, ("b", "nobody"): 3}, {"a": "A", "b": "B"}))
    assert [(row.before, row.after, row.number) for row in rows] == [("B", "nobody", 3), ("A", "B", 1), ("A", "A", 9)]
