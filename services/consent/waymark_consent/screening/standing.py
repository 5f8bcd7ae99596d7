"""What stands of the words on safe contact when the sender answers anew: what protects, until it is taken back.

Pure, on what the vault holds and what came. Not here: putting it into the vault (actions.py); which channel an answer
shuts (`waymark.safe_contact`).
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from waymark.contracts.person import Person, SafeContact, Suspect
from waymark.safe_contact import contactable_of, settled
from waymark.words import Answer, Contactable, QualityFlag, SafeNote

_NOBODY_ALLEGED = Suspect()
PROTECTS: Mapping[str, Answer] = MappingProxyType(
    {
        "mobile_safe": Answer.NO,
        "text_safe": Answer.NO,
        "voicemail_safe": Answer.NO,
        "landline_safe": Answer.NO,
        "email_safe": Answer.NO,
        "post_safe": Answer.NO,
        "third_person_safe": Answer.NO,
        "keep_messages": Answer.NO,
        "do_not_contact": Answer.YES,
        "hide_number": Answer.YES,
        "phone_shared": Answer.YES,
        "email_shared": Answer.YES,
        "address_shared": Answer.YES,
    }
)
"""Of each question, the answer that keeps somebody safe: it stands where nothing else is said."""
_SILENT = frozenset({Answer.NOT_ASKED, Answer.NOT_KNOWN})
_OF_REACH = frozenset({QualityFlag.CONTACT_MISSING, QualityFlag.NO_SAFE_CONTACT, QualityFlag.DO_NOT_CONTACT})


def with_standing(before: Person, answered: Person, taken_back: Collection[SafeNote]) -> Person:
    """The person with the answered groups in the place of theirs, and with what protects from before.

    A yes to a channel does not stand: it must be said of the new ways of contact. Only the opposite answer, another
    note, or a note in `taken_back` ends what protects.
    """
    whole = before.model_copy(update={group.value: part for group, part in answered.groups().items()})
    if answered.contact is None and answered.safe_contact is None and not taken_back:
        return whole
    safe = _merged(before.safe_contact or SafeContact(), answered.safe_contact or SafeContact(), taken_back)
    lives_there = (whole.suspect or _NOBODY_ALLEGED).lives_with_person
    safe = settled(safe, lives_with_alleged=lives_there)
    return whole.model_copy(update={"safe_contact": None if safe == SafeContact() else safe})


def reach_of(person: Person) -> Contactable:
    """Whether some channel to the person is safe, told from all that is known of them."""
    return contactable_of(
        contact=person.contact,
        address=person.address,
        safe=person.safe_contact,
        family=person.family,
        suspect=person.suspect,
    )


def quality_with(
    found: Collection[QualityFlag], reach: Contactable, safe: SafeContact | None
) -> tuple[QualityFlag, ...]:
    """What intake found, with what is wrong about reaching the person told from the whole of it."""
    wrong = set(found) - _OF_REACH
    if reach is Contactable.MISSING:
        wrong.add(QualityFlag.CONTACT_MISSING)
    elif reach is Contactable.UNSAFE:
        told_no = safe is not None and safe.do_not_contact is Answer.YES
        wrong.add(QualityFlag.DO_NOT_CONTACT if told_no else QualityFlag.NO_SAFE_CONTACT)
    return tuple(flag for flag in QualityFlag if flag in wrong)


def _merged(before: SafeContact, answered: SafeContact, taken_back: Collection[SafeNote]) -> SafeContact:
    answers = {
        name: protects
        for name, protects in PROTECTS.items()
        if getattr(answered, name) in _SILENT and getattr(before, name) is protects
    }
    notes = {
        note.value: getattr(before, note.value)
        for note in SafeNote
        if not getattr(answered, note.value) and note not in taken_back
    }
    return answered.model_copy(update=answers | notes)
