"""Packs that build on packs: a region's pack below, a county's few rows above it, made into one.

Rows of the pack above take the place of those with their id; new ones come before the row that catches the rest. Not
here: reading one pack (`document.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from waymark_router.pack.document import Pack, Written
from waymark_router.refusal import wrong


def whole(packs: Sequence[Pack]) -> Pack:
    """The first pack with all it builds on, as one; the others are those it may name. Raises Refused (INVALID) for a
    pack that is not there, one that comes twice, or a circle, which is named from end to end.
    """
    if not packs:
        raise wrong("pack", "pack_missing", "send a pack")
    by_name: dict[str, Pack] = {}
    for pack in packs:
        if pack.name in by_name:
            raise wrong(f"pack {pack.name}", "pack_twice", "send each pack once")
        by_name[pack.name] = pack
    return _whole(packs[0], by_name, ())


def _whole(pack: Pack, by_name: Mapping[str, Pack], above: tuple[str, ...]) -> Pack:
    if pack.name in above:
        circle = " builds on ".join((*above[above.index(pack.name) :], pack.name))
        raise wrong(f"pack {pack.name}", "pack_circle", f"{circle}: take one of these out")
    below: Pack | None = None
    for name in pack.extends:
        if name not in by_name:
            raise wrong(f"pack {pack.name}, extends {name}", "pack_missing", "send that pack along")
        one = _whole(by_name[name], by_name, (*above, pack.name))
        below = one if below is None else _laid_over(one, below)
    return pack if below is None else _laid_over(pack, below)


def _laid_over(pack: Pack, below: Pack) -> Pack:
    known = {row["id"] for table in below.rules["tables"].values() for row in table.get("rows", [])}
    for row in pack.without:
        if row not in known:
            raise wrong(f"pack {pack.name}, without {row}", "row_unknown", "name a row of a pack below")
    names = dict.fromkeys((*below.rules["tables"], *pack.rules["tables"]))
    tables = {
        name: _table(pack.rules["tables"].get(name, {}), below.rules["tables"].get(name, {}), set(pack.without))
        for name in names
    }
    return replace(
        pack,
        catalogue=max(pack.catalogue, below.catalogue),
        rules={"serves": {**below.rules["serves"], **pack.rules["serves"]}, "tables": tables},
        roles={**below.roles, **pack.roles},
        signposts={**below.signposts, **pack.signposts},
        agreements=(*below.agreements, *pack.agreements),
        lines=(*below.lines, *pack.lines),
        clocks={**below.clocks, **pack.clocks},
        reasons={**below.reasons, **pack.reasons},
        forms={**below.forms, **pack.forms},
        extends=(),
        without=(),
    )


def _table(above: Written, below: Written, without: Iterable[str]) -> dict[str, Any]:
    gone = set(without)
    own = {row["id"]: row for row in above.get("rows", [])}
    rows = [own.pop(row["id"], row) for row in below.get("rows", []) if row["id"] not in gone]
    added = list(own.values())
    columns = dict.fromkeys((*below.get("columns", []), *above.get("columns", [])))
    joined = [*rows[:-1], *added, *rows[-1:]] if rows else added
    return {**below, **above, "columns": [*columns], "rows": joined}
