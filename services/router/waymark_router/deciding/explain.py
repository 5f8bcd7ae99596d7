"""Rules and decisions in plain words: what a row asks, why a service was chosen, held or passed over.

Only the facts a rule asks for are spoken of. What is not here: the decision itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from waymark.ids import ServiceId
from waymark.words import Pathway
from waymark_router.canonical import Json
from waymark_router.deciding.decision_record import Record, StepTaken
from waymark_router.deciding.nearest import at_pathway
from waymark_router.deciding.question import local_date
from waymark_router.facts.fact import CATALOGUE, Fact, FactType, Value, day_in_words
from waymark_router.providers.provider import Directory, WhyNot
from waymark_router.providers.wait import Wait
from waymark_router.providers.why_not import why_not
from waymark_router.rules.cell import Cell, Condition
from waymark_router.rules.rule import Output, Row, TableName
from waymark_router.rules.rulebook import Rulebook

_HELD: Mapping[str, str] = {
    "held_consent": "held until consent is given",
    "held_data": "held until a safe way to reach the person is known",
    "held_safety": "held because no way to reach the person is safe",
    "offered": "offered",
    "withdrawn": "withdrawn",
}
ASKS_MORE = "A rule of the county counted that asks for more than your agency may see."
UNMET_WORDS: Mapping[str, str] = {
    "out_of_scope": "no service here is meant for it",
    "no_personal_referral": "no person asked for support",
    "no_pathway_for_need": "no rule knows a pathway for it",
    "no_service_for_pathway": "no service offers it",
    "nobody_takes": "no service takes this person",
    "refused_by_all": "every service said no or did not answer",
    "consent_withheld": "it may not be shared with any service that could",
    "no_service_for_duty": "the agency that must be told has no service",
    "duty_given_back": "the agency that was told gave it back",
    "ended_before": "the work of this pathway has ended and the need was said later",
}


def words(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ").replace("-", " ")


def value_in_words(fact: Fact, value: Value) -> str:
    """The value of a fact: "12", "counselling and isva", "yes", "not known"."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        *first, last = [fact.said(word) for word in fact.domain if word in value] or ["none"]
        return f"{', '.join(first)} and {last}" if first else last
    return str(value) if isinstance(value, int) else fact.said(value)


def fact_in_words(fact: Fact, value: Value) -> str:
    """A fact with its value, as "the age is 12" or "the needs are not known"."""
    if isinstance(value, bool):
        return f"the person is {'' if value else 'not '}{fact.label}"
    return f"{fact.label} {'are' if fact.type is FactType.TAGS else 'is'} {value_in_words(fact, value)}"


def cell_in_words(cell: Cell, fact: Fact) -> str:
    """One cell: "the age is 18 or over", "the home is in the county or not known"."""
    if cell.condition is Condition.MISSING:
        return f"{fact.label} {'are' if fact.type is FactType.TAGS else 'is'} not known"
    said = _test_in_words(cell, fact)
    return f"{said} or not known" if cell.or_missing else said


def _test_in_words(cell: Cell, fact: Fact) -> str:
    if cell.condition is Condition.BETWEEN:
        return f"{fact.label} is {_limits_in_words(cell, fact)}"
    if cell.condition is Condition.DURING:
        return f"{fact.label} is {_days_in_words(cell)}"
    if cell.condition is Condition.IS:
        return f"the person is {'' if cell.truth else 'not '}{fact.label}"
    listed = _joined([fact.said(word) for word in cell.words])
    if cell.condition is Condition.PREFIX:
        return f"{fact.label} begins with {listed}"
    if cell.condition is Condition.ANY_OF:
        return f"{fact.label} include {listed}"
    if cell.condition is Condition.NONE_OF:
        return f"{fact.label} do not include {listed}"
    return f"{fact.label} is {listed}"


def _listed(codes: Sequence[str]) -> str:
    """Codes as "theft, arson or asb"."""
    return _joined([words(code) for code in codes])


def _joined(said: Sequence[str]) -> str:
    *first, last = said
    return f"{', '.join(first)} or {last}" if first else last


def _limits_in_words(cell: Cell, fact: Fact) -> str:
    if cell.most == fact.most:
        return f"{cell.least} or over"
    if cell.least == fact.least:
        return f"under {cell.most + 1}"
    return f"{cell.least} to {cell.most}"


def _days_in_words(cell: Cell) -> str:
    written = cell.days_written()
    first, last = (day_in_words(date.fromisoformat(day)) if day else "" for day in written)
    if not first:
        return f"on or before {last}"
    return f"from {first} to {last}" if last else f"on or after {first}"


def row_in_words(row: Row) -> str:
    """One row: its id, its cells joined by "and", what follows, and why."""
    asked = " and ".join(cell_in_words(cell, CATALOGUE[column]) for column, cell in row.cells.items())
    return f"Row {row.id}: {asked or 'whatever no other row takes'} -> {output_in_words(row.output)}. {row.why}"


def output_in_words(output: Output) -> str:
    """What a row answers."""
    told = f", and tell of {_listed(output.signposts)}" if output.signposts else ""
    if output.pathway is not None:
        return f"pathway {words(output.pathway)}{told}"
    if output.priority is not None:
        return f"priority {output.priority.value}"
    return f"unmet: {words(output.unmet)}{told}" if output.unmet else f"ask {', then '.join(output.services)}"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence about a row of a table; `column` is the one that kept it out, of a near miss."""

    table: TableName
    row: str
    sentence: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class ServiceSaid:
    """One sentence about a service that was looked at for a pathway."""

    pathway: str
    service: str
    is_chosen: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """A decision in words, part by part: rows that counted, rows that nearly did, services looked at, what follows."""

    rows: tuple[Said, ...]
    near_misses: tuple[Said, ...]
    services: tuple[ServiceSaid, ...]
    outcome: tuple[str, ...]


def told_of(record: Record, rulebook: Rulebook, directory: Directory) -> Told:
    """A decision in words, part by part. Rulebook and directory are those of the record."""
    return Told(
        rows=tuple(said for step in record["steps"] for said in _counted(step, rulebook)),
        near_misses=tuple(said for step in record["steps"] for said in _near(step, record, rulebook, directory)),
        services=tuple(_services(record, directory)),
        outcome=tuple(_outcome(record, directory)),
    )


def explain(
    record: Record, rulebook: Rulebook, directory: Directory, *, sees: Collection[str] | None = None
) -> list[str]:
    """A decision as sentences, in the order it was made. Rulebook and directory are those of the record.

    Where the reader may see only some facts (`sees`), a row that asks for others is not named.
    """
    return [
        *dict.fromkeys(
            sentence for step in record["steps"] for sentence in _of_rows(step, record, (rulebook, directory), sees)
        ),
        *_by_hand(record, directory),
        *(said.sentence for said in _services(record, directory) if not said.is_chosen),
        *_outcome(record, directory),
    ]


def _of_rows(
    step: StepTaken, record: Record, by: tuple[Rulebook, Directory], sees: Collection[str] | None
) -> Iterator[str]:
    """What is said of the rows of one table; of one that asks more than the reader sees, at most that it counted."""
    rulebook, directory = by
    for said in (*_counted(step, rulebook), *_near(step, record, rulebook, directory)):
        if sees is None or set(rulebook.row(said.table, said.row).cells) <= set(sees):
            yield said.sentence
        elif not said.column:
            yield ASKS_MORE


def _counted(step: StepTaken, rulebook: Rulebook) -> Iterator[Said]:
    table = TableName(step["table"])
    for row_id in step["chosen"]:
        yield Said(table, row_id, row_in_words(rulebook.row(table, row_id)))


def _near(step: StepTaken, record: Record, rulebook: Rulebook, directory: Directory) -> Iterator[Said]:
    """Each row that one column kept out, with what the referral has there."""
    table, values = TableName(step["table"]), values_of(record)
    if step["pathway"] is not None:
        on = local_date(datetime.fromisoformat(record["decided_at"]))
        pathway = Pathway(step["pathway"])
        values = at_pathway(values, pathway, rulebook, directory, on=on)
    for row_id, column in step["near_misses"]:
        fact = CATALOGUE[column]
        wanted = cell_in_words(rulebook.row(table, row_id).cells[column], fact)
        has = fact_in_words(fact, values.get(column))
        yield Said(table, row_id, f'Row {row_id} nearly counted: only "{wanted}" was not so, as {has}.', column)


def values_of(record: Record) -> dict[str, Value]:
    """The facts that a record says were read, and the months of age where they counted."""
    read: dict[str, Value] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in record["facts"].items()
    }
    return read | {"age_months": record["age_months"]}


def _services(record: Record, directory: Directory) -> Iterator[ServiceSaid]:
    values = values_of(record)
    for seen in record["considered"]:
        pathway = words(seen["pathway"])
        for one in seen["services"]:
            service, name = directory.services.get(ServiceId(one)), _name(one, directory)
            reasons = " and ".join(why_not(WhyNot(reason), service, values) for reason in seen["reasons"])
            sentence = f"{name} was not chosen for {pathway} because {reasons}." if reasons else ""
            chosen = f"{name} was chosen for {pathway}."
            yield ServiceSaid(seen["pathway"], one, is_chosen=not reasons, sentence=sentence or chosen)


def _outcome(record: Record, directory: Directory) -> Iterator[str]:
    if record["withdrawn"]:
        yield "The sender took the referral back: only duties stand."
    yield from (_allocation(allocation, directory) for allocation in record["allocations"])
    yield from _taken_twice(record, directory)
    yield from _waits(record, directory)
    yield from _meanwhile(record, directory)
    yield from (_unmet(unmet) for unmet in record["unmet"])
    yield from (f"The person is told of {one['name']}; no data moves there." for one in record["signposts"])


def _allocation(allocation: Mapping[str, Json], directory: Directory) -> str:
    name = _name(str(allocation["service"]), directory)
    state = _HELD.get(str(allocation["state"]), words(str(allocation["state"])))
    sentence = f"{name}, {words(str(allocation['pathway']))}: {state}, priority {allocation['priority']}"
    if allocation.get("appointment_by"):
        seen_by = local_date(datetime.fromisoformat(str(allocation["appointment_by"])))
        sentence += f", to be seen by {seen_by.day} {seen_by:%B %Y}"
    if allocation["duty"]:
        return f"{sentence}. It is a duty to tell them; consent is not needed."
    asked = f"; {words(str(allocation['missing']))} is asked of {allocation['ask_of']}" if allocation["missing"] else ""
    return f"{sentence}{asked}."


def _taken_twice(record: Record, directory: Directory) -> Iterator[str]:
    """Pathways that two services both took on, as happens where one answers late: the first keeps it."""
    by_pathway: dict[str, list[str]] = {}
    for old in record["previous"]:
        allocation = old["allocation"]
        if isinstance(allocation, Mapping) and allocation["state"] == "accepted":
            name = _name(str(allocation["service"]), directory)
            by_pathway.setdefault(str(allocation["pathway"]), []).append(name)
    for pathway, names in by_pathway.items():
        if len(names) > 1:
            told = f"{' and '.join(names)} have both taken on {words(pathway)}, one of them late"
            yield f"{told}: whoever was first keeps it, the other is told to stop."


def _waits(record: Record, directory: Directory) -> Iterator[str]:
    """How long the chosen services' people wait for what is needed, where that is known on the day of the decision."""
    today = local_date(datetime.fromisoformat(record["decided_at"]))
    for allocation in record["allocations"]:
        service = directory.services.get(ServiceId(str(allocation["service"])))
        needs = allocation["needs"]
        if service is None or not isinstance(needs, Sequence) or allocation["state"] == "withdrawn":
            continue
        for wait in service.waits:
            if wait.intervention.value in needs and wait.is_known(today):
                yield f"The wait for {words(wait.intervention)} at {service.name} is {wait_in_words(wait, today)}."


def _by_hand(record: Record, directory: Directory) -> Iterator[str]:
    """What a person at the triage desk chose, with the coded reason."""
    for one in record["assigned"]:
        name = _name(str(one["service"]), directory)
        yield f"The triage desk chose {name} for {words(str(one['pathway']))}: {words(str(one['reason']))}."


def _meanwhile(record: Record, directory: Directory) -> Iterator[str]:
    """What the person is offered while a chosen service makes them wait; what was promised before stays so."""
    earlier = [old["allocation"] for old in record["previous"]]
    promised = {
        str(one["allocation_id"]): one.get("interim")
        for one in earlier
        if isinstance(one, Mapping) and one["state"] in {"offered", "accepted"}
    }
    for allocation in record["allocations"]:
        key = str(allocation["allocation_id"])
        offers = promised[key] if key in promised else allocation.get("interim")
        if isinstance(offers, Sequence) and offers:
            name = _name(str(allocation["service"]), directory)
            yield f"Until {name} has room the person is offered {' and '.join(words(str(one)) for one in offers)}."


def wait_in_words(wait: Wait, today: date) -> str:
    """A wait as "6 weeks, as Lantern said on 9 November 2026", or "not known" where nobody told it lately."""
    if not wait.is_known(today):
        return "not known"
    weeks = f"{wait.weeks} week{'' if wait.weeks == 1 else 's'}" if wait.weeks else "less than a week"
    return f"{weeks}, as {wait.by} said on {wait.as_of.day} {wait.as_of:%B %Y}"


def _unmet(unmet: Mapping[str, Json]) -> str:
    needs = unmet["needs"]
    named = ", ".join(words(str(need)) for need in needs) if isinstance(needs, list) and needs else "no stated need"
    why = UNMET_WORDS.get(str(unmet["reason"]), words(str(unmet["reason"])))
    return f"Unmet ({words(str(unmet['pathway']))}: {named}) because {why}."


def _name(service: str, directory: Directory) -> str:
    found = directory.services.get(ServiceId(service))
    return found.name if found is not None else service
