"""Who must know at once that the emergency switch of the rules was used: the triage desk, and whoever publishes rules.

Not here: how they are told (`letter.py`, `jobs.py`).
"""

from collections.abc import Iterator, Mapping

from waymark.contracts.rules import RulesPublished
from waymark.words import PublicationKind
from waymark_notifier.delivery import AlertKind, Audience, Notice

_SAYS: Mapping[PublicationKind, AlertKind] = {
    PublicationKind.EMERGENCY: AlertKind.RULES_OFF,
    PublicationKind.EMERGENCY_ENDED: AlertKind.RULES_ON,
}


def notices_of(published: RulesPublished, desk: str) -> Iterator[Notice]:
    """An alert to duty worker and lead of the desk and of the agency that publishes rules; none of any other change."""
    kind = _SAYS.get(published.kind)
    if kind is None or published.called_off:
        return
    for agency in dict.fromkeys(one for one in (desk, published.agency) if one):
        for audience in (Audience.DUTY, Audience.LEAD):
            yield Notice(agency, published.publication_id, kind, audience, due_at=None, at_once=True)
