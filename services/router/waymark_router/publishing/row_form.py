"""A row as a form: one question per fact, answered by choosing; what follows chosen as well; why typed.

What was posted is read into a row as it is written, and the rulebook's own reading says what is wrong with it. Not
here: the page (`pages/row.py`), which facts and cells there are (`fact.py`, `cell.py`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from waymark.errors import Refused
from waymark.words import Pathway, Priority
from waymark_router.deciding.explain import cell_in_words, words
from waymark_router.directory.wording import OFTEN_SPOKEN
from waymark_router.facts.fact import CATALOGUE, OF_A_PATHWAY, Fact, FactType
from waymark_router.providers.provider import Directory
from waymark_router.publishing.difference import ANYTHING
from waymark_router.publishing.written import Written, WrittenRow, rows_of
from waymark_router.rules.cell import cell_from
from waymark_router.rules.rule import TableName

Posted: TypeAlias = Mapping[str, Sequence[str]]
MOST_SERVICES = 12
"""How many services one row may list in order."""
_CHOSEN, _BEGINS, _HOW, _IS, _LEAST, _MOST, _MISSING = "in:", "begins:", "how:", "is:", "least:", "most:", "missing:"
_PREFIXES = (_CHOSEN, _BEGINS, _HOW, _IS, _LEAST, _MOST, _MISSING)
_REASONS = ("out_of_scope", "no_personal_referral", "no_service_for_pathway")
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: what is posted, what is read, whether it is chosen."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionField:
    """One question of the form. `said` is what the row asks now, in words; `choices` are empty for numbers and flags.

    `begins` are kept beginnings of codes, which cannot be chosen anew.
    """

    name: str
    label: str
    type: FactType
    said: str
    is_asked: bool
    choices: tuple[Choice, ...]
    begins: tuple[Choice, ...]
    how: str
    truth: str
    least: str
    most: str
    limits: tuple[int, int]
    may_be_missing: bool
    is_missing: bool


@dataclass(frozen=True, slots=True)
class OutcomeField:
    """What may follow from a row of one table: kinds of outcome, and for each the choices."""

    kinds: tuple[Choice, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    services: tuple[tuple[Choice, ...], ...]
    signposts: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What a row stands in: its table, the rules around it, the directory it may name."""

    table: TableName
    written: Written
    directory: Directory


def posted_of(row: WrittenRow) -> Posted:
    """A row as the form would post it."""
    found: dict[str, list[str]] = {"why": [str(row.get("why", ""))]}
    for column, cell in row.get("when", {}).items():
        for test, part in cell.items():
            found |= _posted_test(column, test, part)
    then = row.get("then", {})
    for kind in ("pathway", "unmet", "priority"):
        if kind in then:
            found["then"], found[kind] = [kind], [str(then[kind])]
    if "services" in then:
        found["then"], found["service"] = ["services"], list(then["services"])
    found["signpost"] = list(then.get("signpost", []))
    return found


def _posted_test(column: str, test: str, part: Any) -> dict[str, list[str]]:  # noqa: ANN401 - JSON as written
    """One test of a cell as the form would post it."""
    match test:
        case "missing":
            return {_MISSING + column: ["yes"]}
        case "prefix":
            return {_BEGINS + column: list(part)}
        case "is":
            return {_IS + column: ["yes" if part else "no"]}
        case "between" | "during":
            return {_LEAST + column: [str(part[0])], _MOST + column: [str(part[1])]}
    return {_CHOSEN + column: list(part), _HOW + column: [test]}


def row_from(posted: Posted, row_id: str, table: TableName) -> WrittenRow:
    """What was posted as a row, written: nothing is refused here, the rulebook's reading does that."""
    columns = dict.fromkeys(
        name.partition(":")[2] for name, values in posted.items() if name.startswith(_PREFIXES) and any(values)
    )
    when = {column: cell for column in columns if (cell := _cell(posted, column))}
    return {"id": row_id, "when": when, "then": _then(posted, table), "why": _one(posted, "why").strip()}


def in_order_of(before: WrittenRow, row: WrittenRow) -> WrittenRow:
    """The row with its words in the order they had: ticking boxes says nothing about order, and shows as no change."""
    when = {
        column: _cell_in_order(before.get("when", {}).get(column, {}), cell) for column, cell in row["when"].items()
    }
    then = dict(row["then"])
    if "signpost" in then:
        then["signpost"] = _words_in_order(before.get("then", {}).get("signpost", []), then["signpost"])
    return {**row, "when": when, "then": then}


def _cell_in_order(before: Mapping[str, Any], cell: Mapping[str, Any]) -> dict[str, Any]:
    return {
        test: _words_in_order(before.get(test, []), part) if test in {"in", "any_of", "none_of", "prefix"} else part
        for test, part in cell.items()
    }


def _words_in_order(before: Sequence[str], words_now: Sequence[str]) -> list[str]:
    kept = [word for word in before if word in words_now]
    return [*kept, *(word for word in words_now if word not in kept)]


def _cell(posted: Posted, column: str) -> dict[str, Any]:
    fact = CATALOGUE.get(column)
    cell: dict[str, Any] = {"missing": True} if _one(posted, _MISSING + column) else {}
    if chosen := [value for value in posted.get(_CHOSEN + column, []) if value]:
        is_tags = fact is not None and fact.type is FactType.TAGS
        cell[(_one(posted, _HOW + column) or "any_of") if is_tags else "in"] = chosen
    if begins := [value for value in posted.get(_BEGINS + column, []) if value]:
        cell["prefix"] = begins
    if truth := _one(posted, _IS + column):
        cell["is"] = {"yes": True, "no": False}.get(truth, truth)
    least, most = _one(posted, _LEAST + column), _one(posted, _MOST + column)
    if (least or most) and fact is not None and fact.type is FactType.DATE:
        cell["during"] = [least.strip(), most.strip()]
    elif least or most:
        lowest, highest = (fact.least, fact.most) if fact is not None else (0, 0)
        cell["between"] = [_number(least, lowest), _number(most, highest)]
    return cell


def _then(posted: Posted, table: TableName) -> dict[str, Any]:
    kind = "services" if table is TableName.PROVIDERS else _one(posted, "then")
    then: dict[str, Any] = {}
    if kind == "services":
        then["services"] = [service for service in posted.get("service", []) if service]
    elif kind:
        then[kind] = _one(posted, kind)
    signposts = [signpost for signpost in posted.get("signpost", []) if signpost]
    return {**then, "signpost": signposts} if signposts else then


def _number(text: str, otherwise: int) -> int | str:
    """A number that was typed; what is none stays as it is, to be refused by name."""
    text = text.strip()
    return otherwise if not text else int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else text


def _one(posted: Posted, name: str) -> str:
    return next(iter(posted.get(name, [])), "")


def questions(posted: Posted, around: Around) -> list[QuestionField]:
    """Every question a row of this table may ask, those it asks now first."""
    of_services = around.table is TableName.PROVIDERS
    facts = [fact for fact in CATALOGUE.values() if of_services or fact.name not in OF_A_PATHWAY]
    fields = [_question(fact, posted, around) for fact in facts]
    return sorted(fields, key=lambda field: not field.is_asked)


def _question(fact: Fact, posted: Posted, around: Around) -> QuestionField:
    cell = _cell(posted, fact.name)
    chosen, begins = posted.get(_CHOSEN + fact.name, []), posted.get(_BEGINS + fact.name, [])
    values = _values(fact, around, chosen)
    return QuestionField(
        name=fact.name,
        label=fact.label,
        type=fact.type,
        said=_said(cell, fact),
        is_asked=bool(cell),
        choices=tuple(Choice(value, said, value in chosen) for value, said in values),
        begins=tuple(Choice(value, f"begins with {value}", is_chosen=True) for value in begins),
        how=_one(posted, _HOW + fact.name) or "any_of",
        truth=_one(posted, _IS + fact.name),
        least=_one(posted, _LEAST + fact.name),
        most=_one(posted, _MOST + fact.name),
        limits=(fact.least, fact.most),
        may_be_missing=fact.may_be_missing,
        is_missing=bool(_one(posted, _MISSING + fact.name)),
    )


def _said(cell: Mapping[str, Any], fact: Fact) -> str:
    """What the cell asks in words; what cannot be read yet is said to be so."""
    if not cell:
        return ANYTHING
    try:
        return cell_in_words(cell_from(cell, fact, fact.name), fact)
    except Refused:
        return "see below"


def _values(fact: Fact, around: Around, chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not fact.pattern:
        yield from ((value, fact.said(value)) for value in fact.domain)
        return
    is_place = "district" in fact.name
    known: Collection[str] = around.written["districts"] if is_place else _languages(around)
    yield from sorted(((code, fact.said(code)) for code in {*known, *chosen}), key=itemgetter(1))


def _languages(around: Around) -> set[str]:
    """The languages that some service works in or asks for, those of the county's public page, and those of rows."""
    asked = {
        code
        for name in TableName
        for row in rows_of(around.written, name)
        for code in row.get("when", {}).get("language", {}).get("in", [])
    }
    spoken = {code for one in around.directory.services.values() for code in (*one.languages, *one.works_in)}
    return asked | spoken | set(OFTEN_SPOKEN)


def outcome(posted: Posted, around: Around) -> OutcomeField:
    """What may follow from a row of this table, with what is chosen."""
    kinds = {
        TableName.PATHWAYS: (("pathway", "It goes on a pathway"), ("unmet", "Nobody is asked, because")),
        TableName.OVERLAYS: (("priority", "It gets a priority"), ("pathway", "It goes on a pathway as well")),
        TableName.PROVIDERS: (),
    }[around.table]
    taken = _one(posted, "then") or (kinds[0][0] if kinds else "")
    reasons = dict.fromkeys([*_REASONS, *_reasons_used(around.written)])
    listed = [*(service for service in posted.get("service", []) if service), "", ""][:MOST_SERVICES]
    return OutcomeField(
        kinds=tuple(Choice(kind, said, kind == taken) for kind, said in kinds),
        choices={
            "pathway": _choices(posted, "pathway", ((one.value, words(one)) for one in Pathway)),
            "unmet": _choices(posted, "unmet", ((one, words(one)) for one in reasons)),
            "priority": _choices(posted, "priority", ((one.value, words(one)) for one in Priority)),
        },
        services=tuple(tuple(_services(around.directory, service)) for service in listed)
        if around.table is TableName.PROVIDERS
        else (),
        signposts=tuple(
            Choice(one.id, one.name, one.id in posted.get("signpost", []))
            for one in around.directory.signposts.values()
        )
        if around.table is TableName.PATHWAYS
        else (),
    )


def _choices(posted: Posted, name: str, values: Iterator[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, said, value == _one(posted, name)) for value, said in values)


def _services(directory: Directory, chosen: str) -> Iterator[Choice]:
    yield Choice("", "none", is_chosen=not chosen)
    if chosen and chosen not in directory.services:
        yield Choice(chosen, f"{chosen} (not in the directory)", is_chosen=True)
    for service in sorted(directory.services.values(), key=lambda one: (one.pathway, one.name)):
        yield Choice(service.id, f"{service.name} ({words(service.pathway)})", service.id == chosen)


def _reasons_used(written: Written) -> Iterator[str]:
    rows = rows_of(written, TableName.PATHWAYS)
    yield from (row["then"]["unmet"] for row in rows if "unmet" in row["then"])
