"""What may be told to whom, and by which duty or law. Closed lists, no logic."""

from enum import StrEnum


class Sharing(StrEnum):
    """Consent's answer for one recipient: whether the referral may be shown to it."""

    PERMIT = "permit"
    WITHHOLD = "withhold"
    ASK = "ask"


class StatutoryGround(StrEnum):
    """A law that makes somebody attend, so that consent is not the basis (domain.md section 5)."""

    REQUIRED_ASSESSMENT = "required_assessment"


class ErasureGround(StrEnum):
    """Why a person's record is destroyed for good (UK GDPR art. 17; false reports: Victims and Prisoners Act 2024)."""

    PERSON_ASKED = "person_asked"
    FALSE_REPORT = "false_report"
    NEVER_LAWFUL = "never_lawful"
    NO_LONGER_NEEDED = "no_longer_needed"


class DutyKind(StrEnum):
    """What must be told to whom without consent."""

    SAFEGUARDING_CHILD = "safeguarding_child"
    SAFEGUARDING_ADULT = "safeguarding_adult"
    DUTY_TO_NOTIFY = "duty_to_notify"
    NRM_CHILD = "nrm_child"
