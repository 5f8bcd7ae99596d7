"""What writers do with drafts: start one, change it, ask for approval, take that back, give it up.

Not here: what an approver does (`deciding.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.checking.unchecked import Checked
from waymark_router.publishing import draft as drafts
from waymark_router.publishing import queries, store
from waymark_router.publishing.actions.act import Editor, directory_in_force, last_publication, locked, refuse_unfit
from waymark_router.publishing.draft import Draft, DraftStep
from waymark_router.publishing.merge import BothChanged, Side, merged
from waymark_router.publishing.problem import refuse_unknown
from waymark_router.publishing.store import Act
from waymark_router.publishing.typed_words import refuse_typed
from waymark_router.publishing.written import Written, bytes_of, content_of


async def start_draft(tx: Transaction, editor: Editor, *, go_back_to: str = "") -> Draft:
    """A new draft of the rules that count last, or of what an earlier version said. Raises Refused.

    While the emergency switch is on it is a draft of the rules before it.
    """
    last = await last_publication(tx)
    base = last.base if last.kind is PublicationKind.EMERGENCY else last.version
    kind = PublicationKind.ROLLBACK if go_back_to else PublicationKind.CHANGE
    written = await queries.find_written(tx, go_back_to or base)
    made = await store.add_draft(tx, kind, base, bytes_of(written), editor.who)
    tx.audit("rules.draft_started", about=made.draft_id, actor=editor.who.subject, base=base, content=go_back_to)
    return made


async def change_draft(
    tx: Transaction, draft_id: UUID, change: Callable[[Written], Written], *, revision: int, row: str, editor: Editor
) -> Draft:
    """Change the rules of an open draft. Raises StaleDraft with what is there now, Refused for a bad row."""
    kept = await locked(tx, draft_id)
    changed = drafts.with_rules(kept, change, revision=revision, by=editor.who, at=tx.now)
    refuse_typed(kept.written, changed.written)
    refuse_unknown(kept.written, changed.written, await directory_in_force(tx))
    await store.save_draft(tx, changed, Act(DraftStep.CHANGED, editor.who, about=row))
    tx.audit("rules.draft_changed", about=draft_id, actor=editor.who.subject, row=row, revision=changed.revision)
    return changed


async def start_draft_of(tx: Transaction, rules: Written, *, base: str, about: str, editor: Editor) -> Draft:
    """A new draft that says these rules, which were worked out from version `base`; `about` is what they come of.

    Raises Refused (CONFLICT), writing nothing, where the rules that count last are another version by now.
    """
    started = await start_draft(tx, editor)
    if started.base != base:
        raise Refused(Kind.CONFLICT, "Other rules were published meanwhile: compare the file again", code="base_moved")
    return await change_draft(
        tx, started.draft_id, lambda _: rules, revision=started.revision, row=about, editor=editor
    )


class Unchosen(Refused):
    """Both changed some rows: choose for each whose stays."""

    def __init__(self, rows: tuple[BothChanged, ...]) -> None:
        super().__init__(Kind.CONFLICT, (self.__doc__ or "").strip(), code="rows_unchosen")
        self.rows = rows


async def bring_together(
    tx: Transaction, draft_id: UUID, keep: Mapping[str, Side], *, revision: int, editor: Editor
) -> Draft:
    """Put an open draft on the rules that count last, with what others changed in them; `keep` chooses by row.

    Raises StaleDraft, Unchosen with the rows to choose for, or Refused (CONFLICT) while the emergency switch is on.
    """
    kept = await locked(tx, draft_id)
    last = await last_publication(tx)
    if last.kind is PublicationKind.EMERGENCY:
        raise Refused(Kind.CONFLICT, "Everything goes to the triage desk: end the emergency first", code="emergency")
    base, theirs = await queries.find_written(tx, kept.base), await queries.find_written(tx, last.version)
    found = merged(base, kept.written, theirs, keep)
    together = drafts.with_rules(kept, lambda _: found.written, revision=revision, by=editor.who, at=tx.now)
    if found.open:
        raise Unchosen(found.open)
    moved = replace(together, base=last.version)
    await store.save_draft(tx, moved, Act(DraftStep.BROUGHT_TOGETHER, editor.who))
    tx.audit("rules.brought_together", about=draft_id, actor=editor.who.subject, base=last.version)
    return moved


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of an approver: why the rules should change, of which revision, from when on (None: at once)."""

    reason: str
    revision: int
    starts_at: datetime | None = None


async def ask_approval(tx: Transaction, draft_id: UUID, ask: Ask, *, checked: Checked, editor: Editor) -> Draft:
    """Ask for a second person. Raises StaleDraft, BaseMoved, CheckOutdated, or Refused: INVALID with rows that stand
    in the way, as `checked` found them.
    """
    kept = await locked(tx, draft_id)
    asked = drafts.asked(kept, ask.reason, ask.starts_at, revision=ask.revision, by=editor.who, at=tx.now)
    base = await queries.find_written(tx, kept.base)
    if content_of(base) == content_of(kept.written):
        raise Refused(Kind.INVALID, "Nothing is changed in this draft yet", code="nothing_changed")
    await refuse_unfit(tx, asked, checked)
    await store.save_draft(tx, asked, Act(DraftStep.ASKED, editor.who, words=asked.reason))
    tx.audit("rules.approval_asked", about=draft_id, actor=editor.who.subject, revision=asked.revision)
    return asked


async def take_back(tx: Transaction, draft_id: UUID, *, revision: int, editor: Editor) -> Draft:
    """Open an asked draft again to change it; whoever looks at it must be asked anew. Raises as the others do."""
    kept = await locked(tx, draft_id)
    back = drafts.taken_back(kept, revision=revision, at=tx.now)
    await store.save_draft(tx, back, Act(DraftStep.TAKEN_BACK, editor.who))
    tx.audit("rules.ask_taken_back", about=draft_id, actor=editor.who.subject, revision=back.revision)
    return back


async def withdraw(tx: Transaction, draft_id: UUID, *, revision: int, editor: Editor) -> Draft:
    """Give a draft up; it stays readable. Raises as the others do."""
    kept = await locked(tx, draft_id)
    gone = drafts.withdrawn(kept, revision=revision, at=tx.now)
    await store.save_draft(tx, gone, Act(DraftStep.WITHDRAWN, editor.who))
    tx.audit("rules.draft_withdrawn", about=draft_id, actor=editor.who.subject, revision=gone.revision)
    return gone
