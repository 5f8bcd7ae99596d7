"""Why a referral came to one agency, in words that tell nothing it does not see itself: the county's reasons for its
rules, never what other rows asked, who else was considered or where else the referral went.

Not here: the whole explanation, which the triage desk reads (`explain.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from waymark_router.canonical import Json
from waymark_router.deciding.decision_record import Record, StepTaken
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import Rulebook

_NOT_THERE = frozenset({"held_consent", "held_data", "held_safety", "withdrawn"})
# What a queue shows of an allocation, or its pathway says by itself. Flags and circumstances are shown to some only.
_SEEN = frozenset({"pathway", "needs", "child", "treat_as_child", "transition", "source", "home", "offence_class"})
ASKS_MORE = "A rule of the county that asks more than is shown here: the triage desk can read it."
DUTY = "The law says that you must be told: consent is not needed for it."
NOBODY_ELSE = "No rule or service could take it: somebody at the desk looks."


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
    rows = tuple(row for step in record["steps"] for row in _rows(step, pathway, rulebook))
    unmet = (NOBODY_ELSE,) if allocation.get("unmet") else ()
    return ReasonHere(said, rows, unmet)


def _rows(step: StepTaken, pathway: str, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """The chosen rows that brought it onto this pathway, or named its services."""
    table = TableName(step["table"])
    for row_id in step["chosen"]:
        row = rulebook.row(table, row_id)
        if (step["pathway"] or row.output.pathway) == pathway:
            yield (row.id, row.why) if set(row.cells) <= _SEEN else ("", ASKS_MORE)
