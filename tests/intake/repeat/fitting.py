"""How the weights were fitted: counts of levels among true pairs and among chance pairs of FEBRL 2 and 3.

`python -m tests.intake.repeat.fitting` prints them. FEBRL 4, on which the gates stand, is not looked at.
"""

import random
from collections import Counter
from dataclasses import replace

from tests.intake.repeat.hard_set import Found, degraded, febrl, pairs_of
from waymark_intake.repeat.compare import LEVELS_OF, Level, Part, levels_of
from waymark_intake.repeat.plain import PlainPerson

_CHANCE_PAIRS = 400_000
_SEED = 11


def fitted() -> dict[Part, dict[Level, tuple[float, float]]]:
    """For each level how often it is met where it is the same person, and where it is not."""
    chance = random.Random(_SEED)
    people = [*febrl("dataset3"), *(Found(one.who + 100_000, one.person) for one in febrl("dataset2"))]
    families = [one.person.family for one in people if one.person.family]
    again = [replace(one, person=degraded(one.person, chance, families)) for one in people]
    true = [(a, b) for (a, _), (_, b) in zip(pairs_of(people), pairs_of(again), strict=True)]
    return {
        part: {level: (_share(part, level, same), _share(part, level, other)) for level in LEVELS_OF[part]}
        for same, other in [(_counts(true), _counts(_strangers(people, again, chance)))]
        for part in (Part.GIVEN, Part.FAMILY, Part.BORN, Part.ADDRESS)
    }


def _strangers(people: list[Found], again: list[Found], chance: random.Random) -> list[tuple[PlainPerson, PlainPerson]]:
    drawn = ((chance.choice(people), chance.choice(again)) for _ in range(_CHANCE_PAIRS))
    return [(one.person, other.person) for one, other in drawn if one.who != other.who]


def _counts(pairs: list[tuple[PlainPerson, PlainPerson]]) -> dict[Part, Counter[Level]]:
    found = {part: Counter[Level]() for part in Part}
    for one, other in pairs:
        levels = levels_of(one, other)
        for part in Part:
            found[part][levels.of(part)] += 1
    return found


def _share(part: Part, level: Level, counts: dict[Part, Counter[Level]]) -> float:
    said = sum(counts[part][one] for one in LEVELS_OF[part])
    return (counts[part][level] + 0.5) / (said + 0.5 * len(LEVELS_OF[part]))


if __name__ == "__main__":
    for part, levels in fitted().items():
        for level, (m, u) in levels.items():
            print(f"{part.value:8} {level.value:20} m={m:.6f} u={u:.7f}")  # noqa: T201
