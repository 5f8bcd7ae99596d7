"""What leaves intake of somebody being known: three facts, put beside those that the sender's record came to.

They are ours, never the sender's: a correction is never seen to change because of them. Not here: counting (queries).
"""

from dataclasses import dataclass

from waymark.contracts.referral import Facts
from waymark.words import Answer, Flag, Need, SubjectRole

_OF_SUBSTANCES = frozenset(
    {Need.ALCOHOL, Need.CANNABIS, Need.OPIATES, Need.CRACK_COCAINE, Need.COCAINE, Need.OTHER_SUBSTANCE}
    | {Need.HARM_REDUCTION, Need.DRUG_TEST_ASSESSMENT, Need.COURT_ORDER_TREATMENT, Need.PRISON_RELEASE_CONTINUITY}
    | {Need.MUTUAL_AID}
)


def is_of_victim(facts: Facts) -> bool:
    """Whether the referral is about a victim, not a supporter, and not about substance use only."""
    return facts.subject is SubjectRole.VICTIM and not (facts.needs and set(facts.needs) <= _OF_SUBSTANCES)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a referral's person: earlier referrals of the last 12 months, those as a victim, what is open.

    A referral that was compared and found to be of nobody known has all of it at nought.
    """

    referrals: int = 0
    as_victim: int = 0
    is_open_with_provider: bool = False


def with_known(facts: Facts, known: Known | None) -> Facts:
    """The facts with what is known; as they were where the referral was compared with none."""
    if known is None:
        return facts
    is_repeat = is_of_victim(facts) and known.as_victim > 0
    found = (Flag.REPEAT_VICTIM,) if is_repeat and Flag.REPEAT_VICTIM not in facts.flags else ()
    return facts.model_copy(
        update={
            "flags": facts.flags + found,
            "flags_found": found,
            "referrals_last_12_months": known.referrals,
            "open_with_provider": Answer.YES if known.is_open_with_provider else Answer.NO,
        }
    )
