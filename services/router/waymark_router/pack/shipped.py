"""What is written of the built-in county: its pathways in words, and the pack that the next county starts from.

Not here: the pages' words (`line.py`), making the pack (`making.py`).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from waymark.ids import ServiceId
from waymark_router import county
from waymark_router.pack.document import Pack, as_text
from waymark_router.pack.making import Made, pack_of, templates_of
from waymark_router.publishing.written import written_of

NAME = "county-pathways"
_VERSION = 2
# What is written out has been checked with the county's own budget when it was loaded.
_STEPS = 1_000
_ABOUT = (
    "All pathways of the demo county, with the help after modern slavery that is live there. Say which of your services"
    " play which role; a role that nobody plays leaves its rows out. Agreements are outlines for your data protection"
    " lead. Hours are those of the demo county: yours are in your directory."
)


def documents(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """By path from the project's root: the pathways in words, and the pack."""
    written = county.documents(parts["router"])
    return {**written, f"shared/waymark/demo/packs/{NAME}.json": as_text(the_pack(parts))}


def the_pack(parts: Mapping[str, Mapping[str, Any]]) -> Pack:
    """The pack of a county file's parts: its live rules, agreements in outline, and what its rows are for."""
    read = county.county_from(parts["router"], steps=_STEPS)
    made = pack_of(
        written_of(read.rulebook.body),
        read.directory,
        Made(NAME, _VERSION, read.rulebook.version, read.rulebook.effective_from.date(), _ABOUT),
    )
    ids = {row.id for compiled in read.rulebook.tables.values() for row in compiled.table.rows}
    lines = [
        {"of": line.of, "what": line.what, "rows": kept, "elsewhere": line.elsewhere}
        for line in read.lines
        if (kept := [row for row in line.rows if row in ids]) or line.elsewhere
    ]
    agreements = parts.get("consent", {}).get("agreements", [])
    return replace(
        made,
        agreements=templates_of(agreements, [read.directory.services[ServiceId(role)] for role in made.roles]),
        lines=tuple(lines),
    )
