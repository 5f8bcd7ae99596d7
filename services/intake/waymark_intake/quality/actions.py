"""Digests, one verb each inside the transaction the edge opened: take who gets them, claim one, record its outcome.

Sending happens between two of these, never inside one. Not here: what a digest says (digest.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from waymark.db import Transaction
from waymark_intake.quality import store
from waymark_intake.quality.digest import WAITS_MINUTES, Digest, digest_of, due_week, read_recipients, weeks_shown
from waymark_intake.quality.queries import read_figures


@dataclass(frozen=True, slots=True)
class Claimed:
    """A digest this process has to itself for a while; `attempts` counts this one."""

    digest: Digest
    attempts: int


async def load_recipients(tx: Transaction, part: Mapping[str, object]) -> None:
    """Take who gets digests from a county file, in the place of those before; Refused INVALID names a wrong entry."""
    await store.replace_recipients(tx, read_recipients(part))


async def forget_figures(tx: Transaction, *, before: date) -> None:
    """Forget digests and counts of the weeks before that day; figures of referrals go with the referrals."""
    await store.forget_figures(tx, before=before)


async def claim_digest(tx: Transaction, *, public_url: str, lease: timedelta) -> Claimed | None:
    """Claim a digest of the week that is due, for `lease`; None where nothing is left to do.

    Its text is made once and kept, so that a second sending after a crash is the same message. A team that sent
    nothing in the week gets none, and that is kept too.
    """
    week = due_week(tx.now)
    while (found := await store.lock_recipient(tx, week)) is not None:
        digest = found.written
        if digest is None:
            figures = await read_figures(tx, found.recipient.agency, weeks_shown(week))
            digest = digest_of(found.recipient, figures, public_url=public_url)
        if digest is None:
            await store.save_empty(tx, found.recipient, week)
            continue
        # The address of today counts, also for a text of yesterday.
        digest = replace(digest, recipient=found.recipient)
        attempts = await store.save_claim(tx, digest, until=tx.now + lease)
        if attempts:
            return Claimed(digest, attempts)
    return None


async def record_digest(tx: Transaction, claimed: Claimed, *, is_taken: bool) -> None:
    """Write what became of an attempt: sent, to be tried again, or given up with an audit row."""
    digest = claimed.digest
    if is_taken:
        await store.save_sent(tx, digest)
        tx.audit("digest.sent", about=digest.id, actor="system", agency=digest.recipient.agency)
    elif claimed.attempts > len(WAITS_MINUTES):
        await store.save_given_up(tx, digest)
        tx.audit("digest.given_up", about=digest.id, actor="system", attempts=claimed.attempts)
    else:
        wait = timedelta(minutes=WAITS_MINUTES[claimed.attempts - 1])
        await store.save_wait(tx, digest, until=tx.now + wait)
