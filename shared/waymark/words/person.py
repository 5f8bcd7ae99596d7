"""What a person says and what is known about reaching them. Closed lists, no logic."""

from enum import StrEnum


class Position(StrEnum):
    """Where the person stands on sharing (domain.md 6.2)."""

    NOT_ASKED = "not_asked"
    UNABLE_TO_ASK = "unable_to_ask"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """A tri-state that says why it is unknown."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


class Contactable(StrEnum):
    """Whether some channel to the person is safe (domain.md section 4)."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MISSING = "missing"


class SafeNote(StrEnum):
    """A note on how to reach somebody safely, by the field that holds it; it stands until it is taken back."""

    TIMES = "times"
    CODE_WORD = "code_word"
    INSTRUCTIONS = "instructions"
    WHO_MAY_ANSWER = "who_may_answer"
    WHO_MUST_NOT_KNOW = "who_must_not_know"
    IF_UNREACHABLE = "if_unreachable"


class DoNotLink(StrEnum):
    """Why a referral must never be put together with others of the same person without a recorded ground."""

    RISK_FROM_FAMILY = "risk_from_family"
    PROTECTED_WITNESS = "protected_witness"
    PERSON_ASKED = "person_asked"


class SubjectRole(StrEnum):
    """What the person a referral is about has to do with what happened: not every one is its victim."""

    VICTIM = "victim"
    WITNESS = "witness"
    BEREAVED_RELATIVE = "bereaved_relative"
    SUPPORTER = "supporter"
    PARENT_OR_CARER = "parent_or_carer"
    AT_RISK = "at_risk"
    USES_SUBSTANCES = "uses_substances"
    UNBORN_CHILD = "unborn_child"


class Preference(StrEnum):
    """What the person asked for themselves, of the worker and of the way of working (needs.md, O5 and O7)."""

    FEMALE_WORKER = "female_worker"
    MALE_WORKER = "male_worker"
    BY_AND_FOR = "by_and_for"
    ONLINE = "online"
    IN_PERSON = "in_person"
    OUTREACH = "outreach"
    AT_HOME = "at_home"
    EVENING_OR_WEEKEND = "evening_or_weekend"
    GROUP = "group"
    ONE_TO_ONE = "one_to_one"


class CommunicationAid(StrEnum):
    """What somebody needs to understand and be understood, beside a language."""

    BSL = "bsl"
    MAKATON = "makaton"
    LIP_SPEAKER = "lip_speaker"
    DEAFBLIND_INTERPRETER = "deafblind_interpreter"
    SPEECH_TO_TEXT = "speech_to_text"
    EASY_READ = "easy_read"
    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    OTHER_AID = "other_aid"


class Accommodation(StrEnum):
    """Where somebody lives, as far as routing must know it."""

    SETTLED = "settled"
    WITH_OTHERS = "with_others"
    TEMPORARY = "temporary"
    HOSTEL_OR_REFUGE = "hostel_or_refuge"
    NO_FIXED_ADDRESS = "no_fixed_address"
    ROUGH_SLEEPING = "rough_sleeping"
    PRISON = "prison"
    CARE = "care"
