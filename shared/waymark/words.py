"""The closed lists of the field: one word per thing, no logic.

Each list is dated configuration in spirit: a value is added, never re-used for something else. Sources: needs
assessment (needs.md section 2), Victims' Code, Home Office counting rules. The glossary explains each word.
"""

from enum import StrEnum


class Group(StrEnum):
    """Which sealed group of personal data a field belongs to; the last two are never sealed."""

    IDENTITY = "identity"
    CONTACT = "contact"
    SAFE_CONTACT = "safe_contact"
    ADDRESS = "address"
    EQUALITY = "equality"
    INCIDENT = "incident"
    NARRATIVE = "narrative"
    RISK = "risk"
    HEALTH = "health"
    JUSTICE = "justice"
    FAMILY = "family"
    PROFESSIONALS = "professionals"
    SUSPECT = "suspect"
    FACTS = "facts"
    OPERATIONAL = "operational"


SEALED_GROUPS: tuple[Group, ...] = tuple(g for g in Group if g not in {Group.FACTS, Group.OPERATIONAL})


class Sensitivity(StrEnum):
    """How much harm a field can do in the wrong hands (domain.md section 9, canonical model)."""

    NONE = "none"
    BASIC = "basic"
    CONTACT = "contact"
    SPECIAL = "special"
    OFFENCE = "offence"
    THIRD_PARTY = "third_party"
    SAFETY = "safety"


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


class OffenceClass(StrEnum):
    """What kind of crime it was, coarse enough for routing; never derived from free text alone."""

    HOMICIDE = "homicide"
    SEXUAL = "sexual"
    DOMESTIC_ABUSE = "domestic_abuse"
    STALKING_HARASSMENT = "stalking_harassment"
    MODERN_SLAVERY = "modern_slavery"
    VIOLENCE = "violence"
    ROBBERY = "robbery"
    BURGLARY_DWELLING = "burglary_dwelling"
    BURGLARY_OTHER = "burglary_other"
    THEFT = "theft"
    VEHICLE_CRIME = "vehicle_crime"
    FRAUD = "fraud"
    CRIMINAL_DAMAGE = "criminal_damage"
    ARSON = "arson"
    PUBLIC_ORDER = "public_order"
    ASB = "asb"
    WEAPONS = "weapons"
    DRUGS = "drugs"
    CHILD_CRUELTY = "child_cruelty"
    ROAD = "road"
    OTHER = "other"


class CrimeCategory(StrEnum):
    """The 14 public street-level crime categories of data.police.uk, by slug."""

    ASB = "anti-social-behaviour"
    BICYCLE_THEFT = "bicycle-theft"
    BURGLARY = "burglary"
    CRIMINAL_DAMAGE_ARSON = "criminal-damage-arson"
    DRUGS = "drugs"
    OTHER_THEFT = "other-theft"
    WEAPONS = "possession-of-weapons"
    PUBLIC_ORDER = "public-order"
    ROBBERY = "robbery"
    SHOPLIFTING = "shoplifting"
    THEFT_FROM_PERSON = "theft-from-the-person"
    VEHICLE_CRIME = "vehicle-crime"
    VIOLENT_CRIME = "violent-crime"
    OTHER_CRIME = "other-crime"


class SenderClass(StrEnum):
    """Which kind of sender; decides lawful basis and consent model (domain.md 1.6)."""

    POLICE = "police"
    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION = "probation"
    PRISON = "prison"
    VOLUNTARY = "voluntary"
    SELF = "self"


class AgencyRole(StrEnum):
    """What an agency is in the county; a commissioner sees no people.

    A first responder may send the National Referral Mechanism's forms. `self` is the sender of what people ask for
    themselves: an agency without staff.
    """

    POLICE = "police"
    PROVIDER = "provider"
    SAFEGUARDING = "safeguarding"
    DOMESTIC_ABUSE = "domestic_abuse"
    FIRST_RESPONDER = "first_responder"
    TRIAGE = "triage"
    COMMISSIONER = "commissioner"
    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION = "probation"
    PRISON = "prison"
    SELF = "self"


# Which kind of sender an agency is: proved by whose token it shows, never by what a record says.
SENDER_CLASS_OF: dict[AgencyRole, SenderClass] = {
    AgencyRole.POLICE: SenderClass.POLICE,
    AgencyRole.PROVIDER: SenderClass.VOLUNTARY,
    AgencyRole.DOMESTIC_ABUSE: SenderClass.VOLUNTARY,
    AgencyRole.SAFEGUARDING: SenderClass.LOCAL_AUTHORITY,
    AgencyRole.LOCAL_AUTHORITY: SenderClass.LOCAL_AUTHORITY,
    AgencyRole.HEALTH: SenderClass.HEALTH,
    AgencyRole.SCHOOL: SenderClass.SCHOOL,
    AgencyRole.YOUTH_JUSTICE: SenderClass.YOUTH_JUSTICE,
    AgencyRole.PROBATION: SenderClass.PROBATION,
    AgencyRole.PRISON: SenderClass.PRISON,
    AgencyRole.SELF: SenderClass.SELF,
}


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


class Sharing(StrEnum):
    """Consent's answer for one recipient: whether the referral may be shown to it."""

    PERMIT = "permit"
    WITHHOLD = "withhold"
    ASK = "ask"


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


class StatutoryGround(StrEnum):
    """A law that makes somebody attend, so that consent is not the basis (domain.md section 5)."""

    REQUIRED_ASSESSMENT = "required_assessment"


class WithdrawReason(StrEnum):
    """Why a sender takes a whole referral back."""

    SENT_IN_ERROR = "sent_in_error"
    DUPLICATE = "duplicate"
    PERSON_ASKED = "person_asked"
    NO_LONGER_NEEDED = "no_longer_needed"


class Contactable(StrEnum):
    """Whether some channel to the person is safe (domain.md section 4)."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MISSING = "missing"


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


class DutyKind(StrEnum):
    """What must be told to whom without consent."""

    SAFEGUARDING_CHILD = "safeguarding_child"
    SAFEGUARDING_ADULT = "safeguarding_adult"
    DUTY_TO_NOTIFY = "duty_to_notify"
    NRM_CHILD = "nrm_child"


class AllocationState(StrEnum):
    """States of an allocation (peers.md section 4.2; guards and reasons in the notifier's allocation module)."""

    HELD_CONSENT = "held_consent"
    HELD_DATA = "held_data"
    HELD_SAFETY = "held_safety"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WAITING = "waiting"
    CONTACTING = "contacting"
    ENGAGED = "engaged"
    CLOSED = "closed"
    UNMET = "unmet"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    VOIDED = "voided"


class Priority(StrEnum):
    """How soon somebody must answer."""

    URGENT = "urgent"
    HIGH = "high"
    STANDARD = "standard"


class DeclinedBy(StrEnum):
    """Whose no it was: provider, person or referrer; decides whether it is routed again."""

    PROVIDER = "provider"
    PERSON = "person"
    REFERRER = "referrer"


class DeclineReason(StrEnum):
    """Coded reason for a declined offer."""

    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    OUT_OF_AREA = "out_of_area"
    ALREADY_SUPPORTED = "already_supported"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NEEDS_ANOTHER_SERVICE = "needs_another_service"
    PERSON_DECLINED = "person_declined"
    NOT_EXPECTED = "not_expected"


class CloseOutcome(StrEnum):
    """What came of it; closing without one is impossible (peers.md 4.2)."""

    COMPLETED = "completed"
    COMPLETED_PARTLY = "completed_partly"
    DECLINED_BY_PERSON = "declined_by_person"
    NO_LONGER_NEEDED = "no_longer_needed"
    UNABLE_TO_CONTACT = "unable_to_contact"
    NOT_ELIGIBLE = "not_eligible"
    MOVED_AWAY = "moved_away"
    DECEASED = "deceased"
    REFERRED_ELSEWHERE = "referred_elsewhere"
    NATIONAL_REFERRAL_SENT = "national_referral_sent"
    DUTY_TO_NOTIFY_SENT = "duty_to_notify_sent"


class ReferralState(StrEnum):
    """A referral's own short life; everything after routing lives on its allocations."""

    RECEIVED = "received"
    SCREENED = "screened"
    ROUTED = "routed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    VOIDED = "voided"


class Role(StrEnum):
    """What a signed-in person or a machine client is within its agency."""

    POLICE_SYSTEM = "police_system"
    REFERRER = "referrer"
    PROVIDER_STAFF = "provider_staff"
    PROVIDER_LEAD = "provider_lead"
    TRIAGE_WORKER = "triage_worker"
    RULE_ADMINISTRATOR = "rule_administrator"
    DATA_PROTECTION_LEAD = "data_protection_lead"
    COMMISSIONER = "commissioner"
    OPERATOR = "operator"
