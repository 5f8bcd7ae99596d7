"""What a referral is about, and how it stands. Closed lists, no logic."""

from enum import StrEnum


class Pathway(StrEnum):
    """The pathways a commissioner buys, the safeguarding front door, and the triage desk that takes the rest."""

    VICTIM_RECOVERY = "victim_recovery"
    SAV_ADULT = "sav_adult"
    SAV_CHILD = "sav_child"
    CHILD_EXPLOITATION = "child_exploitation"
    MODERN_SLAVERY = "modern_slavery"
    SUBSTANCE_ADULT = "substance_adult"
    SUBSTANCE_CHILD = "substance_child"
    FRAUD = "fraud"
    SAFEGUARDING = "safeguarding"
    DOMESTIC_ABUSE = "domestic_abuse"
    BEREAVEMENT = "bereavement"
    NATIONAL_REFERRAL = "national_referral"
    CROSS_BORDER = "cross_border"
    TRIAGE = "triage"


class Need(StrEnum):
    """What a person needs: the router's main key (needs.md section 2)."""

    EMOTIONAL_SUPPORT = "emotional_support"
    SAFETY_PLANNING = "safety_planning"
    PRACTICAL_HELP = "practical_help"
    POLICE_ADVOCACY = "police_advocacy"
    HOUSING_ADVOCACY = "housing_advocacy"
    COURT_SUPPORT = "court_support"
    ASB_SUPPORT = "asb_support"
    FRAUD_RECOVERY = "fraud_recovery"
    RESTORATIVE_JUSTICE = "restorative_justice"
    PEER_SUPPORT = "peer_support"
    VICTIMS_RIGHTS_INFO = "victims_rights_info"
    ISVA = "isva"
    CHISVA = "chisva"
    COUNSELLING = "counselling"
    GROUP_WORK = "group_work"
    CREATIVE_THERAPY = "creative_therapy"
    SUPPORTER_SUPPORT = "supporter_support"
    EXPLOITATION_SUPPORT = "exploitation_support"
    PSYCHOEDUCATION = "psychoeducation"
    DIVERSIONARY_ACTIVITY = "diversionary_activity"
    PARENT_CARER_SUPPORT = "parent_carer_support"
    NRM_SUPPORT = "nrm_support"
    SAFE_ACCOMMODATION = "safe_accommodation"
    IMMIGRATION_ADVICE = "immigration_advice"
    ALCOHOL = "alcohol"
    CANNABIS = "cannabis"
    OPIATES = "opiates"
    CRACK_COCAINE = "crack_cocaine"
    COCAINE = "cocaine"
    OTHER_SUBSTANCE = "other_substance"
    HARM_REDUCTION = "harm_reduction"
    DRUG_TEST_ASSESSMENT = "drug_test_assessment"
    COURT_ORDER_TREATMENT = "court_order_treatment"
    PRISON_RELEASE_CONTINUITY = "prison_release_continuity"
    MUTUAL_AID = "mutual_aid"
    MENTAL_HEALTH = "mental_health"
    HOUSING = "housing"
    EMPLOYMENT = "employment"
    DEBT = "debt"
    INTERPRETER = "interpreter"
    SAFEGUARDING_CHILD = "safeguarding_child"
    SAFEGUARDING_ADULT = "safeguarding_adult"
    OTHER = "other"


class Flag(StrEnum):
    """A coded circumstance that routing or consent must know; set by the sender's record, never by free text."""

    DOMESTIC_ABUSE = "domestic_abuse"
    CHILD_AT_RISK = "child_at_risk"
    CHILD_EXPLOITATION = "child_exploitation"
    MODERN_SLAVERY = "modern_slavery"
    REPEAT_VICTIM = "repeat_victim"
    VULNERABLE = "vulnerable"
    HIGH_RISK = "high_risk"
    HATE_CRIME = "hate_crime"
    BEREAVED = "bereaved"
    BUSINESS = "business"
    IN_CUSTODY = "in_custody"
    INTERPRETER = "interpreter"


class QualityFlag(StrEnum):
    """What was wrong with a record that still travels: told to its sender, seen where a person works it."""

    DATE_OF_BIRTH_MISSING = "date_of_birth_missing"
    AGE_UNLIKELY = "age_unlikely"
    DISTRICT_MISSING = "district_missing"
    CONTACT_MISSING = "contact_missing"
    NO_SAFE_CONTACT = "no_safe_contact"
    CONSENT_NOT_ASKED = "consent_not_asked"
    REFERENCE_MISSING = "reference_missing"
    REPORTED_LATE = "reported_late"
    OFFENCE_AND_CATEGORY_DISAGREE = "offence_and_category_disagree"
    CONTACT_UNUSABLE = "contact_unusable"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    RELEASE_DATE_MISSING = "release_date_missing"
    GROUND_NOT_MET = "ground_not_met"


class WithdrawReason(StrEnum):
    """Why a sender takes a whole referral back."""

    SENT_IN_ERROR = "sent_in_error"
    DUPLICATE = "duplicate"
    PERSON_ASKED = "person_asked"
    NO_LONGER_NEEDED = "no_longer_needed"


class ReferralState(StrEnum):
    """A referral's own short life; everything after routing lives on its allocations."""

    RECEIVED = "received"
    SCREENED = "screened"
    ROUTED = "routed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    VOIDED = "voided"
