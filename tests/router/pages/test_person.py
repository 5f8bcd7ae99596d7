"""One made-up person: which rows count and why, by the draft and by the rules it stands on; nothing is kept."""

from tests.builders.drafting import a_draft, a_fraud_row, changed
from tests.router.pages.conftest import Desk
from waymark.db import SYSTEM, Database
from waymark_router.checking.finding import Finding, Problem, Severity
from waymark_router.facts.fact import Value
from waymark_router.pages.person import example_fields


async def test_a_made_up_person_is_decided_by_both(desk: Desk, published: Database) -> None:
    draft = await changed(published, await a_draft(published), a_fraud_row(then={"pathway": "victim_recovery"}))
    path = f"/router/rules/drafts/{draft.draft_id}/person"
    assert "Make somebody up" in (await desk.get(path)).text
    answer = await desk.post(path, offence_class="fraud", age_years="40", home="in_county", needs=["housing"])
    assert answer.status_code == 200
    assert "By the rules it stands on" in answer.text
    assert "fr-offence" in answer.text
    assert 'value="fraud" selected' in answer.text
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from decisions") == 0


async def test_where_both_do_the_same_it_is_said_once(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    answer = await desk.post(f"/router/rules/drafts/{draft.draft_id}/person", offence_class="theft", age_years="40")
    assert "The rules it stands on do the same." in answer.text


async def test_what_cannot_be_is_said_at_its_question(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    answer = await desk.post(f"/router/rules/drafts/{draft.draft_id}/person", age_years="old", offence_class="")
    assert answer.status_code == 422
    assert '<a href="#f-age_years">Choose the age from the list</a>' in answer.text
    unknown = await desk.post(f"/router/rules/drafts/{draft.draft_id}/person", shoe_size="42")
    assert unknown.status_code == 422


def test_an_example_becomes_a_form() -> None:
    example: dict[str, Value] = {
        "needs": frozenset({"isva", "housing"}),
        "age_years": 30,
        "transition": False,
        "home": None,
        "pathway": "x",
    }
    finding = Finding(Problem.GAP, Severity.WARNING, "No row.", example=example)
    assert example_fields(finding) == [
        ("needs", "housing"),
        ("needs", "isva"),
        ("age_years", "30"),
        ("transition", "no"),
    ]
    assert example_fields(Finding(Problem.GAP, Severity.WARNING, "No row.")) == []
