"""What stands in the way of publishing a draft, each with the row, what is wrong and what to do.

What is not here: whether the rules can be read at all (`rulebook.py` refuses what cannot), how rows are checked
(`check.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waymark.errors import Fault, Kind, Refused
from waymark.ids import ServiceId
from waymark.words import Pathway
from waymark_router.check import Problem as Fate
from waymark_router.check import check
from waymark_router.provider import Directory
from waymark_router.rule import TableName
from waymark_router.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with one row; what does not `block` is only said."""

    table: TableName
    row: str
    code: str
    words: str
    blocks: bool = True


def problems_of(rulebook: Rulebook, directory: Directory, *, steps: int) -> tuple[RuleProblem, ...]:
    """Everything wrong with the rules beside this directory; `steps` is the budget of the check for each row."""
    return (*_dead_references(rulebook, directory), *_catch_all(rulebook, directory), *_unreachable(rulebook, steps))


def refuse_problems(rulebook: Rulebook, directory: Directory, *, steps: int) -> None:
    """Raise Refused (INVALID) with every problem that blocks."""
    _refuse([one for one in problems_of(rulebook, directory, steps=steps) if one.blocks])


def refuse_dead_references(rulebook: Rulebook, directory: Directory, *, row: str) -> None:
    """Raise Refused (INVALID) where that row names what the directory does not have."""
    _refuse([one for one in _dead_references(rulebook, directory) if one.row == row])


def _refuse(found: Sequence[RuleProblem]) -> None:
    if found:
        faults = tuple(Fault(f"/{one.table}/{one.row}", one.code, one.words) for one in found)
        first = found[0]
        raise Refused(Kind.INVALID, f"row {first.row}: {first.words}", code=first.code, faults=faults)


def _dead_references(rulebook: Rulebook, directory: Directory) -> Iterator[RuleProblem]:
    for name, compiled in rulebook.tables.items():
        for row in compiled.table.rows:
            for service in row.output.services:
                if ServiceId(service) not in directory.services:
                    words = f"the directory has no service {service}: choose another"
                    yield RuleProblem(name, row.id, "service_unknown", words)
            for signpost in row.output.signposts:
                if ServiceId(signpost) not in directory.signposts:
                    words = f"the directory has no signpost {signpost}: take it out"
                    yield RuleProblem(name, row.id, "signpost_unknown", words)


def _catch_all(rulebook: Rulebook, directory: Directory) -> Iterator[RuleProblem]:
    last = rulebook.tables[TableName.PROVIDERS].table.rows[-1]
    desk = directory.services.get(ServiceId(last.output.services[0]))
    if desk is None or desk.pathway is not Pathway.TRIAGE:
        words = "the last row must ask the triage desk"
        yield RuleProblem(TableName.PROVIDERS, last.id, "catch_all_not_triage", words)


def _unreachable(rulebook: Rulebook, steps: int) -> Iterator[RuleProblem]:
    for name, compiled in rulebook.tables.items():
        for finding in check(compiled.table, steps=steps):
            if finding.problem is Fate.UNREACHABLE:
                words = "no referral can reach it: remove it or move it up"
                yield RuleProblem(name, finding.row, "row_unreachable", words)
            else:
                words = "the check did not come to an end: nobody knows whether a referral can reach it"
                yield RuleProblem(name, finding.row, "row_not_decided", words, blocks=False)
