"""What approvers do: make an asked draft a version, send it back, call a version off before it counts.

Not here: the emergency switch, which one person is enough for (`emergency.py`).
"""

from dataclasses import dataclass
from uuid import UUID

from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark_router.checking.unchecked import Checked
from waymark_router.deputies.actions import refuse_outside_their_days
from waymark_router.directory import store as directory_store
from waymark_router.publishing import draft as drafts
from waymark_router.publishing import queries, store
from waymark_router.publishing.actions.act import Editor, commits_early, locked, refuse_unfit, tell_published
from waymark_router.publishing.draft import Draft, DraftStep
from waymark_router.publishing.publication import Publication, may_be_called_off, refuse_before, starts
from waymark_router.publishing.rehearsal import Moved
from waymark_router.publishing.store import Act
from waymark_router.publishing.typed_words import words_given


@dataclass(frozen=True, slots=True)
class Looked:
    """What an approver looked at: the draft's revision, what its check found, and what its trial did."""

    revision: int
    checked: Checked
    trial: Moved


async def approve(tx: Transaction, draft_id: UUID, looked: Looked, *, words: str, editor: Editor) -> Publication:
    """Make an asked draft a version that counts from its time on, on every process; `words` are the approver's.

    Raises StaleDraft, BaseMoved, CheckOutdated, or Refused: FORBIDDEN for whoever wrote of it and for a deputy outside
    their days, INVALID where a row no longer fits, or where so many past referrals would move that the approver must
    say why. CONFLICT where the commit comes so late that others may have decided without it.
    """
    await refuse_outside_their_days(tx, editor.who.subject, act="rules.approved")
    revision, trial = looked.revision, looked.trial
    kept = await locked(tx, draft_id)
    drafts.approved(kept, "", revision=revision, by=editor.who, at=tx.now)
    moves = f"{trial.moved} of {trial.referrals} past referrals would move: say why you approve that"
    said = words_given(words, "words", moves) if trial.needs_reason or words.strip() else ""
    # A change of the directory waits until this is done, and is then checked beside it; so it is the other way round.
    await directory_store.one_at_a_time(tx)
    await store.one_at_a_time(tx)
    last = await refuse_unfit(tx, kept, looked.checked)
    start = starts(kept.starts_at, now=tx.time(), lead_s=editor.lead_s)
    refuse_before(last, start)
    commits_early(tx, start, editor.lead_s)
    rulebook = looked.checked.rules.starting(start)
    made = Publication(
        version=rulebook.version,
        number=0,
        kind=kept.kind,
        effective_from=start,
        published_at=tx.now,
        author=kept.asked_by or kept.author,
        approver=editor.who,
        reason=kept.reason,
        approver_reason=said,
        base=last.version,
        draft_id=draft_id,
    )
    published = await store.add_publication(tx, rulebook, made)
    approved = drafts.approved(kept, published.version, revision=revision, by=editor.who, at=tx.now)
    await store.save_draft(tx, approved, Act(DraftStep.APPROVED, editor.who, words=made.approver_reason))
    tx.audit("rules.tried", about=published.version, actor=editor.who.subject, moved=trial.moved, of=trial.referrals)
    tell_published(tx, published, editor)
    return published


async def send_back(tx: Transaction, draft_id: UUID, words: str, *, revision: int, editor: Editor) -> Draft:
    """An approver's no, with words; the draft is open again. Raises as `approve` does."""
    await refuse_outside_their_days(tx, editor.who.subject, act="rules.sent_back")
    kept = await locked(tx, draft_id)
    said = words_given(words, "words", "say what should be otherwise")
    back = drafts.sent_back(kept, revision=revision, by=editor.who, at=tx.now)
    await store.save_draft(tx, back, Act(DraftStep.SENT_BACK, editor.who, words=said))
    tx.audit("rules.sent_back", about=draft_id, actor=editor.who.subject, revision=back.revision)
    return back


async def call_off(tx: Transaction, version: str, *, editor: Editor) -> None:
    """Let an approved version never come into force; what counts now goes on. Raises Refused (CONFLICT), or FORBIDDEN
    for a deputy on a day that is none of theirs.
    """
    await refuse_outside_their_days(tx, editor.who.subject, act="rules.called_off")
    await store.one_at_a_time(tx)
    found = await queries.find_publication(tx, version)
    is_early = may_be_called_off(found, now=tx.time(), lead_s=editor.lead_s)
    commits_early(tx, found.effective_from, editor.lead_s)
    if not is_early or not await store.call_off(tx, version):
        raise Refused(Kind.CONFLICT, "It is too late: that version counts, or was called off", code="too_late")
    tell_published(tx, found, editor, called_off=True)
