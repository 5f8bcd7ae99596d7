"""An answer of the sender: what was answered is replaced, the rest stays, and consent decides anew."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.consent import NOW, Consent, a_consent
from tests.builders.person import a_person
from tests.builders.referral import POLICE, some_facts
from tests.conftest import OpenDatabase
from tests.consent.test_screening import SAM, heard, released, withdrawn
from waymark.cipher import DoesNotOpen, seal_person
from waymark.clock import ReplayClock
from waymark.contracts.consent import KeysChanged, ReferralScreened
from waymark.contracts.person import Contact, Identity, Person, SafeContact
from waymark.contracts.referral import Correction, FactsAnswered, ReferralAnswered
from waymark.db import SYSTEM
from waymark.settings import Settings
from waymark.words import Answer, Contactable, Group, QualityFlag, SafeNote

REACHED = Person(contact=Contact(mobile="07700900129"), safe_contact=SafeContact(mobile_safe=Answer.YES))


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def answered(
    at: Consent,
    referral_id: UUID,
    person: Person | None = REACHED,
    *,
    version: int = 2,
    taken_back: tuple[SafeNote, ...] = (),
    **facts: Any,
) -> ReferralAnswered:
    """An answer as intake tells it, sealed to a transport key consent really has."""
    keys = (await at.told(KeysChanged))[-1].keys
    key = max((one for one in keys if one.purpose == "transport"), key=lambda one: one.valid_from)
    groups = (Group.CONTACT, Group.SAFE_CONTACT, Group.FACTS) if person else (Group.FACTS,)
    sealed = (
        seal_person(person, transport_key_id=key.key_id, transport_public=key.public, referral_id=referral_id)
        if person
        else None
    )
    corrections = tuple(
        Correction(version=one, at=NOW + timedelta(minutes=one), groups=groups) for one in range(2, version + 1)
    )
    return ReferralAnswered(
        referral_id=referral_id,
        referral_version=version,
        sender=POLICE,
        facts=FactsAnswered(**facts),
        person=sealed,
        corrections=corrections,
        taken_back=taken_back,
    )


async def test_what_was_answered_is_replaced_and_the_rest_stays(consent: Consent) -> None:
    first = await consent.received(
        a_person(identity=Identity(given_name="Ines")), facts=some_facts(contactable=Contactable.UNSAFE)
    )
    answer = await answered(consent, first.referral_id, contactable=Contactable.SAFE)
    await heard(consent, first, answer)
    last = (await consent.told(ReferralScreened))[-1]
    assert (last.referral_version, last.corrections) == (2, answer.corrections)
    assert last.facts == first.facts.model_copy(update={"contactable": Contactable.SAFE})
    seen = await released(consent, SAM, first.referral_id)
    assert seen.groups[Group.IDENTITY]["given_name"] == "Ines"
    assert seen.groups[Group.CONTACT]["mobile"] == "07700900129"
    assert seen.groups[Group.SAFE_CONTACT]["mobile_safe"] == "yes"


async def test_what_protects_outlives_a_new_number_and_is_told_on(consent: Consent) -> None:
    warned = SafeContact(do_not_contact=Answer.YES, phone_shared=Answer.YES, who_must_not_know="Zqa")
    first = await consent.received(
        a_person(contact=Contact(mobile="07700900111"), safe_contact=warned),
        facts=some_facts(contactable=Contactable.UNSAFE),
    )
    await heard(consent, first, await answered(consent, first.referral_id, contactable=Contactable.SAFE))
    last = (await consent.told(ReferralScreened))[-1]
    assert last.facts.contactable is Contactable.UNSAFE
    assert QualityFlag.DO_NOT_CONTACT in last.quality
    safe = (await released(consent, SAM, first.referral_id)).groups[Group.SAFE_CONTACT]
    assert (safe["do_not_contact"], safe["phone_shared"], safe["who_must_not_know"]) == ("yes", "yes", "Zqa")
    assert safe["mobile_safe"] == "no"


async def test_what_protects_ends_with_an_explicit_no_and_a_note_with_taking_it_back(consent: Consent) -> None:
    warned = SafeContact(do_not_contact=Answer.YES, who_must_not_know="Zqa")
    first = await consent.received(a_person(safe_contact=warned), facts=some_facts(contactable=Contactable.UNSAFE))
    over = REACHED.model_copy(update={"safe_contact": SafeContact(mobile_safe=Answer.YES, do_not_contact=Answer.NO)})
    ended = (SafeNote.WHO_MUST_NOT_KNOW,)
    answer = await answered(consent, first.referral_id, over, taken_back=ended, contactable=Contactable.SAFE)
    await heard(consent, first, answer)
    last = (await consent.told(ReferralScreened))[-1]
    assert last.facts.contactable is Contactable.SAFE
    safe = (await released(consent, SAM, first.referral_id)).groups[Group.SAFE_CONTACT]
    assert (safe["do_not_contact"], safe["mobile_safe"]) == ("no", "yes")
    assert "who_must_not_know" not in safe


async def test_two_answers_of_one_batch_both_count(consent: Consent) -> None:
    first = await consent.received()
    one = await answered(consent, first.referral_id, contactable=Contactable.SAFE)
    two = await answered(consent, first.referral_id, None, version=3, nrm_agreed=Answer.NO)
    await heard(consent, first, one, two)
    last = (await consent.told(ReferralScreened))[-1]
    assert last.referral_version == 3
    assert (last.facts.contactable, last.facts.nrm_agreed) == (Contactable.SAFE, Answer.NO)


async def test_an_answer_that_comes_again_or_late_changes_nothing(consent: Consent) -> None:
    first = await consent.received(a_person(contact=Contact(mobile="07700900111")))
    stale = await answered(consent, first.referral_id, version=1)
    await heard(consent, first, stale)
    assert len(await consent.told(ReferralScreened)) == 1
    assert (await released(consent, SAM, first.referral_id)).groups[Group.CONTACT]["mobile"] == "07700900111"


async def test_nothing_changes_once_it_was_taken_back_or_where_nobody_knows_it(consent: Consent) -> None:
    first = await consent.received()
    await heard(consent, first, withdrawn(first.referral_id))
    before = len(await consent.told(ReferralScreened))
    late = await answered(consent, first.referral_id, contactable=Contactable.SAFE)
    await heard(consent, late)
    await consent.hear(await answered(consent, uuid4()))
    assert len(await consent.told(ReferralScreened)) == before
    async with consent.database.reader(SYSTEM) as reader:
        acts = [row.act for row in await reader.rows("select act from audit")]
    assert acts.count("answer.to_unknown_referral") == 1


async def test_an_erased_person_stays_erased(consent: Consent) -> None:
    first = await consent.received()
    await heard(consent, first)
    async with consent.database.transaction(SYSTEM) as tx:
        await tx.run("update subject_records set data_key = null, erased_at = now()")
    await heard(consent, await answered(consent, first.referral_id, contactable=Contactable.SAFE))
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from subject_records where data_key is not null") == 0


async def test_an_answer_sealed_to_no_key_of_ours_does_not_open(consent: Consent) -> None:
    first = await consent.received()
    await heard(consent, first)
    answer = await answered(consent, first.referral_id)
    assert answer.person is not None
    lost = answer.person.model_copy(update={"transport_key_id": "gone"})
    with pytest.raises(DoesNotOpen):
        await consent.hear(answer.model_copy(update={"person": lost}))
