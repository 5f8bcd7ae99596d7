"""What is written of the built-in county."""

import json

from waymark.demo.county import BUILT_IN, read_county
from waymark_router.pack import shipped
from waymark_router.pack.document import pack_from


def test_the_pathways_and_the_pack_are_written_and_the_pack_can_be_read() -> None:
    written = shipped.documents(read_county(BUILT_IN))
    assert set(written) == {"docs/pathways.md", "shared/waymark/demo/packs/county-pathways.json"}
    pack = pack_from(json.loads(written["shared/waymark/demo/packs/county-pathways.json"]))
    rows = {row["id"] for table in pack.rules["tables"].values() for row in table["rows"]}
    assert {row for line in pack.lines for row in line["rows"]} == rows


def test_a_county_without_agreements_of_its_own_has_a_pack_without_outlines() -> None:
    assert shipped.the_pack({"router": read_county(BUILT_IN)["router"]}).agreements == ()
