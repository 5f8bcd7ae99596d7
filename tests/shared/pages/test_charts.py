"""Charts are well-formed SVG without styles or scripts, with words for who cannot see them, and escape names."""

from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from waymark.pages.charts import line, spark, stacked

SVG = "{http://www.w3.org/2000/svg}"
SLY = '<script>alert("x")</script>'
LABELS = ["1 Sep", "8 Sep", "15 Sep"]


def a_line(*values: float | None, title: str = "Score") -> Markup:
    return line("score", title, "From 80 to 90.", labels=LABELS, values=values)


def some_bars(solid: list[int], hatched: list[int]) -> Markup:
    return stacked("sent", "Sent", "Six in all.", labels=LABELS, solid=solid, hatched=hatched)


def read(markup: Markup) -> ET.Element:
    return ET.fromstring(str(markup))


@pytest.mark.parametrize(
    "markup", [a_line(80, None, 90.5), some_bars([1, 2, 0], [0, 3, 0]), spark("one", "By week", [0, 3, 1])]
)
def test_a_chart_is_drawn_by_presentation_attributes_and_has_a_name(markup: Markup) -> None:
    root = read(markup)
    assert root.get("role") == "img"
    ids = {each.get("id") for each in root.iter()}
    assert set((root.get("aria-labelledby") or "").split()) <= ids
    for each in root.iter():
        assert not {name for name in each.attrib if name == "style" or name.startswith("on")}
        assert each.tag not in {"script", "style", "image"}


def test_what_is_named_is_escaped() -> None:
    markup = a_line(1, 2, 3, title=SLY)
    assert "<script" not in markup
    assert read(markup)[0].text == SLY


def test_a_gap_parts_the_line_and_the_last_number_is_said() -> None:
    whole, parted = read(a_line(80, 85, 90)), read(a_line(80, None, 90))
    assert len(whole.findall("polyline")) == 1
    assert len(parted.findall("polyline")) == 0
    assert len(parted.findall("circle")) == 2
    assert "90" in [text.text for text in parted.findall("text")]


def test_bars_are_as_high_as_what_they_stand_for_and_the_second_is_hatched() -> None:
    root = read(some_bars([2, 0, 0], [4, 0, 3]))
    bars = [each for each in root.findall("rect") if each.get("stroke")]
    assert [each.get("fill") for each in bars] == ["#123f4f", "url(#sent-hatch)", "url(#sent-hatch)"]
    assert float(bars[1].get("height", 0)) == pytest.approx(2 * float(bars[0].get("height", 0)), abs=0.2)
    assert {"6", "3"} <= {text.text for text in root.findall("text")}


def test_nothing_at_all_is_drawn_without_dividing_by_nothing() -> None:
    assert read(some_bars([0, 0, 0], [0, 0, 0])).findall("rect") == []
    assert read(a_line(None, None, None)).findall("circle") == []
    assert len(read(spark("one", "By week", [0, 0])).findall("rect")) == 2
