"""People who draft and approve rules, and drafts as they leave them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tests.builders.rulebook import the_county
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark_router.checking.search import Allowance
from waymark_router.checking.unchecked import Checked
from waymark_router.publishing.actions.act import Editor, gather_check
from waymark_router.publishing.actions.deciding import Looked, approve
from waymark_router.publishing.actions.drafting import Ask, ask_approval, change_draft, start_draft
from waymark_router.publishing.draft import Draft, Who
from waymark_router.publishing.publication import Publication
from waymark_router.publishing.queries import find_draft
from waymark_router.publishing.rehearsal import NOTHING_TRIED, Moved
from waymark_router.publishing.row_change import with_row
from waymark_router.publishing.written import Written, written_of

LEAD_S = 2.0


def an_editor(subject: str = "rae.rules", name: str = "Rae Finch") -> Editor:
    """A rule administrator of the commissioner's office."""
    return Editor(Who(subject, name), AgencyId("opcc"), lead_s=LEAD_S)


RAE = an_editor()
ADA = an_editor("ada.rules", "Ada Marsh")
SOL = an_editor("sol.approver", "Sol Thorn")


def the_rules() -> Written:
    """The demo county's rules, as written."""
    return written_of(the_county().rulebook.body)


def a_fraud_row(**over: Any) -> dict[str, Any]:
    """The demo county's row for fraud, changed."""
    row = next(row for row in the_rules()["tables"]["pathways"]["rows"] if row["id"] == "fr-offence")
    return {**row, **over}


async def a_draft(database: Database, editor: Editor = RAE) -> Draft:
    """A draft somebody has just started."""
    async with database.transaction(SYSTEM) as tx:
        return await start_draft(tx, editor)


async def changed(database: Database, draft: Draft, row: dict[str, Any], editor: Editor = RAE) -> Draft:
    """The draft with a row changed."""
    async with database.transaction(SYSTEM) as tx:
        return await change_draft(
            tx,
            draft.draft_id,
            lambda written: with_row(written, row),
            revision=draft.revision,
            row=row["id"],
            editor=editor,
        )


async def an_asked_draft(database: Database, *, starts_at: datetime | None = None, why: str = "Tried out.") -> Draft:
    """A draft with one row's words changed, whose author asks for approval."""
    draft = await changed(database, await a_draft(database), a_fraud_row(why=why))
    return await is_asked_for(database, draft, "Asked by the board", starts_at=starts_at)


async def checked(database: Database, written: Written) -> Checked:
    """What the check finds of these rules, made with nothing open in the database."""
    async with database.reader(SYSTEM) as reader:
        unchecked = await gather_check(reader, written, Allowance(20_000))
    return unchecked.checked()


async def is_asked_for(
    database: Database, draft: Draft, reason: str, editor: Editor = RAE, *, starts_at: datetime | None = None
) -> Draft:
    """The draft once its author asked for approval."""
    found = await checked(database, draft.written)
    ask = Ask(reason, draft.revision, starts_at)
    async with database.transaction(SYSTEM) as tx:
        return await ask_approval(tx, draft.draft_id, ask, checked=found, editor=editor)


async def is_approved(
    database: Database,
    draft_id: UUID,
    revision: int,
    editor: Editor = SOL,
    *,
    words: str = "",
    trial: Moved = NOTHING_TRIED,
) -> Publication:
    """The version an asked draft becomes."""
    async with database.reader(SYSTEM) as reader:
        draft = await find_draft(reader, draft_id)
    looked = Looked(revision, await checked(database, draft.written), trial)
    async with database.transaction(SYSTEM) as tx:
        return await approve(tx, draft_id, looked, words=words, editor=editor)
