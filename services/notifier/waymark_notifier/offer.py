"""What a routed answer does to a queue: new rows, rows that open, are held or are taken back.

The router's newest answer wins, whole; what a provider has answered stays answered. Not here: how rows are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.words import AllocationState, Answer, Flag, Pathway, QualityFlag
from waymark_notifier import correction, deadline
from waymark_notifier.allocation import Allocation
from waymark_notifier.deadline import Timer
from waymark_notifier.step import Step, move
from waymark_notifier.transition import AT_WORK, HELD, OPEN, SETTLED, By, Verb, edge

S = AllocationState

_VERB_FOR: dict[AllocationState, Verb] = {
    S.OFFERED: Verb.OFFER,
    S.UNMET: Verb.UNMET,
    S.WITHDRAWN: Verb.WITHDRAW,
    **dict.fromkeys(HELD, Verb.HOLD),
}
# A drug test in custody that is no ground, a release from prison without its day.
_TELLS_OF_CUSTODY = frozenset({QualityFlag.GROUND_NOT_MET, QualityFlag.RELEASE_DATE_MISSING})
_KNOWS_OF_CUSTODY = frozenset({Pathway.SUBSTANCE_ADULT, Pathway.SUBSTANCE_CHILD, Pathway.TRIAGE})
# Both say that it was a sexual offence, abuse at home or exploitation.
_TELLS_OF_HARM = frozenset({QualityFlag.EXPLICIT_CONSENT_MISSING, QualityFlag.CHILD_RISK_NOT_FLAGGED})
_KNOWS_OF_HARM = frozenset(
    {Pathway.SAV_ADULT, Pathway.SAV_CHILD, Pathway.DOMESTIC_ABUSE, Pathway.BEREAVEMENT, Pathway.SAFEGUARDING}
    | {Pathway.CHILD_EXPLOITATION, Pathway.MODERN_SLAVERY, Pathway.NATIONAL_REFERRAL, Pathway.TRIAGE}
)
REPLACED = "routed_elsewhere"
NO_LONGER_PERMITTED = "release_no_longer_permitted"
ERASED = "person_erased"


def _born(routed: RoutedAllocation, answer: ReferralRouted, now: datetime) -> Allocation:
    """The first version of a row."""
    due_at = _answer_by(routed, now)
    respond_by = due_at if routed.state is S.OFFERED else routed.respond_by
    review = None if routed.state is S.OFFERED else deadline.due(Timer.REVIEW, routed.priority, now)
    return Allocation(
        id=routed.allocation_id,
        agency=routed.agency,
        referral_id=answer.referral_id,
        journey_id=answer.journey_id,
        pathway=routed.pathway,
        service=routed.service,
        needs=tuple(routed.needs),
        state=routed.state,
        version=1,
        priority=routed.priority,
        decision_id=answer.decision_id,
        decided_at=answer.decided_at,
        sender=answer.sender,
        received_at=answer.received_at,
        changed_at=now,
        missing=routed.missing,
        ask_of=routed.ask_of,
        duty=routed.duty,
        child=answer.child,
        flags=tuple(routed.flags),
        quality=_quality(routed, answer),
        respond_by=respond_by,
        review_by=review,
        referral_version=answer.referral_version,
        seen_version=answer.referral_version,
        corrections=routed.corrections,
        obligations=routed.obligations,
        unmet=_unmet(routed, answer),
        appointment_by=routed.appointment_by,
        remind_at=deadline.remind_at(now, due_at) if routed.state is S.OFFERED else None,
        interim=tuple(routed.interim),
        interim_by=routed.interim_by or "",
        interim_until=routed.interim_until,
    )


def _quality(routed: RoutedAllocation, answer: ReferralRouted) -> tuple[QualityFlag, ...]:
    """What is wrong with the record, but for what would tell its reader something that is none of its business.

    That is prison or custody, the kind of harm, and a child at risk where the router did not tell that flag.
    """
    untold = {
        *(() if routed.pathway in _KNOWS_OF_CUSTODY else _TELLS_OF_CUSTODY),
        *(() if routed.pathway in _KNOWS_OF_HARM else _TELLS_OF_HARM),
        *(() if Flag.CHILD_AT_RISK in routed.flags else (QualityFlag.CHILD_PROTECTION_FIRST,)),
    }
    return tuple(flag for flag in answer.quality if flag not in untold)


def _answer_by(routed: RoutedAllocation, now: datetime) -> datetime:
    """The router's time to answer; one that is over before the offer came here would let it lapse unseen."""
    given = routed.respond_by
    return given if given is not None and given > now else deadline.due(Timer.SERVICE, routed.priority, now)


def _unmet(routed: RoutedAllocation, answer: ReferralRouted) -> tuple[str, ...]:
    """What nobody could take and why, as codes, for the desk that has to do something about it; nobody else's."""
    if routed.pathway is not Pathway.TRIAGE:
        return ()
    return routed.unmet or tuple(f"{left.pathway}:{left.reason}" for left in answer.unmet)


def _told_again(before: Allocation, routed: RoutedAllocation, answer: ReferralRouted, now: datetime) -> Allocation:
    """The row with what the newer answer says about the same need; state and people stay.

    The answer's time is only ever shortened: a clock that runs is not started again by a message.
    """
    sooner = [at for at in (before.respond_by, routed.respond_by) if at is not None]
    due_at = min(sooner) if before.state is S.OFFERED and sooner else before.respond_by
    shorter = before.remind_at is not None and due_at is not None and due_at != before.respond_by
    return replace(
        before,
        needs=tuple(routed.needs),
        priority=routed.priority,
        decision_id=answer.decision_id,
        decided_at=answer.decided_at,
        missing=routed.missing,
        ask_of=routed.ask_of,
        duty=routed.duty,
        child=answer.child,
        flags=tuple(routed.flags),
        quality=_quality(routed, answer),
        respond_by=due_at,
        remind_at=deadline.remind_at(now, due_at) if shorter and due_at is not None else before.remind_at,
        referral_version=answer.referral_version,
        corrections=routed.corrections,
        obligations=routed.obligations,
        unmet=_unmet(routed, answer),
        appointment_by=routed.appointment_by,
        interim=tuple(routed.interim),
        interim_by=routed.interim_by or "",
        interim_until=routed.interim_until,
    )


def _one(before: Allocation | None, routed: RoutedAllocation, answer: ReferralRouted, now: datetime) -> Step | None:
    """What one routed allocation does to its row: a step, or None where there is nothing to do."""
    if before is None:
        if routed.state not in _VERB_FOR or routed.state is S.WITHDRAWN:
            return None
        return Step(
            _born(routed, answer, now), None, _VERB_FOR[routed.state], By.ROUTER.value, "", routed.missing, None
        )
    verb = _VERB_FOR.get(routed.state)
    told = _told_again(before, routed, answer, now)
    if verb is None or edge(before.state, verb, routed.state) is None:
        return _unmoved(before, told, now)
    why = {Verb.WITHDRAW: routed.missing or REPLACED, Verb.HOLD: routed.missing or NO_LONGER_PERMITTED}
    taken = move(told, verb, By.ROUTER, now, code=why.get(verb, ""), target=routed.state)
    if verb in {Verb.OFFER, Verb.UNMET}:
        taken = replace(taken, allocation=_opened_anew(taken.allocation, routed, now))
    return replace(taken, source=before.state)


def _opened_anew(after: Allocation, routed: RoutedAllocation, now: datetime) -> Allocation:
    """A row that its agency gets (again): nobody's yet, all that was corrected before is part of it."""
    fresh = replace(
        after,
        seen_version=after.referral_version,
        escalated_at=None,
        acknowledge_by=None,
        acknowledged_at=None,
        kept="",
        interim_given=(),
    )
    if after.state is not S.OFFERED:
        return fresh
    due_at = _answer_by(routed, now)
    cleared = replace(fresh, claimed_by="", claimed_name="", reason="")
    return replace(cleared, respond_by=due_at, remind_at=deadline.remind_at(now, due_at))


def _unmoved(before: Allocation, told: Allocation, now: datetime) -> Step | None:
    """A row that keeps its state; a step of its own only where the newer answer says something else about it."""
    if told == before:
        return None
    same = replace(
        told,
        decision_id=before.decision_id,
        decided_at=before.decided_at,
        referral_version=before.referral_version,
    )
    if same == before:
        return Step(told, before.state, Verb.CORRECT, By.ROUTER.value, "", "", None, is_silent=True)
    kept = replace(told, version=before.version + 1, changed_at=max(now, before.changed_at))
    more = () if before.state in SETTLED else (code for code in told.unmet if code not in before.unmet)
    said = " ".join(filter(None, (correction.code_of(correction.newer(before, told)), *more)))
    return Step(kept, before.state, Verb.CORRECT, By.ROUTER.value, "", said, None)


def _row_for(routed: RoutedAllocation, rows: Iterable[Allocation]) -> Allocation | None:
    """The row a routed allocation speaks of: the same id, or the same pathway and service under an earlier id. A row
    that was closed stays closed: what comes after it is another.
    """
    same = [row for row in rows if (row.pathway, row.service) == (routed.pathway, routed.service)]
    exact = (row for row in rows if row.id == routed.allocation_id)
    return next(exact, next((row for row in same if row.state is not S.CLOSED), None))


def take_answer(answer: ReferralRouted, rows: Sequence[Allocation], now: datetime) -> list[Step]:
    """The steps that bring a referral's rows in line with the router's newest answer; an older answer does nothing.

    What lapsed and went elsewhere stays lapsed: its agency's late answer is kept. An answer that says nothing of what
    was accepted late was made before the router heard of that: its next one says who keeps it.
    """
    if any(row.decided_at > answer.decided_at for row in rows):
        return []
    named = [(routed, _row_for(routed, rows)) for routed in answer.allocations]
    steps = [step for routed, row in named if (step := _one(row, routed, answer, now)) is not None]
    mentioned: set[UUID] = {row.id for _, row in named if row is not None}
    gone = [row for row in rows if row.id not in mentioned and row.state in OPEN and not _is_accepted_late(row)]
    for row in gone:
        newer = replace(row, decision_id=answer.decision_id, decided_at=answer.decided_at)
        steps.append(move(newer, Verb.WITHDRAW, By.ROUTER, now, code=REPLACED))
    return steps


def _is_accepted_late(row: Allocation) -> bool:
    return row.late and row.state in AT_WORK


def erase(row: Allocation, now: datetime) -> tuple[Allocation, Step | None]:
    """The row without a fact about its person, and the step that takes it back where it was open.

    Duties too: there is nobody any more to be told of. Whoever had it in hand confirms what it keeps.
    """
    taken = move(row, Verb.WITHDRAW, By.SYSTEM, now, code=ERASED) if row.state in {*OPEN, S.LAPSED} else None
    bare = replace(
        taken.allocation if taken is not None else row,
        needs=(),
        child=Answer.NOT_KNOWN.value,
        flags=(),
        quality=(),
        corrections=(),
        obligations=(),
        unmet=(),
        missing="",
        appointment_by=None,
        interim=(),
        interim_given=(),
    )
    return bare, replace(taken, allocation=bare) if taken is not None else None


def revoke(row: Allocation, *, revoked_at: datetime, reason: str, now: datetime) -> Step | None:
    """Take a row back because its agency may no longer see the referral; None where it is not in its hands.

    A decision newer than the revocation has already taken it into account. A duty once told stays told, as the router
    holds it too: what its agency may still see of the person is consent's answer at each reading.
    """
    in_hand = row.state in {S.OFFERED, S.UNMET, S.LAPSED, *AT_WORK} and not row.duty
    if not in_hand or row.decided_at > revoked_at:
        return None
    return move(row, Verb.WITHDRAW, By.SYSTEM, now, code=reason or NO_LONGER_PERMITTED)
