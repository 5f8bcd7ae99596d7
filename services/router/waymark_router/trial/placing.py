"""Where a version of rules and directory would place one situation: as a decision does, without trace, clock or record.

Only where it goes: what it is held for is the same under all versions, and the room services have today is not what
they had then, so of equals the first named stands for all. That it agrees with `allocation.decide` is tested. Not
here: comparing two versions (`comparison.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from waymark.contracts.consent import Duty
from waymark.ids import ServiceId
from waymark.words import Need, Pathway, Priority
from waymark_router.choice import Candidate, rank
from waymark_router.derived import adult_age
from waymark_router.duty import NEEDS_OF, PATHWAY_OF, service_told
from waymark_router.evaluator import CompiledTable
from waymark_router.fact import Value, Values
from waymark_router.provider import FACTS_TAKEN, DirectoryService, takes
from waymark_router.question import in_order
from waymark_router.rule import Output, TableName
from waymark_router.trial.situation import Situation, age_months_of, wishes_of
from waymark_router.trial.version import Version

_URGENCY = tuple(Priority)
_TAKEN = (*sorted(FACTS_TAKEN), "months_to_18")


@dataclass(frozen=True, slots=True)
class Placement:
    """The pathways of a referral with the service asked for each, the desk among them, and how soon."""

    places: tuple[tuple[Pathway, ServiceId], ...]
    priority: Priority


class Placer:
    """One version; remembers what each column and each service said to a value, so it is made for one trial only."""

    def __init__(self, version: Version, *, on: date) -> None:
        self._rulebook = version.rulebook
        self._directory = version.directory
        self._on = on
        self._adult_from = adult_age(on)
        self._tables = {name: _Memo(compiled) for name, compiled in version.rulebook.tables.items()}
        self._taken: dict[tuple[ServiceId, tuple[Value, ...]], bool] = {}
        self._answered: dict[tuple[Pathway, frozenset[str]], frozenset[str]] = {}

    def place(self, situation: Situation) -> Placement:
        """Where it goes, and how soon."""
        values = situation.values
        outputs = [*self._outputs(TableName.PATHWAYS, values), *self._outputs(TableName.OVERLAYS, values)]
        making = _Making(self, situation)
        making.tell_duties()
        wanted = dict.fromkeys(output.pathway for output in outputs if output.pathway is not None)
        for pathway in wanted:
            if pathway is not Pathway.TRIAGE and pathway not in making.told:
                making.ask(pathway)
        if Pathway.TRIAGE in wanted or making.is_left(any(output.unmet for output in outputs)):
            making.ask(Pathway.TRIAGE)
        priority = min((one.priority for one in outputs if one.priority), key=_URGENCY.index, default=Priority.STANDARD)
        return Placement(tuple(making.places), priority)

    def _outputs(self, table: TableName, values: Values) -> list[Output]:
        memo = self._tables[table]
        return [memo.rows[at].output for at in memo.table.counting(memo.mask(values))]

    def chosen(self, situation: Situation, pathway: Pathway, needs: frozenset[str]) -> DirectoryService | None:
        """The service that would be asked for these needs of a pathway."""
        memo = self._tables[TableName.PROVIDERS]
        (at,) = memo.table.counting(memo.mask({**situation.values, "pathway": pathway.value}))
        able: list[Candidate] = []
        for named in memo.rows[at].output.services:
            service = self._directory.services.get(ServiceId(named))
            if service is None or (service.pathway is Pathway.TRIAGE and pathway is not Pathway.TRIAGE):
                continue
            if service.agency in situation.open_to and self._takes(service, situation.values, needs):
                able.append(Candidate(service))
        if len(able) > 1:
            return rank(able, wishes_of(situation.values))[0].candidate.service
        return able[0].service if able else None

    def _takes(self, service: DirectoryService, values: Values, needs: frozenset[str]) -> bool:
        key = (service.id, (*map(values.get, _TAKEN), needs if service.needs else None))
        if key not in self._taken:
            reasons = takes(
                service,
                values,
                adult_from=self._adult_from,
                age_months=age_months_of(values),
                needs=tuple(map(Need, needs)),
                on=self._on,
            )
            self._taken[key] = not reasons
        return self._taken[key]

    def answered(self, pathway: Pathway, needs: frozenset[str]) -> frozenset[str]:
        """Those of the needs that the pathway answers."""
        key = (pathway, needs)
        if key not in self._answered:
            given = in_order(Need(need) for need in needs)
            self._answered[key] = frozenset(need.value for need in self._rulebook.answered(pathway, given))
        return self._answered[key]

    def told(self, duty: Duty, values: Values) -> DirectoryService | None:
        """The service that is told of a duty."""
        return service_told(duty, self._directory, values, adult_from=self._adult_from)


class _Making:
    """One placement in the making, step by step as `allocation.decide` does it for a new referral."""

    def __init__(self, placer: Placer, situation: Situation) -> None:
        self._placer = placer
        self._situation = situation
        given = situation.values.get("needs")
        self._needs: frozenset[str] = given if isinstance(given, frozenset) else frozenset()
        self._seen: set[str] = set()
        self._is_unmet = False
        self.told: set[Pathway] = set()
        self.places: list[tuple[Pathway, ServiceId]] = []

    def tell_duties(self) -> None:
        """Duties go to their agency, whatever the rules say."""
        for kind, agency in self._situation.duties:
            service = self._placer.told(Duty(kind=kind, agency=agency), self._situation.values)
            self.told.add(PATHWAY_OF[kind] if service is None else service.pathway)
            self._seen.update(need.value for need in NEEDS_OF[kind])
            if service is None:
                self._is_unmet = True
            elif (service.pathway, service.id) not in self.places:
                self._seen |= self._placer.answered(service.pathway, self._needs)
                self.places.append((service.pathway, service.id))

    def ask(self, pathway: Pathway) -> None:
        """The first service that takes it and may see it; else it is unmet."""
        needs = self._placer.answered(pathway, self._needs)
        service = self._placer.chosen(self._situation, pathway, needs)
        if service is None:
            self._is_unmet = True
        else:
            self.places.append((pathway, service.id))
        does = frozenset(need.value for need in service.needs) if service is not None and service.needs else needs
        self._seen |= needs & does

    def is_left(self, is_said: bool) -> bool:  # noqa: FBT001 - one thing is asked
        """Whether the desk must see it: something is unmet, by a row's word or because nobody takes it or knows it."""
        return self._is_unmet or is_said or bool(self._needs - self._seen)


class _Memo:
    """A table that remembers which rows let a value of a column in."""

    def __init__(self, table: CompiledTable) -> None:
        self.table = table
        self.rows = table.table.rows
        self._all = (1 << len(self.rows)) - 1
        self._columns: list[tuple[str, dict[Value, int]]] = [(name, {}) for name in table.table.columns]

    def mask(self, values: Mapping[str, Value]) -> int:
        """The rows that match, as bits."""
        found = self._all
        for name, kept in self._columns:
            value = values.get(name)
            mask = kept.get(value)
            if mask is None:
                mask = kept[value] = self.table.letting_in(name, value)
            found &= mask
        return found
