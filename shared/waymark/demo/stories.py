"""The kinds of referral that recorded crimes do not show: every pathway's own, by every sender, with what was said.

Weights and words are ours, for trying the system out; they are no statistics. Not here: the people in them
(`people.py`), how a story becomes a record (`partners.py`).
"""

from dataclasses import dataclass

from waymark.demo.people import ADULTS, CHILDREN
from waymark.words import Answer, Flag, Need, Pathway, Position

POLICE = "warwickshire-police-records"
CUSTODY = "warwickshire-police-custody"
YOUTH_JUSTICE = "warwickshire-youth-justice-system"
PROBATION = "midlands-probation-system"
PRISON = "county-prison-system"
COUNCIL = "county-council-system"
SCHOOLS = "county-schools-system"
HEALTH = "county-health-system"
FRAUD_LISTS = "national-fraud-service-lists"
PROVIDER = "harbour-case-system"
FIRST_RESPONDER = "county-first-response-system"


@dataclass(frozen=True, slots=True)
class Story:
    """One kind of referral: who sends it, of somebody of which ages, with which coded parts, after which word.

    `kind` is the partner record's, "" for a police record. `release_in` are days until release from prison (None: no
    release, or no date where `release_missing` says why). `pathway` is where it should chiefly go.
    """

    name: str
    sender: str
    pathway: Pathway
    kind: str = ""
    ages: tuple[int, int] = ADULTS
    needs: tuple[Need, ...] = ()
    flags: tuple[Flag, ...] = ()
    offence: str = ""
    said: Position = Position.GIVEN
    drug_test: tuple[Need, ...] = ()
    release_in: int | None = None
    release_missing: str = ""
    nrm_agreed: Answer = Answer.NOT_ASKED


STORIES: tuple[Story, ...] = (
    Story("adult agrees to the NRM", POLICE, Pathway.MODERN_SLAVERY, offence="099/26", nrm_agreed=Answer.YES),
    Story(
        "adult refuses the NRM",
        POLICE,
        Pathway.NATIONAL_REFERRAL,
        offence="099/26",
        said=Position.REFUSED,
        nrm_agreed=Answer.NO,
    ),
    Story("adult in slavery, not asked yet", POLICE, Pathway.MODERN_SLAVERY, offence="099/25", said=Position.NOT_ASKED),
    Story(
        "child carries drugs for others",
        POLICE,
        Pathway.CHILD_EXPLOITATION,
        ages=(12, 17),
        flags=(Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY),
        said=Position.NOT_ASKED,
    ),
    Story("child exploited, agreed", SCHOOLS, Pathway.CHILD_EXPLOITATION, "school", (13, 17),
          flags=(Flag.CHILD_EXPLOITATION,)),
    Story("child exploited, not asked", COUNCIL, Pathway.CHILD_EXPLOITATION, "council", (11, 16),
          flags=(Flag.CHILD_EXPLOITATION,), said=Position.NOT_ASKED),
    Story("drug test on arrest", CUSTODY, Pathway.SUBSTANCE_ADULT, "custody_drug_test", (18, 60),
          said=Position.NOT_ASKED, drug_test=(Need.OPIATES, Need.CRACK_COCAINE)),
    Story("leaves prison in ten days", PRISON, Pathway.SUBSTANCE_ADULT, "prison_release", (21, 60),
          needs=(Need.OPIATES, Need.HOUSING), release_in=10),
    Story("leaves prison, no date yet", PRISON, Pathway.SUBSTANCE_ADULT, "prison_release", (21, 60),
          needs=(Need.ALCOHOL,), release_missing="remand"),
    Story("court orders treatment", PROBATION, Pathway.SUBSTANCE_ADULT, "probation_order", (19, 55),
          needs=(Need.ALCOHOL, Need.MENTAL_HEALTH)),
    Story("youth justice, universal", YOUTH_JUSTICE, Pathway.SUBSTANCE_CHILD, "youth_justice_universal", (13, 16),
          needs=(Need.CANNABIS,)),
    Story("youth justice, at risk, nearly 18", YOUTH_JUSTICE, Pathway.SUBSTANCE_CHILD, "youth_justice_at_risk",
          (17, 17), needs=(Need.CANNABIS, Need.ALCOHOL)),
    Story("surgery asks for an adviser", HEALTH, Pathway.SAV_ADULT, "health", needs=(Need.ISVA, Need.COUNSELLING)),
    Story("child told a teacher", SCHOOLS, Pathway.SAV_CHILD, "school", CHILDREN, needs=(Need.CHISVA,),
          flags=(Flag.CHILD_AT_RISK,), said=Position.NOT_ASKED),
    Story("listed by the national fraud service", FRAUD_LISTS, Pathway.FRAUD, "fraud_list", (30, 90)),
    Story("another provider passes on", PROVIDER, Pathway.SAV_ADULT, "provider", needs=(Need.COUNSELLING, Need.ISVA)),
    Story("another provider, nobody asked", PROVIDER, Pathway.SAV_ADULT, "provider", needs=(Need.ISVA,),
          said=Position.NOT_ASKED),
    Story("first responder, adult agrees to the NRM", FIRST_RESPONDER, Pathway.MODERN_SLAVERY, "first_responder",
          nrm_agreed=Answer.YES),
    Story("council, nuisance neighbours", COUNCIL, Pathway.VICTIM_RECOVERY, "council",
          needs=(Need.ASB_SUPPORT, Need.EMOTIONAL_SUPPORT), flags=(Flag.REPEAT_VICTIM,)),
    Story("bereaved by homicide", POLICE, Pathway.BEREAVEMENT, offence="001/01", flags=(Flag.BEREAVED,)),
    Story("killed or hurt on the road", POLICE, Pathway.TRIAGE, offence="004/04", needs=(Need.EMOTIONAL_SUPPORT,)),
)  # fmt: skip
