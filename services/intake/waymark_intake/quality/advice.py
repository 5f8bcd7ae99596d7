"""What a sender should do about each quality flag, in which fields of its own format.

A flag never stops a referral. Not here: finding one (fault.py, police.py, partner.py), and what it weighs (score.py).
"""

from collections.abc import Mapping

from waymark.words import QualityFlag
from waymark_intake.referral import RecordKind

WHAT_TO_DO: dict[QualityFlag, str] = {
    QualityFlag.DATE_OF_BIRTH_MISSING: "Add the date of birth. Until then the person is treated as a child"
    " unless an age says otherwise.",
    QualityFlag.AGE_UNLIKELY: "Check date of birth and age. Until then the age counts as unknown.",
    QualityFlag.DISTRICT_MISSING: "Add the local-authority code of where the person lives and is safe.",
    QualityFlag.CONTACT_MISSING: "Add a telephone number, an e-mail address or a postal address.",
    QualityFlag.NO_SAFE_CONTACT: "Ask the person which way of reaching them is safe. Nobody makes contact before.",
    QualityFlag.CONSENT_NOT_ASKED: "Ask the person whether details may be passed to support services, and tell us.",
    QualityFlag.REFERENCE_MISSING: "Add your own reference, so that you can find this referral again.",
    QualityFlag.REPORTED_LATE: "The referral came after its due time. Check why, so that the next one does not.",
    QualityFlag.OFFENCE_AND_CATEGORY_DISAGREE: "Check offence code and crime category: the code was followed.",
    QualityFlag.RELEASE_DATE_MISSING: "Send the day of release as soon as it is set: the appointment is due by it.",
    QualityFlag.GROUND_NOT_MET: "Only who was surely 18 at the test must attend. Add the date of birth, or ask the"
    " person for consent.",
    QualityFlag.CONTACT_UNUSABLE: "Check telephone numbers and e-mail addresses: at least one cannot be right and is"
    " not used.",
    QualityFlag.POSSIBLE_DUPLICATE: "Compare it with your earlier referral that is like it. Withdraw one of them if"
    " both are about one person and crime.",
    QualityFlag.DO_NOT_CONTACT: "No way of contact is safe. Agree a safe one when you next see the person; nobody"
    " tries before.",
    QualityFlag.CONTACT_SHARED_WITH_ALLEGED: "This way of contact is also the alleged person's and is not used. Ask"
    " for another one.",
    QualityFlag.EXPLICIT_CONSENT_MISSING: "For such an offence ask for a clear yes or no in words, to named kinds of"
    " help, and tell us.",
    QualityFlag.CONSENT_EVIDENCE_MISSING: "Say who gave consent, how, when, and which wording they were read.",
    QualityFlag.GUARDIAN_NOT_SAID: "Name the child's parent or carer, and say whether they may safely be told.",
    QualityFlag.CHILD_RISK_NOT_FLAGGED: "Send the flag child_at_risk if this child may come to harm; the front door"
    " is told then.",
    QualityFlag.CHILD_PROTECTION_FIRST: "The front door for children is told first. Agree with it before anybody"
    " contacts the family.",
    QualityFlag.OUT_OF_SCOPE_SUSPECTED: "Check that a support service is meant for this. It travels on; the rules"
    " decide where.",
    QualityFlag.PATHWAY_DOUBTFUL: "Check the needs: at least one does not go with the offence or the person's age.",
    QualityFlag.OTHER_NOT_EXPLAINED: "Send a second code beside other, or say in the account what it is.",
    QualityFlag.INTERPRETER_LANGUAGE_MISSING: "Say which language the interpreter must speak.",
}

_CONTACT = ("mobile", "landline", "email", "address_lines")
# Pointers of what is about the person stand below /victim in a police record and below /person in a partner's.
_OF_THE_PERSON: Mapping[QualityFlag, tuple[str, ...]] = {
    QualityFlag.DATE_OF_BIRTH_MISSING: ("date_of_birth",),
    QualityFlag.AGE_UNLIKELY: ("date_of_birth", "age_years"),
    QualityFlag.DISTRICT_MISSING: ("home_district",),
    QualityFlag.CONTACT_MISSING: _CONTACT,
    QualityFlag.CONTACT_UNUSABLE: ("mobile", "landline", "email", "guardian/contact"),
    QualityFlag.CONTACT_SHARED_WITH_ALLEGED: _CONTACT,
    QualityFlag.GUARDIAN_NOT_SAID: ("guardian",),
    QualityFlag.INTERPRETER_LANGUAGE_MISSING: ("language",),
}
_OF_THE_RECORD: Mapping[QualityFlag, tuple[str, ...]] = {
    QualityFlag.NO_SAFE_CONTACT: ("/safe_contact",),
    QualityFlag.DO_NOT_CONTACT: ("/safe_contact",),
    QualityFlag.CONSENT_NOT_ASKED: ("/consent/position",),
    QualityFlag.EXPLICIT_CONSENT_MISSING: ("/consent/explicit",),
    QualityFlag.CONSENT_EVIDENCE_MISSING: ("/consent",),
    QualityFlag.CHILD_RISK_NOT_FLAGGED: ("/flags",),
    QualityFlag.CHILD_PROTECTION_FIRST: ("/flags",),
    QualityFlag.OUT_OF_SCOPE_SUSPECTED: ("/offence_code", "/needs"),
    QualityFlag.PATHWAY_DOUBTFUL: ("/needs",),
    QualityFlag.OTHER_NOT_EXPLAINED: ("/needs", "/account"),
}
_OF_POLICE: Mapping[QualityFlag, tuple[str, ...]] = {
    QualityFlag.REFERENCE_MISSING: ("/force_reference",),
    QualityFlag.REPORTED_LATE: ("/reported_at",),
    QualityFlag.OFFENCE_AND_CATEGORY_DISAGREE: ("/offence_code", "/crime_category"),
    QualityFlag.POSSIBLE_DUPLICATE: ("/force_reference",),
}
_OF_PARTNERS: Mapping[QualityFlag, tuple[str, ...]] = {
    QualityFlag.REFERENCE_MISSING: ("/sender_reference",),
    QualityFlag.RELEASE_DATE_MISSING: ("/release/release_on",),
    QualityFlag.GROUND_NOT_MET: ("/person/date_of_birth", "/drug_test"),
    QualityFlag.POSSIBLE_DUPLICATE: ("/sender_reference",),
}
PERSON_AT: Mapping[RecordKind, str] = {RecordKind.POLICE: "/victim", RecordKind.PARTNER: "/person"}
"""Where the part about the person is in a record of that format; the public form has no fields its sender could mend
afterwards."""

_FIELDS: Mapping[RecordKind, Mapping[QualityFlag, tuple[str, ...]]] = {
    kind: {
        **{flag: tuple(f"{within}/{name}" for name in names) for flag, names in _OF_THE_PERSON.items()},
        **_OF_THE_RECORD,
        **(_OF_POLICE if kind is RecordKind.POLICE else _OF_PARTNERS),
    }
    for kind, within in PERSON_AT.items()
}


def fields_of(flag: QualityFlag, kind: RecordKind) -> tuple[str, ...]:
    """The fields a flag is about, as JSON pointers into a record of that format; none for the public form."""
    return _FIELDS.get(kind, {}).get(flag, ())
