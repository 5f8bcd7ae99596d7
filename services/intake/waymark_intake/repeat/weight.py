"""What each level weighs: the probabilities of Fellegi and Sunter's model, as versioned, dated rows.

A weight is log2(m / u): how much more often a level is met where it is the same person than where it is not. Not
here: comparing (compare.py), and what follows from the sum (decision.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log2

from waymark_intake.repeat.compare import Level, Levels, Part
from waymark_intake.repeat.plain import PlainPerson

Odds = tuple[float, float]
"""How often a level is met where it is the same person (m), and where it is not (u)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One version of the model, in force from `valid_from` on; `made` says how its numbers came about.

    `usual` has how many in a thousand have the usual names: where such a name is the same it says less. Names that
    are not in it count as the model's own u, so that no rare name of a real person is ever stored.
    """

    version: str
    valid_from: date
    made: str
    levels: Mapping[Part, Mapping[Level, Odds]]
    usual: Mapping[Part, Mapping[str, float]]


_FEBRL = Weights(
    version="2026-11",
    valid_from=date(2021, 4, 1),
    made=(
        "m from the true pairs and u from 400,000 chance pairs of FEBRL 2 and 3, without the social security number,"
        " one of each pair degraded (35 % moved, 20 % of the others without address, 10 % without or with a stand-in"
        " birth date, 6 % with another family name, 5 % with a short given name); no u below 0.00001, which so many"
        " pairs cannot tell. Set by hand: shared family name, day and month, telephone, e-mail; none is in FEBRL."
        " Usual names: our rounded estimate for England. Fit anew from reviewed pairs before it is relied on."
    ),
    levels={
        Part.GIVEN: {
            Level.SAME: (0.566, 0.00337),
            Level.FORM: (0.0620, 0.00140),
            Level.SWAPPED: (0.0694, 0.00001),
            Level.CLOSE: (0.137, 0.00121),
            Level.SIMILAR: (0.00652, 0.00133),
            Level.DIFFERENT: (0.159, 0.993),
        },
        Part.FAMILY: {
            Level.SAME: (0.546, 0.00337),
            Level.SHARED: (0.0100, 0.000300),
            Level.SWAPPED: (1.0, 1.0),  # said once, with the given name
            Level.CLOSE: (0.211, 0.000750),
            Level.SIMILAR: (0.0114, 0.000470),
            Level.DIFFERENT: (0.163, 0.995),
        },
        Part.BORN: {
            Level.SAME: (0.877, 0.0000295),
            Level.ONE_EDIT: (0.0111, 0.00100),
            Level.DAY_AND_MONTH: (0.00200, 0.0000126),
            Level.SAME_YEAR: (0.000997, 0.00889),
            Level.WEAK_YEAR: (0.0471, 0.000526),
            Level.WEAK_OTHER: (0.00312, 0.0521),
            Level.DIFFERENT: (0.0608, 0.937),
        },
        Part.ADDRESS: {
            Level.SAME: (0.284, 0.00001),
            Level.POSTCODE_OR_STREET: (0.256, 0.000573),
            Level.NEAR: (0.0512, 0.00979),
            Level.DIFFERENT: (0.409, 0.990),
        },
        Part.PHONE: {Level.SAME: (0.5, 0.001), Level.DIFFERENT: (0.5, 0.999)},
        Part.EMAIL: {Level.SAME: (0.6, 0.0005), Level.DIFFERENT: (0.4, 0.9995)},
    },
    usual={
        Part.FAMILY: {
            "smith": 12,
            "jones": 8,
            "taylor": 6,
            "brown": 6,
            "williams": 5,
            "wilson": 4,
            "johnson": 4,
            "davies": 4,
            "patel": 4,
            "singh": 4,
            "khan": 4,
            "robinson": 4,
            "wright": 4,
            "thompson": 4,
        },
        Part.GIVEN: {
            "david": 20,
            "john": 20,
            "paul": 15,
            "mark": 12,
            "james": 15,
            "andrew": 12,
            "michael": 15,
            "robert": 10,
            "richard": 10,
            "peter": 10,
            "christopher": 10,
            "daniel": 10,
            "thomas": 10,
            "matthew": 8,
            "mohammed": 10,
            "stephen": 10,
            "susan": 10,
            "margaret": 8,
            "sarah": 12,
            "emma": 8,
            "elizabeth": 8,
            "karen": 6,
            "claire": 6,
            "rebecca": 6,
            "laura": 6,
            "jack": 6,
        },
    },
)
WEIGHTS: tuple[Weights, ...] = (_FEBRL,)


def weights_on(day: date, versions: tuple[Weights, ...] = WEIGHTS) -> Weights:
    """The version in force on `day`."""
    in_force = [one for one in versions if one.valid_from <= day]
    return in_force[-1] if in_force else versions[0]


def weigh(levels: Levels, one: PlainPerson, weights: Weights) -> dict[Part, float]:
    """What each part that both say weighs, in bits; `one` is either of the two, for how usual a name is."""
    found: dict[Part, float] = {}
    for part, odds in weights.levels.items():
        level = levels.of(part)
        if level is Level.MISSING:
            continue
        m, u = odds[level]
        if level is Level.SAME and part in weights.usual:
            u = max(u, weights.usual[part].get(one.given if part is Part.GIVEN else one.family, 0) / 1000)
        found[part] = log2(m / u)
    return found


def prior(people: int) -> float:
    """What speaks against any one of so many people before anything is compared, in bits."""
    return -log2(people)
