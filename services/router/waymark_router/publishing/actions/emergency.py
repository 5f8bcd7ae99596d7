"""The emergency switch: one person sends everything to the triage desk, and back to the rules before it.

It counts as soon as every process can know of it, and is told at once. Not here: what the rules of an emergency say
(`publishing/emergency.py`).
"""

from collections.abc import Iterable

from waymark.db import Transaction
from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.publishing import queries, store
from waymark_router.publishing.actions.act import (
    Editor,
    commits_early,
    last_publication,
    nothing_published,
    tell_published,
)
from waymark_router.publishing.emergency import all_to_triage
from waymark_router.publishing.publication import Publication, in_force_at, starts
from waymark_router.publishing.typed_words import words_given
from waymark_router.publishing.written import Written, rulebook_at


async def switch_to_triage(tx: Transaction, reason: str, *, editor: Editor) -> Publication:
    """Send every referral decided from now on to the triage desk; versions that wait for their time are called off.

    Raises Refused: INVALID without a reason, CONFLICT where it is so already.
    """
    said = words_given(reason, "reason", "say why everything must go to the triage desk")
    await store.one_at_a_time(tx)
    if (await last_publication(tx)).kind is PublicationKind.EMERGENCY:
        raise Refused(Kind.CONFLICT, "Everything goes to the triage desk already", code="emergency")
    publications = await store.list_publications(tx)
    counts = in_force_at(publications, tx.time())
    if counts is None:
        raise nothing_published()
    for one in publications:
        if one.effective_from > tx.now and await store.call_off(tx, one.version):
            tell_published(tx, one, editor, called_off=True)
    base = _before_emergencies(publications, counts)
    rules = all_to_triage(await queries.find_written(tx, base.version))
    return await _publish(tx, rules, PublicationKind.EMERGENCY, base.version, said, editor)


def _before_emergencies(publications: Iterable[Publication], counts: Publication) -> Publication:
    """What two people stood for: where an emergency still counts, because its end was called off, the rules before."""
    by_version = {one.version: one for one in publications}
    while counts.kind is PublicationKind.EMERGENCY:
        counts = by_version[counts.base]
    return counts


async def end_emergency(tx: Transaction, reason: str, *, editor: Editor) -> Publication:
    """Go back to the rules that counted before the switch, which two people stood for.

    Raises Refused: INVALID without a reason, CONFLICT where the switch is off.
    """
    said = words_given(reason, "reason", "say why the rules can be trusted again")
    await store.one_at_a_time(tx)
    last = await last_publication(tx)
    if last.kind is not PublicationKind.EMERGENCY:
        raise Refused(Kind.CONFLICT, "The emergency switch is off", code="no_emergency")
    rules = await queries.find_written(tx, last.base)
    return await _publish(tx, rules, PublicationKind.EMERGENCY_ENDED, last.version, said, editor)


async def _publish(
    tx: Transaction, rules: Written, kind: PublicationKind, base: str, reason: str, editor: Editor
) -> Publication:
    start = starts(None, now=tx.time(), lead_s=editor.lead_s)
    commits_early(tx, start, editor.lead_s)
    rulebook = rulebook_at(rules, start)
    made = Publication(
        version=rulebook.version,
        number=0,
        kind=kind,
        effective_from=rulebook.effective_from,
        published_at=tx.now,
        author=editor.who,
        reason=reason,
        base=base,
    )
    published = await store.add_publication(tx, rulebook, made)
    tell_published(tx, published, editor)
    return published
