"""What is told of each row of a file, as rows of a CSV: line, status, referral, code, column and fix. Pure.

Nothing of a cell is in it, and no cell of it is ever worked out as a formula. Not here: who reads it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from waymark_intake.sheet.reading import FORMULA

TITLES = ("line", "status", "referral", "code", "column", "fix")


class RowStatus(StrEnum):
    """What became of a row. `advice` rows follow the row they are about; `acceptable` is said of a trial run."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    CORRECTED = "corrected"
    ACCEPTABLE = "acceptable"
    REFUSED = "refused"
    NOT_NOW = "not_now"
    ADVICE = "advice"
    END = "end"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One row of the result."""

    line: int
    status: RowStatus
    referral: str = ""
    code: str = ""
    column: str = ""
    fix: str = ""


def inert(cell: str) -> str:
    """The cell as no spreadsheet works it out: what begins like a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def written(lines: Iterable[ResultLine]) -> bytes:
    """The lines as CSV (RFC 4180) in UTF-8."""
    return _csv((str(one.line), one.status, one.referral, one.code, one.column, one.fix) for one in lines)


def titles() -> bytes:
    """The first row of a result."""
    return _csv([TITLES])


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = _Text()
    csv.writer(text).writerows([inert(cell) for cell in row] for row in rows)
    return "".join(text.parts).encode()


class _Text:
    """What a csv writer writes to."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        """A part more."""
        self.parts.append(part)
