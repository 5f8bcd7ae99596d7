"""Packs that build on packs: laid one over the other, and circles named from end to end."""

import json
from typing import Any

import pytest

from tests.builders.second_county import DISTRICTS, MAPPED, second_directory, the_pack
from waymark.errors import Refused
from waymark_router.pack.document import Pack, as_text, pack_from
from waymark_router.pack.extending import whole
from waymark_router.pack.fitting import fitted


def _above(name: str, *extends: str, **over: Any) -> Pack:
    written: dict[str, Any] = {
        "waymark_pack": 1,
        "name": name,
        "version": 1,
        "catalogue": 3,
        "roles": {},
        "serves": {},
        "tables": {},
        "extends": list(extends),
    }
    return pack_from(written | over)


def _row(row_id: str, pathway: str = "fraud") -> dict[str, Any]:
    return {"id": row_id, "when": {"age_years": {"between": [18, 25]}}, "then": {"pathway": pathway}, "why": "Ours."}


def test_rows_above_take_the_place_of_those_below_and_new_ones_come_before_the_rest() -> None:
    rows = [_row("vr-offence"), _row("ours-1")]
    mine = _above("mine", the_pack().name, tables={"pathways": {"rows": rows}}, without=["os-debt"])
    joined = whole([mine, the_pack()])
    ids = [row["id"] for row in joined.rules["tables"]["pathways"]["rows"]]
    before = [row["id"] for row in the_pack().rules["tables"]["pathways"]["rows"]]
    assert ids == [one for one in before[:-1] if one != "os-debt"] + ["ours-1", "triage-rest"]
    made = fitted(joined, MAPPED, second_directory(), DISTRICTS)
    changed = next(row for row in made.rules["tables"]["pathways"]["rows"] if row["id"] == "vr-offence")
    assert changed["then"] == {"pathway": "fraud"}
    assert joined.name == "mine"


def test_a_pack_that_builds_on_nothing_stays_as_it_is() -> None:
    assert whole([the_pack()]) is the_pack()


def test_the_nearest_pack_wins_where_several_say_something() -> None:
    base = _above("base", tables={"pathways": {"rows": [_row("a"), _row("b"), _row("rest", "triage")]}})
    region = _above("region", "base", tables={"pathways": {"rows": [_row("a", "bereavement")]}}, serves={"fraud": []})
    mine = _above("mine", "base", "region", serves={"fraud": ["other"]})
    joined = whole([mine, region, base])
    rows = {row["id"]: row["then"]["pathway"] for row in joined.rules["tables"]["pathways"]["rows"]}
    assert rows == {"a": "bereavement", "b": "fraud", "rest": "triage"}
    assert joined.rules["serves"] == {"fraud": ["other"]}


@pytest.mark.parametrize(
    ("packs", "title"),
    [
        ([_above("a", "a")], "pack a: a builds on a: take one of these out"),
        ([_above("a", "b"), _above("b", "c"), _above("c", "a")], "pack a: a builds on b builds on c builds on a: take"),
        ([_above("a", "b"), _above("b", "c"), _above("c", "b")], "pack b: b builds on c builds on b: take"),
        ([_above("a", "gone")], "pack a, extends gone: send that pack along"),
        ([_above("a"), _above("a")], "pack a: send each pack once"),
        ([_above("a", "b", without=["x"]), _above("b")], "pack a, without x: name a row of a pack below"),
        ([], "pack: send a pack"),
    ],
)
def test_circles_and_packs_that_are_not_there_are_refused_in_words(packs: list[Pack], title: str) -> None:
    with pytest.raises(Refused) as refused:
        whole(packs)
    assert refused.value.title.startswith(title)


def test_a_pack_above_is_a_file_as_any() -> None:
    mine = _above("mine", the_pack().name, without=["os-debt"])
    assert pack_from(json.loads(as_text(mine))) == mine
