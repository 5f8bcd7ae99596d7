"""What a check is made of, gathered while the database is looked at: the check itself needs nothing more than time.

Not here: gathering it (`publishing/actions/act.py`), when and where it is made (`actions.py`).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from waymark_router.checking.check import check_rules
from waymark_router.checking.finding import Report
from waymark_router.checking.services import Known
from waymark_router.providers.provider import Directory
from waymark_router.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, with the rules it is of as they were compiled; `content` and `directory` name what it is true of."""

    content: str
    directory: str
    rules: Rulebook
    report: Report

    def is_of(self, content: str, directory: str | None) -> bool:
        """Whether these rules beside this version of the directory were checked, and not others."""
        return (self.content, self.directory) == (content, directory)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Rules, named by their content, that `read` compiles; the directory beside them and what else may be known."""

    content: str
    read: Callable[[], Rulebook]
    directory: Directory
    known: Known

    def key(self) -> Hashable:
        """What the report depends on, all of it."""
        known = self.known
        agreements = tuple(sorted(known.agreements.items()))
        return self.content, self.directory.version, known.on, known.allowance, agreements, known.full

    def checked(self) -> Checked:
        """Check it; that takes time and belongs outside any transaction. Raises Refused (INVALID) as `read` does."""
        rules = self.read()
        return Checked(self.content, self.directory.version, rules, check_rules(rules, self.directory, self.known))
