"""What granting a request would do to the rules: what is not wrong with them today, found before anything is locked.

Not here: gathering it (`queries.py`), granting it (`actions.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from waymark.errors import Fault, Kind, Refused
from waymark_router.checking.check import check_beside
from waymark_router.checking.finding import Finding, Report
from waymark_router.checking.search import Allowance
from waymark_router.checking.services import Known
from waymark_router.directory.request import Request, RequestState, with_change
from waymark_router.providers.provider import Directory
from waymark_router.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Beside:
    """The directory in force, and the rules that count or will, on a day."""

    directory: Directory
    rules: tuple[Rulebook, ...]
    on: date

    def would_be(self, request: Request) -> "Granted":
        """What would be wrong with the rules once the request is granted; it takes time and belongs outside any
        transaction. A request that is settled or overtaken is told so when somebody answers it.
        """
        found: dict[tuple[str, str, str], Finding] = {}
        if request.state is RequestState.ASKED:
            for one in self._new(request):
                found.setdefault((one.problem, one.row, one.column), one)
        new, rules = Report(tuple(found.values())), tuple(one.version for one in self.rules)
        return Granted(self.directory.version, rules, new.errors, new.warnings)

    def _new(self, request: Request) -> Iterator[Finding]:
        try:
            changed = with_change(self.directory, request)
        except Refused:
            return
        known = Known(on=self.on, allowance=Allowance(0))
        for rules in self.rules:
            before = check_beside(rules, self.directory, known)
            yield from check_beside(rules, changed, known).new_to(before).findings


@dataclass(frozen=True, slots=True)
class Granted:
    """New errors that a grant would bring, by which versions of directory and rules that was found; and new warnings,
    which stop nothing and which whoever answers must have seen.
    """

    directory: str
    rules: tuple[str, ...]
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()

    def refuse_unfit(self, directory: str | None, rules: tuple[str, ...]) -> None:
        """Raise Refused: CONFLICT where it was found by other versions than these, INVALID with each new error."""
        if (self.directory, self.rules) != (directory, rules):
            title = "The directory or the rules changed meanwhile: look at what this would change now, and answer again"
            raise Refused(Kind.CONFLICT, title, code="change.outdated")
        if self.errors:
            faults = tuple(Fault(f"/{one.table}/{one.row}", one.problem, one.sentence) for one in self.errors)
            raise Refused(Kind.INVALID, self.errors[0].sentence, code=self.errors[0].problem, faults=faults)
