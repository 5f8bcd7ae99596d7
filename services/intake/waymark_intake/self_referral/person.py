"""The public form's answers as the sealed groups of the canonical person. Not here: the facts (canonical.py).

What must be known before anybody makes contact stands with safe contact.
"""

from collections.abc import Iterator

from waymark.contracts.person import (
    Address,
    Contact,
    Equality,
    Family,
    Health,
    Identity,
    Narrative,
    Person,
    Professionals,
    Risk,
    SafeContact,
)
from waymark.words import Answer, CommunicationAid
from waymark_intake.records.person_groups import given
from waymark_intake.self_referral.answers import ELSEWHERE, LONGEST_LINE, Answers, digits_of
from waymark_intake.self_referral.situation import chosen
from waymark_intake.self_referral.step import ForWhom

_ANSWER = {"yes": Answer.YES, "no": Answer.NO, "not_sure": Answer.NOT_KNOWN, "": Answer.NOT_ASKED}
_IN_DANGER = {"yes": Answer.NO, "no": Answer.YES, "not_sure": Answer.NOT_KNOWN, "": Answer.NOT_ASKED}
_MOBILE = ("07", "+447", "00447")
# As workers read it; the pages ask for it in the person's own language.
_INSTRUCTIONS = {"who": "Do not say who you are.", "why": "Do not say why.", "others": "Others may answer."}
_HIDES = {"hide": Answer.YES, "show": Answer.NO, "": Answer.NOT_ASKED}
_NO_REPLY = {"again": "Try again another day", "trusted": "Ask the trusted person", "stop": "Stop"}
_DAYS = {"weekdays": "Monday to Friday", "saturday": "Saturday", "sunday": "Sunday"}
_ROLES = {"parent": "parent or carer", "relative": "relative", "friend": "friend", "worker": "worker"}
_WHO = {
    ForWhom.CHILD: "Filled in by a parent or carer of the child.",
    ForWhom.OTHER: "Filled in by somebody else.",
    ForWhom.SUPPORTER: "Supports somebody to whom it happened; asks for help for themselves.",
}


def person_of(answers: Answers) -> Person:
    """The sealed groups the answers give something for."""
    is_mobile = digits_of(answers.phone).startswith(_MOBILE)
    is_family = answers.for_whom == ForWhom.CHILD or answers.helper_role == "parent"
    return Person(
        identity=given(Identity(known_as=answers.name or None, pronouns=answers.pronouns or None)),
        contact=given(
            Contact(
                mobile=answers.phone or None if is_mobile else None,
                landline=None if is_mobile else answers.phone or None,
                email=answers.email or None,
                **_third_person(answers, is_family=is_family),
            )
        ),
        safe_contact=given(_safe_contact(answers, is_mobile=is_mobile, is_family=is_family)),
        address=given(Address(lines=tuple(filter(None, _address_lines(answers))))),
        equality=given(
            Equality(
                ethnicity=answers.ethnicity or None,
                religion=answers.religion or None,
                sexual_orientation=answers.orientation or None,
                gender_identity=answers.gender or None,
                disability=answers.disability or None,
            )
        ),
        narrative=given(Narrative(account="\n".join(_account(answers)) or None)),
        risk=given(Risk(immediate_danger=_IN_DANGER[answers.safe_now])),
        health=given(
            Health(
                needs=answers.access or None,
                communication_aids=(CommunicationAid.BSL.value,) if answers.interpreter == "bsl" else (),
            )
        ),
        family=_family(answers) if is_family else None,
        professionals=None if is_family else _asker(answers),
    )


def _third_person(answers: Answers, *, is_family: bool) -> dict[str, str | None]:
    """Through whom the person may be reached: somebody they trust, or else whoever filled it in for them."""
    if answers.trusted_contact or not answers.is_for_somebody_else or is_family:
        return {"third_person": answers.trusted_name or None, "third_person_contact": answers.trusted_contact or None}
    return {
        "third_person": answers.helper_name or None,
        "third_person_relation": _ROLES.get(answers.helper_role),
        "third_person_contact": answers.helper_contact or None,
    }


def _through_somebody(answers: Answers, *, is_family: bool) -> Answer:
    if answers.trusted_contact:
        return _ANSWER[answers.trusted_safe]
    is_asked = answers.is_for_somebody_else and not is_family and answers.helper_contact
    return _ANSWER[answers.helper_safe] if is_asked else Answer.NOT_ASKED


def _safe_contact(answers: Answers, *, is_mobile: bool, is_family: bool) -> SafeContact:
    called = _ANSWER[answers.call_safe] if answers.phone else Answer.NOT_ASKED
    return SafeContact(
        mobile_safe=called if is_mobile else Answer.NOT_ASKED,
        landline_safe=Answer.NOT_ASKED if is_mobile else called,
        text_safe=_ANSWER[answers.text_safe] if is_mobile else Answer.NOT_ASKED,
        voicemail_safe=_ANSWER[answers.voicemail_safe] if answers.phone else Answer.NOT_ASKED,
        email_safe=_ANSWER[answers.email_safe] if answers.email else Answer.NOT_ASKED,
        post_safe=_ANSWER[answers.post_safe] if answers.post else Answer.NOT_ASKED,
        times="; ".join(_times(answers)) or None,
        code_word=answers.code_word or None,
        instructions=" ".join(_instructions(answers)) or None,
        third_person_safe=_through_somebody(answers, is_family=is_family),
        hide_number=_HIDES[answers.hidden_number],
        keep_messages=_ANSWER[answers.keep_message],
        who_must_not_know=answers.not_to_know or None,
        if_unreachable=_NO_REPLY.get(answers.no_reply),
    )


def _times(answers: Answers) -> Iterator[str]:
    yield from (_DAYS[day] for day in answers.days)
    yield from answers.hours
    if answers.times:
        yield answers.times


def _instructions(answers: Answers) -> Iterator[str]:
    yield from (_INSTRUCTIONS[code] for code in answers.avoiding)
    if answers.avoid:
        yield answers.avoid


def _address_lines(answers: Answers) -> Iterator[str]:
    for line in answers.post.split("\n"):
        yield from (line[start : start + LONGEST_LINE].strip() for start in range(0, len(line), LONGEST_LINE))


def _account(answers: Answers) -> Iterator[str]:
    if answers.only_call:
        yield "Asked to be called back; nothing else was asked."
    elif answers.for_whom in _WHO:
        yield _WHO[ForWhom(answers.for_whom)]
    for situation in chosen(answers.situations):
        yield f"Ticked: {situation.words_of_other if answers.is_for_somebody_else else situation.words}."
    if answers.area == ELSEWHERE:
        yield "Lives somewhere else, outside the areas of the form."
    if answers.words:
        yield f"In their own words: {answers.words}"


def _family(answers: Answers) -> Family | None:
    return given(
        Family(
            guardian_name=answers.helper_name or None,
            guardian_contact=answers.helper_contact or None,
            guardian_safe_to_inform=_ANSWER[answers.helper_safe] if answers.helper_contact else Answer.NOT_ASKED,
            guardian_relation=_ROLES["parent"] if answers.helper_name or answers.helper_contact else None,
        )
    )


def _asker(answers: Answers) -> Professionals | None:
    """Who filled it in for them, where that is a worker; everybody else is the person through whom to reach them."""
    if answers.helper_role != "worker":
        return given(Professionals(assisted_by=answers.helper_name or None))
    return given(
        Professionals(
            officer=answers.helper_name or None,
            officer_contact=answers.helper_contact if answers.helper_safe == "yes" else None,
            officer_role=_ROLES["worker"],
            assisted_by=answers.helper_name or None,
        )
    )
