"""The public form's answers -> canonical referral: what a person asks for themselves, and what protects a child.

What the person wrote is sealed and never becomes a fact; facts come from ticks and closed tables. A kind of help the
person said no to leaves no need behind, but a child in danger is told of to who protects children all the same. Not
here: reading the answers (self_answers.py), the pages.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from waymark.contracts.person import Address, Contact, Identity, Narrative, Person, SafeContact
from waymark.contracts.referral import ConsentStatement, Facts
from waymark.words import Answer, Contactable, Flag, Need, Position, QualityFlag, SenderClass
from waymark_intake.age import Age, age_of
from waymark_intake.need import needs_for
from waymark_intake.person_groups import given
from waymark_intake.referral import Canonical
from waymark_intake.safe_contact import contactable_of
from waymark_intake.self_answers import (
    ELSEWHERE,
    LONGEST_LINE,
    NOT_SAID,
    Answers,
    asked_help,
    counted,
    digits_of,
)
from waymark_intake.self_situation import (
    GENERAL_NEEDS,
    SPECIALISTS_CLASSES,
    TALK,
    HelpKind,
    Situation,
    chosen,
    weightiest,
)
from waymark_intake.subject import district_of
from waymark_intake.working_day import local_date

WORDING = "form/1"
_ANSWER = {"yes": Answer.YES, "no": Answer.NO, "not_sure": Answer.NOT_KNOWN, "": Answer.NOT_ASKED}
_MOBILE = ("07", "+447", "00447")


def normalise(answers: Answers, *, received_at: datetime) -> Canonical:
    """The canonical referral of answers without faults, sent at `received_at` (UTC)."""
    answers = counted(answers)
    person = person_of(answers)
    age = _age(answers, received_at)
    agreed = [kind for kind in asked_help(answers) if kind in answers.help_yes]
    situations = chosen((TALK,) if answers.only_call else answers.situations)
    helped = [situation for situation in situations if situation.help in agreed]
    area = "" if answers.area in {ELSEWHERE, NOT_SAID} else answers.area
    flags = _flags(answers, situations, helped, age.child)
    offence_class = weightiest(helped)
    facts = Facts(
        source=SenderClass.SELF,
        # Where every kind of help was refused nobody gets it, and what was wanted still counts as wanted.
        needs=_needs(situations, agreed or tuple(HelpKind), flags, age.child),
        offence_class=offence_class if HelpKind.SUPPORT in agreed or offence_class in SPECIALISTS_CLASSES else None,
        flags=flags,
        age_years=age.years,
        child=age.child,
        district=district_of(area or None),
        contactable=contactable_of(
            contact=person.contact, address=person.address, safe=person.safe_contact, family=None
        ),
    )
    return Canonical(
        facts=facts,
        person=person,
        consent=ConsentStatement(
            position=Position.GIVEN if agreed else Position.REFUSED,
            explicit=bool(agreed),
            given_by="self",
            how="online",
            wording=WORDING,
            asked_at=received_at,
        ),
        quality=tuple(_quality(facts)),
        clock=None,
        sender_reference=None,
    )


def person_of(answers: Answers) -> Person:
    """The sealed groups the answers give something for."""
    is_mobile = digits_of(answers.phone).startswith(_MOBILE)
    return Person(
        identity=given(Identity(known_as=answers.name or None)),
        contact=given(
            Contact(
                mobile=answers.phone or None if is_mobile else None,
                landline=None if is_mobile else answers.phone or None,
                email=answers.email or None,
            )
        ),
        safe_contact=given(_safe_contact(answers, is_mobile=is_mobile)),
        address=given(Address(lines=tuple(filter(None, _address_lines(answers))))),
        narrative=given(Narrative(account="\n".join(_account(answers)) or None)),
    )


def short_reference(referral_id: UUID) -> str:
    """What the person may note down, as A1B2-C3D4: from the random end of the id, so that it tells nothing."""
    tail = referral_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def has_safe_way(answers: Answers) -> bool:
    """Whether somebody may make contact at all; otherwise the page says what that means before it is sent."""
    person = person_of(counted(answers))
    return Contactable.SAFE is contactable_of(
        contact=person.contact, address=person.address, safe=person.safe_contact, family=None
    )


def _safe_contact(answers: Answers, *, is_mobile: bool) -> SafeContact:
    called = _ANSWER[answers.call_safe] if answers.phone else Answer.NOT_ASKED
    return SafeContact(
        mobile_safe=called if is_mobile else Answer.NOT_ASKED,
        landline_safe=Answer.NOT_ASKED if is_mobile else called,
        text_safe=_ANSWER[answers.text_safe] if is_mobile else Answer.NOT_ASKED,
        voicemail_safe=_ANSWER[answers.voicemail_safe] if answers.phone else Answer.NOT_ASKED,
        email_safe=_ANSWER[answers.email_safe] if answers.email else Answer.NOT_ASKED,
        post_safe=_ANSWER[answers.post_safe] if answers.post else Answer.NOT_ASKED,
        times=answers.times or None,
        code_word=answers.code_word or None,
        instructions=answers.avoid or None,
    )


def _address_lines(answers: Answers) -> Iterator[str]:
    for line in answers.post.split("\n"):
        yield from (line[start : start + LONGEST_LINE].strip() for start in range(0, len(line), LONGEST_LINE))


def _account(answers: Answers) -> Iterator[str]:
    if answers.only_call:
        yield "Asked to be called back; nothing else was asked."
    for situation in chosen(answers.situations):
        yield f"Ticked: {situation.words}."
    if answers.safe_now in {"no", "not_sure"}:
        yield f"Safe right now: {answers.safe_now.replace('_', ' ')}."
    if answers.area == ELSEWHERE:
        yield "Lives somewhere else, outside the areas of the form."
    if answers.words:
        yield f"In their own words: {answers.words}"


def _age(answers: Answers, received_at: datetime) -> Age:
    if answers.age:
        return age_of(born_on=None, stated=int(answers.age), is_estimate=False, day=local_date(received_at))
    group = {"adult": Answer.NO, "under_18": Answer.YES}
    return Age(None, group.get(answers.age_group, Answer.NOT_KNOWN))


def _needs(
    situations: Sequence[Situation], agreed: Sequence[HelpKind], flags: Sequence[Flag], child: Answer
) -> tuple[Need, ...]:
    """What they come to with the help agreed to; who is, or may be, a child gets a child's worker."""
    found = {need for situation in situations for need in _needs_of(situation, agreed)}
    if child is not Answer.NO and Need.ISVA in found:
        found = (found - {Need.ISVA}) | {Need.CHISVA}
    return needs_for(found, flags=flags, classes=(), child=child)


def _needs_of(situation: Situation, agreed: Sequence[HelpKind]) -> set[Need]:
    """Needs of the specialists where these were agreed to, general ones where support workers were."""
    general = GENERAL_NEEDS.intersection(situation.needs)
    special = set(situation.needs) - general if situation.help in agreed else set()
    if HelpKind.SUPPORT not in agreed:
        return special
    return special | general or {Need.EMOTIONAL_SUPPORT}


def _flags(
    answers: Answers, situations: Sequence[Situation], helped: Sequence[Situation], child: Answer
) -> tuple[Flag, ...]:
    """Flags of what help was agreed to; what endangers a child counts whatever was agreed to."""
    found = {flag for situation in helped for flag in situation.flags}
    if child is not Answer.NO:
        found |= {flag for situation in helped for flag in situation.child_flags}
        endangered = any(situation.endangers_a_child for situation in situations)
        if endangered or answers.safe_now in {"no", "not_sure"}:
            found.add(Flag.CHILD_AT_RISK)
    if answers.safe_now == "no":
        found.add(Flag.HIGH_RISK)
    return tuple(flag for flag in Flag if flag in found)


def _quality(facts: Facts) -> Iterator[QualityFlag]:
    """What a worker should know is missing; there is nobody to tell it to."""
    if facts.child is Answer.NOT_KNOWN:
        yield QualityFlag.DATE_OF_BIRTH_MISSING
    if facts.district is None:
        yield QualityFlag.DISTRICT_MISSING
    if facts.contactable is Contactable.MISSING:
        yield QualityFlag.CONTACT_MISSING
    if facts.contactable is Contactable.UNSAFE:
        yield QualityFlag.NO_SAFE_CONTACT
