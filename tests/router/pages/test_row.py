"""A row's page: saved as chosen, refused by question, and with two versions where somebody was faster."""

from typing import Any

import pytest

from tests.builders.drafting import a_draft, a_fraud_row, changed
from tests.router.pages.conftest import Desk
from waymark.db import SYSTEM, Database
from waymark_router.publishing import queries
from waymark_router.publishing.draft import Draft
from waymark_router.publishing.row_change import row_of
from waymark_router.publishing.written import Written, rows_of
from waymark_router.rules.rule import TableName


def place(draft: Draft) -> str:
    return f"/router/rules/drafts/{draft.draft_id}/row"


async def rules(database: Database, draft: Draft) -> Written:
    async with database.reader(SYSTEM) as reader:
        return (await queries.find_draft(reader, draft.draft_id)).written


async def test_a_row_saved_as_it_stands_stays_as_it_is(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    for name in TableName:
        for row in rows_of(draft.written, name):
            fields = await desk.fields(f"{place(draft)}?row={row['id']}")
            answer = await desk.post(place(draft), **fields)
            assert answer.headers.get("location", "").endswith(f"{name}#row-{row['id']}"), answer.text
            kept = await rules(published, draft)
            assert row_of(kept, row["id"])[1] == row


async def test_what_is_chosen_is_saved(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    fields = await desk.fields(f"{place(draft)}?row=fr-offence")
    more = {
        "least:age_years": "18",
        "missing:age_years": "yes",
        "least:incident_on": "2024-04-01",
        "in:needs": ["housing"],
        "how:needs": "none_of",
    }
    await desk.post(place(draft), **{**fields, **more, "why": "Adults."})
    _, row = row_of(await rules(published, draft), "fr-offence")
    assert row["when"]["age_years"] == {"between": [18, 130], "missing": True}
    assert row["when"]["needs"] == {"none_of": ["housing"]}
    assert row["when"]["incident_on"] == {"during": ["2024-04-01", ""]}
    again = await desk.get(f"{place(draft)}?row=fr-offence")
    assert "The day of the incident: the day of the incident is on or after 1 April 2024" in again.text
    assert 'type="date" id="least-incident_on" name="least:incident_on" value="2024-04-01"' in again.text
    assert row["why"] == "Adults."


async def test_a_new_row_gets_an_id_of_its_draft(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    fields = await desk.fields(f"/router/rules/drafts/{draft.draft_id}/new-row?table=overlays")
    said = {**fields, "then": "priority", "priority": "urgent", "in:source": "health", "why": "Hospitals know."}
    answer = await desk.post(place(draft), **said)
    row_id = f"d{draft.number}-1"
    assert answer.headers["location"].endswith(f"/tables/overlays#row-{row_id}")
    table, row = row_of(await rules(published, draft), row_id)
    assert (table, row["when"], row["then"]) == (
        TableName.OVERLAYS,
        {"source": {"in": ["health"]}},
        {"priority": "urgent"},
    )


@pytest.mark.parametrize(
    ("over", "said", "place_of_it"),
    [
        ({"in:offence_class": "nonsense"}, "The offence: offence_class never has that value", "#q-offence_class"),
        ({"least:age_years": "eighteen"}, "The age: use two whole numbers in order", "#q-age_years"),
        ({"least:age_years": "40", "most:age_years": "18"}, "The age: use two whole numbers in order", "#q-age_years"),
        ({"least:incident_on": "2024-04-31"}, "The day of the incident: use two days in order", "#q-incident_on"),
        ({"in:shoe_size": "42"}, "name each known fact once", "#then"),
        ({"is:treat_as_child": "perhaps"}, "use true or false", "#q-treat_as_child"),
        ({"missing:contactable": "yes"}, "contactable is never missing", "#q-contactable"),
        ({"pathway": "nowhere"}, "then does not say a known pathway", "#then"),
        ({"then": "services", "service": "ledger-fraud"}, "then has one of pathway, signpost, unmet", "#then"),
        ({"signpost": "gone-away"}, "the directory does not have it", "#then"),
        ({"why": " "}, "Why: say why in plain words", "#why"),
        ({"why": "For zqmaria, 07700 900123"}, "Why: take out the telephone or NHS number", "#why"),
    ],
)
async def test_a_bad_row_posted_by_hand_is_refused_with_its_place_and_a_fix(
    desk: Desk, published: Database, over: dict[str, Any], said: str, place_of_it: str
) -> None:
    draft = await a_draft(published)
    fields = await desk.fields(f"{place(draft)}?row=fr-offence")
    answer = await desk.post(place(draft), **{**fields, **over})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'href="{place_of_it}"' in answer.text
    assert await rules(published, draft) == draft.written


async def test_a_removed_provider_posted_by_hand_is_refused(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    fields = await desk.fields(f"{place(draft)}?row=pv-fraud")
    answer = await desk.post(place(draft), **{**fields, "service": ["gone-away"]})
    assert answer.status_code == 422
    assert "Row pv-fraud, service 1: the directory does not have it: choose another" in answer.text
    assert "gone-away (not in the directory)" in answer.text


async def test_whoever_was_slower_sees_both_and_may_still_save(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    fields = await desk.fields(f"{place(draft)}?row=fr-offence")
    await changed(published, draft, a_fraud_row(why="Theirs."))
    answer = await desk.post(place(draft), **{**fields, "why": "Mine."})
    assert answer.status_code == 409
    for words in ("Somebody else changed this draft meanwhile", "Mine.", "Theirs."):
        assert words in answer.text
    again = {**fields, "revision": "2", "why": "Mine."}
    assert (await desk.post(place(draft), **again)).status_code == 303
    assert row_of(await rules(published, draft), "fr-offence")[1]["why"] == "Mine."


async def test_the_last_row_asks_nothing_and_an_approver_edits_nothing(desk: Desk, published: Database) -> None:
    draft = await a_draft(published)
    html = (await desk.get(f"{place(draft)}?row=pv-rest")).text
    assert "it asks nothing" in html
    assert "q-age_years" not in html
    assert (await desk.get(f"{place(draft)}?row=pv-rest", "sol.approver")).status_code == 403
    assert (await desk.get(f"{place(draft)}?row=nowhere")).status_code == 404
    fields = await desk.fields(f"{place(draft)}?row=pv-rest")
    answer = await desk.post(place(draft), **{**fields, "in:source": "police"})
    assert answer.status_code == 422
    assert "end with a row without cells" in answer.text
