"""Why a referral came to one agency, in words that tell nothing it does not see itself: the county's reasons for its
rules, never what other rows asked, who else was considered or where else the referral went.

Not here: the whole explanation, which the triage desk reads (`explain.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from waymark.words import OffenceClass, Pathway
from waymark_router.canonical import Json
from waymark_router.deciding.assign_reason import ASSIGN_WORDS, AssignReason
from waymark_router.deciding.decision_record import Record, StepTaken
from waymark_router.facts.fact import CATALOGUE, IN_COUNTY, OUTSIDE
from waymark_router.rules.cell import Condition
from waymark_router.rules.rule import Row, TableName
from waymark_router.rules.rulebook import Rulebook

_NOT_THERE = frozenset({"held_consent", "held_data", "held_safety", "withdrawn"})
# What a queue shows of an allocation: its pathway, its needs, whether it is a child, who sent it.
_SHOWN = frozenset({"pathway", "needs", "child", "treat_as_child", "source"})
# What the name of a pathway says by itself of a fact that no queue shows.
_SAID_BY_PATHWAY: Mapping[tuple[str, str], frozenset[str]] = {
    ("offence_class", Pathway.SAV_ADULT): frozenset({OffenceClass.SEXUAL}),
    ("offence_class", Pathway.SAV_CHILD): frozenset({OffenceClass.SEXUAL}),
    ("offence_class", Pathway.MODERN_SLAVERY): frozenset({OffenceClass.MODERN_SLAVERY}),
    ("offence_class", Pathway.NATIONAL_REFERRAL): frozenset({OffenceClass.MODERN_SLAVERY}),
    ("offence_class", Pathway.DOMESTIC_ABUSE): frozenset({OffenceClass.DOMESTIC_ABUSE}),
    ("offence_class", Pathway.FRAUD): frozenset({OffenceClass.FRAUD}),
    ("home", Pathway.CROSS_BORDER): frozenset({OUTSIDE}),
    **{("home", pathway): frozenset({IN_COUNTY}) for pathway in Pathway if pathway is not Pathway.CROSS_BORDER},
}
ASKS_MORE = "A rule of the county that asks more than is shown here."
DUTY = "The law says that you must be told: consent is not needed for it."
NOBODY_ELSE = "No rule or service could take it: somebody at the desk looks."
BY_HAND = "Somebody at the triage desk chose your service by hand"
ASKED_BEFORE = "Another service was asked before and did not take it."
YOU_TOOK_IT = "You took it on: it stays with you."
STAYS = "It was with you before the rules or the record changed: it stays while the help is wanted."
_OPEN = frozenset({"held_consent", "held_data", "held_safety", "offered", "accepted"})


@dataclass(frozen=True, slots=True)
class ReasonHere:
    """Why one pathway of a referral is with an agency: each row's id with the county's reason for it, or a sentence.

    A row that asks what the agency may not see has no id here.
    """

    pathway: str
    rows: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...] = ()


def why_here(record: Record, rulebook: Rulebook, agency: str) -> list[ReasonHere]:
    """The reasons by pathway; empty where nothing of the referral is with the agency, or it may not know so yet."""
    ours = [one for one in record["allocations"] if one["agency"] == agency and one["state"] not in _NOT_THERE]
    return [_reason(one, record, rulebook) for one in ours]


def _reason(allocation: Mapping[str, Json], record: Record, rulebook: Rulebook) -> ReasonHere:
    pathway = str(allocation["pathway"])
    said = CATALOGUE["pathway"].said(pathway)
    if allocation["duty"]:
        return ReasonHere(said, (), (DUTY,))
    rows = tuple(row for step in record["steps"] for row in _rows(step, allocation, rulebook))
    unmet = (NOBODY_ELSE,) if allocation.get("unmet") else ()
    return ReasonHere(said, rows, (*_how(allocation, record, rulebook), *unmet))


def _how(allocation: Mapping[str, Json], record: Record, rulebook: Rulebook) -> Iterator[str]:
    """What beside the rules brought it here: a person's choice, another's no, or that it was here already."""
    earlier = [_was(old) for old in record["previous"]]
    of_pathway = [was for was, _ in earlier if was["pathway"] == allocation["pathway"]]
    own = [was["state"] for was in of_pathway if was["allocation_id"] == allocation["allocation_id"]]
    chosen = [one for one in record["assigned"] if one["pathway"] == allocation["pathway"]]
    by_hand = bool(chosen) and chosen[-1]["service"] == allocation["service"]
    if by_hand:
        words = ASSIGN_WORDS[AssignReason(str(chosen[-1]["reason"]))]
        yield f"{BY_HAND}. Their reason: {words[0].lower()}{words[1:]}."
    if "accepted" in own:
        yield YOU_TOOK_IT
    elif _OPEN & set(own) and not by_hand and not _is_named(allocation, record, rulebook):
        yield STAYS
    gave_back = {was["agency"] for was, by in earlier if was["pathway"] == allocation["pathway"] and _is_no(was, by)}
    if gave_back - {allocation["agency"]}:
        yield ASKED_BEFORE


def _was(old: Mapping[str, Json]) -> tuple[Mapping[str, Json], Json]:
    """An earlier allocation, and whose no it was."""
    allocation = old["allocation"]
    return (allocation if isinstance(allocation, Mapping) else {}), old["declined_by"]


def _is_no(was: Mapping[str, Json], declined_by: Json) -> bool:
    return was["state"] == "lapsed" or declined_by == "provider"


def _is_named(allocation: Mapping[str, Json], record: Record, rulebook: Rulebook) -> bool:
    """Whether the row of the rules that counts for the pathway names the service."""
    rows = (
        rulebook.row(TableName.PROVIDERS, row)
        for step in record["steps"]
        if step["pathway"] == allocation["pathway"]
        for row in step["chosen"]
    )
    return any(allocation["service"] in row.output.services for row in rows)


def _rows(step: StepTaken, allocation: Mapping[str, Json], rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """The chosen rows that brought it onto this pathway, or named its service."""
    table = TableName(step["table"])
    for row_id in step["chosen"]:
        row = rulebook.row(table, row_id)
        names_it = not row.output.services or allocation["service"] in row.output.services
        if (step["pathway"] or row.output.pathway) == allocation["pathway"] and names_it:
            yield (row.id, row.why) if _tells_nothing(row, str(allocation["pathway"])) else ("", ASKS_MORE)


def _tells_nothing(row: Row, pathway: str) -> bool:
    """Whether all that the row asks is shown in a queue, or said by the name of the pathway."""
    return all(
        column in _SHOWN
        or (cell.condition is Condition.IN and set(cell.words) <= _SAID_BY_PATHWAY.get((column, pathway), frozenset()))
        for column, cell in row.cells.items()
    )
