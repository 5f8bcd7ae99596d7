"""Offence codes and crime categories: which class of offence each is, and what such a victim most often needs.

The table holds every Home Office code (`CCC/SS`), old ones too, because abuse is often reported decades later. No
code means "domestic abuse" as such or "child exploitation": those come from flags, not from here. Not here: rules.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from waymark.words import Answer, CrimeCategory, Need, OffenceClass

_O = OffenceClass
_N = Need


@dataclass(frozen=True, slots=True)
class Offence:
    """One code with its class; `also` is a second class whose needs count too (trafficking for sex is both)."""

    code: str
    offence_class: OffenceClass
    also: OffenceClass | None


@cache
def offences() -> dict[str, Offence]:
    """Every known Home Office code."""
    text = files(__package__).joinpath("offences.csv").read_text(encoding="utf-8")
    return {row["ho_code"]: _read(row) for row in csv.DictReader(text.splitlines())}


def _read(row: dict[str, str]) -> Offence:
    also = OffenceClass(row["also"]) if row["also"] else None
    return Offence(row["ho_code"], OffenceClass(row["class"]), also)


def class_of(code: str) -> OffenceClass | None:
    """The class of a Home Office code, also for codes meant "only if unsure"; None where there is no such code."""
    found = offences().get(code)
    return found.offence_class if found else None


_NEEDS: dict[OffenceClass, tuple[Need, ...]] = {
    _O.HOMICIDE: (_N.EMOTIONAL_SUPPORT, _N.PRACTICAL_HELP, _N.COURT_SUPPORT),
    _O.SEXUAL: (_N.ISVA, _N.COUNSELLING),
    _O.DOMESTIC_ABUSE: (_N.SAFETY_PLANNING, _N.POLICE_ADVOCACY),
    _O.STALKING_HARASSMENT: (_N.EMOTIONAL_SUPPORT, _N.SAFETY_PLANNING),
    _O.MODERN_SLAVERY: (_N.NRM_SUPPORT, _N.SAFE_ACCOMMODATION),
    _O.VIOLENCE: (_N.EMOTIONAL_SUPPORT, _N.SAFETY_PLANNING),
    _O.ROBBERY: (_N.EMOTIONAL_SUPPORT, _N.PRACTICAL_HELP),
    _O.BURGLARY_DWELLING: (_N.EMOTIONAL_SUPPORT, _N.PRACTICAL_HELP, _N.SAFETY_PLANNING),
    _O.BURGLARY_OTHER: (_N.PRACTICAL_HELP,),
    _O.THEFT: (_N.EMOTIONAL_SUPPORT, _N.PRACTICAL_HELP),
    _O.VEHICLE_CRIME: (_N.PRACTICAL_HELP,),
    _O.FRAUD: (_N.FRAUD_RECOVERY,),
    _O.CRIMINAL_DAMAGE: (_N.PRACTICAL_HELP,),
    _O.ARSON: (_N.EMOTIONAL_SUPPORT, _N.PRACTICAL_HELP),
    _O.PUBLIC_ORDER: (_N.EMOTIONAL_SUPPORT,),
    _O.ASB: (_N.ASB_SUPPORT,),
    _O.WEAPONS: (_N.EMOTIONAL_SUPPORT,),
    _O.DRUGS: (_N.OTHER,),
    _O.CHILD_CRUELTY: (_N.SAFEGUARDING_CHILD, _N.EMOTIONAL_SUPPORT),
    _O.ROAD: (_N.OTHER,),
    _O.OTHER: (_N.OTHER,),
}


def needs_of(offence_class: OffenceClass, *, child: Answer = Answer.NO) -> tuple[Need, ...]:
    """What a victim of such an offence most often needs; a child, or somebody who may be one, gets a child's worker.

    `other` stands where the class itself says too little to know.
    """
    needs = _NEEDS[offence_class]
    if child is Answer.NO:
        return needs
    return tuple(_N.CHISVA if need is _N.ISVA else need for need in needs)


_CATEGORY_CLASSES: dict[CrimeCategory, tuple[OffenceClass, ...]] = {
    CrimeCategory.ASB: (_O.ASB,),
    CrimeCategory.BICYCLE_THEFT: (_O.THEFT, _O.VEHICLE_CRIME),
    CrimeCategory.BURGLARY: (_O.BURGLARY_DWELLING, _O.BURGLARY_OTHER),
    CrimeCategory.CRIMINAL_DAMAGE_ARSON: (_O.CRIMINAL_DAMAGE, _O.ARSON),
    CrimeCategory.DRUGS: (_O.DRUGS,),
    CrimeCategory.OTHER_THEFT: (_O.THEFT, _O.VEHICLE_CRIME),
    CrimeCategory.WEAPONS: (_O.WEAPONS, _O.VIOLENCE),
    CrimeCategory.PUBLIC_ORDER: (_O.PUBLIC_ORDER, _O.STALKING_HARASSMENT, _O.ASB, _O.VIOLENCE),
    CrimeCategory.ROBBERY: (_O.ROBBERY,),
    CrimeCategory.SHOPLIFTING: (_O.THEFT,),
    CrimeCategory.THEFT_FROM_PERSON: (_O.THEFT,),
    CrimeCategory.VEHICLE_CRIME: (_O.VEHICLE_CRIME, _O.THEFT, _O.ROAD),
    CrimeCategory.VIOLENT_CRIME: (
        _O.VIOLENCE,
        _O.SEXUAL,
        _O.HOMICIDE,
        _O.DOMESTIC_ABUSE,
        _O.STALKING_HARASSMENT,
        _O.MODERN_SLAVERY,
        _O.CHILD_CRUELTY,
        _O.ROAD,
        _O.WEAPONS,
    ),
    CrimeCategory.OTHER_CRIME: (_O.OTHER, _O.FRAUD, _O.ROAD, _O.ASB, _O.DRUGS, _O.MODERN_SLAVERY),
}

_CATEGORY_NAMES: dict[str, CrimeCategory] = {
    "violence and sexual offences": CrimeCategory.VIOLENT_CRIME,
    "criminal damage and arson": CrimeCategory.CRIMINAL_DAMAGE_ARSON,
    **{category.value.replace("-", " "): category for category in CrimeCategory},
}


def category_of(text: str) -> CrimeCategory | None:
    """The category a slug ("violent-crime") or a published name ("Violence and sexual offences") stands for."""
    return _CATEGORY_NAMES.get(text.strip().casefold().replace("-", " "))


def class_of_category(category: CrimeCategory) -> OffenceClass:
    """The most usual class within a category; "violent-crime" also holds sexual offences, so alone it proves little."""
    return _CATEGORY_CLASSES[category][0]


def is_sure(category: CrimeCategory) -> bool:
    """Whether the category alone rules out an offence that needs the victim's explicit consent first."""
    return _O.SEXUAL not in _CATEGORY_CLASSES[category]


def agree(category: CrimeCategory, offence_class: OffenceClass) -> bool:
    """Whether code and category can describe the same crime; class "other" is too wide to disagree with anything."""
    return offence_class is _O.OTHER or offence_class in _CATEGORY_CLASSES[category]
