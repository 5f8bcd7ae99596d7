"""What is kept for the figures besides the referrals themselves: how often `other` was what, and the digests.

Decides nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, ColumnElement, Date, Integer, Text, and_, delete, update
from sqlalchemy.dialects.postgresql import insert

from waymark.db import Transaction, typed
from waymark_intake.not_taken.tables import not_taken
from waymark_intake.quality.digest import Digest, Recipient, digest_id
from waymark_intake.quality.tables import digest_recipients, digests, other_counts, team_members

# Sorted, so that two writers wait for each other instead of ending in a deadlock.
_ADD = typed(
    "insert into other_counts as kept(agency, month, code, number) select * from"
    " unnest(:agencies, :months, :codes, :numbers) as u(a, m, c, n) order by a, m, c"
    " on conflict (agency, month, code) do update set number = kept.number + excluded.number",
    agencies=ARRAY(Text()),
    months=ARRAY(Date()),
    codes=ARRAY(Text()),
    numbers=ARRAY(Integer()),
)


def add_others(tx: Transaction, others: Iterable[tuple[str, date, str]]) -> None:
    """Count each of (agency, first of the month, second code)."""
    counted = Counter(others)
    if counted:
        tx.later(
            _ADD,
            {
                "agencies": [agency for agency, _, _ in counted],
                "months": [month for _, month, _ in counted],
                "codes": [code for _, _, code in counted],
                "numbers": list(counted.values()),
            },
        )


async def forget_figures(tx: Transaction, *, before: date) -> None:
    """Take away digests, counts of what `other` was and of what became no referral, of weeks and months before it."""
    await tx.run(delete(digests).where(digests.c.week < before))
    await tx.run(delete(other_counts).where(other_counts.c.month < before))
    await tx.run(delete(not_taken).where(not_taken.c.week < before))


# One row at a time, and none that another process has: whoever holds a recipient's row makes its digest.
_LOCK = (
    "select r.agency, r.team, r.name, r.address, d.subject, d.body, d.state from digest_recipients r"
    " left join digests d on d.agency = r.agency and d.team = r.team and d.week = :week"
    " where d.state is null or (d.state = 'claimed' and d.not_before <= :now)"
    " order by r.agency, r.team limit 1 for update of r skip locked"
)
_CLAIM = (
    "insert into digests as kept(agency, team, week, state, subject, body, attempts, not_before)"
    " values (:agency, :team, :week, 'claimed', :subject, :body, 1, :until)"
    " on conflict (agency, team, week) do update set attempts = kept.attempts + 1, not_before = excluded.not_before"
    # Another process may have claimed it after this one's look, and before its lock.
    " where kept.state = 'claimed' and kept.not_before <= :now returning attempts"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recipient whose digest is to be sent; `written` is the digest where an earlier attempt made it."""

    recipient: Recipient
    written: Digest | None


async def replace_recipients(tx: Transaction, recipients: Sequence[Recipient]) -> None:
    """Keep these recipients, with their members, and no other."""
    await tx.run(delete(digest_recipients))
    await tx.run(delete(team_members))
    named = [{"agency": r.agency, "team": r.team, "name": r.name, "address": r.address} for r in recipients]
    members = [{"agency": r.agency, "subject": one, "team": r.team} for r in recipients for one in r.members]
    if named:
        await tx.run(insert(digest_recipients), named)
    if members:
        await tx.run(insert(team_members), members)


async def lock_recipient(tx: Transaction, week: date) -> Waiting | None:
    """One recipient without a digest of that week, or with one whose claim is over; locked until the end."""
    row = await tx.row(_LOCK, {"week": week, "now": tx.now})
    if row is None:
        return None
    recipient = Recipient(row.agency, row.team, row.name, row.address)
    if row.state is None:
        return Waiting(recipient, None)
    return Waiting(recipient, Digest(digest_id(recipient, week), recipient, week, row.subject, row.body))


async def save_claim(tx: Transaction, digest: Digest, *, until: datetime) -> int:
    """Keep the digest's text and that somebody sends it until then; answers how many attempts that makes.

    0 where somebody else was faster.
    """
    values = {"subject": digest.subject, "body": digest.body, "until": until, "now": tx.now}
    return int(await tx.value(_CLAIM, {**_key(digest), **values}) or 0)


async def save_empty(tx: Transaction, recipient: Recipient, week: date) -> None:
    """Keep that there was nothing to tell."""
    of_whom = {"agency": recipient.agency, "team": recipient.team, "week": week}
    nothing = {"state": "empty", "subject": "", "body": "", "attempts": 0, "not_before": tx.now}
    await tx.run(insert(digests).values(**of_whom, **nothing).on_conflict_do_nothing())


async def save_sent(tx: Transaction, digest: Digest) -> None:
    """Keep that it went out."""
    await tx.run(update(digests).where(_is(digest)).values(state="sent", sent_at=tx.now))


async def save_given_up(tx: Transaction, digest: Digest) -> None:
    """Keep that nobody would take it."""
    await tx.run(update(digests).where(_is(digest)).values(state="failed"))


async def save_wait(tx: Transaction, digest: Digest, *, until: datetime) -> None:
    """Keep that it is tried again then."""
    await tx.run(update(digests).where(_is(digest)).values(not_before=until))


def _key(digest: Digest) -> dict[str, object]:
    return {"agency": digest.recipient.agency, "team": digest.recipient.team, "week": digest.week}


def _is(digest: Digest) -> ColumnElement[bool]:
    # What was sent stays sent, whoever was slow.
    return and_(*(digests.c[name] == value for name, value in _key(digest).items()), digests.c.state == "claimed")
