"""Which Home Office offence a crime of a public category is drawn as, who is skipped, and what consent is drawn.

The public file has broad categories only. These weights are our assumption, stated here, for trying the system out:
they are no statistics. Codes are the Home Office's; a test checks each against the official list.
"""

from waymark.words import CrimeCategory, Flag, Position

# Weights per category: (offence code, flags, weight).
OFFENCES: dict[CrimeCategory, tuple[tuple[str, tuple[Flag, ...], int], ...]] = {
    CrimeCategory.VIOLENT_CRIME: (
        ("105/01", (), 30),
        ("105/01", (Flag.DOMESTIC_ABUSE,), 10),
        ("008/06", (), 12),
        ("008/06", (Flag.DOMESTIC_ABUSE,), 5),
        ("005/01", (Flag.HIGH_RISK,), 1),
        ("003/01", (), 3),
        ("008/65", (), 4),
        ("008/66", (Flag.HIGH_RISK,), 2),
        ("195/41", (), 14),
        ("008/67", (Flag.DOMESTIC_ABUSE,), 3),
        ("011/03", (Flag.CHILD_AT_RISK,), 2),
        ("088/09", (), 2),
        ("020/05", (), 6),
        ("020/06", (), 1),
        ("019/08", (), 4),
        ("019/07", (), 1),
    ),
    CrimeCategory.BURGLARY: (("028/03", (), 70), ("030/02", (Flag.BUSINESS,), 30)),
    CrimeCategory.ROBBERY: (("034/01", (), 100),),
    CrimeCategory.THEFT_FROM_PERSON: (("039/00", (), 100),),
    CrimeCategory.BICYCLE_THEFT: (("044/00", (), 100),),
    CrimeCategory.OTHER_THEFT: (("049/10", (), 75), ("053/25", (Flag.BUSINESS,), 25)),
    CrimeCategory.VEHICLE_CRIME: (("045/10", (), 60), ("048/00", (), 40)),
    CrimeCategory.CRIMINAL_DAMAGE_ARSON: (("058/00", (), 94), ("056/02", (), 6)),
    CrimeCategory.PUBLIC_ORDER: (("125/11", (), 60), ("125/09", (Flag.HATE_CRIME,), 15), ("066/01", (), 25)),
    CrimeCategory.OTHER_CRIME: (("053/40", (), 40), ("079/01", (), 25), ("035/00", (), 35)),
}

# Categories whose crimes have no personal victim; a business victim may still ask through a named contact.
NO_PERSONAL_VICTIM: dict[CrimeCategory, str] = {
    CrimeCategory.DRUGS: "no personal victim: drug offence",
    CrimeCategory.WEAPONS: "no personal victim: weapon possession",
    CrimeCategory.SHOPLIFTING: "business victim, no named contact asked for support",
}
# Share of shop thefts, in percent, where a named contact of the business asks for support.
BUSINESS_ASKS_PERCENT = 5

# What the person said, by percent: first where explicit consent is the rule, then for other crimes.
CONSENT_SENSITIVE: tuple[tuple[Position, int], ...] = (
    (Position.GIVEN, 40),
    (Position.NOT_ASKED, 45),
    (Position.REFUSED, 15),
)
CONSENT_ORDINARY: tuple[tuple[Position, int], ...] = (
    (Position.GIVEN, 55),
    (Position.NOT_ASKED, 33),
    (Position.UNABLE_TO_ASK, 4),
    (Position.REFUSED, 8),
)
SENSITIVE_PREFIXES = ("019/", "020/", "088/", "008/67")
