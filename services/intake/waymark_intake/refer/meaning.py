"""What sending a referral as it stands will mean, said before it is sent: who waits for a yes, what the law asks.

It foretells and decides nothing: consent decides. Not here: what is wrong with a record (quality/).
"""

from collections.abc import Iterator
from datetime import date

from waymark.contracts.referral import Facts
from waymark.words import Answer, Flag, Position, SenderClass, StatutoryGround
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.quality.fault import EXPLICIT, in_force

_NOT_SAID = frozenset({Position.NOT_ASKED, Position.UNABLE_TO_ASK})


def meanings(record: PartnerRecord, facts: Facts, day: date) -> Iterator[str]:
    """Sentences for whoever is about to send it on that local day."""
    position = record.consent.position if record.consent else Position.NOT_ASKED
    explicit = record.consent is not None and record.consent.explicit
    if record.kind is PartnerKind.CUSTODY_DRUG_TEST:
        yield _of_the_test(facts)
    if position in {Position.REFUSED, Position.WITHDRAWN}:
        yield (
            "The person said no. No support service is told who they are."
            " What the law says must be told, such as a child in danger, is told all the same."
        )
    elif facts.statutory is not None:
        return
    elif facts.source is SenderClass.VOLUNTARY and not (position is Position.GIVEN and explicit):
        yield (
            "One service may pass somebody on to another only with that person's clear yes."
            " You can send it; no service is told who they are before the answer is recorded."
        )
    elif _asks_explicitly(facts, day) and not (position is Position.GIVEN and explicit):
        yield (
            "After sexual violence, domestic abuse or a death no service is told before the person said a clear yes."
            " You can send it; you are then asked for the answer on your list."
        )
    elif position in _NOT_SAID:
        yield (
            "Nobody has asked the person yet. Where a service needs their yes it waits, and you are asked on your list."
        )
    if Flag.CHILD_AT_RISK in facts.flags:
        yield "The people who protect children are told at once. Tell the family only once it is agreed with them."


def _of_the_test(facts: Facts) -> str:
    if facts.statutory is StatutoryGround.REQUIRED_ASSESSMENT:
        return (
            "The law makes this person attend the required assessment: they were surely 18 at the test"
            " (Police and Criminal Evidence Act 1984, section 63B; Drugs Act 2005, section 9). Consent is not asked"
            " for that. You will learn whether they came, and no more."
        )
    age = "was under 18" if facts.child is Answer.YES else "may have been under 18"
    return (
        f"The person {age} at the test, so the law does not make them attend (Drugs Act 2005, section 9)."
        " It goes on as an ordinary referral, with their consent."
    )


def _asks_explicitly(facts: Facts, day: date) -> bool:
    row = in_force(EXPLICIT, day)
    return facts.offence_class in row.classes or not row.flags.isdisjoint(facts.flags)
