"""The services that a row names, in its order, and which of them take somebody: as bits, asked once for all of them.

Bit i is the i-th service. It says of each what `provider.takes` says, which is tested. Not here: which of those that
take the person is asked (`deciding/best.py`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import compress
from typing import TypeVar

from waymark.ids import ServiceId
from waymark.words import Need, Pathway
from waymark_router.bits import positions
from waymark_router.facts.fact import Values
from waymark_router.providers.provider import Directory, DirectoryService, WhyNot, age_span
from waymark_router.providers.provider_part import Status, least_months, most_months

_MANY = 64
_BITS = bytes.maketrans(b"01", b"\x00\x01")
_Value = TypeVar("_Value", bound=Hashable)


class LineUp:
    """Services in order, each once, ready to be asked; nothing that counts changes once it is built."""

    def __init__(self, services: Iterable[DirectoryService]) -> None:
        self.services: Sequence[DirectoryService] = tuple(services)
        self.all = (1 << len(self.services)) - 1
        self.place_of = {one.id: at for at, one in enumerate(self.services)}
        self.agencies = self._by(lambda one: (one.agency,))
        self.communities = self._by(lambda one: (one.by_and_for,) if one.by_and_for else ())
        self.offering = self._by(lambda one: one.offers)
        self.aiding = self._by(lambda one: one.aids)
        self.working_in = self._by(lambda one: one.works_in)
        self.based_in = self._by(lambda one: one.bases)
        self.lots = self._by(lambda one: (one.lot,) if one.lot else ())
        self.in_lots = reduce(int.__or__, self.lots.values(), 0)
        self.capped = self._where(lambda one: one.caseload_cap is not None)
        self.with_waits = self._where(lambda one: bool(one.waits))
        self.desks = self._where(lambda one: one.pathway is Pathway.TRIAGE)
        self._ids = [one.id for one in self.services]
        self._least = _Upto([(least_months(one.youngest), at) for at, one in enumerate(self.services)])
        self._most = _Upto([(most_months(one.oldest), at) for at, one in enumerate(self.services)])
        self._districts = self._by(lambda one: one.districts)
        self._languages = self._by(lambda one: one.languages)
        self._needs = self._by(lambda one: one.needs)
        self._local = self._where(lambda one: bool(one.districts))
        self._choosy_of_language = self._where(lambda one: bool(one.languages))
        self._choosy_of_need = self._where(lambda one: bool(one.needs))
        self._of_one_sex = self._where(lambda one: bool(one.sexes))
        self._changes = sorted({row.valid_from for one in self.services for row in one.statuses})
        self._standing: dict[int, tuple[int, int]] = {}

    def ids_of(self, bits: int) -> tuple[ServiceId, ...]:
        """The ids of those that are meant, in order."""
        if bits.bit_count() > _MANY:
            return tuple(compress(self._ids, bin(bits)[:1:-1].encode().translate(_BITS)))
        return tuple([self._ids[at] for at in positions(bits)])

    def refusing(
        self, values: Values, *, adult_from: int, age_months: int | None, needs: Collection[Need], on: date
    ) -> list[tuple[WhyNot, int]]:
        """Who does not take a person with these facts on that day, by reason, in the order that `takes` has."""
        paused, closed = self._standing_on(on)
        young, old, unknown = self._by_age(values, adult_from, age_months)
        district, language = values.get("district"), values.get("language")
        of_district = self._districts.get(district, 0) if isinstance(district, str) else 0
        of_language = self._languages.get(language, 0) if isinstance(language, str) else 0
        elsewhere = self._local & ~of_district
        return [
            (WhyNot.PAUSED, paused),
            (WhyNot.CLOSED, closed),
            (WhyNot.TOO_YOUNG, young),
            (WhyNot.TOO_OLD, old),
            (WhyNot.AGE_NOT_KNOWN, unknown),
            (WhyNot.OUTSIDE_ITS_AREA if district is not None else WhyNot.DISTRICT_NOT_KNOWN, elsewhere),
            (WhyNot.LANGUAGE, self._choosy_of_language & ~of_language),
            (WhyNot.SEX_NOT_KNOWN, self._of_one_sex),
            (WhyNot.NOT_ITS_WORK, self._choosy_of_need & ~_union(self._needs, needs) if needs else 0),
        ]

    def _standing_on(self, on: date) -> tuple[int, int]:
        """Those paused and those closed on a day; it changes on few days only, and each stretch is looked at once."""
        stretch = bisect_right(self._changes, on)
        found = self._standing.get(stretch)
        if found is None:
            paused = self._where(lambda one: one.standing(on) is Status.PAUSED)
            closed = self._where(lambda one: one.standing(on) is Status.CLOSED)
            found = self._standing[stretch] = (paused, closed)
        return found

    def _by_age(self, values: Values, adult_from: int, age_months: int | None) -> tuple[int, int, int]:
        """Those for whom the person is too young, too old, or may be either."""
        youngest, oldest = age_span(values, adult_from, age_months)
        young = self.all & ~self._least.upto(oldest)
        old = self._most.below(youngest) & ~young
        fits = self._least.upto(youngest) & ~self._most.below(oldest)
        return young, old, self.all & ~(young | old | fits)

    def _where(self, says: Callable[[DirectoryService], bool]) -> int:
        return sum(1 << at for at, one in enumerate(self.services) if says(one))

    def _by(self, values_of: Callable[[DirectoryService], Iterable[_Value]]) -> Mapping[_Value, int]:
        """Who says a value of itself, by value."""
        found: dict[_Value, int] = {}
        for at, one in enumerate(self.services):
            for value in values_of(one):
                found[value] = found.get(value, 0) | 1 << at
        return found


class _Upto:
    """Who has a number up to a limit: the numbers there are, and for each those with none above it."""

    def __init__(self, numbered: Iterable[tuple[int, int]]) -> None:
        with_it: dict[int, int] = {}
        for number, at in numbered:
            with_it[number] = with_it.get(number, 0) | 1 << at
        self._numbers = sorted(with_it)
        self._bits = [0]
        for number in self._numbers:
            self._bits.append(self._bits[-1] | with_it[number])

    def upto(self, limit: int) -> int:
        """Those whose number is not above the limit."""
        return self._bits[bisect_right(self._numbers, limit)]

    def below(self, limit: int) -> int:
        """Those whose number is under the limit."""
        return self._bits[bisect_left(self._numbers, limit)]


def line_up_of(directory: Directory, named: tuple[ServiceId, ...]) -> LineUp:
    """The services of the directory with these ids, in this order; worked out once, and kept with the directory."""
    found = directory.worked_out.get(named)
    if not isinstance(found, LineUp):
        known = (directory.services.get(one) for one in dict.fromkeys(named))
        found = directory.worked_out[named] = LineUp(one for one in known if one is not None)
    return found


def _union(by_value: Mapping[_Value, int], values: Iterable[_Value]) -> int:
    found = 0
    for value in values:
        found |= by_value.get(value, 0)
    return found
