"""What an answer comes to: both groups of contact or neither, the facts they change, and what is still wrong."""

import json
from typing import Any
from uuid import uuid4

import pytest

from waymark.errors import Refused
from waymark.ids import AgencyId, ReferralId
from waymark.words import Answer, Contactable, Group, QualityFlag
from waymark_intake.records.answered import AnswerGiven, AnswerSubmission, answered, changes, quality_after

Q = QualityFlag
MOBILE = {"mobile": "07700900123"}


def given(**parts: Any) -> AnswerGiven:
    return AnswerGiven.model_validate_json(json.dumps({"version": 1, **parts}))


def submission(answer: AnswerGiven) -> AnswerSubmission:
    found = answered(answer)
    return AnswerSubmission(
        referral_id=ReferralId(uuid4()),
        sender=AgencyId("some-council"),
        subject="con.council",
        key_hash=b"k",
        fingerprint=b"f",
        facts=found.facts,
        wrong=found.wrong,
        person=None,
        hashes=dict.fromkeys(found.person.groups(), "x"),
    )


@pytest.mark.parametrize(
    ("safe", "contactable", "wrong"),
    [
        ({"mobile_safe": "yes"}, Contactable.SAFE, ()),
        ({"mobile_safe": "no"}, Contactable.UNSAFE, (Q.NO_SAFE_CONTACT,)),
        ({"mobile_safe": "yes", "do_not_contact": "yes"}, Contactable.UNSAFE, (Q.DO_NOT_CONTACT,)),
    ],
)
def test_whether_somebody_can_be_reached_is_told_from_both_groups(
    safe: dict[str, str], contactable: Contactable, wrong: tuple[QualityFlag, ...]
) -> None:
    found = answered(given(contact=MOBILE, safe_contact=safe))
    assert (found.facts.contactable, found.wrong) == (contactable, wrong)
    assert set(found.person.groups()) == {Group.CONTACT, Group.SAFE_CONTACT}


def test_a_word_on_the_national_mechanism_touches_nothing_else() -> None:
    found = answered(given(nrm_agreed="no"))
    assert found.facts.nrm_agreed is Answer.NO
    assert found.facts.contactable is None
    assert not found.person.groups()


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({}, ""),
        ({"taken_back": ["times"]}, "/safe_contact"),
        ({"contact": MOBILE}, "/safe_contact"),
        ({"safe_contact": {"mobile_safe": "yes"}}, "/contact"),
    ],
)
def test_half_an_answer_is_refused(parts: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Refused) as refusal:
        answered(given(**parts))
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_a_note_is_written_anew_or_taken_back_and_not_both() -> None:
    with pytest.raises(Refused) as refusal:
        answered(given(contact={}, safe_contact={"code_word": "robin"}, taken_back=["code_word"]))
    assert [fault.pointer for fault in refusal.value.faults] == ["/taken_back"]
    answered(given(contact={}, safe_contact={"code_word": "robin"}, taken_back=["times"]))


def test_faults_of_contact_are_found_anew_and_the_others_stay() -> None:
    before = (Q.DISTRICT_MISSING, Q.NO_SAFE_CONTACT, Q.CONTACT_UNUSABLE)
    reached = submission(given(contact=MOBILE, safe_contact={"mobile_safe": "yes"}))
    assert quality_after(before, reached) == (Q.DISTRICT_MISSING,)
    assert changes(reached) == (Group.CONTACT, Group.SAFE_CONTACT, Group.FACTS)
    unusable = submission(given(contact={"mobile": "1111111"}, safe_contact={"mobile_safe": "yes"}))
    assert set(quality_after((), unusable)) == {Q.CONTACT_MISSING, Q.CONTACT_UNUSABLE}
    assert quality_after(before, submission(given(nrm_agreed="yes"))) == before
