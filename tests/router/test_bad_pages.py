"""Bad input on the pages of publishing and of the directory: a page in plain words, and nothing live is changed.

Not here: bad files (pages/test_files.py, feeds/), bad rows by question (pages/test_row.py), the doors of machines.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from uuid import UUID

import httpx
import pytest

from tests.builders.bad_form import (
    HTML,
    IN_ADDRESSES,
    WILD,
    Post,
    bad_posts,
    bad_queries,
    check_foreign,
    check_page,
    get_all,
    post_all,
)
from tests.builders.bad_input import CANARY
from tests.builders.drafting import RAE, a_draft, a_fraud_row, an_asked_draft, changed
from tests.builders.router_office import Office
from tests.builders.screened import REFERRAL, a_referral_screened, some_facts
from tests.router.pages.conftest import fields_of
from waymark.db import SYSTEM
from waymark_router.publishing import queries
from waymark_router.publishing.written import Written

RULES = "/router/rules"
NUMBERS = ("", " ", "-1", "1e400", "NaN", "null", "9" * 400, "9" * 5_000, "\u0661", "\u00b2", "1\0", "0x1", "+1", "1.0")
# The same in every run: two runners must collect the same tests.
UNKNOWN = UUID("00000000-0000-7000-8000-000000000000")
IN_PLACE_OF_AN_ID = (*IN_ADDRESSES[:-1], "null", str(UNKNOWN))


async def live(office: Office) -> tuple[object, ...]:
    """What is in force and what waits, the directory among it."""
    async with office.database.reader(SYSTEM) as reader:
        published = await queries.list_publications(reader)
        directory = await reader.value("select count(*) from directories")
    return (*((one.version, one.effective_from, one.called_off_at) for one in published), directory)


async def written(office: Office, draft_id: UUID) -> Written:
    async with office.database.reader(SYSTEM) as reader:
        return (await queries.find_draft(reader, draft_id)).written


def one_each(fields: Mapping[str, str], *names: str) -> Iterator[Post]:
    """A short corpus for pages that check the whole draft anew: some of the bad values of each field, no bad bodies."""
    for name in names:
        yield from islice(bad_posts(fields, name, wild=WILD[::6]), len(WILD[::6]) + 4)


async def post_on(client: httpx.AsyncClient, url: str, fields: dict[str, str], posts: Iterator[Post]) -> set[int]:
    """Sends each form with the revision that counts by then, so that none is refused only because another was taken."""
    statuses = set()
    for headers, body in posts:
        answer = await client.post(url, content=body, headers=headers)
        check_page(answer)
        statuses.add(answer.status_code)
        if answer.is_redirect:
            fields["revision"] = str(int(fields["revision"]) + 1)
    return statuses


async def test_a_rows_page_answers_bad_input_with_a_page(office: Office) -> None:
    draft = await a_draft(office.database)
    url = f"{RULES}/drafts/{draft.draft_id}/row"
    before = await live(office)
    client = office.client("rae", page=True)
    page = await client.get(f"{url}?row=fr-offence")
    fields = {name: values[0] for name, values in fields_of(page.text).items()}
    strict = ("row", "table", "then", "pathway", "in:offence_class", "least:age_years", "least:incident_on", "signpost")
    for name in strict:
        posts = islice(bad_posts(fields, name), len(WILD) + 4)
        assert await post_on(client, url, fields, posts) <= {303, 404, 409, 413, 422}, name
    for number in NUMBERS:
        answer = await client.post(url, data={**fields, "revision": number}, headers=HTML)
        check_page(answer)
        assert answer.status_code == 409, number
    assert {303, 422, 413} <= await post_on(client, url, fields, bad_posts(fields, "why"))
    why = (await written(office, draft.draft_id))["tables"]["pathways"]["rows"]
    assert all("\0" not in row["why"] for row in why)
    assert 422 in await get_all(client, url, bad_queries("row"))
    assert 422 in await get_all(client, f"{RULES}/drafts/{draft.draft_id}/new-row", bad_queries("table"))
    assert await live(office) == before


async def test_a_very_long_word_is_shown_and_does_not_leave_the_page(office: Office) -> None:
    draft = await changed(office.database, await a_draft(office.database), a_fraud_row(why=CANARY * 80))
    page = await office.client("rae", page=True).get(f"{RULES}/drafts/{draft.draft_id}/tables/pathways")
    assert CANARY * 80 in page.text


async def test_a_drafts_pages_answer_bad_input_with_a_page(office: Office) -> None:
    draft = await changed(office.database, await a_draft(office.database), a_fraud_row(why="Of the draft."))
    url = f"{RULES}/drafts/{draft.draft_id}"
    before, rules = await live(office), await written(office, draft.draft_id)
    client = office.client("rae", page=True)
    asking = {"revision": "1", "reason": "The board asked.", "start": "later", "day": "2030-01-01", "hour": "09:00"}
    for said in (one_each(asking, "start", "day", "hour", "revision"), islice(bad_posts(asking), 40)):
        assert await post_all(client, f"{url}/ask", said) <= {409, 413, 415, 422, 400}
    asking |= {"revision": "2", "day": "0001-01-01"}
    for day in ("0001-01-01", "9999-12-31", "2026-02-30", "\u0662\u0660\u0663\u0660-01-01", "1e9"):
        answer = await client.post(f"{url}/ask", data={**asking, "day": day}, headers=HTML)
        check_page(answer)
        assert answer.status_code == (303 if day == "9999-12-31" else 422), day
        if answer.is_redirect:
            again = await client.post(f"{url}/take-back", data={"revision": "3"}, headers=HTML)
            assert again.status_code == 303
            asking["revision"] = "4"
    placing = {"revision": "1", "row": "pv-fraud", "act": "up"}
    assert await post_all(client, f"{url}/row-place", one_each(placing, "act", "row", "revision")) <= {
        404,
        409,
        422,
        413,
    }
    for verb in ("together", "take-back", "withdraw"):
        for number in NUMBERS:
            answer = await client.post(f"{url}/{verb}", data={"revision": number, "keep:x": "both"}, headers=HTML)
            check_page(answer)
            assert answer.status_code in {409, 422}, (verb, number)
    assert await written(office, draft.draft_id) == rules
    assert await live(office) == before


async def test_an_approvers_page_answers_bad_input_and_approves_nothing_by_it(office: Office) -> None:
    draft = await an_asked_draft(office.database)
    url = f"{RULES}/drafts/{draft.draft_id}"
    before = await live(office)
    client = office.client("sol", page=True)
    now = str(draft.revision)
    for verb in ("approve", "send-back"):
        for number in (*NUMBERS, "1", "99"):
            answer = await client.post(f"{url}/{verb}", data={"revision": number, "words": CANARY}, headers=HTML)
            check_page(answer)
            assert answer.status_code in {409, 422}, (verb, number)
    for words in ("", " ", "\0", "\u200b", f"{CANARY}\0", "\x1b[31mRed", CANARY * 1_000):
        answer = await client.post(f"{url}/send-back", data={"revision": now, "words": words}, headers=HTML)
        check_page(answer)
        assert answer.status_code == 422, words[:20]
    assert await post_all(client, f"{url}/approve", bad_posts({"revision": "1"})) <= {400, 409, 413, 415, 422}
    own = office.client("rae", page=True)
    assert (await own.post(f"{url}/approve", data={"revision": now})).status_code == 403
    assert await live(office) == before


@pytest.mark.parametrize("verb", ["ask", "take-back", "withdraw", "together", "row-place", "row", "person", "approve"])
async def test_a_draft_that_is_not_there_or_no_ones_id_is_told_in_words(office: Office, verb: str) -> None:
    client = office.client("sol" if verb == "approve" else "rae", page=True)
    said = {"revision": "1", "row": "fr-offence", "act": "up", "table": "pathways"}
    for bad in IN_PLACE_OF_AN_ID:
        answer = await client.post(f"{RULES}/drafts/{bad}/{verb}", data=said, headers=HTML)
        check_page(answer)
        assert answer.status_code in {404, 405, 422}, (bad, verb)


async def test_versions_histories_and_files_answer_bad_addresses_with_a_page(office: Office) -> None:
    before = await live(office)
    draft = await a_draft(office.database)
    client = office.client("rae", page=True)
    for bad in IN_ADDRESSES[:-1]:
        for path in (f"versions/{bad}/pathways", f"drafts/{draft.draft_id}/tables/{bad}", f"files/{bad}.csv"):
            answer = await client.get(f"{RULES}/{path}", headers=HTML)
            check_page(answer)
            assert answer.status_code in {404, 405, 422}, path
    for url in (f"{RULES}/drafts/{draft.draft_id}/tables/pathways", f"{RULES}/drafts/{draft.draft_id}/trial"):
        await get_all(client, url, islice(bad_queries("then" if "tables" in url else "last"), 8))
    posts = bad_posts({"version": CANARY}, "version")
    assert await post_all(client, f"{RULES}/call-off", posts) <= {400, 404, 409, 413, 415, 422}
    starting = bad_posts({"go_back_to": CANARY}, "go_back_to")
    assert {404} <= await post_all(client, f"{RULES}/drafts", starting)
    assert await live(office) == before


async def test_the_emergency_switch_is_not_thrown_by_bad_input(office: Office) -> None:
    before = await live(office)
    client = office.client("rae", page=True)
    for act in WILD:
        data = {"act": act.encode("utf-8", "replace"), "reason": "Floods."}
        answer = await client.post(f"{RULES}/emergency", data=data, headers=HTML)
        check_page(answer)
        assert answer.status_code in {409, 413, 422} or not act.strip(), act[:40]
        if answer.is_redirect:
            pytest.fail(f"thrown by {act[:40]!r}")
    for reason in ("", " ", "\u200b", "\0", "\t\n", CANARY * 1_000):
        answer = await client.post(f"{RULES}/emergency", data={"act": "off", "reason": reason}, headers=HTML)
        check_page(answer)
        assert answer.status_code == 422, reason[:20]
    assert await live(office) == before


async def test_a_made_up_person_answers_bad_input_with_a_page(office: Office) -> None:
    draft = await a_draft(office.database)
    url = f"{RULES}/drafts/{draft.draft_id}/person"
    client = office.client("rae", page=True)
    fields = {"age_years": "12", "needs": "housing", "incident_on": "2026-11-01", "treat_as_child": "yes"}
    assert {200, 422, 413} <= await post_all(client, url, bad_posts(fields, *fields))
    assert await post_all(client, url, one_each({**fields, CANARY: "1"}, CANARY)) <= {200, 413, 422}


async def test_a_leads_pages_answer_bad_input_with_a_page(office: Office) -> None:
    before = await live(office)
    lead = office.client("lee", page=True)
    room = {"population": "anyone", "intervention": "", "vacancies": "3", "weeks": "2"}
    url = "/router/services/harbour-recovery"
    assert {303, 422} <= await post_all(lead, f"{url}/room", bad_posts(room, *room))
    forget = {"population": "anyone", "intervention": "", "version": "1"}
    for number in NUMBERS:
        answer = await lead.post(f"{url}/forget", data={**forget, "version": number}, headers=HTML)
        check_page(answer)
    assert {404, 422} & await post_all(lead, f"{url}/forget", bad_posts(forget, "population", "intervention"))
    page = await lead.get(f"{url}/change")
    fields = {name: values[0] for name, values in fields_of(page.text).items()}
    strict = sorted(
        {"youngest", "oldest", "languages", "caseload_cap", "most_a_week", "from_day", "status"} & set(fields)
    )
    for name in strict:
        assert await post_all(lead, f"{url}/change", one_each({**fields, "status": "paused"}, name)) <= {
            303,
            409,
            413,
            422,
        }
    await post_all(lead, f"{url}/change", one_each(fields, "about", "website", "telephone", "districts", "needs"))
    await post_all(lead, f"{url}/change", bad_posts(fields))
    for bad in IN_ADDRESSES[:-1]:
        for ending in ("change", "room", "forget"):
            answer = await lead.post(f"/router/services/{bad}/{ending}", data=room, headers=HTML)
            check_page(answer)
            assert answer.status_code in {403, 404, 405, 413, 422}, (bad, ending)
    assert 422 in await get_all(lead, "/router/services", bad_queries("done"))
    assert await live(office) == before


async def test_the_countys_answers_are_not_given_by_bad_input(office: Office) -> None:
    before = await live(office)
    client = office.client("rae", page=True)
    for bad in IN_PLACE_OF_AN_ID:
        for answer_given in ("approve", "refuse", "perhaps", "%00"):
            answer = await client.post(f"/router/requests/{bad}/{answer_given}", headers=HTML)
            check_page(answer)
            assert answer.status_code in {404, 405, 409, 422}, (bad, answer_given)
        for verb in ("draft", "settle"):
            answer = await client.post(f"/router/suggestions/{bad}/{verb}", headers=HTML)
            check_page(answer)
            assert answer.status_code in {404, 405, 422}, (bad, verb)
    assert 422 in await get_all(client, "/router/requests", bad_queries("done"))
    assert await live(office) == before


async def test_the_desk_answers_bad_input_with_a_page(office: Office) -> None:
    await office.route(a_referral_screened(facts=some_facts(offence_class="road")))
    client = office.client("pat", page=True)
    url = f"/router/desk/{REFERRAL}"
    said = {
        "chosen": "victim-recovery:harbour-recovery",
        "reason": "closest",
        "decision": str(UNKNOWN),
        "needs": "housing",
    }
    for verb in ("assign", "suggest"):
        assert {422} <= await post_all(client, f"{url}/{verb}", one_each(said, *said))
    assert {422} <= await post_all(client, f"{url}/assign", bad_posts(said))
    for bad in IN_PLACE_OF_AN_ID:
        check_page(await client.get(f"/router/desk/{bad}", headers=HTML))
        check_page(await client.post(f"/router/desk/{bad}/assign", data=said, headers=HTML))
        check_page(await client.post(f"{url}/{bad}", data=said, headers=HTML))
    assert 422 in await get_all(client, url, bad_queries("done"))


async def test_the_commissioners_and_the_public_page_answer_bad_input_with_a_page(office: Office) -> None:
    commissioner, nobody = office.client("cat", page=True), office.client(None, page=True)
    assert {200, 422} <= await get_all(commissioner, "/router/unmet", bad_queries("since"))
    finding = {"need": "housing", "district": "E07000220", "age": "30", "language": "pl", "words": CANARY}
    assert {200} <= await post_all(nobody, "/router/find-support", bad_posts(finding, *finding))


@pytest.mark.parametrize(
    "url",
    [
        f"{RULES}/drafts",
        f"{RULES}/emergency",
        f"{RULES}/call-off",
        f"{RULES}/drafts/{UNKNOWN}/row",
        f"{RULES}/drafts/{UNKNOWN}/approve",
        f"{RULES}/files/pack/upload",
        "/router/services/harbour-recovery/room",
        "/router/services/harbour-recovery/change",
        f"/router/requests/{UNKNOWN}/approve",
        f"/router/desk/{UNKNOWN}/assign",
        f"/router/suggestions/{UNKNOWN}/settle",
    ],
)
async def test_a_form_of_another_site_is_refused_with_a_page(office: Office, url: str) -> None:
    client = office.client(None)
    await check_foreign(client, url)


async def test_nobody_reads_or_changes_a_draft_of_rules_they_may_not_see(office: Office) -> None:
    draft = await changed(office.database, await a_draft(office.database, RAE), a_fraud_row(why="Not theirs."))
    for who in ("sam", "lee", "pat", "cat"):
        client = office.client(who, page=True)
        for ending in ("", "/tables/pathways", "/row?row=fr-offence", "/person", "/trial", "/together"):
            answer = await client.get(f"{RULES}/drafts/{draft.draft_id}{ending}")
            assert (answer.status_code, "Not theirs." in answer.text) == (403, False), (who, ending)
        for verb in ("row", "row-place", "ask", "approve", "send-back", "take-back", "withdraw", "together", "person"):
            answer = await client.post(
                f"{RULES}/drafts/{draft.draft_id}/{verb}", data={"revision": "2", "row": "fr-offence"}
            )
            assert answer.status_code == 403, (who, verb)
    assert (await written(office, draft.draft_id)) == draft.written
