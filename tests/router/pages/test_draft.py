"""The draft's page: its writer asks, another person approves or sends back, and each is told what is wrong."""

from datetime import timedelta

import pytest

from tests.builders.drafting import RAE, a_draft, a_fraud_row, an_asked_draft, changed, is_approved
from tests.router.checking.hard import hard_rules
from tests.router.pages.conftest import Desk
from tests.router.publishing.test_actions_deciding import live
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_router.publishing.actions.drafting import change_draft


def path_of(draft_id: object) -> str:
    return f"/router/rules/drafts/{draft_id}"


async def test_what_it_changes_is_shown_word_by_word(desk: Desk, published: Database) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(why="Fraud: the service that helps best."))
    html = (await desk.get(path_of(draft.draft_id))).text
    assert '<ins><span class="hidden-visually">New: </span>best.</ins>' in html
    assert "<del>" in html
    assert "Ask for approval" in html


async def test_what_changes_beside_the_rows_is_shown_to_whoever_approves(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    async with published.transaction(SYSTEM) as tx:
        await change_draft(
            tx,
            draft.draft_id,
            lambda written: {**written, "districts": [one for one in written["districts"] if one != "E07000222"]},
            revision=draft.revision,
            row="",
            editor=RAE,
        )
    html = (await desk.get(path_of(draft.draft_id), "sol.approver")).text
    assert "No longer the county&#39;s own: Warwick." in html
    assert "Nothing yet" not in html


async def test_two_people_publish_it(desk: Desk, published: Database, clock: ReplayClock) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(why="Better words."))
    path, before = path_of(draft.draft_id), await live(published)
    assert (await desk.post(f"{path}/ask", revision=2, reason="Clearer")).status_code == 303
    assert "waits for somebody who may approve rules" in (await desk.get(path)).text
    assert (await desk.post(f"{path}/approve", revision=3)).status_code == 403
    assert "Send back" in (await desk.get(path, "sol.approver")).text
    answer = await desk.post(f"{path}/approve", "sol.approver", revision=3, words="Agreed")
    assert answer.status_code == 303
    assert "approved it" in (await desk.get(path)).text
    clock.move_to(clock.now() + timedelta(seconds=desk.context.settings.publish_lead_s))
    assert await live(published) != before


async def test_an_approver_who_need_say_nothing_says_nothing_of_a_person_either(
    desk: Desk, published: Database
) -> None:
    draft = await an_asked_draft(published)
    path = path_of(draft.draft_id)
    about = {"revision": draft.revision, "words": "As zqmaria asked, 07700 900123"}
    answer = await desk.post(f"{path}/approve", "sol.approver", **about)
    assert (answer.status_code, "Take out the telephone or NHS number" in answer.text) == (422, True)
    assert "waits for somebody who may approve rules" in (await desk.get(path)).text


async def test_somebody_with_both_roles_cannot_approve_their_own(desk: Desk) -> None:
    path = await desk.a_draft("both.hats")
    fields = await desk.fields(f"{path}/row?row=fr-offence", "both.hats")
    await desk.post(f"{path}/row", "both.hats", **{**fields, "why": "Mine."})
    assert (await desk.post(f"{path}/ask", "both.hats", revision=2, reason="Mine")).status_code == 303
    assert "another person must look at it" in (await desk.get(path, "both.hats")).text
    answer = await desk.post(f"{path}/approve", "both.hats", revision=3)
    assert answer.status_code == 403
    assert "You wrote some of it" in answer.text


async def test_sending_back_needs_words_and_opens_it_again(desk: Desk, published: Database) -> None:
    draft = await an_asked_draft(published)
    path = path_of(draft.draft_id)
    silent = await desk.post(f"{path}/send-back", "sol.approver", revision=draft.revision)
    assert (silent.status_code, "Say what should be otherwise" in silent.text) == (422, True)
    answer = await desk.post(f"{path}/send-back", "sol.approver", revision=draft.revision, words="Which board?")
    assert answer.status_code == 303
    html = (await desk.get(path)).text
    assert "“Which board?”" in html
    assert "Ask for approval" in html


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"reason": " "}, "Say why the rules should change"),
        ({"start": "later", "day": "2026-11-22", "hour": "09:00"}, "Choose a time that is not over"),
        ({"reason": "For zqmaria of CV32 4AA"}, "Take out the postcode"),
        ({"start": "later", "day": "soon"}, "Give the day and the time to start"),
        ({"revision": "1"}, "Somebody else changed this draft meanwhile"),
    ],
)
async def test_what_is_wrong_with_asking_is_said_and_what_was_typed_stays(
    desk: Desk, published: Database, over: dict[str, str], said: str
) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(why="Other."))
    asked = {"reason": "The board asks", "revision": "2", "start": "soon"} | over
    answer = await desk.post(f"{path_of(draft.draft_id)}/ask", **asked)
    assert answer.status_code in {409, 422}
    assert said in answer.text
    assert asked["reason"] in answer.text


async def test_errors_of_the_check_stand_in_the_way_and_lead_to_their_row(desk: Desk, published: Database) -> None:
    row = {"id": "pv-rest", "when": {}, "then": {"services": ["ledger-fraud"]}, "why": "x"}
    draft = await changed(published, await a_draft(published), row)
    path = path_of(draft.draft_id)
    answer = await desk.post(f"{path}/ask", revision=2, reason="x")
    assert answer.status_code == 422
    assert "To put right before anybody can approve it" in answer.text
    assert f'href="{path}/tables/providers#row-pv-rest"' in answer.text


async def test_where_others_published_meanwhile_their_change_is_shown(
    desk: Desk, published: Database, clock: ReplayClock
) -> None:
    mine, theirs = await an_asked_draft(published, why="Mine."), await an_asked_draft(published, why="Theirs.")
    clock.move_to((await is_approved(published, theirs.draft_id, theirs.revision)).effective_from)
    answer = await desk.post(f"{path_of(mine.draft_id)}/approve", "sol.approver", revision=mine.revision)
    assert answer.status_code == 409
    assert "What version 2 changed meanwhile" in answer.text
    assert "Theirs." in answer.text


async def test_it_is_taken_back_and_given_up(desk: Desk, published: Database) -> None:
    draft = await an_asked_draft(published)
    path = path_of(draft.draft_id)
    assert (await desk.post(f"{path}/take-back", revision=draft.revision)).status_code == 303
    assert (await desk.post(f"{path}/withdraw", "ada.rules", revision=draft.revision + 1)).status_code == 303
    assert "given up" in (await desk.get(path)).text
    assert (await desk.post(f"{path}/withdraw", revision=draft.revision + 2)).status_code == 409


async def test_a_draft_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert (await desk.get(path_of("00000000-0000-0000-0000-000000000001"))).status_code == 404


async def test_a_draft_that_cannot_be_checked_to_the_end_is_readable_and_leaves_by_its_page(
    desk: Desk, published: Database
) -> None:
    draft = await a_draft(published)
    async with published.transaction(SYSTEM) as tx:
        await change_draft(tx, draft.draft_id, lambda _: hard_rules(900), revision=1, row="", editor=RAE)
    path = path_of(draft.draft_id)
    assert "could not be looked at any more" in (await desk.get(path)).text
    assert (await desk.post(f"{path}/ask", revision=2, reason="Many rows")).status_code == 303
    assert "could not be looked at any more" in (await desk.get(path, "sol.approver")).text
    back = await desk.post(f"{path}/send-back", "sol.approver", revision=3, words="Too many")
    assert back.status_code == 303
    assert (await desk.post(f"{path}/withdraw", revision=4)).status_code == 303
    assert "given up" in (await desk.get(path)).text
