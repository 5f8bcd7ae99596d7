"""What a sender should do about each quality flag. A flag never stops a referral; deciding one is up to police.py."""

from waymark.words import QualityFlag

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
}
