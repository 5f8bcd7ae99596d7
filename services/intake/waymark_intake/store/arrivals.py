"""New referrals with their idempotency keys, a whole batch in one statement: a key is claimed once. Decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic_core import to_json

from waymark.db import Transaction, typed
from waymark.words import QualityFlag
from waymark_intake.quality.score import CLEAN
from waymark_intake.referral import Submission
from waymark_intake.store.arrays import BOOLS, BYTES, INTEGERS, TEXTS, TIMES, UUIDS
from waymark_intake.store.referrals import ALIKE

_COLUMNS = (
    "referral_id, journey_id, sender, key_hash, received_at, reported_at, due_at, fingerprint, reference, quality,"
    " kind, groups, content, name, born_on, since, flagged, reply, reply_if_alike, at, points, points_if_alike, fields,"
    " team, event, subject"
)
# Sorted, so that two writers with the same keys wait for each other instead of ending in a deadlock.
_ADD = typed(
    "with arrived as (select u.*, u.flagged or "  # noqa: S608 - text of ours
    f"{ALIKE} as is_alike from unnest(:referrals, :journeys, :senders, :keys, :received, :reported, :due,"
    " :fingerprints, :references, :quality, :kinds, :groups, :contents, :names, :births, :since, :flagged, :replies,"
    f" :replies_if_alike, :times, :points, :points_if_alike, :fields, :teams,"
    f" :events, :subjects) as u({_COLUMNS})),"
    " claimed as (insert into idempotency(agency, key_hash, fingerprint, referral_id, state, reply, created_at)"
    " select sender, key_hash, fingerprint, referral_id, 'accepted',"
    " case when is_alike then reply_if_alike else reply end, at"
    " from arrived order by sender, key_hash on conflict do nothing returning referral_id),"
    " added as (insert into referrals(referral_id, journey_id, sender, state, received_at, reported_at, police_due_at,"
    " fingerprint, reference_hash, quality, kind, group_hashes, content_hash, name_hash, born_on_hash, quality_fields,"
    " quality_score, sent_quality, sent_score, team, event_hash)"
    " select referral_id, journey_id, sender, 'received', received_at, reported_at, due_at, fingerprint, reference,"
    " flags, kind, groups::jsonb, content, name, born_on, fields::jsonb, score, flags, score,"
    # A record that names no team is of the one its member or client is in.
    " coalesce(nullif(arrived.team, ''), (select m.team from team_members m where m.agency = arrived.sender"
    " and m.subject = arrived.subject), ''), event"
    " from arrived join claimed using (referral_id)"
    " cross join lateral (select string_to_array(quality, ',') || case when is_alike then :flag else '{}' end as flags,"
    " case when is_alike then points_if_alike else points end as score) as told)"
    " select referral_id, is_alike from arrived join claimed using (referral_id)",
    referrals=UUIDS,
    journeys=UUIDS,
    senders=TEXTS,
    keys=BYTES,
    received=TIMES,
    reported=TIMES,
    due=TIMES,
    fingerprints=BYTES,
    references=BYTES,
    quality=TEXTS,
    kinds=TEXTS,
    groups=TEXTS,
    contents=BYTES,
    names=BYTES,
    births=BYTES,
    since=TIMES,
    flagged=BOOLS,
    replies=BYTES,
    replies_if_alike=BYTES,
    times=TIMES,
    points=INTEGERS,
    points_if_alike=INTEGERS,
    fields=TEXTS,
    teams=TEXTS,
    subjects=TEXTS,
    events=BYTES,
    flag=TEXTS,
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission with the answer for it, and the one where it is like an earlier referral (`is_alike`: it surely is).

    Earlier referrals count from `since` on. `points` and `points_if_alike` are its score in either state.
    """

    submission: Submission
    reply: bytes
    reply_if_alike: bytes
    is_alike: bool
    since: datetime
    points: int = CLEAN
    points_if_alike: int = CLEAN


async def add_new(tx: Transaction, arrivals: Sequence[Arrival]) -> dict[UUID, bool]:
    """Add those whose idempotency key is still free; answers their ids, each with whether it is like an earlier one.

    Waits for another writer that is claiming the same key, until that one has committed or rolled back.
    """
    new = [arrival.submission for arrival in arrivals]
    rows = await tx.rows(
        _ADD,
        {
            "referrals": [s.referral_id for s in new],
            "journeys": [s.journey_id for s in new],
            "senders": [s.sender for s in new],
            "keys": [s.key_hash for s in new],
            "received": [s.received_at for s in new],
            "reported": [s.clock.reported_at if s.clock else None for s in new],
            "due": [s.clock.due_at if s.clock else None for s in new],
            "fingerprints": [s.fingerprint for s in new],
            "references": [s.reference_hash for s in new],
            "quality": [",".join(s.quality) for s in new],
            "kinds": [s.kind for s in new],
            "groups": [to_json(s.likeness.groups).decode() for s in new],
            "contents": [s.likeness.content for s in new],
            "names": [s.likeness.name for s in new],
            "births": [s.likeness.born_on for s in new],
            "since": [arrival.since for arrival in arrivals],
            "flagged": [arrival.is_alike for arrival in arrivals],
            "replies": [arrival.reply for arrival in arrivals],
            "replies_if_alike": [arrival.reply_if_alike for arrival in arrivals],
            "times": [tx.now] * len(new),
            "points": [arrival.points for arrival in arrivals],
            "points_if_alike": [arrival.points_if_alike for arrival in arrivals],
            "fields": [to_json(dict(s.pointers)).decode() for s in new],
            "teams": [s.team for s in new],
            "subjects": [s.subject for s in new],
            "events": [s.likeness.event for s in new],
            "flag": [QualityFlag.POSSIBLE_DUPLICATE.value],
        },
    )
    return {row.referral_id: row.is_alike for row in rows}
