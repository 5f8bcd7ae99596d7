"""Whether the desk that takes the rest is open to everybody: whoever it does not take would go to nobody.

Not here: whether the last row names a desk at all (`references.py`).
"""

from collections.abc import Iterator
from datetime import date

from waymark.ids import ServiceId
from waymark.words import Pathway
from waymark_router.checking.finding import Finding, Problem, Severity
from waymark_router.facts.fact import OLDEST
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.providers.provider_part import Status
from waymark_router.rules.rule import TableName
from waymark_router.rules.rulebook import Rulebook


def desk_findings(rulebook: Rulebook, directory: Directory, on: date) -> Iterator[Finding]:
    """An error for each limit that the desk of the last row has from that day on."""
    last = rulebook.tables[TableName.PROVIDERS].table.rows[-1]
    desk = directory.services.get(ServiceId(last.output.services[0]))
    if desk is None or desk.pathway is not Pathway.TRIAGE:
        return
    for limit, words in _limits(desk, on):
        sentence = (
            f"Row {last.id}, the last one, sends everybody whom nobody else takes to {desk.name}, which {words}: the"
            " others would go to nobody. Keep the desk open to all, or name another desk in that row first."
        )
        yield Finding(Problem.DESK_NOT_OPEN, Severity.ERROR, sentence, TableName.PROVIDERS, last.id, limit)


def _limits(desk: DirectoryService, on: date) -> Iterator[tuple[str, str]]:
    """Each limit by its field, and in words."""
    standing = desk.standing(on)
    if standing is not Status.OPEN:
        yield "status", f"is {standing.value}"
    for row in desk.statuses:
        if row.valid_from > on and row.status is not Status.OPEN:
            yield "statuses", f"is {row.status.value} from {row.valid_from.isoformat()} on"
    if desk.youngest > 0 or desk.oldest < OLDEST:
        yield "ages", f"takes only ages {desk.youngest} to {desk.oldest}"
    listed = {"districts": desk.districts, "languages": desk.languages, "needs": desk.needs, "sexes": desk.sexes}
    yield from ((name, f"takes only some {name}") for name, some in listed.items() if some)
