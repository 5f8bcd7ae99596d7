"""What every act on the rules needs: who acts and by which limits, what counts last, telling what was published.

Not here: the acts themselves (the modules beside this one).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from waymark.contracts.rules import RulesPublished
from waymark.db import Reader, Transaction
from waymark.errors import Kind, Refused
from waymark.ids import AgencyId
from waymark.words import PublicationKind
from waymark_router import queries as router_queries
from waymark_router.checking.queries import find_known
from waymark_router.checking.search import Allowance
from waymark_router.checking.unchecked import Checked, Unchecked
from waymark_router.providers.provider import Directory
from waymark_router.publishing import queries, store
from waymark_router.publishing.draft import Draft, Who, no_such_draft
from waymark_router.publishing.problem import refuse_errors
from waymark_router.publishing.publication import BaseMoved, Publication, in_order
from waymark_router.publishing.written import Written, content_of, read


@dataclass(frozen=True, slots=True)
class Editor:
    """Who acts, for which agency, and by which limit: a version counts `lead_s` after it was published."""

    who: Who
    agency: AgencyId
    lead_s: float


async def directory_in_force(reader: Reader) -> Directory:
    """The directory the rules are checked against; raises Refused (NOT_FOUND) where there is none yet."""
    versions = await router_queries.versions_in_force(reader)
    if versions.directory is None:
        raise nothing_published()
    return await router_queries.find_directory(reader, versions.directory)


async def gather_check(reader: Reader, written: Written, allowance: Allowance) -> Unchecked:
    """These rules with all that their check needs beside them; check them once the reader is closed."""
    directory = await directory_in_force(reader)
    known = await find_known(reader, directory, allowance)
    return Unchecked(content_of(written), partial(read, written), directory, known)


async def last_publication(tx: Transaction) -> Publication:
    """The version that counts last, now or later: what a new one must stand on. Raises Refused (NOT_FOUND)."""
    counting = in_order(await store.list_publications(tx))
    if not counting:
        raise nothing_published()
    return counting[0]


def tell_published(tx: Transaction, made: Publication, editor: Editor, *, called_off: bool = False) -> None:
    """Audit that a version was published or called off, and tell it."""
    act = "rulebook.called_off" if called_off else "rulebook.published"
    tx.audit(act, about=made.version, actor=editor.who.subject, kind=made.kind, author=made.author.subject)
    told = RulesPublished(
        publication_id=tx.new_id(),
        rulebook=made.version,
        kind=made.kind,
        effective_from=made.effective_from,
        agency=editor.agency,
        called_off=called_off,
    )
    tx.tell(told, key=told.publication_id)


def nothing_published() -> Refused:
    """No rules are in force yet; the caller raises it."""
    return Refused(Kind.NOT_FOUND, "No rules are published yet: load a county first", code="nothing_published")


async def locked(tx: Transaction, draft_id: UUID) -> Draft:
    """A draft, locked; raises Refused (NOT_FOUND)."""
    kept = await store.lock_draft(tx, draft_id)
    if kept is None:
        raise no_such_draft()
    return kept


def commits_early(tx: Transaction, start: datetime, lead_s: float) -> None:
    """Let the transaction commit only while a quarter of the lead is left before `start`: a version that was held up
    longer is refused (CONFLICT), as others may have decided without it by then.
    """
    late = Refused(Kind.CONFLICT, "It took too long, and nothing was published: do it once more", code="too_slow")
    tx.commit_by(start - timedelta(seconds=lead_s / 4), late)


class CheckOutdated(Refused):
    """The draft or the directory changed while it was checked: look at what the check finds now, and say it again."""

    def __init__(self) -> None:
        super().__init__(Kind.CONFLICT, (self.__doc__ or "").strip(), code="check_outdated")


async def refuse_unfit(tx: Transaction, draft: Draft, checked: Checked) -> Publication:
    """Raise BaseMoved, CheckOutdated, or Refused (INVALID) for rows that stand in the way; answers what the draft
    stands on. Nothing is checked here: `checked` was made before, and it is seen that it is of what is there now.
    """
    last = await last_publication(tx)
    if last.kind is PublicationKind.EMERGENCY:
        raise Refused(Kind.CONFLICT, "Everything goes to the triage desk: end the emergency first", code="emergency")
    if last.version != draft.base:
        stands = await queries.find_written(tx, last.version)
        if content_of(stands) != content_of(await queries.find_written(tx, draft.base)):
            raise BaseMoved(last)
    versions = await router_queries.versions_in_force(tx)
    if not checked.is_of(content_of(draft.written), versions.directory):
        raise CheckOutdated
    refuse_errors(checked.report)
    return last
