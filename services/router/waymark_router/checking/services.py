"""Findings of provider rows held against the directory: services that are gone, closed, without agreement or full, and
people a row asks for whom none of its services takes.

Whom a service takes is asked of the service itself (`provider.takes`), value by value. Not here: `table.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from waymark.ids import AgencyId, ServiceId
from waymark.words import Answer
from waymark_router.checking.finding import Finding, Problem, Severity
from waymark_router.checking.search import Allowance
from waymark_router.deciding.explain import words
from waymark_router.facts.derived import adult_age
from waymark_router.facts.fact import CATALOGUE, IN_COUNTY, Value
from waymark_router.facts.limits import TRANSITION_FROM
from waymark_router.providers.provider import Directory, DirectoryService, WhyNot, takes
from waymark_router.providers.provider_part import Status, status_on
from waymark_router.rules.cell import Condition
from waymark_router.rules.rule import Row, TableName
from waymark_router.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Known:
    """What a check may know beside rules and directory, and what it may cost.

    `agreements` says of agencies whether an agreement was seen to cover them; of others it is not known.
    `full` are services that say they have no capacity left.
    """

    on: date
    allowance: Allowance
    agreements: Mapping[AgencyId, bool] = field(default_factory=dict)
    full: frozenset[ServiceId] = frozenset()

    @property
    def adult_from(self) -> int:
        """The age of an adult on that day, in years."""
        return adult_age(self.on)


def service_findings(rulebook: Rulebook, directory: Directory, known: Known) -> Iterator[Finding]:
    """What the directory has to say about each row of table providers, in row order."""
    asked = _Asked(rulebook, directory, known)
    for row in rulebook.tables[TableName.PROVIDERS].table.rows:
        yield from asked.of_row(row)
    unknown = sorted(
        {one.agency for one in directory.services.values() if one.id in rulebook.services_named()}
        - known.agreements.keys()
    )
    if unknown:
        sentence = (
            f"Whether an agreement covers {', '.join(unknown)} is not known here: no referral was asked of consent with"
            " them yet. Look at their agreements before this goes live."
        )
        yield Finding(Problem.AGREEMENTS_NOT_KNOWN, Severity.WARNING, sentence, table=TableName.PROVIDERS)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of value by which services choose: a fact, what they say no with, and how it is told."""

    fact: str
    problem: Problem
    no: frozenset[WhyNot]
    noun: str


_AGE = _Kind("age_years", Problem.AGE_NOT_TAKEN, frozenset({WhyNot.TOO_YOUNG, WhyNot.TOO_OLD}), "ages")
_AREA = _Kind("district", Problem.AREA_NOT_TAKEN, frozenset({WhyNot.OUTSIDE_ITS_AREA}), "districts")
_LANGUAGE = _Kind("language", Problem.LANGUAGE_NOT_TAKEN, frozenset({WhyNot.LANGUAGE}), "languages")


class _Asked:
    """Asks each service once per value."""

    def __init__(self, rulebook: Rulebook, directory: Directory, known: Known) -> None:
        self._rulebook = rulebook
        self._directory = directory
        self._known = known
        self._taken: dict[tuple[ServiceId, str, Value], bool] = {}

    def of_row(self, row: Row) -> Iterator[Finding]:
        """All findings of one row."""
        services: list[DirectoryService] = []
        for named in row.output.services:
            service = self._directory.services.get(ServiceId(named))
            if service is None:
                sentence = (
                    f"Row {row.id} names service {named}, which the directory does not have: name one that it has."
                )
                yield _finding(Problem.SERVICE_UNKNOWN, Severity.ERROR, sentence, row)
            else:
                services.append(service)
        if services:
            yield from self._standing(row, services)
            yield from self._whom(row, services, _AGE, self._ages(row))
            yield from self._whom(row, services, _AREA, self._districts(row))
            yield from self._whom(row, services, _LANGUAGE, _languages(row))

    def _standing(self, row: Row, services: Sequence[DirectoryService]) -> Iterator[Finding]:
        """Whether they can be asked at all; an error only where that leaves nobody for good."""
        closed = [one for one in services if self._status(one) is Status.CLOSED]
        severity = Severity.ERROR if len(closed) == len(services) else Severity.WARNING
        fix = "Name another service." if severity is Severity.ERROR else "The row goes on to its other services."
        for one in closed:
            sentence = f"Row {row.id} names {one.name}, which is closed. {fix}"
            yield _finding(Problem.SERVICE_CLOSED, severity, sentence, row)
        for one in services:
            if self._known.agreements.get(one.agency) is False and one not in closed:
                sentence = (
                    f"Row {row.id} names {one.name}, but consent named no agreement that covers {one.agency} in any of"
                    " the latest referrals: nothing would go there. Look at its agreements first."
                )
                yield _finding(Problem.NO_AGREEMENT, Severity.WARNING, sentence, row)
            if self._status(one) is Status.PAUSED:
                sentence = f"Row {row.id} names {one.name}, which is paused: nothing goes there until it opens again."
                yield _finding(Problem.SERVICE_PAUSED, Severity.WARNING, sentence, row)
            elif one.id in self._known.full:
                sentence = f"Row {row.id} names {one.name}, which says that it has no capacity left."
                yield _finding(Problem.NO_CAPACITY, Severity.WARNING, sentence, row)

    def _whom(
        self, row: Row, services: Sequence[DirectoryService], kind: _Kind, values: Sequence[Value]
    ) -> Iterator[Finding]:
        """Values the row asks for that its services do not take."""
        if not values:
            return
        open_ones = [one for one in services if self._status(one) is not Status.CLOSED] or services
        untaken = [value for value in values if not any(self._takes(one, kind, value) for one in open_ones)]
        asked = _listed(values)
        if len(untaken) == len(values):
            names = " and ".join(one.name for one in open_ones)
            sentence = (
                f"Row {row.id} asks for {kind.noun} {asked}, but {names} {'takes' if len(open_ones) == 1 else 'take'}"
                f" none of them{self._instead(open_ones, kind)}. Change the row or its services."
            )
            yield _finding(kind.problem, Severity.ERROR, sentence, row, kind.fact)
            return
        for one in open_ones:
            if not any(self._takes(one, kind, value) for value in values):
                sentence = (
                    f"Row {row.id} asks for {kind.noun} {asked}, of which {one.name} takes none"
                    f"{self._instead([one], kind)}: it is never chosen here."
                )
                yield _finding(kind.problem, Severity.WARNING, sentence, row, kind.fact)
        if untaken:
            sentence = (
                f"Row {row.id} asks for {kind.noun} {asked}, but none of its services takes {_listed(untaken)}: they"
                " reach the triage desk."
            )
            yield _finding(kind.problem, Severity.WARNING, sentence, row, kind.fact)

    def _instead(self, services: Sequence[DirectoryService], kind: _Kind) -> str:
        """Which ages they do take; districts and languages can be looked up."""
        if kind is not _AGE:
            return ""
        fact = CATALOGUE[kind.fact]
        every = range(fact.least, fact.most + 1)
        taken = [value for value in every if any(self._takes(one, kind, value) for one in services)]
        return f" (they take {_listed(taken)})" if taken else ""

    def _status(self, service: DirectoryService) -> Status:
        return status_on(service.status, service.statuses, self._known.on)

    def _takes(self, service: DirectoryService, kind: _Kind, value: Value) -> bool:
        """Whether the service says no to such a value; whatever else it says no to does not count here."""
        key = (service.id, kind.fact, value)
        if key not in self._taken:
            reasons = takes(service, {kind.fact: value}, adult_from=self._known.adult_from)
            self._taken[key] = kind.no.isdisjoint(reasons)
        return self._taken[key]

    def _ages(self, row: Row) -> Sequence[int]:
        """The whole years that the row's own cells ask for; none where it does not speak of age."""
        fact = CATALOGUE["age_years"]
        least, most, said = fact.least, fact.most, False
        for name, narrow in _NARROWS.items():
            limits = narrow(row, self._known.adult_from) if name in row.cells else None
            if limits is not None:
                least, most, said = max(least, limits[0]), min(most, limits[1]), True
        return range(least, most + 1) if said else ()

    def _districts(self, row: Row) -> Sequence[str]:
        cell = row.cells.get("district")
        if cell is not None:
            return cell.words if cell.condition is Condition.IN else ()
        home = row.cells.get("home")
        return sorted(self._rulebook.districts) if home is not None and home.words == (IN_COUNTY,) else ()


def _languages(row: Row) -> Sequence[str]:
    cell = row.cells.get("language")
    return cell.words if cell is not None and cell.condition is Condition.IN else ()


_Limits = tuple[int, int]
_OLDEST = CATALOGUE["age_years"].most


def _by_age(row: Row, _: int) -> _Limits | None:
    cell = row.cells["age_years"]
    return (cell.least, cell.most) if cell.condition is Condition.BETWEEN else None


def _by_child(row: Row, adult_from: int) -> _Limits | None:
    said = row.cells["child"].words
    if said == (Answer.YES.value,):
        return 0, adult_from - 1
    return (adult_from, _OLDEST) if said == (Answer.NO.value,) else None


def _by_care(row: Row, adult_from: int) -> _Limits | None:
    # Who must be treated as a child may be of any age that is not known: only a known age is asked of services here.
    return (0, adult_from - 1) if row.cells["treat_as_child"].truth else (adult_from, _OLDEST)


def _by_move(row: Row, adult_from: int) -> _Limits | None:
    return (min(one.years for one in TRANSITION_FROM), adult_from - 1) if row.cells["transition"].truth else None


_NARROWS: Mapping[str, Callable[[Row, int], _Limits | None]] = {
    "age_years": _by_age,
    "child": _by_child,
    "treat_as_child": _by_care,
    "transition": _by_move,
}


def _listed(values: Sequence[Value]) -> str:
    """Ages as spans ("0 to 9 and 18 to 130"), codes one by one."""
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) < len(values):
        return ", ".join(words(str(value)) for value in values)
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return " and ".join(_span(span[0], span[-1]) for span in spans)


def _span(least: int, most: int) -> str:
    if most == _OLDEST and least < most:
        return f"{least} and over"
    return f"{least} to {most}" if most > least else str(least)


def _finding(problem: Problem, severity: Severity, sentence: str, row: Row, column: str = "") -> Finding:
    return Finding(problem, severity, sentence, table=TableName.PROVIDERS, row=row.id, column=column)
