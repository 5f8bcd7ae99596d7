"""What stands in the way of publishing: rows that name what the directory does not have, and errors of the check.

What is not here: the check itself (`checking`), whether the rules can be read at all (`rulebook.py`).
"""

from collections.abc import Iterator

from waymark.errors import Fault, Kind, Refused
from waymark.ids import ServiceId
from waymark_router.checking.finding import Report
from waymark_router.providers.provider import Directory
from waymark_router.publishing.written import Written, rows_of
from waymark_router.refusal import wrong
from waymark_router.rules.rule import TableName


def refuse_errors(report: Report) -> None:
    """Raise Refused (INVALID) with every error of a check, each with its row and what to do."""
    errors = report.errors
    if errors:
        faults = tuple(Fault(f"/{one.table or 'rules'}/{one.row}", one.problem, one.sentence) for one in errors)
        raise Refused(Kind.INVALID, errors[0].sentence, code=errors[0].problem, faults=faults)


def refuse_unknown(before: Written, after: Written, directory: Directory) -> None:
    """Raise Refused (INVALID) for the first service or signpost of a changed row that the directory does not have."""
    kept = [row for table in TableName for row in rows_of(before, table)]
    for row in (row for table in TableName for row in rows_of(after, table)):
        for place, fix in _unknown(row["then"], directory) if row not in kept else ():
            raise wrong(f"row {row['id']}, {place}", f"{place.split()[0]}_unknown", fix)


def _unknown(then: dict[str, list[str]], directory: Directory) -> Iterator[tuple[str, str]]:
    for at, service in enumerate(then.get("services", []), start=1):
        if ServiceId(service) not in directory.services:
            yield f"service {at}", "the directory does not have it: choose another"
    for at, signpost in enumerate(then.get("signpost", []), start=1):
        if ServiceId(signpost) not in directory.signposts:
            yield f"signpost {at}", "the directory does not have it: take it out"
