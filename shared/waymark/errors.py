"""The three families of errors (ADR 0006): Refused, Unavailable, and everything else, which is a bug.

`waymark.http` maps them to problem documents and `waymark.delivery` to retry, parking or going on; nobody else
catches broadly. Concrete refusals live beside the noun they are about.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Why the answer is no; only `waymark.http` knows which HTTP status that is."""

    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    UNAUTHENTICATED = "unauthenticated"
    GONE = "gone"
    INVALID = "invalid"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"


class Fault:
    """One thing wrong with what was sent: where (JSON pointer), what, and what to do. Never quotes the value."""

    __slots__ = ("code", "fix", "pointer")

    def __init__(self, pointer: str, code: str, fix: str) -> None:
        self.pointer = pointer
        self.code = code
        self.fix = fix

    def __repr__(self) -> str:
        return f"Fault({self.pointer!r}, {self.code!r}, {self.fix!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Refused(Exception):  # noqa: N818 - reads as what it is: the answer is no
    """The answer is no, and asking again does not help. `title` is for a person; `faults` name fields.

    Only where `retry_after` (seconds) is given does the same request get another answer then.
    """

    def __init__(
        self, kind: Kind, title: str, *, code: str = "", faults: tuple[Fault, ...] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(f"{kind}: {code or title}")
        self.kind = kind
        self.title = title
        self.code = code or kind.value
        self.faults = faults
        self.retry_after = retry_after


class Unavailable(Exception):  # noqa: N818
    """Try again later: something we need is away. `retry_after` in seconds."""

    def __init__(self, title: str, *, retry_after: int = 1) -> None:
        super().__init__(title)
        self.title = title
        self.retry_after = retry_after


class SettingsInvalid(Exception):  # noqa: N818
    """A setting is wrong: one line for the operator, exit code 2."""
