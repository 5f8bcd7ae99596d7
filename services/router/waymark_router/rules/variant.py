"""Variants: a pathway's provider rows written several times over, of which one word in the county file makes one live.

The live rows take the place of that pathway's own in the providers table before the rulebook is read, so another word
is another rulebook version (ADR 0014). Not here: what a row may say (`rule.py`), which service takes whom.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from waymark.words import Pathway
from waymark_router.refusal import wrong
from waymark_router.rules.rule import TableName

_LIVE = "variant"


@dataclass(frozen=True, slots=True)
class Variants:
    """One pathway's variants by name, each with its provider rows as written, and the name of the live one."""

    pathway: Pathway
    live: str
    rows: Mapping[str, tuple[Mapping[str, object], ...]]


def variants_from(written: object) -> tuple[Variants, ...]:
    """Read the variants of a county file; raises Refused (INVALID) that names the pathway or the variant."""
    if not isinstance(written, dict):
        raise wrong("rulebook, variants", "variants", "write the variants of each pathway")
    return tuple(_one(pathway, parts) for pathway, parts in written.items())


def with_live_rows(table: object, variants: Iterable[Variants]) -> object:
    """The providers table as written, with each pathway's live rows before its last row; others are left out."""
    if not isinstance(table, dict) or not isinstance(table.get("rows"), list) or not table["rows"]:
        return table
    live = [row for one in variants for row in one.rows[one.live]]
    *rows, rest = table["rows"]
    return {**table, "rows": [*rows, *live, rest]}


def services_named(variants: Iterable[Variants]) -> Iterator[tuple[str, str]]:
    """Every variant's name with each service its rows name, live or not: all must be in the directory."""
    for one in variants:
        for name, rows in one.rows.items():
            for row in rows:
                then = row.get("then")
                services = then.get("services") if isinstance(then, dict) else None
                yield from ((name, str(service)) for service in services or ())


def with_each_live(variants: tuple[Variants, ...]) -> Iterator[tuple[Variants, ...]]:
    """The variants with each single one live in turn, so that those not in use are checked as well."""
    for at, one in enumerate(variants):
        for name in one.rows:
            changed = Variants(one.pathway, name, one.rows)
            yield (*variants[:at], changed, *variants[at + 1 :])


def _one(pathway: object, parts: object) -> Variants:
    place = f"rulebook, variants, {pathway}"
    if pathway not in set(Pathway):
        raise wrong(place, "pathway_unknown", "name a known pathway")
    known = Pathway(str(pathway))
    if not isinstance(parts, dict) or not isinstance(parts.get(_LIVE), str):
        raise wrong(place, "variant_missing", 'say which one is live: variant = "its name"')
    rows = {name: _rows(part, known, f"{place}, {name}") for name, part in parts.items() if name != _LIVE}
    live = parts[_LIVE]
    if live not in rows:
        raise wrong(f"{place}, variant {live}", "variant_unknown", f"name one that is written here: {', '.join(rows)}")
    return Variants(known, live, rows)


def _rows(part: object, pathway: Pathway, place: str) -> tuple[Mapping[str, object], ...]:
    """The rows of one variant, each asked for its own pathway only; none at all means that nobody takes it."""
    rows = part.get("rows") if isinstance(part, dict) and set(part) == {"rows"} else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong(place, "variant_rows", f"a variant has rows, as table {TableName.PROVIDERS.value} has")
    return tuple(_for(pathway, row, place) for row in rows)


def _for(pathway: Pathway, row: Mapping[str, object], place: str) -> Mapping[str, object]:
    """The row, asked for its pathway; whatever else it asks stays."""
    when = row.get("when", {})
    if not isinstance(when, dict) or "pathway" in when:
        raise wrong(f"{place}, row {row.get('id', '')}", "variant_when", "leave the pathway out: the variant says it")
    return {**row, "when": {**when, "pathway": {"in": [pathway.value]}}}
