"""What consent's doors may ask for: agreements, what an operator must know, and what is held of all referrals."""

from collections.abc import Sequence
from datetime import timedelta

from waymark.db import Reader
from waymark.figure import Figure
from waymark.ledger import Finding, Ledger
from waymark_consent.agreement import Agreement, Standing, day_in_county, review_due
from waymark_consent.history import store as history
from waymark_consent.release import REFUSAL_CLASSES, WHATEVER_WAS_SAID, refusal_class
from waymark_consent.store import list_agreements

_REFUSED_WITHIN = timedelta(hours=24)
_ASKED_LONG = timedelta(hours=48)
_REVIEW_WITHIN = timedelta(days=30)


async def agreements_with_standing(reader: Reader) -> list[tuple[Agreement, Standing]]:
    """Every version of every agreement, and where each stands today."""
    today = day_in_county(reader.now)
    return [(agreement, agreement.standing(today)) for agreement in await list_agreements(reader)]


async def figures(reader: Reader) -> Sequence[Figure]:
    """Releases refused within a day by class of reason, questions that wait, agreements to be reviewed."""
    refused = dict.fromkeys(REFUSAL_CLASSES, 0)
    for reason, number in (await history.count_refused(reader, reader.now - _REFUSED_WITHIN)).items():
        refused[refusal_class(reason)] += number
    waiting = await history.count_asked(reader, reader.now - _ASKED_LONG)
    due = review_due(await list_agreements(reader), day_in_county(reader.now), _REVIEW_WITHIN)
    return (
        Figure("consent_releases_refused_24h", "Releases refused in the last 24 hours", sum(refused.values())),
        *(
            Figure(f"consent_releases_refused_24h_{name}", f"Of the refused releases: {label}", refused[name])
            for name, label in REFUSAL_CLASSES.items()
        ),
        Figure("consent_asked_over_48h", "Referrals with a question open for more than 48 hours", waiting),
        Figure("consent_agreements_review_due", "Agreements to be reviewed within 30 days", len(due), warn_above=0),
    )


async def account(reader: Reader) -> Ledger:
    """Every referral consent knows ("screened" or "withdrawn"), and disclosures that should not have been.

    I4: groups or fields left that no decision permitted that agency. I5: something left after a refusal or the
    sender's withdrawal was committed, and neither a duty nor a law was the ground.
    """
    undecided = await history.list_undecided(reader)
    stopped = await history.list_after_a_stop(reader, WHATEVER_WAS_SAID)
    return Ledger(
        referrals=await history.list_referrals(reader),
        findings=(
            *(Finding("I4", "personal data left that no decision permitted", one) for one in undecided),
            *(Finding("I5", "personal data left after it was refused or withdrawn", one) for one in stopped),
        ),
    )
