"""The public form's answers -> canonical referral: what a person asks for themselves, and what protects a child.

What the person wrote is sealed and never becomes a fact; facts come from ticks and closed tables. A kind of help the
person said no to leaves no need behind, but a child in danger is told of to who protects children all the same. Not
here: reading the answers (answers.py), the sealed groups (person.py), the pages.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from waymark.contracts.person import Person
from waymark.contracts.referral import ConsentStatement, Facts
from waymark.safe_contact import contactable_of
from waymark.words import (
    Answer,
    CommunicationAid,
    Contactable,
    Flag,
    Need,
    Position,
    Preference,
    QualityFlag,
    SenderClass,
    SubjectRole,
)
from waymark_intake.records.age import Age, age_of
from waymark_intake.records.need import needs_for
from waymark_intake.records.subject import district_of
from waymark_intake.referral import Canonical
from waymark_intake.self_referral.answers import ELSEWHERE, NOT_SAID, Answers, asked_help, counted
from waymark_intake.self_referral.person import person_of
from waymark_intake.self_referral.situation import (
    GENERAL_NEEDS,
    SPECIALISTS_CLASSES,
    TALK,
    HelpKind,
    Situation,
    chosen,
    weightiest,
)
from waymark_intake.self_referral.step import ForWhom
from waymark_intake.working_day import local_date

WORDING = "form/2"
ENGLISH, SIGN_LANGUAGE = "en", "bfi"
_PREFERENCES = {
    "woman": Preference.FEMALE_WORKER,
    "man": Preference.MALE_WORKER,
    "background": Preference.BY_AND_FOR,
    "online": Preference.ONLINE,
    "near": Preference.OUTREACH,
}


def normalise(answers: Answers, *, received_at: datetime, page_language: str = ENGLISH) -> Canonical:
    """The canonical referral of answers without faults, sent at `received_at` (UTC) from pages in that language."""
    answers = counted(answers)
    person = person_of(answers)
    agreed = [kind for kind in asked_help(answers) if kind in answers.help_yes] if answers.may_ask_consent else []
    facts = _facts(answers, agreed, _age(answers, received_at))
    facts = facts.model_copy(update={"contactable": _contactable(person)})
    return Canonical(
        facts=facts,
        person=person,
        consent=_consent(answers, agreed, received_at, page_language),
        quality=tuple(_quality(facts, answers)),
        clock=None,
        sender_reference=None,
    )


def _facts(answers: Answers, agreed: Sequence[HelpKind], age: Age) -> Facts:
    """What routing may know; where every kind of help was refused nobody gets it, and it still counts as wanted."""
    situations = chosen((TALK,) if answers.only_call else answers.situations)
    helped = [situation for situation in situations if situation.help in agreed]
    flags = _flags(answers, situations, helped, age.child)
    offence_class = weightiest(helped)
    kinds = agreed or tuple(HelpKind)
    if _is_supporter(answers):
        needs = needs_for(_supporters_needs(kinds), flags=flags, classes=(), child=age.child)
    else:
        needs = _needs(situations, kinds, flags, age.child)
    return Facts(
        source=SenderClass.SELF,
        needs=needs,
        offence_class=offence_class if HelpKind.SUPPORT in agreed or offence_class in SPECIALISTS_CLASSES else None,
        flags=flags,
        age_years=age.years,
        child=age.child,
        district=district_of(None if answers.area in {ELSEWHERE, NOT_SAID} else answers.area or None),
        language=SIGN_LANGUAGE if answers.interpreter == "bsl" else answers.speaks or ENGLISH,
        subject=SubjectRole.SUPPORTER if _is_supporter(answers) else SubjectRole.VICTIM,
        preferences=tuple(sorted({_PREFERENCES[wish] for wish in answers.wishes if wish in _PREFERENCES})),
        communication_aids=(CommunicationAid.BSL,) if answers.interpreter == "bsl" else (),
    )


def _consent(answers: Answers, agreed: Sequence[HelpKind], at: datetime, page_language: str) -> ConsentStatement:
    """Whose word it is: the person's, a guardian's, or the person's as somebody tells it, which is not explicit."""
    is_guardian = answers.for_whom == ForWhom.CHILD and not answers.only_call
    is_told = answers.for_whom == ForWhom.OTHER and not answers.only_call
    position = Position.GIVEN if agreed else Position.REFUSED
    return ConsentStatement(
        position=position if answers.may_ask_consent else Position.NOT_ASKED,
        explicit=bool(agreed) and not is_told,
        given_by="guardian" if is_guardian else "self",
        how="through_somebody" if is_told else "online",
        wording=WORDING if page_language == ENGLISH else f"{WORDING}/{page_language}",
        asked_at=at,
    )


def short_reference(referral_id: UUID) -> str:
    """What the person may note down, as A1B2-C3D4: from the random end of the id, so that it tells nothing."""
    tail = referral_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def has_safe_way(answers: Answers) -> bool:
    """Whether somebody may make contact at all; otherwise the page says what that means before it is sent."""
    return _contactable(person_of(counted(answers))) is Contactable.SAFE


def _contactable(person: Person) -> Contactable:
    return contactable_of(
        contact=person.contact, address=person.address, safe=person.safe_contact, family=person.family
    )


def _is_supporter(answers: Answers) -> bool:
    return answers.for_whom == ForWhom.SUPPORTER and not answers.only_call


def _supporters_needs(kinds: Sequence[HelpKind]) -> set[Need]:
    """What somebody needs who supports another person: help for supporters, and somebody who listens."""
    listening = {Need.EMOTIONAL_SUPPORT, Need.VICTIMS_RIGHTS_INFO} if HelpKind.SUPPORT in kinds else set()
    special = {Need.SUPPORTER_SUPPORT} if HelpKind.UNWANTED_SEX in kinds else set()
    return listening | special or {Need.SUPPORTER_SUPPORT}


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
    found = {Flag.INTERPRETER} if answers.interpreter in {"spoken", "bsl"} else set()
    if answers.safe_now == "no":
        found.add(Flag.HIGH_RISK)
    if _is_supporter(answers):  # what was ticked happened to the person whom they support
        return tuple(flag for flag in Flag if flag in found)
    found |= {flag for situation in helped for flag in situation.flags}
    if child is not Answer.NO:
        found |= {flag for situation in helped for flag in situation.child_flags}
        endangered = any(situation.endangers_a_child for situation in situations)
        if endangered or answers.safe_now in {"no", "not_sure"}:
            found.add(Flag.CHILD_AT_RISK)
    return tuple(flag for flag in Flag if flag in found)


def _quality(facts: Facts, answers: Answers) -> Iterator[QualityFlag]:
    """What a worker should know is missing; there is nobody to tell it to."""
    if not answers.may_ask_consent:
        yield QualityFlag.CONSENT_NOT_ASKED
    if facts.child is Answer.NOT_KNOWN:
        yield QualityFlag.DATE_OF_BIRTH_MISSING
    if facts.district is None:
        yield QualityFlag.DISTRICT_MISSING
    if facts.contactable is Contactable.MISSING:
        yield QualityFlag.CONTACT_MISSING
    if facts.contactable is Contactable.UNSAFE:
        yield QualityFlag.NO_SAFE_CONTACT
