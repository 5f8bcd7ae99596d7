"""Counting what became no referral. Decides nothing.

Rows say `refused` (records), `fault` (records with that fault of that field) or `repeated` (records sent again).
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import ARRAY, Date, Integer, Text

from waymark.db import Transaction, typed
from waymark_intake.not_taken.refusal import Refusal, Sending

_TEXTS = ARRAY(Text())
# Sorted, so that two writers wait for each other instead of ending in a deadlock.
_ADD = typed(
    "insert into not_taken as kept(agency, week, team, what, field, code, fix, number)"
    " select agency, week, team, what, field, code, max(fix), sum(number) from (select u.a as agency, u.w as week,"
    # A record that names no team is of the one its member or client is in.
    " coalesce(nullif(u.t, ''), (select m.team from team_members m where m.agency = u.a and m.subject = u.s), '')"
    " as team, u.what, u.field, u.code, u.fix, u.number"
    " from unnest(:agencies, :weeks, :teams, :subjects, :whats, :fields, :codes, :fixes, :numbers)"
    " as u(a, w, t, s, what, field, code, fix, number)) as one group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6"
    " on conflict (agency, week, team, what, field, code)"
    " do update set number = kept.number + excluded.number, fix = excluded.fix",
    agencies=_TEXTS,
    weeks=ARRAY(Date()),
    teams=_TEXTS,
    subjects=_TEXTS,
    whats=_TEXTS,
    fields=_TEXTS,
    codes=_TEXTS,
    fixes=_TEXTS,
    numbers=ARRAY(Integer()),
)
_Row = tuple[Sending, str, str, str, str]


def add_refusals(tx: Transaction, refusals: Iterable[Refusal]) -> None:
    """Count each refused record, and each of its faults."""
    _add(tx, [row for refusal in refusals for row in _rows_of(refusal)])


def add_repeats(tx: Transaction, sendings: Iterable[Sending]) -> None:
    """Count each record that was sent again unchanged."""
    _add(tx, [(sending, "repeated", "", "", "") for sending in sendings])


def _rows_of(refusal: Refusal) -> Iterator[_Row]:
    yield refusal.sending, "refused", "", "", ""
    for fault in refusal.faults:
        yield refusal.sending, "fault", fault.pointer, fault.code, fault.fix


def _add(tx: Transaction, rows: list[_Row]) -> None:
    if not rows:
        return
    tx.later(
        _ADD,
        {
            "agencies": [sending.agency for sending, *_ in rows],
            "weeks": [sending.week for sending, *_ in rows],
            "teams": [sending.team for sending, *_ in rows],
            "subjects": [sending.subject for sending, *_ in rows],
            "whats": [what for _, what, *_ in rows],
            "fields": [field for _, _, field, *_ in rows],
            "codes": [code for *_, code, _ in rows],
            "fixes": [fix for *_, fix in rows],
            "numbers": [1] * len(rows),
        },
    )
