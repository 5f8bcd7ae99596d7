"""What protects stands when the sender answers anew; what opens must be said again."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waymark.contracts.person import Address, Contact, Person, SafeContact, Suspect
from waymark.words import Answer, Contactable, QualityFlag, SafeNote
from waymark_consent.screening.standing import PROTECTS, quality_with, reach_of, with_standing

Q = QualityFlag
NEW = Contact(mobile="07700900129")
REACHED = SafeContact(mobile_safe=Answer.YES)
EVERY_ANSWER = some.builds(
    SafeContact,
    **{name: some.sampled_from(list(Answer)) for name in PROTECTS},
    **{note.value: some.sampled_from([None, "a note", "another"]) for note in SafeNote},
)


def after(before: SafeContact, answered: SafeContact = REACHED, *taken_back: SafeNote, **over: object) -> Person:
    was = Person(contact=Contact(mobile="07700900111"), safe_contact=before, **over)
    return with_standing(was, Person(contact=NEW, safe_contact=answered), taken_back)


def safe_after(before: SafeContact, answered: SafeContact = REACHED, *taken_back: SafeNote) -> SafeContact:
    return after(before, answered, *taken_back).safe_contact or SafeContact()


@pytest.mark.parametrize(
    ("said", "way"),
    [("do_not_contact", "mobile_safe"), ("phone_shared", "mobile_safe"), ("email_shared", "email_safe")],
)
def test_a_new_number_does_not_end_what_protects_and_an_explicit_no_does(said: str, way: str) -> None:
    before = SafeContact.model_validate({said: Answer.YES})
    silent = safe_after(before, SafeContact.model_validate({way: Answer.YES}))
    assert (getattr(silent, said), getattr(silent, way)) == (Answer.YES, Answer.NO)
    over = safe_after(before, SafeContact.model_validate({way: Answer.YES, said: Answer.NO}))
    assert (getattr(over, said), getattr(over, way)) == (Answer.NO, Answer.YES)


def test_a_note_stands_until_another_is_written_or_it_is_taken_back() -> None:
    before = SafeContact(who_must_not_know="the brother", code_word="robin")
    stands = safe_after(before)
    assert (stands.who_must_not_know, stands.code_word) == ("the brother", "robin")
    other = safe_after(before, SafeContact(mobile_safe=Answer.YES, code_word="wren"), SafeNote.WHO_MUST_NOT_KNOW)
    assert (other.who_must_not_know, other.code_word) == (None, "wren")


def test_a_yes_to_a_way_must_be_said_again() -> None:
    assert safe_after(SafeContact(email_safe=Answer.YES, keep_messages=Answer.YES)) == REACHED


@given(before=EVERY_ANSWER, answered=EVERY_ANSWER)
def test_whatever_is_answered_nothing_opens_that_was_shut_and_not_opened_anew(
    before: SafeContact, answered: SafeContact
) -> None:
    found = safe_after(before, answered)
    for name, protects in PROTECTS.items():
        opposite = Answer.NO if protects is Answer.YES else Answer.YES
        if getattr(before, name) is protects and getattr(answered, name) is not opposite:
            assert getattr(found, name) is protects
        if getattr(found, name) is opposite:
            assert getattr(answered, name) is opposite
    for note in SafeNote:
        assert getattr(found, note) == (getattr(answered, note) or getattr(before, note))


def test_post_is_never_safe_where_the_alleged_person_lives() -> None:
    person = after(
        SafeContact(),
        SafeContact(post_safe=Answer.YES),
        suspect=Suspect(lives_with_person=Answer.YES),
        address=Address(lines=("1 A Street",)),
    )
    assert reach_of(person) is Contactable.UNSAFE


def test_without_an_answer_about_contact_nothing_changes() -> None:
    was = Person(safe_contact=SafeContact(mobile_safe=Answer.YES, code_word="robin"))
    assert with_standing(was, Person(), ()) == was


@pytest.mark.parametrize(
    ("reach", "safe", "wrong"),
    [
        (Contactable.SAFE, REACHED, ()),
        (Contactable.MISSING, None, (Q.CONTACT_MISSING,)),
        (Contactable.UNSAFE, None, (Q.NO_SAFE_CONTACT,)),
        (Contactable.UNSAFE, SafeContact(do_not_contact=Answer.YES), (Q.DO_NOT_CONTACT,)),
    ],
)
def test_what_is_wrong_about_reaching_somebody_is_told_from_the_whole(
    reach: Contactable, safe: SafeContact | None, wrong: tuple[QualityFlag, ...]
) -> None:
    found = quality_with((Q.DISTRICT_MISSING, Q.NO_SAFE_CONTACT), reach, safe)
    assert set(found) == {Q.DISTRICT_MISSING, *wrong}
