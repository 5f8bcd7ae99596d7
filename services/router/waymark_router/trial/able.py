"""Which services would take a past referral and may see it, as bits, and which of the person's wishes tell any apart.

Not here: which of them the rules name (`placing.py`), whom a service takes (`provider.py`).
"""

from collections.abc import Iterable
from datetime import date
from operator import itemgetter

from waymark.ids import AgencyId, ServiceId
from waymark_router.facts.derived import adult_age
from waymark_router.facts.fact import Value
from waymark_router.providers.line_up import line_up_of
from waymark_router.providers.provider import FACTS_TAKEN, Directory
from waymark_router.trial.situation import FACTS, Situation, age_months_of

_AT = {name: at for at, name in enumerate(FACTS)}
_TAKEN = FACTS_TAKEN | {"months_to_18"}
_taken_of = itemgetter(*sorted(_AT[name] for name in _TAKEN))


class Able:
    """The services of one directory on one day; each answer is worked out once. What a person needs is not asked.

    `columns` are the facts that are looked at, beside the agencies that may see the referral.
    """

    def __init__(self, directory: Directory, *, on: date) -> None:
        self.directory = directory
        self.services = tuple(directory.services.values())
        self.bit_of = {service.id: 1 << at for at, service in enumerate(self.services)}
        self._on = on
        self._adult_from = adult_age(on)
        self._taken: dict[tuple[Value, ...], int] = {}
        self._open: dict[frozenset[AgencyId], int] = {}
        tells = self._columns_that_tell()
        self.columns = _TAKEN | set(tells)
        self._choosy = tuple(_AT[name] for name in tells)
        self._line_up = line_up_of(directory, tuple(directory.services))

    def of(self, situation: Situation) -> int:
        """The services that take the person and may see the referral."""
        key = _taken_of(situation.facts)
        taken = self._taken.get(key)
        if taken is None:
            taken = self._taken[key] = self._takers(situation)
        may_see = self._open.get(situation.open_to)
        if may_see is None:
            seen = (self.bit_of[one.id] for one in self.services if one.agency in situation.open_to)
            may_see = self._open[situation.open_to] = sum(seen)
        return taken & may_see

    def bits_of(self, services: Iterable[ServiceId]) -> int:
        """These services as bits, as far as the directory knows them."""
        found = 0
        for one in services:
            found |= self.bit_of.get(one, 0)
        return found

    def telling(self, facts: tuple[Value, ...]) -> tuple[Value, ...]:
        """What of the facts could tell two services apart that both take the person."""
        return tuple([facts[at] for at in self._choosy])

    def _takers(self, situation: Situation) -> int:
        values, refused = situation.values, 0
        months = age_months_of(values)
        refusing = self._line_up.refusing(values, adult_from=self._adult_from, age_months=months, needs=(), on=self._on)
        for _, bits in refusing:
            refused |= bits
        return self._line_up.all & ~refused

    def _columns_that_tell(self) -> list[str]:
        """The facts that some service says something of: wishes, aids, languages, districts it is in, needs it does."""
        says = {
            "preferences": any(one.offers or one.by_and_for for one in self.services),
            "communication_aids": any(one.aids for one in self.services),
            "language": any(one.works_in for one in self.services),
            "district": any(one.bases for one in self.services),
            "needs": any(one.needs for one in self.services),
        }
        return [name for name, tells in says.items() if tells]
