"""People whom a busy desk sends wrongly, as data: where the demo county's rules send them, and by which law or source.

Facts are as intake tells them: kinds of exploitation and a partner's violence are flags by then. Not here: the
ordinary samples (`samples.py`), deciding them (test_hard_samples.py).
"""

from collections.abc import Mapping
from typing import NamedTuple

from tests.router.samples import (
    ABUSE,
    ADULT,
    CHILD,
    DRUGS,
    FRONT_DOOR,
    NO_OFFENCE,
    RAPE,
    SLAVERY,
    UNSURE,
    Facts,
)
from waymark.words import (
    Accommodation,
    Answer,
    ExploitationType,
    Flag,
    HarmContext,
    Need,
    OffenceClass,
    ReleaseBand,
    SenderClass,
    StatutoryGround,
    SubjectRole,
)

_SOON: Facts = {"age_years": 17, "age_months": 11, "child": Answer.YES}
_SCOTLAND, _BELFAST, _CARDIFF = "S12000036", "N09000003", "W06000015"
_GENERAL = ("victim_recovery", "harbour-recovery")
_DESK = ("triage", "triage")
_SAV, _CHISVA = ("sav_adult", "lantern-adult"), ("sav_child", "lantern-child")
_SAV_MOVE = ("sav_adult", "lantern-moving-on")
_CE, _CE_MOVE = ("child_exploitation", "willow-ce"), ("modern_slavery", "harbour-moving-on")
_NRM, _SLAVERY = ("national_referral", "first-response"), ("modern_slavery", "anchor-support")
_DA, _HUB = ("domestic_abuse", "aspen-recovery"), ("cross_border", "neighbour-hub")
_ADULT_TEAM = ("safeguarding", "front-door-adult")


class Hard(NamedTuple):
    """One of them: the facts over those of a burglary in Warwick, where it goes, who is told of, what is unmet, why."""

    facts: Facts
    places: set[tuple[str, str]]
    told_of: set[str]
    law: str
    unmet: tuple[tuple[str, str], ...] = ()


HARD: Mapping[str, Hard] = {
    "seventeen and pregnant, hit by her boyfriend": Hard(
        {
            **_SOON,
            "offence_class": OffenceClass.VIOLENCE,
            "flags": (Flag.DOMESTIC_ABUSE, Flag.CHILD_AT_RISK),
            "harm_contexts": (HarmContext.INTIMATE_PARTNER,),
            "needs": (Need.SAFETY_PLANNING, Need.SAFEGUARDING_CHILD),
        },
        {_DA, FRONT_DOOR},
        set(),
        "Domestic Abuse Act 2021 s.1 (from sixteen); Children Act 1989 s.17 and s.47, also for the child she expects",
    ),
    "eighteen next week, raped": Hard(
        {**RAPE, **_SOON, "needs": (Need.CHISVA,)},
        {_CHISVA, _SAV_MOVE, FRONT_DOOR},
        {"sarc"},
        "domain.md 3, transition: plan from seventeen and a half, switch at eighteen",
    ),
    "eighteen next week, asks for an adviser herself": Hard(
        {**NO_OFFENCE, **_SOON, "source": SenderClass.SELF, "needs": (Need.ISVA,)},
        {_CHISVA, _SAV_MOVE},
        set(),
        "domain.md 3, transition; domain.md 4: reported to the police or not",
    ),
    "eighteen next week, in county lines": Hard(
        {
            **NO_OFFENCE,
            **_SOON,
            "flags": (Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY),
            "exploitation_types": (ExploitationType.COUNTY_LINES,),
            "needs": (Need.EXPLOITATION_SUPPORT, Need.NRM_SUPPORT, Need.SAFEGUARDING_CHILD),
        },
        {_CE, _CE_MOVE, _NRM, FRONT_DOOR},
        {"trafficking-guardian"},
        "domain.md 3, transition; domain.md 2.3: a child needs no consent, and nothing waits",
    ),
    "eighteen next week, forced labour by the offence": Hard(
        {**SLAVERY, **_SOON, "needs": (Need.NRM_SUPPORT,)},
        {_CE, _CE_MOVE, _NRM, FRONT_DOOR},
        {"trafficking-guardian"},
        "domain.md 3, transition; Modern Slavery Act 2015 s.52",
    ),
    "eighteen next week, exploited without a label": Hard(
        {**NO_OFFENCE, **_SOON, "needs": (Need.EXPLOITATION_SUPPORT,)},
        {_CE, _CE_MOVE},
        set(),
        "domain.md 3, transition; needs.md 3: no label is asked for",
    ),
    "child sexually exploited by somebody of the family": Hard(
        {
            **CHILD,
            "offence_class": OffenceClass.SEXUAL,
            "flags": (Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY),
            "exploitation_types": (ExploitationType.CHILD_SEXUAL_EXPLOITATION,),
            "harm_contexts": (HarmContext.WITHIN_THE_FAMILY,),
            "needs": (Need.CHISVA, Need.EXPLOITATION_SUPPORT, Need.NRM_SUPPORT, Need.SAFEGUARDING_CHILD),
        },
        {_CE, _CHISVA, _NRM, FRONT_DOOR},
        {"sarc", "trafficking-guardian"},
        "Children Act 1989 s.47; Modern Slavery Act 2015 s.52; nobody's consent can block it (domain.md 0, rule 9)",
    ),
    "adult with a learning disability in county lines, agrees": Hard(
        {
            **ADULT,
            **NO_OFFENCE,
            "flags": (Flag.MODERN_SLAVERY, Flag.VULNERABLE),
            "exploitation_types": (ExploitationType.COUNTY_LINES, ExploitationType.CUCKOOING),
            "needs": (Need.NRM_SUPPORT, Need.SAFEGUARDING_ADULT),
            "nrm_agreed": Answer.YES,
        },
        {_SLAVERY, _NRM, _ADULT_TEAM},
        {"slavery-line"},
        "Care Act 2014 s.42; National Referral Mechanism: an adult's consent (domain.md 0, rule 7)",
    ),
    "man raped years ago, never told anybody": Hard(
        {
            **NO_OFFENCE,
            "age_years": 52,
            "source": SenderClass.SELF,
            "harm_contexts": (HarmContext.NON_RECENT,),
            "days_since_incident": 9_000,
            "needs": (Need.ISVA, Need.COUNSELLING),
        },
        {_SAV},
        set(),
        "domain.md 4: independent adviser whether or not reported, recent or not; routing knows nobody's sex",
    ),
    "abused as a child, tells it at forty-five": Hard(
        {
            "age_years": 45,
            "offence_class": OffenceClass.SEXUAL,
            "harm_contexts": (HarmContext.NON_RECENT, HarmContext.WITHIN_THE_FAMILY),
            "days_since_incident": 12_500,
            "needs": (Need.ISVA, Need.COUNSELLING),
        },
        {_SAV},
        {"while-waiting"},
        "An adult now: the adults' service; children who are at risk today are the sender's to name (needs code)",
    ),
    "abused as a child, tells it at forty-five, and he has grandchildren": Hard(
        {
            "age_years": 45,
            "offence_class": OffenceClass.SEXUAL,
            "harm_contexts": (HarmContext.NON_RECENT,),
            "days_since_incident": 12_500,
            "needs": (Need.ISVA, Need.SAFEGUARDING_CHILD),
        },
        {_SAV, FRONT_DOOR},
        set(),
        "Working Together to Safeguard Children: other children whom the alleged person may reach",
    ),
    "raped by her husband": Hard(
        {**RAPE, "flags": (Flag.DOMESTIC_ABUSE,), "needs": (Need.ISVA, Need.SAFETY_PLANNING)},
        {_SAV, _DA},
        {"sarc"},
        "Domestic Abuse Act 2021 s.1(3)(a): sexual abuse is domestic abuse; both services, each by a yes of its own",
    ),
    "stalked by an ex, high risk": Hard(
        {
            "offence_class": OffenceClass.STALKING_HARASSMENT,
            "flags": (Flag.DOMESTIC_ABUSE, Flag.HIGH_RISK),
            "harm_contexts": (HarmContext.INTIMATE_PARTNER,),
            "needs": (Need.SAFETY_PLANNING,),
        },
        {_DA},
        set(),
        "Victims and Prisoners Act 2024 s.16: advisers on domestic abuse, who bring it to the conference (MARAC)",
    ),
    "stalked by a stranger": Hard(
        {"offence_class": OffenceClass.STALKING_HARASSMENT, "needs": (Need.SAFETY_PLANNING,)},
        {_GENERAL},
        {"stalking-line"},
        "Victims and Prisoners Act 2024 s.16: stalking advocates (domain.md 1.1)",
    ),
    "honour-based abuse of a girl of fifteen": Hard(
        {
            **CHILD,
            "offence_class": OffenceClass.DOMESTIC_ABUSE,
            "flags": (Flag.DOMESTIC_ABUSE, Flag.HIGH_RISK),
            "harm_contexts": (HarmContext.WITHIN_THE_FAMILY,),
            "needs": (Need.SAFETY_PLANNING,),
        },
        {("domestic_abuse", "harbour-recovery"), FRONT_DOOR},
        set(),
        "Anti-social Behaviour, Crime and Policing Act 2014 s.121; Children Act 1989 s.47; the family is not told",
    ),
    "girl of nine, female genital mutilation": Hard(
        {
            "age_years": 9,
            "child": Answer.YES,
            "offence_class": OffenceClass.CHILD_CRUELTY,
            "needs": (Need.EMOTIONAL_SUPPORT,),
        },
        {_GENERAL, FRONT_DOOR},
        set(),
        "Female Genital Mutilation Act 2003 s.5B: a duty to report where the girl is under eighteen",
    ),
    "child suspected of dealing, and exploited to do it": Hard(
        {
            **CHILD,
            "offence_class": OffenceClass.DRUGS,
            "flags": (Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY, Flag.IN_CUSTODY),
            "exploitation_types": (ExploitationType.FORCED_CRIME,),
            "needs": (Need.NRM_SUPPORT, Need.EXPLOITATION_SUPPORT, Need.SAFEGUARDING_CHILD),
        },
        {_CE, _NRM, FRONT_DOOR},
        {"trafficking-guardian"},
        "Modern Slavery Act 2015 s.45: being suspected does not end being a victim",
    ),
    "flees an abusive husband without recourse to public funds": Hard(
        {**ABUSE, "needs": (Need.SAFE_ACCOMMODATION, Need.IMMIGRATION_ADVICE)},
        {_DA, _DESK},
        {"da-accommodation", "immigration-advice"},
        "Domestic Abuse Act 2021 part 4; leave and public money for migrant victims; advice is a registered adviser's",
        (("triage", "no_pathway_for_need"),),
    ),
    "victim of slavery asks for advice on immigration": Hard(
        {
            **ADULT,
            **NO_OFFENCE,
            "flags": (Flag.MODERN_SLAVERY,),
            "needs": (Need.IMMIGRATION_ADVICE, Need.NRM_SUPPORT),
            "nrm_agreed": Answer.YES,
        },
        {_SLAVERY, _NRM},
        {"slavery-line"},
        "Modern slavery support includes it (needs.md 2)",
    ),
    "must leave home after a hate crime": Hard(
        {
            "offence_class": OffenceClass.VIOLENCE,
            "flags": (Flag.HATE_CRIME,),
            "needs": (Need.EMOTIONAL_SUPPORT, Need.SAFE_ACCOMMODATION),
        },
        {_GENERAL, _DESK},
        {"housing-options"},
        "Housing Act 1996 s.177 and s.189: it is not reasonable to go on living where violence is probable",
        (("triage", "no_pathway_for_need"),),
    ),
    "asks for a home and help with their mind, after a crime nobody reported": Hard(
        {**NO_OFFENCE, "source": SenderClass.SELF, "needs": (Need.MENTAL_HEALTH, Need.HOUSING)},
        {_GENERAL},
        set(),
        "Victims and Prisoners Act 2024 s.1: no report is needed",
    ),
    "burgled, asks for counselling": Hard(
        {"needs": (Need.COUNSELLING,)},
        {_GENERAL, _DESK},
        {"mental-health-line"},
        "Needs assessment O6; counselling is bought after sexual violence alone, so it counts as unmet",
        (("triage", "no_pathway_for_need"),),
    ),
    "still in prison, no day of release": Hard(
        {
            **DRUGS,
            "source": SenderClass.PRISON,
            "accommodation": Accommodation.PRISON,
            "flags": (Flag.IN_CUSTODY,),
            "needs": (Need.PRISON_RELEASE_CONTINUITY, Need.OPIATES),
            "release_band": ReleaseBand.WITHIN_4_WEEKS,
        },
        {("substance_adult", "meridian-adult")},
        set(),
        "domain.md 5: priority appointment before release; the expected date may be missing",
    ),
    "raped in prison": Hard(
        {
            **RAPE,
            "source": SenderClass.PRISON,
            "accommodation": Accommodation.PRISON,
            "flags": (Flag.IN_CUSTODY,),
            "needs": (Need.ISVA,),
        },
        {_SAV},
        {"sarc"},
        "Victims' Code: prisoners are victims like others",
    ),
    "lives in Edinburgh, robbed in Rugby": Hard(
        {"offence_class": OffenceClass.ROBBERY, "district": _SCOTLAND, "crime_district": "E07000220"},
        {_HUB},
        {"other-nations"},
        "Victims and Witnesses (Scotland) Act 2014; domain.md 0, rule 10: route on where the person lives",
    ),
    "child in Belfast, raped here": Hard(
        {**RAPE, **CHILD, "district": _BELFAST, "needs": (Need.CHISVA,)},
        {_HUB, FRONT_DOOR},
        {"other-nations", "sarc"},
        "Safeguarding where the child is and where it lives; the front door here tells the one there",
    ),
    "lives in Cardiff, burgled here": Hard(
        {"district": _CARDIFF},
        {_HUB},
        set(),
        "One Victims' Code for England and Wales",
    ),
    "bereaved by murder, ten years old": Hard(
        {
            "age_years": 10,
            "child": Answer.YES,
            "offence_class": OffenceClass.HOMICIDE,
            "subject": SubjectRole.BEREAVED_RELATIVE,
            "flags": (Flag.BEREAVED,),
            "needs": (Need.EMOTIONAL_SUPPORT,),
        },
        {("bereavement", "starling-relatives")},
        set(),
        "National homicide service (domain.md 9, case 23), each relative by a yes of their own",
    ),
    "bereaved by a collision on the road": Hard(
        {
            "offence_class": OffenceClass.ROAD,
            "subject": SubjectRole.BEREAVED_RELATIVE,
            "flags": (Flag.BEREAVED,),
            "needs": (Need.EMOTIONAL_SUPPORT,),
        },
        {_DESK},
        {"road-collision-support"},
        "Outside the needs assessment: signposted, never dropped (needs.md 1)",
        (("triage", "out_of_scope"),),
    ),
    "eighty, defrauded, from the national fraud service": Hard(
        {
            "offence_class": OffenceClass.FRAUD,
            "source": SenderClass.POLICE,
            "age_years": 80,
            "crime_district": None,
            "needs": (Need.FRAUD_RECOVERY,),
        },
        {("fraud", "ledger-fraud"), _GENERAL},
        set(),
        "domain.md 9, case 21: general support and the reasons of enhanced rights",
    ),
    "business burgled, its manager wants help": Hard(
        {"offence_class": OffenceClass.BURGLARY_OTHER, "flags": (Flag.BUSINESS,), "needs": (Need.EMOTIONAL_SUPPORT,)},
        {_GENERAL},
        set(),
        "Victims' Code: a business by a named contact; domain.md 9, case 22",
    ),
    "at risk, youth justice asks for nothing yet": Hard(
        {
            **CHILD,
            **NO_OFFENCE,
            "source": SenderClass.YOUTH_JUSTICE,
            "subject": SubjectRole.AT_RISK,
            "needs": (),
        },
        {("substance_child", "sapling-young")},
        set(),
        "Needs assessment Y3: universal referrals and children at risk, without an offence",
    ),
    "uses drugs, says nothing more": Hard(
        {**NO_OFFENCE, "subject": SubjectRole.USES_SUBSTANCES, "needs": ()},
        {("substance_adult", "meridian-adult")},
        set(),
        "needs.md 3: nobody has to name a need",
    ),
    "tested positive at sixteen": Hard(
        {
            **DRUGS,
            "age_years": 16,
            "child": Answer.YES,
            "needs": (Need.DRUG_TEST_ASSESSMENT,),
            "statutory": StatutoryGround.REQUIRED_ASSESSMENT,
        },
        {("substance_child", "sapling-young")},
        set(),
        "Required assessments are for adults (domain.md 5): the children's service, and it asks the sender",
    ),
    "perhaps a child, raped": Hard(
        {**RAPE, **UNSURE, "needs": (Need.ISVA,)},
        {_CHISVA},
        {"sarc"},
        "Reasonable belief: presume a child; the front door hears by consent's duty (domain.md 3)",
    ),
}
