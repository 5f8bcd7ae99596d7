"""What consent does: record what the person said, release what may be seen, take agreements in.

Each function is one verb inside the transaction its door was given. Not here: what follows when a referral comes, is
corrected or is taken back (`screening`), and who may act for whom (`access`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from waymark.cipher import KeyRing
from waymark.contracts.consent import ConsentChanged
from waymark.contracts.referral import ConsentStatement
from waymark.db import Transaction
from waymark.errors import Fault, Kind, Refused
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Group, Position, Sharing
from waymark_consent import store
from waymark_consent.agreement import Agreement, Purpose, new_versions
from waymark_consent.answer import Screening
from waymark_consent.need_to_know.store import list_in_hand
from waymark_consent.permission import NEXT, Said, counting, may_follow, said_at, wording_code
from waymark_consent.release import Recipient, Subject, Verdict, decide, shown
from waymark_consent.screening.actions import NOT_PERMITTED, decision, load_terms, screen_again
from waymark_consent.store import Decided, Disclosure, Kept, Word
from waymark_consent.vault.store import take_groups

_RELEASE = "release"
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
    """What one referral's release came to; `refused` is the same code for unknown and forbidden.

    `fields` names the single fields ("group.field") that are shown where not whole groups are.
    """

    referral_id: UUID
    refused: str
    groups: Mapping[Group, Mapping[str, object]]
    withheld: Mapping[Group, str]
    agreement: str
    decision_id: UUID
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a referral stands after a word was recorded: the counting position, the answers, what may come next."""

    referral_id: UUID
    position: Position
    explicit: bool
    screening: int
    verdicts: tuple[Verdict, ...]
    allowed_next: tuple[Position, ...]


async def record_permission(
    tx: Transaction, referral_id: UUID, statement: ConsentStatement, *, actor: str, sender: AgencyId
) -> Recorded:
    """Write down what the person said, as `sender`'s `actor` heard it, and decide anew.

    Raises Refused: NOT_FOUND for a referral this sender did not send, CONFLICT for one it took back and for a word
    that cannot follow, INVALID for an asking time that lies ahead.
    """
    before = (await store.find_referrals(tx, (referral_id,))).get(referral_id)
    if before is None or before.sender != sender:
        raise Refused(Kind.NOT_FOUND, "There is no such referral of yours", code="referral.unknown")
    if before.is_over:
        raise Refused(Kind.CONFLICT, "This referral was withdrawn; send a new one", code="referral.withdrawn")
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
    store.add_words(tx, [Word(referral_id, word, statement.how, wording_code(statement.wording), actor, tx.now)])
    tx.audit("permission.recorded", about=referral_id, actor=actor, position=word.position.value)
    counts = counting([*said, word]) or word
    if (counts.position, counts.explicit) != ((now.position, now.explicit) if now else None):
        tx.tell(
            ConsentChanged(
                referral_id=referral_id, position=counts.position, explicit=counts.explicit, changed_at=tx.now
            ),
            key=referral_id,
        )
    after, result = await screen_again(tx, before, counts)
    return Recorded(
        referral_id=referral_id,
        position=counts.position,
        explicit=counts.explicit,
        screening=after.screening,
        verdicts=result.verdicts,
        allowed_next=NEXT[counts.position],
    )


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
        subject = Subject(kept.sender, kept.facts, word, is_withdrawn=kept.withdrawn is not None)
        verdict = decide(subject, to, purpose=purpose, terms=terms)
        result = Screening((verdict,), (verdict.duty,) if verdict.duty else ())
        live[referral_id] = decision(tx, referral_id, kept.screening, cause=_RELEASE, said=word, result=result)
    wanted = {i: one.result.verdicts[0].groups for i, one in live.items() if i in in_hand and _is_permitted(one)}
    opened = await take_groups(tx, ring, wanted)
    live = {i: _as_before(one, known[i]) for i, one in live.items()}
    released = [_released(tx, referral_id, live.get(referral_id), opened.get(referral_id)) for referral_id in asked]
    reasons = {i: _why_not(live.get(i), is_in_hand=i in in_hand) for i in asked}
    lines = [
        _line(tx, one, live.get(one.referral_id), requester, purpose=purpose, why_not=reasons[one.referral_id])
        for one in released
    ]
    await store.add_disclosures(tx, lines)
    shown = {one.decision_id for one in released}
    fresh = [one for one in live.values() if one.cause == _RELEASE and one.decision_id in shown]
    store.add_decisions(tx, fresh)
    return released


def _is_permitted(live: Decided) -> bool:
    return live.result.verdicts[0].sharing is Sharing.PERMIT


def _as_before(live: Decided, kept: Kept) -> Decided:
    """Under its screening's own id where the live answer is still the same; else it is a decision of its own."""
    verdict = live.result.verdicts[0]
    is_same = verdict.scope() in kept.scope and (verdict.duty is None or verdict.duty in kept.duties)
    if is_same:
        return replace(live, decision_id=kept.decision_id, cause="")
    return live


def _released(
    tx: Transaction, referral_id: UUID, live: Decided | None, groups: Mapping[Group, Mapping[str, object]] | None
) -> ReleasedReferral:
    """What is answered; where nothing may be seen the answer is alike, whatever the reason, with an id of its own."""
    if live is None or groups is None:
        return ReleasedReferral(referral_id, NOT_PERMITTED, {}, {}, "", tx.new_id())
    verdict = live.result.verdicts[0]
    return ReleasedReferral(
        referral_id=referral_id,
        refused="",
        groups=shown(verdict, groups),
        withheld=verdict.withheld,
        agreement=verdict.agreement,
        decision_id=live.decision_id,
        fields=verdict.fields,
    )


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
        fields=tuple(f"{group.value}.{name}" for group, part in released.groups.items() for name in part)
        if released.fields
        else (),
    )


async def add_agreements(tx: Transaction, agreements: Sequence[Agreement]) -> None:
    """Take new versions in; raises Refused(CONFLICT) where a version that is known was changed."""
    fresh = new_versions(await store.list_agreements(tx), agreements)
    if not fresh:
        return
    await store.add_agreements(tx, fresh)
    for agreement in fresh:
        tx.audit("agreement.added", about=agreement.name, actor="county file", status=agreement.status.value)
