"""Who is around the person, as the partner's form asks it: household, children, a child not born yet, the parents.

What a worker sees at home matters to the safety of children who are not the subject. Not here: the other questions
(questions.py), and what the answers come to (record.py).
"""

from waymark.words import DoNotLink
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.refer.question import HARM, LAW, NO, SAFE, YES, Look, Option, Question

_OF_CHILDREN = frozenset(PartnerKind) - LAW - {PartnerKind.FRAUD_LIST, PartnerKind.PROVIDER}
_LONGEST_LIST = 2_000
AROUND = (
    Question(
        "household", Look.WORDS, "Who lives with them?", "One line each: who it is to them.", longest=_LONGEST_LIST
    ),
    Question(
        "children",
        Look.WORDS,
        "Children in the household or in their care",
        "One line each, with the age, also where the referral is not about them.",
        longest=_LONGEST_LIST,
    ),
    Question(
        "pregnant",
        Look.CHOICE,
        "Are they pregnant?",
        options=(YES, NO, Option("not_known", "I do not know")),
    ),
    Question(
        "due_on",
        Look.DAY,
        "When is the child due?",
        "Only where the referral is about a child who is not born yet. The names are then the mother's.",
        kinds=HARM,
    ),
    Question(
        "parents_aware",
        Look.CHOICE,
        "For a child: do the parents know of this referral?",
        options=(*SAFE[:2], Option("not_known", "I do not know")),
        kinds=_OF_CHILDREN,
    ),
    Question(
        "parents_not_asked_because",
        Look.LINE,
        "If they do not know: why not?",
        "For example: it would put the child in danger.",
        kinds=_OF_CHILDREN,
    ),
    Question(
        "nationality",
        Look.LINE,
        "Nationality, as they say it",
        "Only where somebody may be a victim of modern slavery: the national form asks for it.",
        kinds=HARM,
    ),
    Question(
        "do_not_link",
        Look.CHOICE,
        "Must this never be put together with other referrals of the same person?",
        "Leave it open where you do not know of such a reason.",
        options=(
            Option(DoNotLink.RISK_FROM_FAMILY.value, "They are at risk from their own family"),
            Option(DoNotLink.PROTECTED_WITNESS.value, "They are a protected witness"),
            Option(DoNotLink.PERSON_ASKED.value, "They asked for it"),
        ),
    ),
)
