"""Where a version of rules and directory would place situations: as a decision does, without trace, clock or record.

Only where they go: what is held for is the same under all versions, and the room services have today is not what
they had then, so of equals the first named stands for all. That it agrees with `allocation.decide` is tested. Not
here: what the rules ask for (`asked.py`), comparing two versions (`comparison.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from waymark.contracts.consent import Duty
from waymark.ids import ServiceId
from waymark.words import Need, Pathway, Priority
from waymark_router.deciding.choice import Candidate, rank
from waymark_router.deciding.duty import NEEDS_OF, PATHWAY_OF, service_told
from waymark_router.deciding.nearest import at_pathway
from waymark_router.facts.derived import adult_age
from waymark_router.facts.fact import OF_A_PATHWAY, Value, Values
from waymark_router.rules.rule import TableName
from waymark_router.trial.able import Able
from waymark_router.trial.asked import AT, Asked, Asking, Rows, Wanted, taking
from waymark_router.trial.situation import Situation, wishes_of
from waymark_router.trial.version import Version

_NEEDS = AT["needs"]
_DISTRICT = AT["district"]
_NO_NEEDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Placement:
    """The pathways of a referral with the service asked for each, the desk among them, and how soon."""

    places: tuple[tuple[Pathway, ServiceId], ...]
    priority: Priority


_Services = tuple[ServiceId | None, ...]
_Told = tuple[tuple[Pathway, ServiceId | None, tuple[Need, ...]], ...]
_Made = tuple[Wanted, Priority, _Services, ServiceId | None, _Told]


@dataclass(slots=True, eq=False)
class _Went:
    """Where the same pathways go for people whom the same services take: to whom, which needs those answer (None for
    all), whether one has nobody; and the placements of those whom the desk need not see, and of the others.
    """

    services: _Services
    does: frozenset[str] | None
    is_short: bool
    without_desk: dict[Priority, int] = field(default_factory=dict)
    with_desk: dict[Priority, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Alike:
    """People who are the same to the providers' table and to all services: rows, who is able, and what tells services
    apart; with what was worked out for them.
    """

    rows: int
    able: int
    telling: tuple[Value, ...]
    chosen: dict[Pathway, ServiceId | None] = field(default_factory=dict)
    went: dict[Wanted, _Went] = field(default_factory=dict)


class Placer:
    """One version. It remembers whatever it worked out, so it is made for one trial only; `placements` are all that it
    gave so far.
    """

    def __init__(self, version: Version, *, on: date, beside: "Placer | None" = None) -> None:
        """`beside` is another placer of the same day: what both have alike is worked out once."""
        self.placements: list[Placement] = []
        self.asking = Asking(version.rulebook)
        self._rulebook = version.rulebook
        self._directory = version.directory
        self._adult_from = adult_age(on)
        self._on = on
        self.able = Able(version.directory, on=on)
        if beside is not None and beside.able.directory.version == version.directory.version:
            self.able = beside.able
        self._providers = Rows(version.rulebook.tables[TableName.PROVIDERS], but=OF_A_PATHWAY)
        self._looked_at = taking({*self._providers.columns, *self.able.columns})
        self._seen: dict[object, _Alike] = {}
        self._alike: dict[tuple[int, int, tuple[Value, ...]], _Alike] = {}
        self._at_pathway: dict[tuple[Pathway, Value], int] = {}
        self._picked: dict[tuple[object, ...], ServiceId | None] = {}
        self._done: dict[tuple[Pathway, ServiceId | None], frozenset[str] | None] = {}
        self._made: dict[_Made, int] = {}

    def place(self, situation: Situation) -> Placement:
        """Where it goes, and how soon."""
        (at,) = self.place_all([situation], self.asking.of([situation]))
        return self.placements[at]

    def place_all(self, situations: Iterable[Situation], asked: Iterable[Asked]) -> list[int]:
        """The same of several, of which is known what is `asked` for, as numbers among `placements`: equal numbers are
        equal placements.
        """
        seen, looked_at = self._seen, self._looked_at
        placed: list[int] = []
        for one, (wanted, priority) in zip(situations, asked, strict=True):
            facts = one.facts
            look = (looked_at(facts), one.open_to)
            alike = seen.get(look) or self._see(look, one)
            went = alike.went.get(wanted) or self._go(alike, wanted, one)
            if one.duties:
                placed.append(self._with_duties(one, wanted, priority, alike, went))
                continue
            needs = facts[_NEEDS]
            is_left = went.is_short or (
                went.does is not None and isinstance(needs, frozenset) and not needs <= went.does
            )
            known = went.with_desk if is_left else went.without_desk
            at = known.get(priority)
            if at is None:
                desk = self._choose(alike, one, Pathway.TRIAGE) if is_left else None
                at = known[priority] = self._number((wanted, priority, went.services, desk, ()))
            placed.append(at)
        return placed

    def _see(self, look: object, situation: Situation) -> _Alike:
        facts = situation.facts
        key = (self._providers.rows(facts), self.able.of(situation), self.able.telling(facts))
        alike = self._alike.get(key)
        if alike is None:
            alike = self._alike[key] = _Alike(*key)
        self._seen[look] = alike
        return alike

    def _go(self, alike: _Alike, wanted: Wanted, situation: Situation) -> _Went:
        services = tuple([self._choose(alike, situation, one) for one in wanted.pathways])
        placed = zip(wanted.pathways, services, strict=True)
        does = [self._does(pathway, service) for pathway, service in placed if service is not None]
        answered = [one for one in does if one is not None]
        went = alike.went[wanted] = _Went(
            services=services,
            does=_NO_NEEDS.union(*answered) if len(answered) == len(does) else None,
            is_short=wanted.is_for_desk or None in services,
        )
        return went

    def _with_duties(self, one: Situation, wanted: Wanted, priority: Priority, alike: _Alike, went: _Went) -> int:
        told = self._told(one)
        desk: ServiceId | None = None
        if wanted.is_for_desk or self._is_left(wanted, went.services, told, one.facts[_NEEDS]):
            desk = self._choose(alike, one, Pathway.TRIAGE)
        return self._number((wanted, priority, went.services, desk, told))

    def _number(self, made: _Made) -> int:
        at = self._made.get(made)
        if at is None:
            at = self._made[made] = len(self.placements)
            self.placements.append(_put_together(*made))
        return at

    def _choose(self, alike: _Alike, situation: Situation, pathway: Pathway) -> ServiceId | None:
        """The service that would be asked for a pathway."""
        if pathway not in alike.chosen:
            row, *_ = self._providers.table.counting(alike.rows & self._rows_at(pathway, situation))
            named = tuple(map(ServiceId, self._providers.table.table.rows[row].output.services))
            key = (row, alike.able & self.able.bits_of(named), alike.telling, pathway)
            if key not in self._picked:
                self._picked[key] = self._pick(named, alike.able, situation, pathway)
            alike.chosen[pathway] = self._picked[key]
        return alike.chosen[pathway]

    def _rows_at(self, pathway: Pathway, situation: Situation) -> int:
        """The rows that let in the facts of the pathway itself, which differ by the district of the home at most."""
        district = situation.facts[_DISTRICT]
        found = self._at_pathway.get((pathway, district))
        if found is None:
            values: Values = {"district": district}
            own, found = at_pathway(values, pathway, self._rulebook, self._directory, on=self._on), -1
            for name in OF_A_PATHWAY & set(self._providers.table.table.columns):
                found &= self._providers.table.letting_in(name, own[name])
            self._at_pathway[pathway, district] = found
        return found

    def _pick(self, named: Iterable[ServiceId], able: int, situation: Situation, pathway: Pathway) -> ServiceId | None:
        """The best of the named services that are able and do some of what is needed."""
        values = situation.values
        given = values["needs"]
        needs = self._answered(pathway, given if isinstance(given, frozenset) else _NO_NEEDS)
        candidates: list[Candidate] = []
        for service in map(self._directory.services.get, named):
            if service is None or not able & self.able.bit_of[service.id]:
                continue
            is_desk = service.pathway is Pathway.TRIAGE and pathway is not Pathway.TRIAGE
            if not is_desk and not (service.needs and needs and needs.isdisjoint(service.needs)):
                candidates.append(Candidate(service))
        return rank(candidates, wishes_of(values))[0].candidate.service.id if candidates else None

    def _answered(self, pathway: Pathway, needs: frozenset[str]) -> frozenset[str]:
        served = self._rulebook.serves.get(pathway)
        return needs if served is None else needs & served

    def _told(self, situation: Situation) -> _Told:
        """The service that is told of each duty, with the needs the duty stands for."""
        told: list[tuple[Pathway, ServiceId | None, tuple[Need, ...]]] = []
        for kind, agency in situation.duties:
            duty = Duty(kind=kind, agency=agency)
            service = service_told(duty, self._directory, situation.values, adult_from=self._adult_from)
            pathway = PATHWAY_OF[kind] if service is None else service.pathway
            told.append((pathway, service.id if service is not None else None, NEEDS_OF[kind]))
        return tuple(told)

    def _is_left(self, wanted: Wanted, services: _Services, told: _Told, given: Value) -> bool:
        """Whether the desk must see it: nobody takes a pathway or does a duty, or no pathway knows one of the needs."""
        needs = given if isinstance(given, frozenset) else frozenset[str]()
        by_duty = set[Pathway]()
        for pathway, service, stands_for in told:
            if service is None:
                return True
            by_duty.add(pathway)
            needs -= frozenset(stands_for) | self._answered(pathway, needs)
        for pathway, service in zip(wanted.pathways, services, strict=True):
            if pathway in by_duty:
                continue
            if service is None:
                return True
            does = self._does(pathway, service)
            needs = needs - does if does is not None else frozenset()
        return bool(needs)

    def _does(self, pathway: Pathway, service: ServiceId) -> frozenset[str] | None:
        """The needs that a service answers on a pathway; None for all there are."""
        key = (pathway, service)
        if key not in self._done:
            served, own = self._rulebook.serves.get(pathway), frozenset(self._directory.services[service].needs)
            self._done[key] = (served & own if own else served) if served is not None else own or None
        return self._done[key]


def _put_together(
    wanted: Wanted, priority: Priority, services: _Services, desk: ServiceId | None, told: _Told
) -> Placement:
    """Duties first, then what the rules ask for but a duty has answered, then the desk: as `allocation.decide` does."""
    by_duty = {pathway for pathway, _, _ in told}
    places = [(pathway, service) for pathway, service, _ in told]
    places += [
        (pathway, service) for pathway, service in zip(wanted.pathways, services, strict=True) if pathway not in by_duty
    ]
    places.append((Pathway.TRIAGE, desk))
    once = dict.fromkeys((pathway, service) for pathway, service in places if service is not None)
    return Placement(tuple(once), priority)
