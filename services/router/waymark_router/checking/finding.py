"""What a check finds: one thing wrong with a row or a table, in plain words, with what to do and who must see it.

Not here: how it is found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from waymark_router.facts.fact import Value
from waymark_router.rules.rule import TableName


class Severity(StrEnum):
    """An error stops publishing; a warning is shown to whoever approves."""

    ERROR = "error"
    WARNING = "warning"


class Problem(StrEnum):
    """What is wrong; `REFUSED` is a row or table that cannot even be read."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NEVER_NEEDED = "never_needed"
    NOT_DECIDED = "not_decided"
    REDUNDANT = "redundant"
    GAP = "gap"
    CONFLICT = "conflict"
    SERVICE_UNKNOWN = "service_unknown"
    SERVICE_PAUSED = "service_paused"
    SERVICE_CLOSED = "service_closed"
    NO_AGREEMENT = "no_agreement"
    AGREEMENTS_NOT_KNOWN = "agreements_not_known"
    NO_CAPACITY = "no_capacity"
    AGE_NOT_TAKEN = "age_not_taken"
    AREA_NOT_TAKEN = "area_not_taken"
    LANGUAGE_NOT_TAKEN = "language_not_taken"
    NOBODY_TAKES = "nobody_takes"
    SIGNPOST_UNKNOWN = "signpost_unknown"
    PATHWAY_NOT_SERVED = "pathway_not_served"
    NEED_NOT_MENTIONED = "need_not_mentioned"
    NO_DESK = "no_desk"
    DESK_NOT_OPEN = "desk_not_open"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `row` and `column` are empty where it is not about one; `table` is None where about no table.

    `example` are facts that show it, by name, where there are any: whoever looks can try them.
    """

    problem: Problem
    severity: Severity
    sentence: str
    table: TableName | None = None
    row: str = ""
    column: str = ""
    example: Mapping[str, Value] | None = None

    @property
    def place(self) -> tuple[Problem, Severity, TableName | None, str, str]:
        """What is wrong where, however it is worded."""
        return self.problem, self.severity, self.table, self.row, self.column


@dataclass(frozen=True, slots=True)
class Report:
    """All findings: errors first, then by table and row in their order."""

    findings: tuple[Finding, ...] = field(default=())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be put right before anybody may publish it."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What whoever approves must have seen."""
        return tuple(one for one in self.findings if one.severity is Severity.WARNING)

    def new_to(self, before: "Report") -> "Report":
        """What the other report does not have: of another row, column or kind, or an error where it has a warning."""
        known = {one.place for one in before.findings}
        return Report(tuple(one for one in self.findings if one.place not in known))

    @property
    def is_publishable(self) -> bool:
        """Whether no error is left."""
        return not self.errors
