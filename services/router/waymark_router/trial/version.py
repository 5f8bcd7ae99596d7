"""A rulebook together with the directory it is tried with; which versions those are is not said here."""

from dataclasses import dataclass

from waymark_router.providers.provider import Directory
from waymark_router.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Version:
    """What decides: rules and directory."""

    rulebook: Rulebook
    directory: Directory
