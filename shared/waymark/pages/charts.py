"""Charts as our own SVG: a line, stacked bars, a row of small bars. Presentation attributes only, so that a strict
content security policy draws them, and hatching beside colour (reference: web and alerts, section 5).

Every chart has a title and a description; the page puts the figures in a table beside it. Not here: what is drawn.
"""

from collections.abc import Iterator, Sequence
from html import escape

from markupsafe import Markup

_INK, _QUIET, _LINE, _PAPER = "#16202a", "#46525e", "#6b7885", "#ffffff"
_BRAND = "#123f4f"
_WIDE, _HIGH = 360, 190
_SHOWN_HIGH = 250  # where the page is too narrow for it, the drawing shrinks to the width
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 18, 26
_INNER_WIDE, _INNER_HIGH = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BOTTOM
_SPARK_WIDE, _SPARK_HIGH, _SPARK_BAR = 96, 24, 8


def line(name: str, title: str, description: str, *, labels: Sequence[str], values: Sequence[float | None]) -> Markup:
    """A line from 0 to 100 with a number at its last point; None leaves a gap. `name` makes ids of the page's own."""
    step = _INNER_WIDE / max(1, len(values) - 1)
    points = [
        (_LEFT + place * step, _y(value, 100.0), value) for place, value in enumerate(values) if value is not None
    ]
    parts = [
        *_grid((0.0, 50.0, 100.0), 100.0),
        *_labels([_LEFT + place * step for place in range(len(labels))], labels),
    ]
    runs: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_LEFT + place * step:.1f},{_y(value, 100.0):.1f}")
    parts += [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{_BRAND}" stroke-width="2.5"/>'
        for run in runs
        if len(run) > 1
    ]
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_BRAND}"/>' for x, y, _ in points]
    if points:
        x, y, value = points[-1]
        parts.append(_text(x, y - 7 if y > _TOP + 12 else y + 16, f"{value:g}", anchor="end", bold=True))
    return _svg(name, title, description, parts)


def stacked(
    name: str, title: str, description: str, *, labels: Sequence[str], solid: Sequence[int], hatched: Sequence[int]
) -> Markup:
    """One bar a label: `solid` below, `hatched` on top of it, the sum above it."""
    most = max([1, *(below + above for below, above in zip(solid, hatched, strict=True))])
    step = _INNER_WIDE / max(1, len(labels))
    wide = step * 0.7
    left = [_LEFT + place * step + step * 0.15 for place in range(len(labels))]
    parts = [_hatch(name), *_grid((0.0, float(most)), float(most)), *_labels([x + wide / 2 for x in left], labels)]
    for x, below, above in zip(left, solid, hatched, strict=True):
        parts += _bar(x, wide, 0, below, most, _BRAND)
        parts += _bar(x, wide, below, above, most, f"url(#{name}-hatch)")
        if below + above:
            parts.append(_text(x + wide / 2, _y(below + above, most) - 3, str(below + above), anchor="middle"))
    return _svg(name, title, description, parts)


def spark(name: str, title: str, values: Sequence[int]) -> Markup:
    """A row of small bars for a table's cell; the number beside it is the page's own."""
    most = max([1, *values])
    high = [value / most * (_SPARK_HIGH - 2) for value in values]
    bars = "".join(
        f'<rect x="{place * _SPARK_BAR + 1}" y="{_SPARK_HIGH - tall:.1f}" width="{_SPARK_BAR - 2}" height="{tall:.1f}"'
        f' fill="{_BRAND}"/>'
        for place, tall in enumerate(high)
    )
    foot = f'<line x1="0" y1="{_SPARK_HIGH}" x2="{_SPARK_WIDE}" y2="{_SPARK_HIGH}" stroke="{_LINE}" stroke-width="1"/>'
    return Markup(  # noqa: S704 - numbers, and a title that is escaped
        f'<svg class="spark" role="img" aria-labelledby="{name}-title" width="{_SPARK_WIDE}" height="{_SPARK_HIGH}"'
        f' viewBox="0 0 {_SPARK_WIDE} {_SPARK_HIGH}"><title id="{name}-title">{escape(title)}</title>{bars}{foot}</svg>'
    )


def _y(value: float, top: float) -> float:
    return _TOP + _INNER_HIGH * (1 - value / top)


def _grid(levels: Sequence[float], top: float) -> Iterator[str]:
    for level in levels:
        y, end = _y(level, top), _WIDE - _RIGHT
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{end}" y2="{y:.1f}" stroke="{_LINE}" stroke-width="0.5"/>'
        yield _text(_LEFT - 5, y + 4, f"{level:g}", anchor="end")


def _labels(places: Sequence[float], labels: Sequence[str]) -> Iterator[str]:
    """Only the first, the middle and the last, so that none lies upon another."""
    last = len(labels) - 1
    anchors = {0: "start", last // 2: "middle", last: "end"} if last > 1 else dict.fromkeys(range(last + 1), "middle")
    for place, anchor in anchors.items():
        yield _text(places[place], _HIGH - 8, labels[place], anchor=anchor)


def _text(x: float, y: float, words: str, *, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" font-family="system-ui, sans-serif" fill="{_INK}"'
        f' text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )


def _hatch(name: str) -> str:
    return (
        f'<defs><pattern id="{name}-hatch" width="5" height="5" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="5" height="5" fill="{_PAPER}"/>'
        f'<rect width="2" height="5" fill="{_QUIET}"/></pattern></defs>'
    )


def _bar(x: float, wide: float, below: float, tall: float, most: float, fill: str) -> Iterator[str]:
    if tall:
        y = _y(below + tall, most)
        yield (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{_y(below, most) - y:.1f}" fill="{fill}"'
            f' stroke="{_BRAND}" stroke-width="1"/>'
        )


def _svg(name: str, title: str, description: str, parts: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 - numbers of ours, and words that are escaped
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {_WIDE} {_HIGH}"'
        f' width="100%" height="{_SHOWN_HIGH}" preserveAspectRatio="xMinYMid meet">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{"".join(parts)}</svg>'
    )
