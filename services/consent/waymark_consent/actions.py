"""What consent does: screen referrals, record what the person said, release what may be seen, take agreements in.

Each function is one verb inside the transaction its door was given. Not here: who may act for whom (`access`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from waymark.cipher import DoesNotOpen, KeyRing, open_person
from waymark.contracts.consent import ConsentChanged, ReferralScreened, ReleaseRevoked
from waymark.contracts.envelope import Event, Heard
from waymark.contracts.person import Person
from waymark.contracts.referral import ConsentStatement, ReferralReceived
from waymark.db import Reader, Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Group, Position, Sharing
from waymark_consent import store
from waymark_consent.access.store import load_transport_private
from waymark_consent.agreement import Agreement, Purpose, day_in_county, new_versions
from waymark_consent.need_to_know.store import list_in_hand
from waymark_consent.permission import NEXT, Said, counting, may_follow, said_at, wording_code
from waymark_consent.release import Recipient, Screening, Subject, Terms, Verdict, decide, lost, screen
from waymark_consent.store import Decided, Disclosure, Kept, Word

_NOT_PERMITTED = "not_permitted"
# Two machines' clocks differ; what lies further ahead is a mistake.
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks for a release, proved by its token: never what a body says."""

    subject: str
    agency: AgencyId
    role: AgencyRole


@dataclass(frozen=True, slots=True)
class ReleasedReferral:
    """What one referral's release came to; `refused` is the same code for unknown and forbidden."""

    referral_id: UUID
    refused: str
    groups: Mapping[Group, Mapping[str, object]]
    withheld: Mapping[Group, str]
    agreement: str
    decision_id: UUID


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a referral stands after a word was recorded: the counting position, the answers, what may come next."""

    referral_id: UUID
    position: Position
    explicit: bool
    screening: int
    verdicts: tuple[Verdict, ...]
    allowed_next: tuple[Position, ...]


async def screen_referrals(tx: Transaction, heard: Sequence[Heard[ReferralReceived]], ring: KeyRing) -> None:
    """Take referrals into the vault, decide for every recipient, tell the answers; a batch in a few statements.

    Several versions of one referral in a batch: the newest counts; one older than what is kept is passed over.
    Raises DoesNotOpen for a person no transport key opens.
    """
    known = await store.find_referrals(tx, {one.data.referral_id for one in heard})
    fresh = _newest(heard, known)
    await store.add_words(tx, [_word(one) for one in heard])
    if not fresh:
        return
    await store.put_people(tx, ring, await _open_people(tx, list(fresh.values()), ring))
    said = await store.list_words(tx, fresh)
    terms = await load_terms(tx)
    kept: list[Kept] = []
    decided: list[Decided] = []
    for referral_id, one in fresh.items():
        before = known.get(referral_id)
        word = counting(said.get(referral_id, ()))
        result = screen(Subject(one.data.sender, one.data.facts, word), terms)
        decision = _decision(tx, referral_id, before.screening + 1 if before else 1, "referral.received", word, result)
        decided.append(decision)
        kept.append(_kept(one.data, decision))
        _tell_screening(tx, kept[-1], before, cause=one)
    await store.save_referrals(tx, kept)
    await store.add_decisions(tx, decided)


async def load_terms(reader: Reader) -> Terms:
    """What decisions are taken under at this moment: recipients, agreements and the county's date."""
    return Terms(
        recipients=await store.list_recipients(reader),
        agreements=await store.list_agreements(reader),
        on=day_in_county(reader.now),
    )


def _newest(
    heard: Sequence[Heard[ReferralReceived]], known: Mapping[UUID, Kept]
) -> dict[UUID, Heard[ReferralReceived]]:
    newest: dict[UUID, Heard[ReferralReceived]] = {}
    for one in heard:
        kept = known.get(one.data.referral_id)
        best = newest.get(one.data.referral_id)
        floor = best.data.referral_version if best else kept.referral_version if kept else 0
        if one.data.referral_version > floor:
            newest[one.data.referral_id] = one
    return newest


async def _open_people(tx: Transaction, heard: Sequence[Heard[ReferralReceived]], ring: KeyRing) -> dict[UUID, Person]:
    privates = await load_transport_private(tx, ring, {one.data.person.transport_key_id for one in heard})
    people: dict[UUID, Person] = {}
    for one in heard:
        sealed = one.data.person
        if sealed.transport_key_id not in privates:
            raise DoesNotOpen("sealed to a transport key that is unknown or was destroyed")
        people[one.data.referral_id] = open_person(
            sealed, private=privates[sealed.transport_key_id], referral_id=one.data.referral_id
        )
    return people


def _word(one: Heard[ReferralReceived]) -> Word:
    """The sender's consent statement as a recorded word; its id is the event's, so that it is recorded once."""
    statement = one.data.consent
    said = Said(
        permission_id=one.id,
        position=statement.position,
        explicit=statement.explicit and statement.position is Position.GIVEN,
        given_by=statement.given_by,
        said_at=said_at(statement.asked_at, one.data.received_at),
    )
    return Word(
        referral_id=one.data.referral_id,
        said=said,
        how=statement.how,
        wording=wording_code(statement.wording),
        recorded_by=one.data.sender,
        recorded_at=one.data.received_at,
    )


def _decision(
    tx: Transaction, referral_id: UUID, screening: int, cause: str, said: Said | None, result: Screening
) -> Decided:
    return Decided(
        decision_id=tx.new_id(),
        referral_id=referral_id,
        screening=screening,
        cause=cause,
        said=said,
        result=result,
        at=tx.now,
    )


def _kept(received: ReferralReceived, decision: Decided) -> Kept:
    return Kept(
        referral_id=received.referral_id,
        referral_version=received.referral_version,
        journey_id=received.journey_id,
        sender=received.sender,
        received_at=received.received_at,
        facts=received.facts,
        quality=received.quality,
        screening=decision.screening,
        decision_id=decision.decision_id,
        scope=decision.result.scope(),
        duties=decision.result.duties,
    )


def _tell_screening(tx: Transaction, now: Kept, before: Kept | None, *, cause: Heard[Event] | None = None) -> None:
    """Tell the whole answer, and each agency that lost its permit."""
    tx.tell(
        ReferralScreened(
            referral_id=now.referral_id,
            journey_id=now.journey_id,
            screening=now.screening,
            sender=now.sender,
            received_at=now.received_at,
            facts=now.facts,
            quality=now.quality,
            scope=now.scope,
            duties=now.duties,
        ),
        key=now.referral_id,
        cause=cause,
    )
    for scope in lost(before.scope if before else (), now.scope):
        reason = scope.reasons[0] if scope.reasons else _NOT_PERMITTED
        tx.tell(
            ReleaseRevoked(referral_id=now.referral_id, agency=scope.agency, reason=reason, revoked_at=tx.now),
            key=now.referral_id,
            cause=cause,
        )


async def record_permission(
    tx: Transaction, referral_id: UUID, statement: ConsentStatement, *, actor: str, sender: AgencyId
) -> Recorded:
    """Write down what the person said, as `sender`'s `actor` heard it, and decide anew.

    Raises Refused: NOT_FOUND for a referral this sender did not send, CONFLICT for a word that cannot follow,
    INVALID for an asking time that lies ahead.
    """
    before = (await store.find_referrals(tx, (referral_id,))).get(referral_id)
    if before is None or before.sender != sender:
        raise Refused(Kind.NOT_FOUND, "There is no such referral of yours", code="referral.unknown")
    said = (await store.list_words(tx, (referral_id,))).get(referral_id, [])
    now = counting(said)
    _check_word(now.position if now else Position.NOT_ASKED, statement, tx)
    word = Said(
        permission_id=tx.new_id(),
        position=statement.position,
        explicit=statement.explicit,
        given_by=statement.given_by,
        said_at=said_at(statement.asked_at, tx.now),
    )
    await store.add_words(tx, [Word(referral_id, word, statement.how, wording_code(statement.wording), actor, tx.now)])
    tx.audit("permission.recorded", about=referral_id, actor=actor, position=word.position.value)
    counts = counting([*said, word]) or word
    if (counts.position, counts.explicit) != ((now.position, now.explicit) if now else None):
        tx.tell(
            ConsentChanged(
                referral_id=referral_id, position=counts.position, explicit=counts.explicit, changed_at=tx.now
            ),
            key=referral_id,
        )
    return await _screen_again(tx, before, counts)


def _check_word(now: Position, statement: ConsentStatement, tx: Transaction) -> None:
    if not may_follow(now, statement.position):
        allowed = ", ".join(position.value for position in NEXT[now])
        raise Refused(
            Kind.CONFLICT,
            "This cannot follow what the person said before",
            code="permission.order",
            faults=(Fault("/position", "permission.order", f"must be one of: {allowed}"),),
        )
    if statement.explicit and statement.position is not Position.GIVEN:
        fault = Fault("/explicit", "permission.explicit", "explicit goes with given only")
        raise Refused(Kind.INVALID, "Only a yes can be explicit", code="permission.explicit", faults=(fault,))
    if statement.asked_at is not None and statement.asked_at > tx.now + _SKEW:
        fault = Fault("/asked_at", "permission.future", "send when the person was asked, not a time ahead")
        raise Refused(Kind.INVALID, "The person cannot have been asked yet", code="permission.future", faults=(fault,))


async def _screen_again(tx: Transaction, before: Kept, counts: Said) -> Recorded:
    result = screen(Subject(before.sender, before.facts, counts), await load_terms(tx))
    now = before
    if (result.scope(), result.duties) != (before.scope, before.duties):
        decision = _decision(tx, before.referral_id, before.screening + 1, "permission.recorded", counts, result)
        now = replace(
            before,
            screening=decision.screening,
            decision_id=decision.decision_id,
            scope=result.scope(),
            duties=result.duties,
        )
        await store.save_referrals(tx, [now])
        await store.add_decisions(tx, [decision])
        _tell_screening(tx, now, before)
    return Recorded(
        referral_id=before.referral_id,
        position=counts.position,
        explicit=counts.explicit,
        screening=now.screening,
        verdicts=result.verdicts,
        allowed_next=NEXT[counts.position],
    )


async def release_referrals(
    tx: Transaction, ids: Sequence[UUID], *, requester: Requester, purpose: Purpose, ring: KeyRing
) -> list[ReleasedReferral]:
    """Decide live for each referral, open what is permitted and log every one, refusals too; in the order asked.

    Permitted is not enough: the requester's agency must have an open allocation of the referral (ADR 0009).
    The referrals are locked until the log is committed: a withdrawal comes before or after,
    never in between.
    """
    asked = list(dict.fromkeys(ids))
    known = await store.find_referrals(tx, asked)
    said = await store.list_words(tx, known)
    terms = await load_terms(tx)
    in_hand = await list_in_hand(tx, known, requester.agency)
    to = Recipient(requester.agency, requester.role)
    live: dict[UUID, Decided] = {}
    for referral_id, kept in known.items():
        word = counting(said.get(referral_id, ()))
        verdict = decide(Subject(kept.sender, kept.facts, word), to, purpose=purpose, terms=terms)
        live[referral_id] = _decision(tx, referral_id, kept.screening, "release", word, Screening((verdict,), ()))
    wanted = {i: one.result.verdicts[0].groups for i, one in live.items() if i in in_hand and _is_permitted(one)}
    opened = await store.take_groups(tx, ring, wanted)
    live = {i: _as_before(one, known[i], requester.agency) for i, one in live.items()}
    released = [_released(tx, referral_id, live.get(referral_id), opened.get(referral_id)) for referral_id in asked]
    reasons = {i: _why_not(live.get(i), is_in_hand=i in in_hand) for i in asked}
    lines = [
        _line(tx, one, live.get(one.referral_id), requester, purpose=purpose, why_not=reasons[one.referral_id])
        for one in released
    ]
    await store.add_disclosures(tx, lines)
    shown = {one.decision_id for one in released}
    fresh = [one for one in live.values() if one.cause == "release" and one.decision_id in shown]
    await store.add_decisions(tx, fresh)
    return released


def _is_permitted(live: Decided) -> bool:
    return live.result.verdicts[0].sharing is Sharing.PERMIT


def _as_before(live: Decided, kept: Kept, agency: AgencyId) -> Decided:
    """Under its screening's own id where the live answer is still the same; else it is a decision of its own."""
    if live.result.verdicts[0].scope() in (scope for scope in kept.scope if scope.agency == agency):
        return replace(live, decision_id=kept.decision_id, cause="")
    return live


def _released(
    tx: Transaction, referral_id: UUID, live: Decided | None, groups: Mapping[Group, Mapping[str, object]] | None
) -> ReleasedReferral:
    """What is answered; where nothing may be seen the answer is alike, whatever the reason, with an id of its own."""
    if live is None or groups is None:
        return ReleasedReferral(referral_id, _NOT_PERMITTED, {}, {}, "", tx.new_id())
    verdict = live.result.verdicts[0]
    return ReleasedReferral(referral_id, "", groups, verdict.withheld, verdict.agreement, live.decision_id)


def _why_not(live: Decided | None, *, is_in_hand: bool) -> str:
    """Why nothing is shown where nothing is, as the log says it and the answer never does."""
    if live is None:
        return "unknown_referral"
    if not _is_permitted(live):
        return live.result.verdicts[0].reasons[0]
    return "erased" if is_in_hand else "no_open_allocation"


def _line(
    tx: Transaction,
    released: ReleasedReferral,
    live: Decided | None,
    requester: Requester,
    *,
    purpose: Purpose,
    why_not: str,
) -> Disclosure:
    """The log's line; unlike the answer it says why nothing was shown."""
    verdict = live.result.verdicts[0] if live else None
    return Disclosure(
        disclosure_id=tx.new_id(),
        at=tx.now,
        referral_id=released.referral_id,
        actor=requester.subject,
        agency=requester.agency,
        purpose=purpose.value,
        refused=why_not if released.refused else "",
        reasons=verdict.reasons if verdict else (),
        groups=tuple(released.groups),
        agreement=verdict.agreement if verdict else "",
        decision_id=released.decision_id,
    )


async def add_agreements(tx: Transaction, agreements: Sequence[Agreement]) -> None:
    """Take new versions in; raises Refused(CONFLICT) where a version that is known was changed."""
    fresh = new_versions(await store.list_agreements(tx), agreements)
    if not fresh:
        return
    await store.add_agreements(tx, fresh)
    for agreement in fresh:
        tx.audit("agreement.added", about=agreement.name, actor="county file", status=agreement.status.value)
