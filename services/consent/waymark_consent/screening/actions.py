"""What consent does when a referral comes, is corrected, answered about or taken back: into the vault, decided, told.

Batches, in a few statements each. Not here: what the person says later (`..actions`), and the release.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from pydantic import ValidationError

from waymark.cipher import DoesNotOpen, open_groups, plain_groups
from waymark.contracts.consent import ReferralScreened, ReleaseRevoked
from waymark.contracts.envelope import Event, Heard
from waymark.contracts.person import PART_OF_GROUP, Person
from waymark.contracts.referral import (
    Facts,
    FactsAnswered,
    ReferralAnswered,
    ReferralReceived,
    ReferralWithdrawn,
    SealedPerson,
)
from waymark.db import Reader, Transaction
from waymark.words import SEALED_GROUPS, Group, Position
from waymark_consent import store
from waymark_consent.access.store import opened_transport_keys
from waymark_consent.agreement import day_in_county
from waymark_consent.answer import Screener, Screening, screen
from waymark_consent.kept import KeptTerms
from waymark_consent.permission import Said, correction_said_at, counting, said_at, wording_code
from waymark_consent.release import Subject, Terms, lost
from waymark_consent.screening.standing import quality_with, reach_of, with_standing
from waymark_consent.screening.store import Found, find_first
from waymark_consent.settings import ConsentOwn
from waymark_consent.store import Decided, Kept, Word
from waymark_consent.vault.store import put_people, take_groups

NOT_PERMITTED = "not_permitted"
_RECEIVED, _WITHDRAWN, _RECORDED = "referral.received", "referral.withdrawn", "permission.recorded"
_ANSWERED = "referral.answered"
_Batch = Sequence[Heard[ReferralReceived]]


async def screen_referrals(tx: Transaction, heard: _Batch, own: ConsentOwn) -> None:
    """Take referrals into the vault, decide for every recipient, tell the answers; a batch in a few statements.

    Several versions of one referral in a batch: the newest counts; one older than what is kept is passed over, and
    whatever comes after the sender took it back, or its person was erased, changes nothing. Raises DoesNotOpen for a
    person no transport key opens.
    """
    found = await find_first(
        tx,
        {one.data.referral_id for one in heard},
        {one.data.person.transport_key_id for one in heard},
    )
    known = await store.find_referrals(tx, {one.data.referral_id for one in heard}) if found.some_known else {}
    screener = await _screener(tx, own.terms, found.terms)
    standing = [one for one in heard if not _is_over(known.get(one.data.referral_id))]
    said = await _take_words(tx, standing, known)
    fresh = _newest(standing, known)
    if not fresh:
        return
    people = _open_people(found, {i: one.data.person for i, one in fresh.items()}, own)
    await put_people(tx, own.ring, people, are_new=not found.some_known)
    screened: list[tuple[Kept, Decided]] = []
    for referral_id, one in fresh.items():
        before = known.get(referral_id)
        word = counting(said.get(referral_id, ()))
        result = screener.screen(Subject(one.data.sender, one.data.facts, word))
        screening = before.screening + 1 if before else 1
        decided = decision(tx, referral_id, screening, cause=_RECEIVED, said=word, result=result)
        screened.append((_kept(one.data, decided), decided))
        _tell_screening(tx, screened[-1][0], before, cause=one)
    store.save_referrals(tx, screened)


async def answer_referrals(tx: Transaction, heard: Sequence[Heard[ReferralAnswered]], own: ConsentOwn) -> None:
    """Put answers into what is kept, one after the other, and tell the new answer of consent.

    One that is older than what is kept, of a referral that was taken back or that nobody knows, changes nothing.
    Raises DoesNotOpen for groups no transport key opens.
    """
    for one in heard:
        await _answer(tx, one, own)


async def withdraw_referrals(tx: Transaction, heard: Sequence[Heard[ReferralWithdrawn]], own: ConsentOwn) -> None:
    """Close referrals that their sender took back to everybody but those who are told by duty, and tell it."""
    known = await store.find_referrals(tx, {one.data.referral_id for one in heard})
    said = await store.list_words(tx, known)
    screener = await _find_screener(tx, own)
    screened: dict[UUID, tuple[Kept, Decided]] = {}
    for one in heard:
        referral_id = one.data.referral_id
        before = known.get(referral_id)
        if before is None:
            tx.audit("withdrawal.of_unknown_referral", about=referral_id, actor=one.data.sender)
            continue
        if referral_id in screened or _is_over(before):
            continue
        word = counting(said.get(referral_id, ()))
        result = screener.screen(Subject(before.sender, before.facts, word, is_withdrawn=True))
        decided = decision(tx, referral_id, before.screening + 1, cause=_WITHDRAWN, said=word, result=result)
        now = replace(_decided(before, decided), withdrawn=one.data.reason)
        screened[referral_id] = now, decided
        _tell_screening(tx, now, before, cause=one)
    store.save_referrals(tx, list(screened.values()))


async def screen_again(tx: Transaction, before: Kept, counts: Said) -> tuple[Kept, Screening]:
    """Decide anew after the person said something; told only where the answer is another."""
    result = screen(Subject(before.sender, before.facts, counts), await load_terms(tx))
    if (result.scope, result.duties) == (before.scope, before.duties):
        return before, result
    decided = decision(tx, before.referral_id, before.screening + 1, cause=_RECORDED, said=counts, result=result)
    now = _decided(before, decided)
    store.save_referrals(tx, [(now, decided)])
    _tell_screening(tx, now, before)
    return now, result


async def load_terms(reader: Reader) -> Terms:
    """What decisions are taken under at this moment: recipients, agreements and the county's date."""
    return Terms(
        recipients=await store.list_recipients(reader),
        agreements=await store.list_agreements(reader),
        on=day_in_county(reader.now),
    )


async def _screener(reader: Reader, kept: KeptTerms, version: UUID) -> Screener:
    """Who screens under the terms in force, from memory where their version says that they are still the same."""
    screener = kept.get(version, day_in_county(reader.now))
    if screener is None:
        screener = Screener(await load_terms(reader))
        kept.keep(version, screener)
    return screener


async def _answer(tx: Transaction, one: Heard[ReferralAnswered], own: ConsentOwn) -> None:
    answer = one.data
    known = await store.find_referrals(tx, {answer.referral_id})
    before = known.get(answer.referral_id)
    if before is None:
        tx.audit("answer.to_unknown_referral", about=answer.referral_id, actor=answer.sender)
        return
    if _is_over(before) or answer.referral_version <= before.referral_version:
        return
    facts, quality = _facts_after(before.facts, answer.facts), answer.quality
    whole = await _put_groups(tx, answer, own)
    if whole is not None and answer.facts.contactable is not None:
        facts = facts.model_copy(update={"contactable": reach_of(whole)})
        quality = quality_with(quality, facts.contactable, whole.safe_contact)
    word = counting((await store.list_words(tx, known)).get(answer.referral_id, ()))
    screener = await _find_screener(tx, own)
    result = screener.screen(Subject(before.sender, facts, word))
    decided = decision(tx, answer.referral_id, before.screening + 1, cause=_ANSWERED, said=word, result=result)
    now = replace(
        _decided(before, decided),
        facts=facts,
        quality=quality,
        referral_version=answer.referral_version,
        corrections=answer.corrections,
    )
    store.save_referrals(tx, [(now, decided)])
    _tell_screening(tx, now, before, cause=one)
    # The next of the batch may be about the same referral, and must find this one.
    await tx.settle()


async def _put_groups(tx: Transaction, answer: ReferralAnswered, own: ConsentOwn) -> Person | None:
    """The answered groups in the place of theirs, but for what protects; the whole is sealed anew: nothing old opens.

    None where no group was answered, or where the person was erased.
    """
    if answer.person is None:
        return None
    found = await find_first(tx, {answer.referral_id}, {answer.person.transport_key_id})
    news = _open_people(found, {answer.referral_id: answer.person}, own)[answer.referral_id]
    kept = await take_groups(tx, own.ring, {answer.referral_id: SEALED_GROUPS})
    if answer.referral_id not in kept:
        return None
    before = Person.model_validate({group.value: part for group, part in kept[answer.referral_id].items()})
    answered = Person.model_validate({group.value: json.loads(plain) for group, plain in news.items()})
    whole = with_standing(before, answered, answer.taken_back)
    await put_people(tx, own.ring, {answer.referral_id: plain_groups(whole)})
    return whole


def _facts_after(before: Facts, answered: FactsAnswered) -> Facts:
    """The facts with those that were answered in the place of theirs."""
    return before.model_copy(update=answered.model_dump(exclude_none=True))


async def _find_screener(reader: Reader, own: ConsentOwn) -> Screener:
    return await _screener(reader, own.terms, await store.terms_version(reader))


def _is_over(kept: Kept | None) -> bool:
    return kept is not None and kept.is_over


def _newest(heard: _Batch, known: Mapping[UUID, Kept]) -> dict[UUID, Heard[ReferralReceived]]:
    newest: dict[UUID, Heard[ReferralReceived]] = {}
    for one in heard:
        kept = known.get(one.data.referral_id)
        best = newest.get(one.data.referral_id)
        floor = best.data.referral_version if best else kept.referral_version if kept else 0
        if one.data.referral_version > floor:
            newest[one.data.referral_id] = one
    return newest


async def _take_words(tx: Transaction, heard: _Batch, known: Mapping[UUID, Kept]) -> dict[UUID, list[Said]]:
    """Record what each record says the person said, and answer all that is on file of each referral."""
    said = await store.list_words(tx, known) if known else {}
    words: list[Word] = []
    for one in heard:
        on_file = said.setdefault(one.data.referral_id, [])
        words.append(_word(one, on_file))
        if words[-1].said.permission_id not in {word.permission_id for word in on_file}:
            on_file.append(words[-1].said)
    store.add_words(tx, words)
    return said


def _word(one: Heard[ReferralReceived], on_file: Sequence[Said]) -> Word:
    """The sender's consent statement as a recorded word; its id is the event's, so that it is recorded once."""
    received, statement = one.data, one.data.consent
    at = received.corrections[-1].at if received.corrections else received.received_at
    said = Said(
        permission_id=one.id,
        position=statement.position,
        explicit=statement.explicit and statement.position is Position.GIVEN,
        given_by=statement.given_by,
        said_at=correction_said_at(
            statement.asked_at,
            position=statement.position,
            received_at=received.received_at,
            corrected_at=at,
            said=on_file,
        )
        if received.corrections
        else said_at(statement.asked_at, at),
    )
    return Word(
        referral_id=received.referral_id,
        said=said,
        how=statement.how,
        wording=wording_code(statement.wording),
        recorded_by=received.sender,
        recorded_at=at,
    )


def _open_people(
    found: Found, people_sealed: Mapping[UUID, SealedPerson], own: ConsentOwn
) -> dict[UUID, dict[Group, bytes]]:
    """Each person as the groups' JSON, read once to see that it can be shown later; raises DoesNotOpen."""
    keys = opened_transport_keys(found.keys, own.ring, own.transport)
    people: dict[UUID, dict[Group, bytes]] = {}
    envelopes: dict[bytes, bytes] = {}
    for referral_id, sealed in people_sealed.items():
        if sealed.transport_key_id not in keys:
            raise DoesNotOpen("sealed to a transport key that is unknown or was destroyed")
        people[referral_id] = open_groups(
            sealed, key=keys[sealed.transport_key_id], referral_id=referral_id, envelopes=envelopes
        )
        _check_readable(people[referral_id])
    return people


def _check_readable(groups: Mapping[Group, bytes]) -> None:
    for group, plain in groups.items():
        try:
            PART_OF_GROUP[group].model_validate_json(plain)
        except ValidationError:
            raise DoesNotOpen(f"group {group.value} of a sealed person is not what it should be") from None


def decision(
    tx: Transaction, referral_id: UUID, screening: int, *, cause: str, said: Said | None, result: Screening
) -> Decided:
    """A decision about to be recorded, under an id of its own."""
    return Decided(
        decision_id=tx.new_id(),
        referral_id=referral_id,
        screening=screening,
        cause=cause,
        said=said,
        result=result,
        at=tx.now,
    )


def _kept(received: ReferralReceived, decided: Decided) -> Kept:
    return Kept(
        referral_id=received.referral_id,
        referral_version=received.referral_version,
        journey_id=received.journey_id,
        sender=received.sender,
        received_at=received.received_at,
        facts=received.facts,
        quality=received.quality,
        screening=decided.screening,
        decision_id=decided.decision_id,
        scope=decided.result.scope,
        duties=decided.result.duties,
        corrections=received.corrections,
    )


def _decided(before: Kept, decided: Decided) -> Kept:
    return replace(
        before,
        screening=decided.screening,
        decision_id=decided.decision_id,
        scope=decided.result.scope,
        duties=decided.result.duties,
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
            referral_version=now.referral_version,
            corrections=now.corrections,
            withdrawn=now.withdrawn,
        ),
        key=now.referral_id,
        cause=cause,
    )
    for scope in lost(before.scope if before else (), now.scope):
        reason = scope.reasons[0] if scope.reasons else NOT_PERMITTED
        tx.tell(
            ReleaseRevoked(referral_id=now.referral_id, agency=scope.agency, reason=reason, revoked_at=tx.now),
            key=now.referral_id,
            cause=cause,
        )
