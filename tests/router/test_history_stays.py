"""What the database itself refuses to the router's one login: history is not rewritten, two people stay two, and rows
of referrals are shown to no agency.
"""

import pytest

from tests.builders.drafting import an_asked_draft, is_approved
from tests.builders.router_office import Office
from tests.builders.screened import REFERRAL, a_referral_screened, some_facts
from waymark.db import SYSTEM, Database
from waymark.ids import ServiceId
from waymark.words import Need, Pathway
from waymark_router.deciding.question import Assigned
from waymark_router.rules.rule import TableName
from waymark_router.store import forget_these
from waymark_router.triage.store import add_assignment, add_suggestion

_HIDDEN = ("referrals", "allocations", "decisions", "assignments", "suggestions", "drafts", "draft_steps")
_FIXED = (
    "update decisions set record = ''",
    "update decisions set decided_at = now()",
    "update rulebooks set body = ''",
    "update rulebooks set approver = 'somebody'",
    "update rulebooks set effective_from = now()",
    "delete from rulebooks",
    "update directories set body = ''",
    "delete from directories",
    "update draft_steps set words = ''",
    "delete from draft_steps",
    "update assignments set service = 'lantern-adult'",
    "update suggestions set rule_row = '{}'",
    "update directory_requests set change = '{}'",
    "delete from directory_requests",
    "update audit set actor = 'somebody'",
    "truncate decisions",
)


async def _filled(office: Office) -> None:
    """A referral that was decided and assigned by hand, a suggestion of it, and a draft that waits."""
    await office.route(a_referral_screened(facts=some_facts(offence_class=None, needs=(Need.DEBT,))))
    by_hand = Assigned(Pathway.VICTIM_RECOVERY, ServiceId("harbour-recovery"), "nobody_else", (Need.DEBT,))
    async with office.database.transaction(SYSTEM) as tx:
        await add_assignment(tx, REFERRAL, by_hand, by="pat.triage")
        await add_suggestion(tx, REFERRAL, TableName.PATHWAYS, {}, by="pat.triage")
    await an_asked_draft(office.database)


async def _count(database: Database, table: str, agency: str) -> int:
    async with database.reader(agency) as reader:
        return int(await reader.value(f"select count(*) from {table}"))


@pytest.mark.parametrize("statement", _FIXED)
async def test_history_is_not_rewritten(published: Database, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        async with published.transaction(SYSTEM) as tx:
            await tx.run(statement)


async def test_what_goes_goes_with_its_referral_and_not_alone(office: Office) -> None:
    await _filled(office)
    for table in ("decisions", "assignments"):
        for after in ("", "select set_config('waymark.agency', 'harbour-victim-care', true)"):
            with pytest.raises(Exception, match="goes with its referral only"):
                async with office.database.transaction(SYSTEM) as tx:
                    await tx.run(f"delete from {table}")
                    if after:
                        await tx.rows(after)
        assert await _count(office.database, table, SYSTEM) == 1
    async with office.database.transaction(SYSTEM) as tx:
        await forget_these(tx, [REFERRAL])
    assert await _count(office.database, "decisions", SYSTEM) == 0


@pytest.mark.parametrize("table", _HIDDEN)
async def test_no_agency_sees_rows_of_others_whatever_a_query_forgets(office: Office, table: str) -> None:
    await _filled(office)
    assert await _count(office.database, table, SYSTEM) > 0
    for agency in ("", "harbour-victim-care", "lantern-sav", "triage-desk", "opcc"):
        assert await _count(office.database, table, agency) == 0


async def test_no_agency_answers_a_request_in_the_countys_name(office: Office) -> None:
    asked = await office.client("noor").post(
        "/router/v1/directory/services/lantern-adult/requests", json={"about": "We listen."}
    )
    assert asked.status_code == 202
    settle = "update directory_requests set state = 'approved', decided_by = :by"
    for agency in ("", "lantern-sav", "opcc"):
        async with office.database.transaction(agency) as tx:
            assert await tx.run(settle, {"by": "noor.lantern"}) == 0
    with pytest.raises(Exception, match="requests_two_people"):
        async with office.database.transaction(SYSTEM) as tx:
            await tx.run(settle, {"by": "noor.lantern"})


async def test_no_version_is_approved_by_whoever_wrote_it(published: Database) -> None:
    draft = await an_asked_draft(published)
    copy = (
        "insert into rulebooks(version, number, effective_from, published_at, body, kind, author, approver, draft_id)"
        " select 'x', 99, now(), now(), body, :kind, :author, :approver, cast(cast(:draft as text) as uuid)"
        " from rulebooks"
    )
    usual: dict[str, str | None] = {"kind": "change", "author": draft.author.subject, "draft": str(draft.draft_id)}
    wrong = [usual | {"approver": by} for by in (*draft.writers, draft.author.subject, "")]
    wrong += [usual | {"draft": None, "approver": by} for by in ("", "sol.rules", draft.author.subject)]
    wrong += [usual | {"draft": str(REFERRAL), "approver": "sol.rules"}]
    for values in wrong:
        with pytest.raises(Exception, match="does not approve it|rulebooks_"):
            async with published.transaction(SYSTEM) as tx:
                await tx.run(copy, values)


async def test_a_draft_keeps_its_writers_and_stays_once_it_is_done(published: Database) -> None:
    draft = await an_asked_draft(published)
    for statement in (
        "update drafts set writers = array['sol.rules']",
        "update drafts set author = 'sol.rules'",
        "delete from drafts",
    ):
        with pytest.raises(Exception, match="keeps its author and writers"):
            async with published.transaction(SYSTEM) as tx:
                await tx.run(statement)
    await is_approved(published, draft.draft_id, draft.revision)
    for statement in ("update drafts set state = 'asked'", "update drafts set written = ''"):
        with pytest.raises(Exception, match="what is done stays"):
            async with published.transaction(SYSTEM) as tx:
                await tx.run(statement)


async def test_what_was_called_off_stays_so_and_what_counts_is_not_called_off(published: Database) -> None:
    async with published.transaction(SYSTEM) as tx:
        await tx.run("update rulebooks set called_off_at = effective_from - interval '1 second'")
    for at in ("null", "effective_from - interval '2 seconds'"):
        with pytest.raises(Exception, match="called off stays so"):
            async with published.transaction(SYSTEM) as tx:
                await tx.run(f"update rulebooks set called_off_at = {at}")


async def test_what_counts_already_is_not_called_off(published: Database) -> None:
    with pytest.raises(Exception, match="rulebooks_called_off_before"):
        async with published.transaction(SYSTEM) as tx:
            await tx.run("update rulebooks set called_off_at = effective_from + interval '1 second'")
