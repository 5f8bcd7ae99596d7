"""A pathway pack: rules, clocks, reasons, what forms ask, and templates of agreements, as one JSON document.

A pack speaks of roles, never of a county's services: whoever imports it says which of their services plays which. Not
here: fitting it to a county (`fitting.py`), packs that build on packs (`extending.py`), what a row may say (`rule.py`).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from waymark.words import Group, Pathway
from waymark_router.canonical import Json
from waymark_router.facts.fact import CATALOGUE_VERSION, CATALOGUES_KNOWN
from waymark_router.refusal import wrong

Written: TypeAlias = Mapping[str, Any]

FORMAT = 1
_NEEDED = frozenset({"waymark_pack", "name", "version", "catalogue", "roles", "serves", "tables"})
_ALLOWED = _NEEDED | {"about", "made_from", "extends", "without", "signposts", "agreements", "lines"}
_ALLOWED |= {"clocks", "reasons", "forms"}
_NAME = r"[a-z0-9][a-z0-9-]*"
_WIDTH = 110
_HOURS = ("urgent", "high", "standard")


@dataclass(frozen=True, slots=True)
class Role:
    """A part that some service plays: on which pathway, what it is called where the pack comes from, its hours."""

    pathway: Pathway
    called: str
    respond_within: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A signpost: what it is called and how a person gets there, where the pack comes from."""

    called: str
    how: str


@dataclass(frozen=True, slots=True)
class Template:
    """An agreement in outline: which groups the services of some pathways are granted, for what, on which basis."""

    title: str
    basis: str
    pathways: tuple[Pathway, ...]
    purposes: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack. `rules` are tables and serves as written, not yet checked cell by cell; `extends` names packs below
    this one, `without` the rows of theirs that it leaves out. `clocks` are limits by name, `reasons` codes with their
    words by kind, `forms` the facts that forms must ask by pathway: what the rules stand on where the pack comes from.
    """

    name: str
    version: int
    catalogue: int
    rules: Written
    roles: Mapping[str, Role]
    about: str = ""
    made_from: str = ""
    extends: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    signposts: Mapping[str, Told] = field(default_factory=dict)
    agreements: tuple[Template, ...] = ()
    lines: tuple[Written, ...] = ()
    clocks: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def pack_from_text(text: str) -> Pack:
    """Read a pack's file; raises Refused (INVALID) with the place and what to do."""
    try:
        written = json.loads(text)
    except (ValueError, RecursionError):
        raise wrong("pack", "pack_json", "the file is no JSON: send it as it was exported") from None
    return pack_from(written)


def pack_from(written: object) -> Pack:
    """Read a pack (parsed JSON): its manifest whole, its tables by shape. Raises Refused (INVALID)."""
    if not isinstance(written, dict):
        raise wrong("pack", "pack_parts", "a pack is one JSON object")
    for part in sorted(_NEEDED - set(written)):
        raise wrong(f"pack, {part}", "pack_part_missing", "a pack has this part: export it again")
    for part in sorted(set(written) - _ALLOWED):
        raise wrong(f"pack, {part}", "pack_part_unknown", "a pack has no such part: take it out")
    if written["waymark_pack"] != FORMAT:
        raise wrong("pack, waymark_pack", "pack_format", f"this county reads packs of format {FORMAT}")
    name = _text(written["name"], "pack, name")
    if not re.fullmatch(_NAME, name):
        raise wrong("pack, name", "pack_name", "use small letters, digits and hyphens")
    return Pack(
        name=name,
        version=_number(written["version"], "pack, version"),
        catalogue=_catalogue(written["catalogue"]),
        rules={"serves": _object(written["serves"], "pack, serves"), "tables": _tables(written["tables"])},
        roles={
            role: _role(part, f"pack, role {role}") for role, part in _object(written["roles"], "pack, roles").items()
        },
        about=_text(written.get("about", ""), "pack, about", may_be_empty=True),
        made_from=_text(written.get("made_from", ""), "pack, made_from", may_be_empty=True),
        extends=_texts(written.get("extends", []), "pack, extends"),
        without=_texts(written.get("without", []), "pack, without"),
        signposts={
            one: _told(part, f"pack, signpost {one}")
            for one, part in _object(written.get("signposts", {}), "pack, signposts").items()
        },
        agreements=tuple(
            _template(one, f"pack, agreement number {at}")
            for at, one in enumerate(_list(written.get("agreements", []), "pack, agreements"), start=1)
        ),
        lines=tuple(_object(one, "pack, lines") for one in _list(written.get("lines", []), "pack, lines")),
        clocks={
            name: _number(one, f"pack, clocks, {name}")
            for name, one in _object(written.get("clocks", {}), "pack, clocks").items()
        },
        reasons={
            kind: _words(part, f"pack, reasons, {kind}")
            for kind, part in _object(written.get("reasons", {}), "pack, reasons").items()
        },
        forms={
            where: _texts(part, f"pack, forms, {where}")
            for where, part in _object(written.get("forms", {}), "pack, forms").items()
        },
    )


def as_text(pack: Pack) -> str:
    """The pack as its file: JSON with sorted keys, a line for every row, so that two of them can be compared."""
    return "\n".join(_lines(as_json(pack), "", "")) + "\n"


def as_json(pack: Pack) -> dict[str, Json]:
    """The pack as it is written; empty parts are left out."""
    roles = {
        role: {
            "pathway": part.pathway.value,
            "called": part.called,
            **({"respond_within": dict(part.respond_within)} if part.respond_within else {}),
        }
        for role, part in pack.roles.items()
    }
    templates = [
        {
            "title": one.title,
            "basis": one.basis,
            "pathways": [pathway.value for pathway in one.pathways],
            "purposes": [*one.purposes],
            "groups": [group.value for group in one.groups],
        }
        for one in pack.agreements
    ]
    optional: dict[str, Any] = {
        "about": pack.about,
        "made_from": pack.made_from,
        "extends": [*pack.extends],
        "without": [*pack.without],
        "signposts": {one: {"called": told.called, "how": told.how} for one, told in pack.signposts.items()},
        "agreements": templates,
        "lines": [dict(line) for line in pack.lines],
        "clocks": dict(pack.clocks),
        "reasons": {kind: dict(codes) for kind, codes in pack.reasons.items()},
        "forms": {where: [*facts] for where, facts in pack.forms.items()},
    }
    return {
        "waymark_pack": FORMAT,
        "name": pack.name,
        "version": pack.version,
        "catalogue": pack.catalogue,
        "roles": roles,
        "serves": pack.rules["serves"],
        "tables": pack.rules["tables"],
        **{part: value for part, value in optional.items() if value},
    }


def _lines(value: Json, before: str, indent: str) -> list[str]:
    """A value line by line; a row, and whatever is short, is one line."""
    short = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if isinstance(value, str) or not isinstance(value, Mapping | Sequence) or len(short) <= _WIDTH or _is_row(value):
        return [f"{indent}{before}{short}"]
    deeper = f"{indent} "
    if isinstance(value, Mapping):
        parts = [_lines(value[name], f"{json.dumps(name)}: ", deeper) for name in sorted(value)]
        first, last = "{", "}"
    else:
        parts = [_lines(one, "", deeper) for one in value]
        first, last = "[", "]"
    inside = [line for part in parts[:-1] for line in (*part[:-1], f"{part[-1]},")]
    return [f"{indent}{before}{first}", *inside, *parts[-1], f"{indent}{last}"]


def _is_row(value: Json) -> bool:
    return isinstance(value, Mapping) and "id" in value


def _catalogue(written: object) -> int:
    if type(written) is not int or written not in CATALOGUES_KNOWN:
        raise wrong(
            "pack, catalogue",
            "catalogue_unknown",
            f"this county knows the fact catalogues up to {CATALOGUE_VERSION}: update it, or export for an older one",
        )
    return written


def _tables(written: object) -> Written:
    tables = _object(written, "pack, tables")
    for name, table in tables.items():
        place = f"pack, table {name}"
        _texts(_object(table, place).get("columns", []), f"{place}, columns")
        rows = _list(table.get("rows", []), f"{place}, rows")
        for at, row in enumerate(rows, start=1):
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                raise wrong(f"{place}, row number {at}", "row_id", "give the row an id")
    return tables


def _role(written: object, place: str) -> Role:
    part = _object(written, place)
    if not {"pathway", "called"} <= set(part) <= {"pathway", "called", "respond_within"}:
        raise wrong(place, "role_parts", "a role has pathway, called and, if it likes, respond_within")
    hours = _object(part.get("respond_within", {}), f"{place}, respond_within")
    if hours and set(hours) != set(_HOURS):
        raise wrong(f"{place}, respond_within", "role_hours", f"say the hours for {', '.join(_HOURS)}")
    within = {name: _number(hours[name], f"{place}, respond_within, {name}") for name in hours}
    return Role(_pathway(part["pathway"], place), _text(part["called"], f"{place}, called"), within)


def _told(written: object, place: str) -> Told:
    part = _object(written, place)
    if set(part) != {"called", "how"}:
        raise wrong(place, "signpost_parts", "a signpost has called and how")
    return Told(_text(part["called"], f"{place}, called"), _text(part["how"], f"{place}, how"))


def _template(written: object, place: str) -> Template:
    part = _object(written, place)
    if set(part) != {"title", "basis", "pathways", "purposes", "groups"}:
        raise wrong(place, "template_parts", "a template has title, basis, pathways, purposes and groups")
    groups = _texts(part["groups"], f"{place}, groups")
    for group in groups:
        if group not in set(Group):
            raise wrong(f"{place}, group {group}", "group_unknown", "name a known group of personal data")
    return Template(
        title=_text(part["title"], f"{place}, title"),
        basis=_text(part["basis"], f"{place}, basis"),
        pathways=tuple(_pathway(one, place) for one in _list(part["pathways"], f"{place}, pathways")),
        purposes=_texts(part["purposes"], f"{place}, purposes"),
        groups=tuple(Group(group) for group in groups),
    )


def _pathway(written: object, place: str) -> Pathway:
    if not isinstance(written, str) or written not in set(Pathway):
        raise wrong(f"{place}, pathway", "pathway_unknown", "name a known pathway")
    return Pathway(written)


def _object(written: object, place: str) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise wrong(place, "pack_type", "write an object")
    return written


def _list(written: object, place: str) -> list[Any]:
    if not isinstance(written, list):
        raise wrong(place, "pack_type", "write a list")
    return written


def _text(written: object, place: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(written, str) or not (written.strip() or may_be_empty):
        raise wrong(place, "pack_type", "write some words")
    return written


def _words(written: object, place: str) -> dict[str, str]:
    return {code: _text(said, f"{place}, {code}") for code, said in _object(written, place).items()}


def _texts(written: object, place: str) -> tuple[str, ...]:
    return tuple(_text(one, place) for one in _list(written, place))


def _number(written: object, place: str) -> int:
    if type(written) is not int or written < 1:
        raise wrong(place, "pack_type", "write a whole number, 1 or more")
    return written
