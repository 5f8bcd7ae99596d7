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


class HarmContext(StrEnum):
    """Who did it to whom, and where, when that changes which help is right; said by the sender, never by a code."""

    CHILD_ON_CHILD = "child_on_child"
    CHILD_TO_PARENT = "child_to_parent"
    INTIMATE_PARTNER = "intimate_partner"
    WITHIN_THE_FAMILY = "within_the_family"
    PEER_GROUP = "peer_group"
    ONLINE = "online"
    INSTITUTION = "institution"
    WORKPLACE = "workplace"
    STRANGER = "stranger"
    NON_RECENT = "non_recent"


class ExploitationType(StrEnum):
    """How somebody is exploited: the ten of the National Referral Mechanism's form, and what children's workers add."""

    FORCED_LABOUR = "forced_labour"
    WAGES_TAKEN = "wages_taken"
    FORCED_FRAUD = "forced_fraud"
    PROSTITUTION = "prostitution"
    CHILD_SEXUAL_EXPLOITATION = "child_sexual_exploitation"
    HELD_AND_ASSAULTED = "held_and_assaulted"
    FORCED_CRIME = "forced_crime"
    ORGAN_REMOVAL = "organ_removal"
    UNPAID_HOUSEHOLD_WORK = "unpaid_household_work"
    COUNTY_LINES = "county_lines"
    CUCKOOING = "cuckooing"
    FINANCIAL = "financial"
    OTHER_EXPLOITATION = "other_exploitation"


class ReleaseBand(StrEnum):
    """About when somebody leaves prison, where the day is not set."""

    WITHIN_A_WEEK = "within_a_week"
    WITHIN_4_WEEKS = "within_4_weeks"
    WITHIN_12_WEEKS = "within_12_weeks"
    LATER = "later"
