"""What two sets of rules say differently beside their rows: the county's districts, the needs a pathway answers.

A sentence for each, as an approver reads it; rows may stay as they are and referrals still go elsewhere. Not here: rows
(`difference.py`).
"""

from collections.abc import Iterator

from waymark.words import Pathway
from waymark_router.facts.code_words import district_words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.rules.rulebook import Rulebook


def part_changes(before: Rulebook, after: Rulebook) -> tuple[str, ...]:
    """Every difference from `before` to `after` that is no row's, in sentences."""
    return (*_of_districts(before, after), *answer_changes(before, after))


def _of_districts(before: Rulebook, after: Rulebook) -> Iterator[str]:
    gone, new = before.districts - after.districts, after.districts - before.districts
    if gone:
        listed = ", ".join(sorted(map(district_words, gone)))
        yield f"No longer the county's own: {listed}. Whoever lives there counts as living outside the county."
    if new:
        listed = ", ".join(sorted(map(district_words, new)))
        yield f"Now the county's own: {listed}. Whoever lives there counts as living in the county."


def answer_changes(before: Rulebook, after: Rulebook) -> Iterator[str]:
    """Which needs each pathway answers; a pathway without a list answers all."""
    pathways, needs = CATALOGUE["pathway"], CATALOGUE["needs"]
    for pathway in Pathway:
        old, new = before.serves.get(pathway), after.serves.get(pathway)
        if old == new:
            continue
        name = pathways.said(pathway)
        if old is None or new is None:
            yield f"Pathway {name} now answers {'every need' if new is None else 'only the needs it lists'}."
            continue
        for word, part in (("also", sorted(new - old)), ("no longer", sorted(old - new))):
            if part:
                yield f"Pathway {name} {word} answers {', '.join(needs.said(need) for need in part)}."
