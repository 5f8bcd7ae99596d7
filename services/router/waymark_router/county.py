"""The router's part of a county file: its rulebook and its directory, read and checked whole before anything is kept.

What is not here: writing them (`actions.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from waymark.ids import ServiceId
from waymark.words import Pathway
from waymark_router.provider import Directory, directory_from
from waymark_router.refusal import wrong
from waymark_router.rule import TableName
from waymark_router.rulebook import Rulebook, refuse_dead_rows, rulebook_from


@dataclass(frozen=True, slots=True)
class County:
    """A rulebook and the directory its rows speak of."""

    rulebook: Rulebook
    directory: Directory


def county_from(part: Mapping[str, object], *, steps: int) -> County:
    """Read a county's part (parsed TOML); raises Refused (INVALID) with one line that names the entry.

    `steps` is the budget of the check for rows that no referral can reach.
    """
    if set(part) != {"rulebook", "services"}:
        raise wrong("router.toml", "county_parts", "the file has rulebook and services")
    rulebook = rulebook_from(_timed(part["rulebook"]))
    directory = directory_from(part["services"])
    refuse_dead_rows(rulebook, steps=steps)
    for service in sorted(rulebook.services_named() - set(directory.services)):
        raise wrong(f"table providers, service {service}", "service_unknown", "name a service of the directory")
    _triage_catches(rulebook, directory)
    return County(rulebook, directory)


def _timed(written: object) -> object:
    """TOML has times of its own; a rulebook has them as text."""
    if isinstance(written, dict) and isinstance(written.get("effective_from"), datetime):
        return {**written, "effective_from": written["effective_from"].isoformat()}
    return written


def _triage_catches(rulebook: Rulebook, directory: Directory) -> None:
    last = rulebook.tables[TableName.PROVIDERS].table.rows[-1]
    desk = directory.services[ServiceId(last.output.services[0])]
    if desk.pathway is not Pathway.TRIAGE:
        raise wrong(f"row {last.id}", "catch_all_not_triage", "the last row names a service of pathway triage")
