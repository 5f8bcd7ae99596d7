"""Where a version of rules and directory would place one situation: as a decision does, without trace, clock or record.

Only where it goes: what it is held for is the same under all versions, and the room services have today is not what
they had then, so of equals the first named stands for all. That it agrees with `allocation.decide` is tested. Not
here: comparing two versions (`comparison.py`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.contracts.consent import Duty
from waymark.ids import ServiceId
from waymark.words import Need, Pathway, Priority
from waymark_router.deciding.choice import Candidate, rank
from waymark_router.deciding.duty import NEEDS_OF, PATHWAY_OF, service_told
from waymark_router.deciding.nearest import at_pathway
from waymark_router.facts.derived import adult_age
from waymark_router.facts.fact import OF_A_PATHWAY, Value
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Output, TableName
from waymark_router.trial.able import Able
from waymark_router.trial.situation import FACTS, Situation, wishes_of
from waymark_router.trial.version import Version

_URGENCY = tuple(Priority)
_AT = {name: at for at, name in enumerate(FACTS)}
_NEEDS = _AT["needs"]


@dataclass(frozen=True, slots=True)
class Placement:
    """The pathways of a referral with the service asked for each, the desk among them, and how soon."""

    places: tuple[tuple[Pathway, ServiceId], ...]
    priority: Priority


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """What the rows that count say together; each is itself only, so that it is quickly found again."""

    pathways: tuple[Pathway, ...]
    is_for_desk: bool


_Services = tuple[ServiceId | None, ...]
_Told = tuple[tuple[Pathway, ServiceId | None, tuple[Need, ...]], ...]
_Made = tuple[_Wanted, Priority, _Services, ServiceId | None, _Told]
_Chosen = dict[Pathway, ServiceId | None]


class Placer:
    """One version. It remembers whatever it worked out, so it is made for one trial only; `placements` are all that it
    gave so far.
    """

    def __init__(self, version: Version, *, on: date, able: Able | None = None) -> None:
        """`able` is what another placer knows of the same directory on the same day, where there is one."""
        self.placements: list[Placement] = []
        self._rulebook = version.rulebook
        self._directory = version.directory
        self._adult_from = adult_age(on)
        self._on = on
        self.able = able if able is not None else Able(version.directory, on=on)
        tables = version.rulebook.tables
        self._pathways = _Memo(tables[TableName.PATHWAYS])
        self._overlays = _Memo(tables[TableName.OVERLAYS])
        self._providers = _Memo(tables[TableName.PROVIDERS], but=OF_A_PATHWAY)
        self._soon: dict[int, tuple[Priority, tuple[Pathway, ...]]] = {}
        self._wanted: dict[tuple[int, tuple[Pathway, ...]], _Wanted] = {}
        self._chosen: dict[tuple[int, int, tuple[Value, ...]], _Chosen] = {}
        self._done: dict[tuple[Pathway, ServiceId | None], frozenset[str] | None] = {}
        self._made: dict[_Made, int] = {}

    def place(self, situation: Situation) -> Placement:
        """Where it goes, and how soon."""
        return self.placements[self.place_at(situation)]

    def place_at(self, situation: Situation) -> int:
        """The same as its number among `placements`: equal numbers are equal placements."""
        facts = situation.facts
        wanted, priority = self._asked(facts)
        key = (self._providers.mask(facts), self.able.of(situation), self.able.telling(facts))
        chosen = self._chosen.get(key)
        if chosen is None:
            chosen = self._chosen[key] = {}
        services = tuple(
            [chosen[one] if one in chosen else self._choose(chosen, key, situation, one) for one in wanted.pathways]
        )
        told = self._told(situation) if situation.duties else ()
        desk: ServiceId | None = None
        if wanted.is_for_desk or self._is_left(wanted, services, told, facts[_NEEDS]):
            triage = Pathway.TRIAGE
            desk = chosen[triage] if triage in chosen else self._choose(chosen, key, situation, triage)
        made = (wanted, priority, services, desk, told)
        at = self._made.get(made)
        if at is None:
            at = self._made[made] = len(self.placements)
            self.placements.append(_put_together(*made))
        return at

    def _asked(self, facts: tuple[Value, ...]) -> tuple[_Wanted, Priority]:
        """The pathways that the rules name, whether the desk is meant by a row's own word, and how soon."""
        rows, soon = self._pathways.mask(facts), self._overlays.mask(facts)
        said = self._soon.get(soon)
        if said is None:
            outputs = self._overlays.outputs(soon)
            priorities = (output.priority for output in outputs if output.priority)
            named = tuple(output.pathway for output in outputs if output.pathway is not None)
            said = self._soon[soon] = (min(priorities, key=_URGENCY.index, default=Priority.STANDARD), named)
        key = (rows, said[1])
        wanted = self._wanted.get(key)
        if wanted is None:
            wanted = self._wanted[key] = self._read(*key)
        return wanted, said[0]

    def _read(self, rows: int, also: tuple[Pathway, ...]) -> _Wanted:
        outputs = self._pathways.outputs(rows)
        named = dict.fromkeys((*(output.pathway for output in outputs if output.pathway is not None), *also))
        return _Wanted(
            pathways=tuple(pathway for pathway in named if pathway is not Pathway.TRIAGE),
            is_for_desk=Pathway.TRIAGE in named or any(output.unmet for output in outputs),
        )

    def _choose(
        self, chosen: _Chosen, key: tuple[int, int, tuple[Value, ...]], situation: Situation, pathway: Pathway
    ) -> ServiceId | None:
        """The service that would be asked for a pathway, kept among those `chosen` for such a situation."""
        rows, able, _ = key
        values = situation.values
        own = at_pathway(values, pathway, self._rulebook, self._directory, on=self._on)
        for name in OF_A_PATHWAY & set(self._providers.table.table.columns):
            rows &= self._providers.table.letting_in(name, own[name])
        row, *_ = self._providers.outputs(rows)
        given = values["needs"]
        needs = self._answered(pathway, given if isinstance(given, frozenset) else frozenset())
        candidates: list[Candidate] = []
        for named in map(ServiceId, row.services):
            service = self._directory.services.get(named)
            if service is None or not able & self.able.bit_of[named]:
                continue
            is_desk = service.pathway is Pathway.TRIAGE and pathway is not Pathway.TRIAGE
            if not is_desk and not (service.needs and needs and needs.isdisjoint(service.needs)):
                candidates.append(Candidate(service))
        best = rank(candidates, wishes_of(values))[0].candidate.service.id if candidates else None
        chosen[pathway] = best
        return best

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

    def _is_left(self, wanted: _Wanted, services: _Services, told: _Told, given: Value) -> bool:
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
    wanted: _Wanted, priority: Priority, services: _Services, desk: ServiceId | None, told: _Told
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


class _Memo:
    """A table that remembers which rows let a value of a column in."""

    def __init__(self, table: CompiledTable, *, but: Collection[str] = ()) -> None:
        self.table = table
        self.columns = [name for name in table.table.columns if name not in but]
        self._all = (1 << len(table.table.rows)) - 1
        self._kept = [(_AT[name], _Masks(table, name)) for name in self.columns]

    def mask(self, facts: Sequence[Value]) -> int:
        """The rows that match, as bits."""
        found = self._all
        for at, masks in self._kept:
            found &= masks[facts[at]]
        return found

    def outputs(self, matched: int) -> list[Output]:
        """What the rows say that count, of those that match."""
        rows = self.table.table.rows
        return [rows[at].output for at in self.table.counting(matched)]


class _Masks(dict[Value, int]):
    """The rows that let a value of one column in, by value."""

    def __init__(self, table: CompiledTable, column: str) -> None:
        super().__init__()
        self._table = table
        self._column = column

    def __missing__(self, value: Value) -> int:
        found = self[value] = self._table.letting_in(self._column, value)
        return found
