"""A pack's file: written and read back the same, and refused by its place where it is not a pack."""

import json
from typing import Any

import pytest

from tests.builders.second_county import the_pack
from waymark.errors import Refused
from waymark_router.pack.document import as_json, as_text, pack_from, pack_from_text


def _written(**over: Any) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(as_text(the_pack()))
    return written | over


def test_a_pack_written_and_read_is_the_same_pack() -> None:
    assert pack_from_text(as_text(the_pack())) == the_pack()
    assert as_json(pack_from(_written())) == as_json(the_pack())


def test_every_row_is_one_line_so_that_two_files_can_be_compared() -> None:
    lines = as_text(the_pack()).splitlines()
    for table in the_pack().rules["tables"].values():
        for row in table["rows"]:
            assert len([line for line in lines if f'"id": "{row["id"]}"' in line and '"then"' in line]) == 1


def test_a_pack_carries_no_districts_no_agency_and_no_time() -> None:
    text = as_text(the_pack())
    assert "E070" not in text
    assert "effective_from" not in text
    assert "harbour-victim-care" not in text


@pytest.mark.parametrize(
    ("over", "place"),
    [
        ({"waymark_pack": 2}, "pack, waymark_pack"),
        ({"colour": 1}, "pack, colour"),
        ({"name": "A Name"}, "pack, name"),
        ({"version": "1"}, "pack, version"),
        ({"version": True}, "pack, version"),
        ({"catalogue": 99}, "pack, catalogue"),
        ({"catalogue": "3"}, "pack, catalogue"),
        ({"roles": []}, "pack, roles"),
        ({"roles": {"a": {"pathway": "nowhere", "called": "x"}}}, "pack, role a, pathway"),
        ({"roles": {"a": {"pathway": "fraud"}}}, "pack, role a"),
        (
            {"roles": {"a": {"pathway": "fraud", "called": "x", "respond_within": {"urgent": 1}}}},
            "pack, role a, respond_within",
        ),
        (
            {
                "roles": {
                    "a": {
                        "pathway": "fraud",
                        "called": "x",
                        "respond_within": {"urgent": 0, "high": 1, "standard": 1},
                    }
                }
            },
            "pack, role a, respond_within, urgent",
        ),
        ({"signposts": {"a": {"called": "x"}}}, "pack, signpost a"),
        ({"serves": 5}, "pack, serves"),
        ({"tables": {"pathways": []}}, "pack, table pathways"),
        ({"tables": {"pathways": {"columns": [["x"]]}}}, "pack, table pathways, columns"),
        ({"tables": {"pathways": {"rows": [{}]}}}, "pack, table pathways, row number 1"),
        ({"agreements": [{"title": "x"}]}, "pack, agreement number 1"),
        ({"extends": [5]}, "pack, extends"),
        ({"lines": [1]}, "pack, lines"),
        ({"clocks": {"adult_from_years": "18"}}, "pack, clocks, adult_from_years"),
        ({"reasons": {"declined": ["full"]}}, "pack, reasons, declined"),
        ({"reasons": {"declined": {"full": ""}}}, "pack, reasons, declined, full"),
        ({"forms": {"fraud": "needs"}}, "pack, forms, fraud"),
    ],
)
def test_a_broken_pack_is_refused_with_its_place(over: dict[str, Any], place: str) -> None:
    with pytest.raises(Refused) as refused:
        pack_from(_written(**over))
    assert refused.value.title.startswith(f"{place}: ")


def test_a_template_of_an_unknown_group_is_refused() -> None:
    template = _written()["agreements"][0]
    with pytest.raises(Refused) as refused:
        pack_from(_written(agreements=[{**template, "groups": ["shoes"]}]))
    assert refused.value.title.startswith("pack, agreement number 1, group shoes: ")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "5", "null"])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="pack_"):
        pack_from_text(text)


def test_a_missing_part_is_named() -> None:
    written = _written()
    del written["roles"]
    with pytest.raises(Refused) as refused:
        pack_from(written)
    assert refused.value.title.startswith("pack, roles: ")
