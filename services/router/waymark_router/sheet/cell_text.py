"""One cell as text in a spreadsheet, and back: "theft | fraud", "none of: business", "18 to 25", "(missing)".

An empty cell lets every value in. Values are written as their codes and read as codes or as words. Not here: rows and
their outputs (`table_sheet.py`), what a cell may mean (`cell.py`).
"""

import re
from collections.abc import Sequence

from waymark_router.canonical import Json
from waymark_router.facts.fact import Fact, FactType
from waymark_router.refusal import wrong
from waymark_router.rules.cell import Cell, Condition

_MISSING = "(missing)"
_BAR = "|"
_BEGINS = {Condition.ANY_OF: "any of", Condition.NONE_OF: "none of", Condition.PREFIX: "begins with"}
_DAYS = r"(\d{4}-\d{2}-\d{2})?\s*(?:to|\u2013)\s*(\d{4}-\d{2}-\d{2})?"
_LIMITS = r"(\d{1,6})\s*(?:to|-|\u2013)\s*(\d{1,6})"


def text_of(cell: Cell) -> str:
    """The cell as text."""
    parts = [*_parts(cell), *([_MISSING] if cell.or_missing else [])]
    return f" {_BAR} ".join(parts)


def _parts(cell: Cell) -> Sequence[str]:
    if cell.condition is Condition.MISSING:
        return []
    if cell.condition is Condition.BETWEEN:
        return [f"{cell.least} to {cell.most}"]
    if cell.condition is Condition.DURING:
        first, last = cell.days_written()
        return [f"{first} to {last}".strip()]
    if cell.condition is Condition.IS:
        return ["yes" if cell.truth else "no"]
    first = f"{_BEGINS[cell.condition]}: " if cell.condition in _BEGINS else ""
    return [f"{first}{cell.words[0]}", *cell.words[1:]]


def written_of(text: str, fact: Fact, place: str) -> dict[str, Json] | None:
    """The cell as a rulebook writes it; None where the text is empty. Raises Refused (INVALID) with what to write."""
    if not text.strip():
        return None
    parts = [part.strip() for part in text.split(_BAR)]
    rest = [part for part in parts if part != _MISSING]
    written: dict[str, Json] = {"missing": True} if len(rest) < len(parts) else {}
    if rest:
        written |= _test(rest, fact, place)
    return written


def _test(parts: Sequence[str], fact: Fact, place: str) -> dict[str, Json]:
    if fact.type is FactType.FLAG:
        return {Condition.IS.value: _truth(parts, place)}
    if fact.type is FactType.NUMBER:
        return {Condition.BETWEEN.value: _limits(parts, place)}
    if fact.type is FactType.DATE:
        return {Condition.DURING.value: _days(parts, place)}
    condition, first = _begin(parts[0])
    if condition is None:
        condition = Condition.ANY_OF if fact.type is FactType.TAGS else Condition.IN
    words = [first, *parts[1:]]
    return {condition.value: [word if condition is Condition.PREFIX else _code(word, fact) for word in words]}


def _begin(part: str) -> tuple[Condition | None, str]:
    """What the first words of a cell say it asks, and the rest."""
    for condition, words in _BEGINS.items():
        if part.lower().startswith(f"{words}:"):
            return condition, part[len(words) + 1 :].strip()
    return None, part


def _code(word: str, fact: Fact) -> str:
    """The code of a value that is written as a code or in words; what is neither stays, to be refused by its cell."""
    said = {words.lower(): code for code, words in fact.words.items()}
    return word if word in fact.domain or fact.pattern else said.get(word.lower(), word)


def _truth(parts: Sequence[str], place: str) -> bool:
    word = parts[0].lower()
    if len(parts) > 1 or word not in {"yes", "no", "true", "false"}:
        raise wrong(place, "cell_text", "write yes or no")
    return word in {"yes", "true"}


def _limits(parts: Sequence[str], place: str) -> list[Json]:
    found = re.fullmatch(_LIMITS, parts[0]) if len(parts) == 1 else None
    if found is None:
        raise wrong(place, "cell_text", "write two whole numbers such as 18 to 25")
    return [int(found[1]), int(found[2])]


def _days(parts: Sequence[str], place: str) -> list[Json]:
    found = re.fullmatch(_DAYS, parts[0]) if len(parts) == 1 else None
    if found is None or not (found[1] or found[2]):
        raise wrong(place, "cell_text", "write two days such as 2024-04-01 to 2026-03-31, or leave one end out")
    return [found[1] or "", found[2] or ""]
