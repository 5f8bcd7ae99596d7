"""The choice of a service as anybody would write it, one after the other, all ranked; and choices by chance for it.

Not here: whom a service takes, and how two are compared, which both ask of the same functions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from uuid import NAMESPACE_URL, uuid5

from tests.builders.decision import a_question
from tests.builders.rulebook import the_county
from waymark.contracts.consent import RecipientScope
from waymark.contracts.routing import RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import (
    AllocationState,
    Answer,
    CommunicationAid,
    DeclinedBy,
    Need,
    Pathway,
    Preference,
    Priority,
    Sharing,
)
from waymark_router.deciding.candidates import states_of, why_not
from waymark_router.deciding.choice import Candidate, rank
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Previous
from waymark_router.providers.availability import NOTHING_TOLD, Availability, Line, Population
from waymark_router.providers.provider import DirectoryService, WhyNot, directory_from
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.evaluator import CompiledTable
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName
from waymark_router.rules.rulebook import Rulebook

_HELD = {AllocationState.HELD_CONSENT, AllocationState.HELD_DATA, AllocationState.HELD_SAFETY}


@dataclass
class Slow:
    """Who is chosen, and the reasons of everybody who was looked at."""

    chosen: DirectoryService | None = None
    reasons: dict[ServiceId, tuple[WhyNot, ...]] = field(default_factory=dict)


def choose_slowly(placing: Placing, pathway: Pathway, needs: tuple[Need, ...]) -> Slow:
    """The best of the services that take the person, with a reason kept for each of the others."""
    found = Slow()
    candidates: list[Candidate] = []
    states = states_of(placing.earlier(pathway))
    for service in _named(placing, pathway, states):
        reasons = why_not(placing, service, pathway, needs)
        if reasons:
            found.reasons[service.id] = reasons
            continue
        state = states.get(service.id)
        candidates.append(
            Candidate(
                service=service,
                room=placing.room(service, needs),
                at_work=placing.question.availability.get(service.id, NOTHING_TOLD).at_work,
                has_it=state is AllocationState.OFFERED,
                would_have_it=state in _HELD,
            )
        )
    ranked = rank(candidates, placing.question.wishes)
    for one in ranked:
        found.reasons[one.candidate.service.id] = () if one.reason is None else (one.reason,)
    found.chosen = ranked[0].candidate.service if ranked else None
    return found


def _named(placing: Placing, pathway: Pathway, states: dict[ServiceId, AllocationState]) -> Iterator[DirectoryService]:
    named = placing.services_named(pathway)
    has_it = (service for service, state in states.items() if state is AllocationState.OFFERED)
    for service_id in dict.fromkeys((*has_it, *named)):
        service = placing.directory.services.get(service_id)
        if service is not None and (service.pathway is not Pathway.TRIAGE or pathway is Pathway.TRIAGE):
            yield service


_AGENCIES = [AgencyId(f"agency-{at}") for at in range(5)]
_NEEDS = (Need.FRAUD_RECOVERY, Need.COUNSELLING, Need.DEBT)
_DISTRICTS = ("E07000220", "E07000222")
_COMMUNITIES = ("", "", "", "roma", "lgbt")
_WISHES = (Preference.BY_AND_FOR, Preference.ONLINE, Preference.FEMALE_WORKER)
_STATES = (AllocationState.OFFERED, AllocationState.HELD_CONSENT, AllocationState.LAPSED, AllocationState.DECLINED)


def a_placing_by_chance(chance: Random, *, services: int) -> Placing:
    """Some person before a row that names most of so many services, of which many say something of whom they take."""
    directory = directory_from([*(_service(f"s{at}", chance) for at in range(services)), _desk()])
    named = chance.sample([*directory.services], chance.randint(1, services))
    question = a_question(
        the_county(),
        scope=tuple(_scope(one, chance) for one in _AGENCIES if chance.random() < 0.9),
        previous=tuple(_earlier(one, chance) for one in directory.services.values() if chance.random() < 0.1),
        availability={one: _told(chance) for one in directory.services if chance.random() < 0.5},
        age_years=chance.choice([None, 9, 16, 17, 18, 40]),
        age_months=chance.choice([None, 5]),
        child=chance.choice(list(Answer)[:3]),
        district=chance.choice([None, *_DISTRICTS, "E08000026"]),
        language=chance.choice(["en", "pl"]),
        preferences=tuple(chance.sample(_WISHES, chance.randint(0, 3))),
        communication_aids=tuple(chance.sample([CommunicationAid.BSL], chance.randint(0, 1))),
    )
    return Placing(question, _rulebook_naming(named), directory)


def _rulebook_naming(services: Sequence[ServiceId]) -> Rulebook:
    rulebook = the_county().rulebook
    cells = {"pathway": Cell(Condition.IN, words=("fraud",))}
    row = Row("all", cells, Output(services=(*services, "nobody-knows-it")), "all")
    rest = rulebook.tables[TableName.PROVIDERS].table.rows[-1]
    table = Table(TableName.PROVIDERS, Policy.FIRST, ("pathway",), (row, rest))
    return replace(rulebook, tables={**rulebook.tables, TableName.PROVIDERS: CompiledTable(table)})


def _service(name: str, chance: Random) -> dict[str, object]:
    def some(*values: str, often: float = 0.3) -> list[str]:
        return chance.sample(values, chance.randint(1, len(values))) if chance.random() < often else []

    return {
        "id": name,
        "name": name,
        "agency": chance.choice(_AGENCIES),
        "pathway": "triage" if chance.random() < 0.05 else "fraud",
        "respond_within": [{"valid_from": "2023-04-01", "urgent": 24, "high": 48, "standard": 72}],
        "youngest": chance.choice([0, 0, 0, 16, 17.5, 18]),
        "oldest": chance.choice([130, 130, 130, 25, 18]),
        "status": chance.choice(["open"] * 8 + ["paused", "closed"]),
        "statuses": [{"valid_from": chance.choice(["2026-11-22", "2026-11-23", "2026-11-24"]), "status": "paused"}]
        if chance.random() < 0.1
        else [],
        "sexes": some("female", often=0.05),
        "districts": some(*_DISTRICTS),
        "languages": some("en", "pl", often=0.1),
        "needs": some(*_NEEDS, often=0.2),
        "waits": [{"intervention": "counselling", "weeks": chance.randint(0, 3), "as_of": "2026-11-20", "by": "x"}]
        if chance.random() < 0.2
        else [],
        "lot": chance.choice(["", "", "x", "y"]),
        "offers": some("online", "female_worker"),
        "by_and_for": chance.choice(_COMMUNITIES),
        "works_in": some("pl"),
        "aids": some("bsl"),
        "bases": some(*_DISTRICTS),
        "caseload_cap": chance.choice([None, 1, 3, 7]) if name < "s5" else chance.choice([3, 7]),
        "most_a_week": chance.choice([None, None, 2]),
    }


def _desk() -> dict[str, object]:
    within = [{"valid_from": "2023-04-01", "urgent": 24, "high": 48, "standard": 72}]
    return {"id": "triage", "name": "Desk", "agency": "desk", "pathway": "triage", "respond_within": within}


def _scope(agency: AgencyId, chance: Random) -> RecipientScope:
    return RecipientScope(agency=agency, sharing=chance.choice([Sharing.PERMIT, Sharing.PERMIT, *Sharing]))


def _told(chance: Random) -> Availability:
    line = Line(
        Population.ANYONE,
        chance.choice([None, *_NEEDS]),
        chance.choice([None, 0, 2]),
        chance.choice([None, 0, 2, 5]),
        date(2026, 11, chance.choice([1, 20])),
    )
    return Availability(chance.randint(0, 4), chance.randint(0, 3), (line,) if chance.random() < 0.6 else ())


def _earlier(service: DirectoryService, chance: Random) -> Previous:
    state = chance.choice(_STATES)
    allocation = RoutedAllocation(
        allocation_id=uuid5(NAMESPACE_URL, service.id),
        pathway=Pathway.FRAUD,
        service=service.id,
        agency=service.agency,
        needs=_NEEDS[:1],
        state=state,
        priority=Priority.STANDARD,
    )
    return Previous(allocation, DeclinedBy.PROVIDER if state is AllocationState.DECLINED else None)
