"""Past referrals as what a decision looks at, each situation once: ids, and which situation each referral was in.

Coded facts only, in memory only. Not here: reading them (`queries.py`), placing them (`placing.py`).
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from waymark.ids import AgencyId
from waymark.words import CommunicationAid, DutyKind, Preference
from waymark_router.deciding.choice import Wishes
from waymark_router.facts.derived import MONTHS_OF_A_YEAR, home
from waymark_router.facts.fact import CATALOGUE, OF_A_PATHWAY, FactType, Value, Values

FACTS = tuple(name for name in CATALOGUE if name not in OF_A_PATHWAY)
Duties = tuple[tuple[DutyKind, AgencyId], ...]


def wishes_of(values: Values) -> Wishes:
    """What somebody with these facts asked for."""
    preferences, aids = values.get("preferences"), values.get("communication_aids")
    district = values.get("district")
    return Wishes(
        preferences=frozenset(map(Preference, preferences)) if isinstance(preferences, frozenset) else frozenset(),
        aids=frozenset(map(CommunicationAid, aids)) if isinstance(aids, frozenset) else frozenset(),
        language=str(values.get("language")),
        district=district if isinstance(district, str) else "",
    )


def age_months_of(values: Values) -> int | None:
    """The months beyond the years of age, where they are known."""
    months = values.get("months_to_18")
    return MONTHS_OF_A_YEAR - months if isinstance(months, int) else None


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts in the order of `FACTS`, the agencies consent lets see the referral, now or once somebody is asked (no
    other is ever chosen), and duties with the agency that is told.
    """

    facts: tuple[Value, ...]
    open_to: frozenset[AgencyId]
    duties: Duties = ()

    @property
    def values(self) -> dict[str, Value]:
        """The facts by name."""
        return dict(zip(FACTS, self.facts, strict=True))


def situation(values: Values, open_to: frozenset[AgencyId], duties: Duties = ()) -> Situation:
    """A situation from facts by name; those that are not there are missing."""
    return Situation(tuple(map(values.get, FACTS)), open_to, duties)


def seen_from(situations: Sequence[Situation], districts: Collection[str]) -> list[Situation]:
    """The situations as a county with these districts sees them: who lives in it, and what happened in it."""
    seen: list[Situation] = []
    for one in situations:
        values = one.values
        for place, district in (("home", "district"), ("crime_place", "crime_district")):
            code = values[district]
            values[place] = home(code if isinstance(code, str) else None, districts)
        seen.append(replace(one, facts=tuple(map(values.get, FACTS))))
    return seen


def without_days(values: Values, read: Collection[str]) -> dict[str, Value]:
    """The facts without days that no rule reads: they would make a situation of its own of almost each referral."""
    return {name: value for name, value in values.items() if name in read or CATALOGUE[name].type is not FactType.DATE}


@dataclass(slots=True)
class Past:
    """Referrals newest first. Memory: about 100 bytes for each referral, and each situation once."""

    situations: list[Situation] = field(default_factory=list)
    _ids: list[UUID] = field(default_factory=list)
    _which: "array[int]" = field(default_factory=lambda: array("l"))
    _known: dict[Situation, int] = field(default_factory=dict)

    def add(self, referral_id: UUID, one: Situation) -> None:
        """One more referral."""
        at = self._known.setdefault(one, len(self.situations))
        if at == len(self.situations):
            self.situations.append(one)
        self._ids.append(referral_id)
        self._which.append(at)

    def __len__(self) -> int:
        return len(self._ids)

    def each(self) -> Iterator[tuple[UUID, int]]:
        """Every referral with the place of its situation."""
        return zip(self._ids, self._which, strict=True)

    def counts(self) -> Mapping[int, int]:
        """How many referrals were in each situation."""
        return Counter(self._which)
