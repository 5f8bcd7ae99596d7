"""The router's part of a county file: its rulebook and its directory, read and checked whole before anything is kept.

What is not here: writing them (`actions.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from waymark.ids import ServiceId
from waymark.words import Pathway
from waymark_router.checking.check import refuse_dead_rows
from waymark_router.checking.search import NO_LIMIT, Budget
from waymark_router.deputies.deputy import Deputy, deputies_from
from waymark_router.line import Line, as_document, lines_from, refuse_loose_ends
from waymark_router.providers.provider import Directory, directory_from
from waymark_router.refusal import wrong
from waymark_router.rules.rule import Row, TableName
from waymark_router.rules.rulebook import Rulebook, rulebook_from
from waymark_router.rules.variant import Variants, services_named, variants_from, with_each_live, with_live_rows

# What is written out has been checked with the county's own budget when it was loaded.
_STEPS_OF_A_DOCUMENT = 1_000
_HEAD = """# Pathways

Generated from the demo county's rules by `waymark documents`; do not edit.
What the county promises, line by line, and which rows of its rulebook keep it. Each row has its reason at its end.
"""


@dataclass(frozen=True, slots=True)
class County:
    """A rulebook and the directory its rows speak of; `lines` say what its rows are for, where the county says it,
    and `deputies` who approves in whose place, on which days.
    """

    rulebook: Rulebook
    directory: Directory
    lines: tuple[Line, ...] = ()
    deputies: tuple[Deputy, ...] = ()


def county_from(part: Mapping[str, object], *, steps: int, steps_in_all: int = NO_LIMIT) -> County:
    """Read a county's part (parsed TOML); raises Refused (INVALID) with one line that names the entry.

    `steps` is the budget, for each row and in all, of the check for rows that no referral can reach. Variants that are
    not live are checked too.
    """
    if not {"rulebook", "services"} <= set(part) <= {"rulebook", "services", "signposts", "lines", "deputies"}:
        raise wrong(
            "router.toml",
            "county_parts",
            "the file has rulebook, services and, if it likes, signposts, lines and deputies",
        )
    written, variants = _parts(part["rulebook"])
    rulebook = _rulebook(written, variants)
    directory = directory_from(part["services"], part.get("signposts", ()))
    whole = Budget(steps_in_all)
    refuse_dead_rows(rulebook, steps=steps, whole=whole)
    for each in with_each_live(variants):
        refuse_dead_rows(_rulebook(written, each), steps=steps, whole=whole, tables=(TableName.PROVIDERS,))
    _all_known(rulebook, directory, variants)
    _triage_catches(rulebook, directory)
    return County(rulebook, directory, lines_from(part.get("lines", [])), deputies_from(part.get("deputies", [])))


def _rows(written: object, variants: tuple[Variants, ...]) -> Mapping[str, Row]:
    """Every row by its id, also those of variants that are not live."""
    books = (_rulebook(written, each) for each in (variants, *with_each_live(variants)))
    return {row.id: row for book in books for compiled in book.tables.values() for row in compiled.table.rows}


def documents(part: Mapping[str, object]) -> dict[str, str]:
    """What is written of a county's part, by path from the project's root: its pathways, in words.

    Raises Refused (INVALID) where a line names a row that is gone, or a row is named by no line.
    """
    county = county_from(part, steps=_STEPS_OF_A_DOCUMENT)
    rows = _rows(*_parts(part["rulebook"]))
    refuse_loose_ends(county.lines, rows)
    return {"docs/pathways.md": f"{_HEAD}\n{as_document(county.lines, rows)}"}


def _parts(written: object) -> tuple[object, tuple[Variants, ...]]:
    """The rulebook without its variants, and the variants."""
    if not isinstance(written, dict) or "variants" not in written:
        return written, ()
    return {key: value for key, value in written.items() if key != "variants"}, variants_from(written["variants"])


def _rulebook(written: object, variants: tuple[Variants, ...]) -> Rulebook:
    timed = _timed(written)
    if isinstance(timed, dict) and isinstance(timed.get("tables"), dict):
        providers = with_live_rows(timed["tables"].get("providers"), variants)
        timed = {**timed, "tables": {**timed["tables"], "providers": providers}}
    return rulebook_from(timed)


def _all_known(rulebook: Rulebook, directory: Directory, variants: tuple[Variants, ...]) -> None:
    for service in sorted(rulebook.services_named() - set(directory.services)):
        raise wrong(f"table providers, service {service}", "service_unknown", "name a service of the directory")
    for variant, service in services_named(variants):
        if service not in directory.services:
            raise wrong(f"variant {variant}, service {service}", "service_unknown", "name a service of the directory")
    for signpost in sorted(rulebook.signposts_named() - set(directory.signposts)):
        raise wrong(f"table pathways, signpost {signpost}", "signpost_unknown", "name a signpost of the directory")


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
