"""What the demo county's rules must do with sample facts, as data: where they go, and whom the person is told of.

Not here: deciding them (test_pathways.py).
"""

from collections.abc import Mapping
from typing import Any

from waymark.words import (
    Accommodation,
    Answer,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    OffenceClass,
    SenderClass,
    StatutoryGround,
    SubjectRole,
)

Facts = Mapping[str, Any]
COVENTRY = "E08000026"
CHILD: Facts = {"age_years": 15, "child": Answer.YES}
UNSURE: Facts = {"age_years": None, "child": Answer.NOT_KNOWN}
ADULT: Facts = {"age_years": 30, "child": Answer.NO}
NO_OFFENCE: Facts = {"offence_class": None, "days_since_incident": None}
RAPE: Facts = {"offence_class": OffenceClass.SEXUAL, "needs": (Need.ISVA, Need.COUNSELLING)}
SLAVERY: Facts = {"offence_class": OffenceClass.MODERN_SLAVERY, "needs": (Need.NRM_SUPPORT, Need.SAFE_ACCOMMODATION)}
DRUGS: Facts = {**NO_OFFENCE, "needs": (Need.OPIATES,)}
FRONT_DOOR = ("safeguarding", "front-door-child")
PARENT: Facts = {**ADULT, **NO_OFFENCE, "subject": SubjectRole.PARENT_OR_CARER, "needs": (Need.PARENT_CARER_SUPPORT,)}
ABUSE: Facts = {"flags": (Flag.DOMESTIC_ABUSE,), "needs": (Need.SAFETY_PLANNING,)}

# Facts (over those of a burglary in Warwick), where they go, whom the person is told of.
SAMPLES: dict[str, tuple[Facts, set[tuple[str, str]], set[str]]] = {
    "burglary": ({}, {("victim_recovery", "harbour-recovery")}, set()),
    "burglary, home and mind at stake": (
        {"needs": (Need.HOUSING, Need.MENTAL_HEALTH)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "rape of an adult, yesterday": (RAPE, {("sav_adult", "lantern-adult")}, {"sarc", "while-waiting"}),
    "rape of an adult, a month ago": (
        {**RAPE, "days_since_incident": 30},
        {("sav_adult", "lantern-adult")},
        {"while-waiting"},
    ),
    "rape of a child, two weeks ago": (
        {**RAPE, **CHILD, "days_since_incident": 14},
        {("sav_child", "lantern-child"), FRONT_DOOR},
        {"sarc", "while-waiting"},
    ),
    "sexual violence, non-recent, no offence": (
        {**NO_OFFENCE, "needs": (Need.ISVA,)},
        {("sav_adult", "lantern-adult")},
        set(),
    ),
    "domestic abuse, adult": (ABUSE, {("domestic_abuse", "aspen-recovery")}, set()),
    "domestic abuse, no safe home": (
        {**ABUSE, "needs": (Need.SAFE_ACCOMMODATION,)},
        {("domestic_abuse", "aspen-recovery")},
        {"da-accommodation"},
    ),
    "domestic abuse, 17": (
        {**ABUSE, "age_years": 17, "child": Answer.YES},
        {("domestic_abuse", "aspen-recovery"), FRONT_DOOR},
        set(),
    ),
    "domestic abuse, 12": (
        {**ABUSE, "age_years": 12, "child": Answer.YES},
        {("domestic_abuse", "harbour-recovery"), FRONT_DOOR},
        set(),
    ),
    "domestic abuse, age not known": (
        {**ABUSE, **UNSURE},
        {("domestic_abuse", "harbour-recovery")},
        set(),
    ),
    "child exploited": (
        {**CHILD, "flags": (Flag.CHILD_EXPLOITATION,), "needs": (Need.EXPLOITATION_SUPPORT,), **NO_OFFENCE},
        {("child_exploitation", "willow-ce"), FRONT_DOOR},
        set(),
    ),
    "perhaps a child exploited, no offence": (
        {**UNSURE, "needs": (Need.EXPLOITATION_SUPPORT,), **NO_OFFENCE},
        {("child_exploitation", "willow-ce")},
        set(),
    ),
    "early help from school": (
        {**CHILD, **NO_OFFENCE, "source": SenderClass.SCHOOL, "needs": (Need.PSYCHOEDUCATION,)},
        {("child_exploitation", "willow-ce")},
        set(),
    ),
    "early help from youth justice": (
        {**CHILD, **NO_OFFENCE, "source": SenderClass.YOUTH_JUSTICE, "needs": (Need.DIVERSIONARY_ACTIVITY,)},
        {("substance_child", "sapling-young")},
        set(),
    ),
    "slavery, adult who agrees to the mechanism": (
        {**SLAVERY, "nrm_agreed": Answer.YES},
        {("modern_slavery", "anchor-support"), ("national_referral", "first-response")},
        {"slavery-line"},
    ),
    "slavery, adult who said no": (
        {**SLAVERY, "nrm_agreed": Answer.NO},
        {("modern_slavery", "anchor-support")},
        {"slavery-line"},
    ),
    "slavery of a child": (
        {**SLAVERY, **CHILD, "needs": (Need.NRM_SUPPORT,)},
        {("child_exploitation", "willow-ce"), ("national_referral", "first-response"), FRONT_DOOR},
        {"trafficking-guardian"},
    ),
    "adult exploited, no label": (
        {**NO_OFFENCE, "needs": (Need.EXPLOITATION_SUPPORT,)},
        {("modern_slavery", "anchor-support")},
        {"slavery-line"},
    ),
    "drug test in custody": (
        {**DRUGS, "needs": (Need.DRUG_TEST_ASSESSMENT, Need.OPIATES), "statutory": StatutoryGround.REQUIRED_ASSESSMENT},
        {("substance_adult", "meridian-adult")},
        set(),
    ),
    "drugs, mind and home": (
        {**DRUGS, "needs": (Need.ALCOHOL, Need.MENTAL_HEALTH, Need.HOUSING)},
        {("substance_adult", "meridian-adult")},
        {"mental-health-line", "housing-options"},
    ),
    "cannabis, 15": ({**DRUGS, **CHILD, "needs": (Need.CANNABIS,)}, {("substance_child", "sapling-young")}, set()),
    "alcohol, 17 and eight months": (
        {**DRUGS, "age_years": 17, "age_months": 8, "child": Answer.YES},
        {("substance_child", "sapling-young"), ("substance_adult", "meridian-transition")},
        set(),
    ),
    "alcohol, 17 and two months": (
        {**DRUGS, "age_years": 17, "age_months": 2, "child": Answer.YES},
        {("substance_child", "sapling-young")},
        set(),
    ),
    "drugs, Coventry": ({**DRUGS, "district": COVENTRY}, {("cross_border", "neighbour-hub")}, set()),
    "drug offence, Coventry": (
        {**DRUGS, "offence_class": OffenceClass.DRUGS, "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        set(),
    ),
    "exploited child, Coventry": (
        {**CHILD, **NO_OFFENCE, "flags": (Flag.CHILD_EXPLOITATION,), "needs": (), "district": COVENTRY},
        {("cross_border", "neighbour-hub"), FRONT_DOOR},
        set(),
    ),
    "homicide, Coventry": (
        {"offence_class": OffenceClass.HOMICIDE, "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        set(),
    ),
    "rape yesterday, Coventry": ({**RAPE, "district": COVENTRY}, {("cross_border", "neighbour-hub")}, {"sarc"}),
    "no safe home, Coventry": (
        {**ABUSE, "needs": (Need.SAFE_ACCOMMODATION,), "district": COVENTRY},
        {("cross_border", "neighbour-hub")},
        {"da-accommodation"},
    ),
    "homicide": (
        {"offence_class": OffenceClass.HOMICIDE, "flags": (Flag.BEREAVED,)},
        {("bereavement", "starling-relatives")},
        set(),
    ),
    "bereaved, offence not said": (
        {**NO_OFFENCE, "flags": (Flag.BEREAVED,), "needs": (Need.EMOTIONAL_SUPPORT,)},
        {("bereavement", "starling-relatives")},
        set(),
    ),
    "fraud, 82": (
        {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,), "age_years": 82},
        {("fraud", "ledger-fraud"), ("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "computer misuse, which is of the same class": (
        {"offence_class": OffenceClass.FRAUD, "needs": (Need.EMOTIONAL_SUPPORT,)},
        {("fraud", "ledger-fraud")},
        set(),
    ),
    "fraud, repeat": (
        {"offence_class": OffenceClass.FRAUD, "needs": (Need.FRAUD_RECOVERY,), "flags": (Flag.REPEAT_VICTIM,)},
        {("fraud", "ledger-fraud"), ("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "violence": (
        {"offence_class": OffenceClass.VIOLENCE, "needs": (Need.COURT_SUPPORT,)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "anti-social behaviour, again": (
        {"offence_class": OffenceClass.ASB, "needs": (Need.ASB_SUPPORT,), "flags": (Flag.REPEAT_VICTIM,)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "step down to peers, 81": (
        {**NO_OFFENCE, "needs": (Need.PEER_SUPPORT,), "age_years": 81, "source": SenderClass.VOLUNTARY},
        {("victim_recovery", "harbour-peers")},
        set(),
    ),
    "step down after fraud, 81": (
        {
            "offence_class": OffenceClass.FRAUD,
            "needs": (Need.PEER_SUPPORT,),
            "age_years": 81,
            "source": SenderClass.VOLUNTARY,
        },
        {("fraud", "ledger-fraud"), ("victim_recovery", "harbour-peers")},
        set(),
    ),
    "peers are not enough where more is needed": (
        {"needs": (Need.PEER_SUPPORT, Need.SAFETY_PLANNING)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "witness of a homicide": (
        {"offence_class": OffenceClass.HOMICIDE, "subject": SubjectRole.WITNESS, "needs": (Need.COURT_SUPPORT,)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "victim who sleeps rough": (
        {"needs": (Need.HOUSING, Need.PRACTICAL_HELP), "accommodation": Accommodation.ROUGH_SLEEPING},
        {("victim_recovery", "harbour-recovery")},
        {"housing-options"},
    ),
    "cruelty to a child of 8": (
        {"offence_class": OffenceClass.CHILD_CRUELTY, "age_years": 8, "child": Answer.YES},
        {("victim_recovery", "harbour-recovery"), FRONT_DOOR},
        set(),
    ),
    "rape long ago, adult": (
        {
            **NO_OFFENCE,
            "needs": (Need.ISVA, Need.COUNSELLING),
            "harm_contexts": (HarmContext.NON_RECENT,),
            "days_since_incident": 9000,
        },
        {("sav_adult", "lantern-adult")},
        set(),
    ),
    "sexual violence by another child": (
        {**RAPE, **CHILD, "needs": (Need.CHISVA,), "harm_contexts": (HarmContext.CHILD_ON_CHILD,)},
        {("sav_child", "lantern-child"), FRONT_DOOR},
        {"sarc"},
    ),
    "sexual violence by their own child": (
        {**RAPE, "needs": (Need.ISVA,), "harm_contexts": (HarmContext.CHILD_TO_PARENT,), "days_since_incident": 60},
        {("sav_adult", "lantern-adult")},
        set(),
    ),
    "somebody who stands by a survivor": (
        {**RAPE, "needs": (Need.SUPPORTER_SUPPORT,), "subject": SubjectRole.SUPPORTER, "days_since_incident": 1},
        {("sav_adult", "lantern-adult")},
        set(),
    ),
    "parent of a child survivor": (
        {**PARENT, "offence_class": OffenceClass.SEXUAL, "days_since_incident": 1},
        {("sav_adult", "lantern-adult")},
        set(),
    ),
    "child of 11 asks for an adviser": (
        {**NO_OFFENCE, "age_years": 11, "child": Answer.YES, "needs": (Need.CHISVA,)},
        {("sav_child", "lantern-child"), FRONT_DOOR},
        set(),
    ),
    "at risk online, nothing has happened": (
        {
            **CHILD,
            **NO_OFFENCE,
            "needs": (),
            "subject": SubjectRole.AT_RISK,
            "harm_contexts": (HarmContext.ONLINE,),
        },
        {("child_exploitation", "willow-ce")},
        set(),
    ),
    "parent of an exploited child": (
        {**PARENT, "exploitation_types": (ExploitationType.COUNTY_LINES,)},
        {("child_exploitation", "willow-parents")},
        set(),
    ),
    "parent of an exploited child, by the flag": (
        {**PARENT, "flags": (Flag.CHILD_EXPLOITATION,)},
        {("child_exploitation", "willow-parents")},
        set(),
    ),
    "adult exploited and in danger, protection asked for": (
        {**NO_OFFENCE, "needs": (Need.SAFEGUARDING_ADULT, Need.EXPLOITATION_SUPPORT)},
        {("modern_slavery", "anchor-support"), ("safeguarding", "front-door-adult")},
        {"slavery-line"},
    ),
    "adult whose child must be protected": (
        {"needs": (Need.SAFEGUARDING_CHILD, Need.EMOTIONAL_SUPPORT)},
        {("victim_recovery", "harbour-recovery"), FRONT_DOOR},
        set(),
    ),
    "child not born yet": (
        {
            **NO_OFFENCE,
            "age_years": None,
            "child": Answer.YES,
            "subject": SubjectRole.UNBORN_CHILD,
            "flags": (Flag.CHILD_AT_RISK,),
            "needs": (Need.SAFEGUARDING_CHILD,),
        },
        {FRONT_DOOR},
        set(),
    ),
    "court orders treatment": (
        {**DRUGS, "needs": (Need.COURT_ORDER_TREATMENT,), "source": SenderClass.PROBATION},
        {("substance_adult", "meridian-adult")},
        set(),
    ),
    "uses drugs and asks for work": (
        {**NO_OFFENCE, "subject": SubjectRole.USES_SUBSTANCES, "needs": (Need.EMPLOYMENT, Need.GROUP_WORK)},
        {("substance_adult", "meridian-adult")},
        set(),
    ),
    "uses drugs, 15, school asks for early help": (
        {
            **CHILD,
            **NO_OFFENCE,
            "source": SenderClass.SCHOOL,
            "subject": SubjectRole.USES_SUBSTANCES,
            "needs": (Need.PSYCHOEDUCATION,),
        },
        {("substance_child", "sapling-young")},
        set(),
    ),
    "cannabis, 12": (
        {**DRUGS, "needs": (Need.CANNABIS,), "age_years": 12, "child": Answer.YES},
        {("substance_child", "sapling-young"), FRONT_DOOR},
        set(),
    ),
    "cannabis and a troubled mind, 16": (
        {**DRUGS, "needs": (Need.CANNABIS, Need.MENTAL_HEALTH), "age_years": 16, "child": Answer.YES},
        {("substance_child", "sapling-young")},
        {"mental-health-line"},
    ),
    "uses drugs, Coventry": (
        {
            "offence_class": OffenceClass.DRUGS,
            "needs": (Need.EMPLOYMENT,),
            "subject": SubjectRole.USES_SUBSTANCES,
            "district": COVENTRY,
        },
        {("cross_border", "neighbour-hub")},
        set(),
    ),
    "lives here, crime in Coventry": (
        {"crime_district": COVENTRY},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "a victim of violence who drinks": (
        {"offence_class": OffenceClass.VIOLENCE, "needs": (Need.EMOTIONAL_SUPPORT, Need.ALCOHOL)},
        {("victim_recovery", "harbour-recovery"), ("substance_adult", "meridian-adult")},
        set(),
    ),
    "domestic abuse by the offence, 16, no safe home": (
        {
            "offence_class": OffenceClass.DOMESTIC_ABUSE,
            "needs": (Need.SAFE_ACCOMMODATION,),
            "age_years": 16,
            "child": Answer.YES,
        },
        {("domestic_abuse", "aspen-recovery"), FRONT_DOOR},
        {"da-accommodation"},
    ),
    "child, criminally exploited, by the kind": (
        {
            **CHILD,
            **NO_OFFENCE,
            "needs": (Need.NRM_SUPPORT,),
            "flags": (Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY),
            "exploitation_types": (ExploitationType.COUNTY_LINES,),
        },
        {("child_exploitation", "willow-ce"), ("national_referral", "first-response"), FRONT_DOOR},
        {"trafficking-guardian"},
    ),
    "adult in forced labour, by the flag, agrees": (
        {**NO_OFFENCE, "flags": (Flag.MODERN_SLAVERY,), "needs": (Need.NRM_SUPPORT,), "nrm_agreed": Answer.YES},
        {("modern_slavery", "anchor-support"), ("national_referral", "first-response")},
        {"slavery-line"},
    ),
    "drug offence around them, asks for support": (
        {"offence_class": OffenceClass.DRUGS, "needs": (Need.EMOTIONAL_SUPPORT,)},
        {("victim_recovery", "harbour-recovery")},
        set(),
    ),
    "child to be protected, Coventry": (
        {**CHILD, **NO_OFFENCE, "needs": (Need.SAFEGUARDING_CHILD,), "district": COVENTRY},
        {("cross_border", "neighbour-hub"), FRONT_DOOR},
        set(),
    ),
}
