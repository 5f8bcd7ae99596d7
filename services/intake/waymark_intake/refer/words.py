"""Kinds of referral, needs, circumstances and advice in plain words, as the partner's form says them.

Not here: the public form's situations, and a sender's list (wording.py).
"""

from collections.abc import Mapping

from waymark.words import CommunicationAid, Flag, HarmContext, Need, Preference, QualityFlag, SubjectRole
from waymark_intake.partner.kind import PartnerKind

KIND_WORDS: Mapping[PartnerKind, str] = {
    PartnerKind.YOUTH_JUSTICE_UNIVERSAL: "A young person, as part of what every young person is offered",
    PartnerKind.YOUTH_JUSTICE_AT_RISK: "A young person who is at risk, with or without an offence",
    PartnerKind.CUSTODY_DRUG_TEST: "A positive drug test in police custody",
    PartnerKind.PRISON_RELEASE: "Somebody who leaves prison and goes on with treatment",
    PartnerKind.PROBATION_ORDER: "A community order with treatment",
    PartnerKind.COUNCIL: "Somebody the council knows who needs support",
    PartnerKind.SCHOOL: "A pupil or student who needs support",
    PartnerKind.HEALTH: "A patient who needs support",
    PartnerKind.FRAUD_LIST: "One entry of the national fraud service's victim list",
    PartnerKind.PROVIDER: "Somebody we support who needs another service too",
    PartnerKind.FIRST_RESPONDER: "Somebody who may be a victim of modern slavery or trafficking",
}

NEED_GROUPS: Mapping[str, tuple[str, tuple[Need, ...]]] = {
    "needs_crime": (
        "Support after a crime or harassment",
        (
            Need.EMOTIONAL_SUPPORT,
            Need.SAFETY_PLANNING,
            Need.PRACTICAL_HELP,
            Need.VICTIMS_RIGHTS_INFO,
            Need.POLICE_ADVOCACY,
            Need.COURT_SUPPORT,
            Need.ASB_SUPPORT,
            Need.FRAUD_RECOVERY,
            Need.RESTORATIVE_JUSTICE,
            Need.PEER_SUPPORT,
        ),
    ),
    "needs_sexual": (
        "After something sexual that was not wanted",
        (
            Need.ISVA,
            Need.CHISVA,
            Need.COUNSELLING,
            Need.GROUP_WORK,
            Need.CREATIVE_THERAPY,
            Need.SUPPORTER_SUPPORT,
        ),
    ),
    "needs_used": (
        "Being used or put under pressure by others",
        (
            Need.EXPLOITATION_SUPPORT,
            Need.PSYCHOEDUCATION,
            Need.DIVERSIONARY_ACTIVITY,
            Need.PARENT_CARER_SUPPORT,
            Need.NRM_SUPPORT,
            Need.SAFE_ACCOMMODATION,
            Need.IMMIGRATION_ADVICE,
        ),
    ),
    "needs_substances": (
        "Drugs and alcohol",
        (
            Need.ALCOHOL,
            Need.CANNABIS,
            Need.OPIATES,
            Need.CRACK_COCAINE,
            Need.COCAINE,
            Need.OTHER_SUBSTANCE,
            Need.HARM_REDUCTION,
            Need.MUTUAL_AID,
        ),
    ),
    "needs_life": (
        "Everyday life",
        (
            Need.MENTAL_HEALTH,
            Need.HOUSING,
            Need.HOUSING_ADVOCACY,
            Need.EMPLOYMENT,
            Need.DEBT,
            Need.SAFEGUARDING_ADULT,
            Need.OTHER,
        ),
    ),
}
"""Needs that a kind or the law brings by itself (release, order, required assessment) are not asked for, and a child's
safety is asked as a circumstance."""

NEED_WORDS: Mapping[Need, str] = {
    Need.EMOTIONAL_SUPPORT: "Somebody who listens",
    Need.SAFETY_PLANNING: "A plan to be safer",
    Need.PRACTICAL_HELP: "Practical help, such as locks, forms or a lift",
    Need.VICTIMS_RIGHTS_INFO: "To know what a victim may expect",
    Need.POLICE_ADVOCACY: "Somebody to speak with the police for them",
    Need.COURT_SUPPORT: "Support before and at court",
    Need.ASB_SUPPORT: "Help with neighbours or others who make life miserable",
    Need.FRAUD_RECOVERY: "Help after being tricked out of money",
    Need.RESTORATIVE_JUSTICE: "To talk with the person who did it, prepared and safe",
    Need.PEER_SUPPORT: "Others who went through the same",
    Need.ISVA: "An independent adviser, for an adult",
    Need.CHISVA: "An independent adviser, for a child or young person",
    Need.COUNSELLING: "Counselling",
    Need.GROUP_WORK: "A group",
    Need.CREATIVE_THERAPY: "Therapy with art, music or play",
    Need.SUPPORTER_SUPPORT: "Support for somebody who supports a survivor",
    Need.EXPLOITATION_SUPPORT: "A worker for people whom others use",
    Need.PSYCHOEDUCATION: "To understand risk, groups and relationships",
    Need.DIVERSIONARY_ACTIVITY: "Something good to do instead",
    Need.PARENT_CARER_SUPPORT: "Support for a parent or carer",
    Need.NRM_SUPPORT: "Help after being made to work or not free to leave",
    Need.SAFE_ACCOMMODATION: "A safe place to stay",
    Need.IMMIGRATION_ADVICE: "Advice on the right to stay",
    Need.ALCOHOL: "Alcohol",
    Need.CANNABIS: "Cannabis",
    Need.OPIATES: "Heroin or other opiates",
    Need.CRACK_COCAINE: "Crack cocaine",
    Need.COCAINE: "Powder cocaine",
    Need.OTHER_SUBSTANCE: "Another drug, or a medicine",
    Need.HARM_REDUCTION: "To use more safely",
    Need.MUTUAL_AID: "A group of people who stay off drugs or alcohol together",
    Need.MENTAL_HEALTH: "Mental health",
    Need.HOUSING: "A place to live",
    Need.HOUSING_ADVOCACY: "Somebody to speak with a landlord or the housing office for them",
    Need.EMPLOYMENT: "Work or training",
    Need.DEBT: "Debt and money",
    Need.SAFEGUARDING_ADULT: "Protection of an adult who cannot protect themselves from harm or neglect",
    Need.OTHER: "Something else: say what in your account below",
}

FLAG_WORDS: Mapping[Flag, tuple[str, str]] = {
    Flag.CHILD_AT_RISK: (
        "A child may come to harm",
        "The people who protect children are told at once, whatever the person said about sharing.",
    ),
    Flag.HIGH_RISK: ("Somebody is in danger now", "Call 999 first. It makes the referral urgent; it is not an alarm."),
    Flag.DOMESTIC_ABUSE: (
        "A partner, an ex or family member hurts, controls or frightens them",
        "The specialist service is asked, and only with the person's clear yes.",
    ),
    Flag.CHILD_EXPLOITATION: (
        "A child or young person is used by others",
        "For sex, to carry or sell drugs, for work or money. For a child the front door is told as well.",
    ),
    Flag.MODERN_SLAVERY: (
        "Made to work, or not free to leave",
        "For an adult who says no to the National Referral Mechanism, the law asks for a notice without a name.",
    ),
    Flag.BEREAVED: ("Lost somebody close through a crime", "A homicide service is asked, with a clear yes."),
    Flag.HATE_CRIME: ("Picked on because of who they are", "Faith, origin, disability, sexuality or gender identity."),
    Flag.REPEAT_VICTIM: ("It happened to them before", "In the last twelve months, by anybody."),
    Flag.VULNERABLE: ("Less able to cope or to speak for themselves", "Illness, disability, age, or alone."),
    Flag.IN_CUSTODY: ("In prison or police custody now", "Nobody rings a telephone that they cannot answer."),
}
"""The circumstances that change who is told and how fast, each with what it does. An interpreter is asked apart."""

ROLE_WORDS: Mapping[SubjectRole, str] = {
    SubjectRole.VICTIM: "It happened to them",
    SubjectRole.WITNESS: "They saw or heard it",
    SubjectRole.BEREAVED_RELATIVE: "Somebody close to them died",
    SubjectRole.SUPPORTER: "They support somebody it happened to",
    SubjectRole.PARENT_OR_CARER: "They are parent or carer of somebody it happened to",
    SubjectRole.AT_RISK: "Nothing has happened yet, but it may",
    SubjectRole.USES_SUBSTANCES: "It is about their own drinking or drugs",
    SubjectRole.UNBORN_CHILD: "It is about a child who is not born yet: the names are the mother's",
}

AID_WORDS: Mapping[CommunicationAid, str] = {
    CommunicationAid.BSL: "British Sign Language",
    CommunicationAid.MAKATON: "Makaton",
    CommunicationAid.LIP_SPEAKER: "A lip speaker",
    CommunicationAid.DEAFBLIND_INTERPRETER: "An interpreter for deafblind people",
    CommunicationAid.SPEECH_TO_TEXT: "Speech written down as it is said",
    CommunicationAid.EASY_READ: "Easy Read",
    CommunicationAid.LARGE_PRINT: "Large print",
    CommunicationAid.BRAILLE: "Braille",
    CommunicationAid.OTHER_AID: "Something else: say it under health and access needs",
}

PREFERENCE_WORDS: Mapping[Preference, str] = {
    Preference.FEMALE_WORKER: "A woman as their worker",
    Preference.MALE_WORKER: "A man as their worker",
    Preference.BY_AND_FOR: "A service run by people like them",
    Preference.ONLINE: "Online",
    Preference.IN_PERSON: "Face to face",
    Preference.OUTREACH: "Somewhere near them",
    Preference.AT_HOME: "At home",
    Preference.EVENING_OR_WEEKEND: "In the evening or at the weekend",
    Preference.GROUP: "In a group",
    Preference.ONE_TO_ONE: "One to one",
}

HARM_WORDS: Mapping[HarmContext, str] = {
    HarmContext.CHILD_ON_CHILD: "A child or young person did it to another",
    HarmContext.CHILD_TO_PARENT: "A child did it to a parent or carer",
    HarmContext.INTIMATE_PARTNER: "A partner or an ex",
    HarmContext.WITHIN_THE_FAMILY: "Somebody in the family",
    HarmContext.PEER_GROUP: "A group of people they know",
    HarmContext.ONLINE: "Online",
    HarmContext.INSTITUTION: "In a school, home, hospital, club or faith community",
    HarmContext.WORKPLACE: "At work",
    HarmContext.STRANGER: "A stranger",
    HarmContext.NON_RECENT: "A long time ago",
}

ADVICE_WORDS: Mapping[QualityFlag, str] = {
    QualityFlag.DISTRICT_MISSING: "Say in which district the person lives and is safe: services take people by area.",
    QualityFlag.CHILD_RISK_NOT_FLAGGED: "Tick “A child may come to harm” if this child may: the front door is told"
    " then.",
    QualityFlag.OTHER_NOT_EXPLAINED: "Tick a second kind of help, or say in your account what it is.",
    QualityFlag.CONSENT_NOT_ASKED: "Ask the person whether details may be passed to support services. You can also"
    " record the answer later, from your list.",
    QualityFlag.RELEASE_DATE_MISSING: "Give the day of release as soon as it is set: the appointment is due by it.",
}
"""Where the advice to record systems names codes, the form's own words."""
