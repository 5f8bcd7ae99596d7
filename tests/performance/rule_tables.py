"""Big made-up rule tables, a directory for them and past referrals, the same every time: what the speed of rules is
measured on.

Tables are as dense as those of the measured prototype: every tenth pair of rows may meet. Not here: any measuring.
"""

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from waymark.ids import AgencyId
from waymark.words import Pathway
from waymark_router.facts.fact import CATALOGUE, FactType, Value
from waymark_router.providers.provider import Directory, directory_from
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Output, Policy, Row, Table, TableName
from waymark_router.rules.rulebook import Rulebook, rulebook_from
from waymark_router.trial.situation import FACTS, Past, Situation, situation

DISTRICTS = [f"E0700{number:04d}" for number in range(218, 242)]
COLUMNS = ("offence_class", "age_years", "district", "source", "treat_as_child", "needs", "flags", "language")
_LANGUAGES = ("en", "pl", "ur", "pa", "ro", "uk")
_PATHWAYS = [pathway.value for pathway in Pathway if pathway is not Pathway.TRIAGE]
_SERVICES = 60
AGENCIES = frozenset({AgencyId("desk"), *(AgencyId(f"agency-{at}") for at in range(25))})
_RESPOND = [{"valid_from": "2020-01-01", "urgent": 1, "high": 2, "standard": 3}]


def a_big_table(rows: int, policy: Policy, *, seed: int = 1) -> Table:
    """So many rows over eight columns, tags among them, and the row for the rest."""
    chance = Random(seed)
    made = [
        Row(
            f"r{at}",
            {name: _cell(name, chance) for name in COLUMNS if chance.random() < 0.6} or {"age_years": _ages(chance)},
            Output(services=(f"s{at % 37}",)),
            "why",
        )
        for at in range(rows)
    ]
    name = TableName.PROVIDERS if policy is Policy.FIRST else TableName.PATHWAYS
    return Table(name, policy, COLUMNS, (*made, Row("rest", {}, Output(services=("triage",)), "why")))


def _ages(chance: Random) -> Cell:
    least = chance.randint(0, 90)
    return Cell(Condition.BETWEEN, least=least, most=min(130, least + chance.randint(3, 30)))


def _cell(name: str, chance: Random) -> Cell:
    fact = CATALOGUE[name]
    if name == "age_years":
        return _ages(chance)
    if fact.type is FactType.FLAG:
        return Cell(Condition.IS, truth=chance.random() < 0.5)
    if name == "district":
        return Cell(Condition.IN, words=tuple(chance.sample(DISTRICTS, chance.randint(1, 5))))
    if name == "language":
        return Cell(Condition.PREFIX, words=(chance.choice(_LANGUAGES),))
    if fact.type is FactType.TAGS:
        condition = Condition.ANY_OF if chance.random() < 0.8 else Condition.NONE_OF
        return Cell(condition, words=tuple(chance.sample(fact.domain, chance.randint(1, 4))))
    return Cell(Condition.IN, words=tuple(chance.sample(fact.domain, chance.randint(1, max(1, len(fact.domain) // 4)))))


def some_facts(chance: Random) -> dict[str, Value]:
    """One person by chance, as far as the columns of a big table go."""
    age = chance.choice([None, *range(95)])
    return {
        "offence_class": chance.choice(CATALOGUE["offence_class"].domain),
        "age_years": age,
        "district": chance.choice(DISTRICTS),
        "source": chance.choice(CATALOGUE["source"].domain),
        "treat_as_child": age is None or age < 18,
        "needs": frozenset(chance.sample(CATALOGUE["needs"].domain, chance.randint(1, 4))),
        "flags": frozenset(chance.sample(CATALOGUE["flags"].domain, chance.randint(0, 2))),
        "language": chance.choice(_LANGUAGES),
    }


def a_big_directory(services: int = _SERVICES) -> Directory:
    """So many services of 25 agencies, and the desk."""
    chance = Random(4)
    made: list[dict[str, Any]] = [
        {
            "id": f"s{at}",
            "name": f"Service {at}",
            "agency": f"agency-{at % 25}",
            "pathway": _PATHWAYS[at % len(_PATHWAYS)],
            "youngest": chance.choice([0, 0, 10, 16, 18]),
            "oldest": chance.choice([130, 130, 130, 25]),
            "districts": chance.choice([[], [], chance.sample(DISTRICTS, 12)]),
            "respond_within": _RESPOND,
        }
        for at in range(services)
    ]
    desk = {"id": "triage", "name": "Desk", "agency": "desk", "pathway": "triage", "respond_within": _RESPOND}
    return directory_from([*made, desk])


def a_big_rulebook(*, moved: int = 0) -> Rulebook:
    """A thousand rows in three tables; of the first `moved` of the providers another service is asked."""
    chance = Random(5)
    asked = ["offence_class", "needs", "flags", "age_years", "treat_as_child", "home", "source", "district"]
    pathways = [_row(f"p{at}", chance, asked, (4, 6), {"pathway": chance.choice(_PATHWAYS)}) for at in range(600)]
    overlays = [
        _row(f"o{at}", chance, ["flags", "offence_class", "age_years"], (2, 3), {"priority": "urgent"})
        for at in range(100)
    ]
    providers = []
    for at in range(297):
        services = [f"s{number}" for number in chance.sample(range(_SERVICES), 2)]
        then = {"services": ["s7", "s8"] if at < moved else services}
        row = _row(f"v{at}", chance, ["age_years", "district", "treat_as_child", "flags"], (0, 2), then)
        row["when"]["pathway"] = {"in": [_PATHWAYS[at % len(_PATHWAYS)]]}
        providers.append(row)
    return rulebook_from(
        {
            "catalogue": 3,
            "effective_from": "2023-04-01T00:00:00+01:00",
            "districts": DISTRICTS[:5],
            "serves": {},
            "tables": {
                "pathways": _table("collect", asked, pathways, {"pathway": "triage"}),
                "overlays": _table("collect", ["flags", "offence_class", "age_years"], overlays, {"priority": "high"}),
                "providers": _table(
                    "first",
                    ["pathway", "age_years", "district", "treat_as_child", "flags"],
                    providers,
                    {"services": ["triage"]},
                ),
            },
        }
    )


def _table(policy: str, columns: list[str], rows: list[dict[str, Any]], rest: dict[str, Any]) -> dict[str, Any]:
    last = {"id": f"rest-{policy}-{len(rows)}", "then": rest, "why": "the rest"}
    return {"policy": policy, "columns": columns, "rows": [*rows, last]}


def _row(row: str, chance: Random, columns: Sequence[str], cells: tuple[int, int], then: Any) -> dict[str, Any]:
    names = chance.sample(columns, chance.randint(*cells))
    return {"id": row, "when": {name: _cell(name, chance).as_json() for name in names}, "then": then, "why": "why"}


def a_years_past(referrals: int) -> Past:
    """Referrals as a county has them: most of few kinds, ages and places as they come."""
    chance, past = Random(9), Past()
    needs = [frozenset(chance.sample(CATALOGUE["needs"].domain, chance.randint(1, 3))) for _ in range(60)]
    offences, weights = CATALOGUE["offence_class"].domain, [chance.random() ** 3 for _ in _OFFENCES]
    fewer = AGENCIES - {AgencyId("agency-3")}
    for at in range(referrals):
        age = min(95, int(abs(chance.gauss(35, 20))))
        district = chance.choices(DISTRICTS[:6], [5, 4, 3, 3, 2, 1])[0]
        values = dict(NOTHING_SAID) | {
            "source": chance.choices(CATALOGUE["source"].domain[:3], [90, 6, 4])[0],
            "needs": chance.choices(needs, [1 / (place + 1) for place in range(60)])[0],
            "offence_class": chance.choices(offences, weights)[0],
            "flags": chance.choices([frozenset(), frozenset({"vulnerable"}), frozenset({"bereaved"})], [88, 10, 2])[0],
            "age_years": age,
            "child": "yes" if age < 18 else "no",
            "treat_as_child": age < 18,
            "district": district,
            "home": "in_county" if district in DISTRICTS[:5] else "outside",
        }
        past.add(UUID(int=at), situation(values, AGENCIES if chance.random() < 0.9 else fewer))
    return past


_OFFENCES = CATALOGUE["offence_class"].domain
NOTHING_SAID: dict[str, Value] = {
    name: None
    if CATALOGUE[name].may_be_missing
    else frozenset()
    if CATALOGUE[name].type is FactType.TAGS
    else False
    if CATALOGUE[name].type is FactType.FLAG
    else (CATALOGUE[name].domain or ("en",))[0]
    for name in FACTS
}


def named(one: Situation) -> dict[str, Value]:
    """The facts of a situation by name."""
    return one.values
