"""Crimes by class and by public category. Closed lists, no logic."""

from enum import StrEnum


class OffenceClass(StrEnum):
    """What kind of crime it was, coarse enough for routing; never derived from free text alone."""

    HOMICIDE = "homicide"
    SEXUAL = "sexual"
    DOMESTIC_ABUSE = "domestic_abuse"
    STALKING_HARASSMENT = "stalking_harassment"
    MODERN_SLAVERY = "modern_slavery"
    VIOLENCE = "violence"
    ROBBERY = "robbery"
    BURGLARY_DWELLING = "burglary_dwelling"
    BURGLARY_OTHER = "burglary_other"
    THEFT = "theft"
    VEHICLE_CRIME = "vehicle_crime"
    FRAUD = "fraud"
    CRIMINAL_DAMAGE = "criminal_damage"
    ARSON = "arson"
    PUBLIC_ORDER = "public_order"
    ASB = "asb"
    WEAPONS = "weapons"
    DRUGS = "drugs"
    CHILD_CRUELTY = "child_cruelty"
    ROAD = "road"
    OTHER = "other"


class CrimeCategory(StrEnum):
    """The 14 public street-level crime categories of data.police.uk, by slug."""

    ASB = "anti-social-behaviour"
    BICYCLE_THEFT = "bicycle-theft"
    BURGLARY = "burglary"
    CRIMINAL_DAMAGE_ARSON = "criminal-damage-arson"
    DRUGS = "drugs"
    OTHER_THEFT = "other-theft"
    WEAPONS = "possession-of-weapons"
    PUBLIC_ORDER = "public-order"
    ROBBERY = "robbery"
    SHOPLIFTING = "shoplifting"
    THEFT_FROM_PERSON = "theft-from-the-person"
    VEHICLE_CRIME = "vehicle-crime"
    VIOLENT_CRIME = "violent-crime"
    OTHER_CRIME = "other-crime"
