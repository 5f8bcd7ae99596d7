"""Basis rules: what the law asks for before sharing, by kind of sender, offence and need (domain.md 1.6, 5, 6.1).

Dated rows, looked up by day; nothing here knows agreements or recipients. No row in force means: not to be shared.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from waymark.contracts.referral import Facts
from waymark.words import Answer, Flag, Group, Need, OffenceClass, SenderClass, StatutoryGround

SPECIAL_GROUPS = frozenset({Group.EQUALITY, Group.NARRATIVE, Group.HEALTH})


class Asks(StrEnum):
    """What must have been said before anything moves; the values name what is missing."""

    NOTHING = "nothing"
    CONSENT = "consent"
    EXPLICIT = "explicit_consent"


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Which offence classes, flags and needs make a referral sensitive, in which days.

    From `unless_known` senders an offence nobody can tell is as sensitive: their record may hide one of `offences`.
    """

    offences: frozenset[OffenceClass]
    flags: frozenset[Flag]
    unless_known: frozenset[SenderClass]
    valid_from: date
    valid_to: date | None = None
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, slots=True)
class BasisRule:
    """One row: for these senders and this sensitivity `asks` must be met; `basis` is the ground then.

    `special_needs_explicit` holds special-category groups back until consent is explicit.
    """

    senders: frozenset[SenderClass]
    sensitive: bool
    asks: Asks
    basis: str
    special_needs_explicit: bool
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class StatutoryRule:
    """A law that makes an adult attend, so that nobody's consent is the ground, and from which senders it may come."""

    ground: StatutoryGround
    senders: frozenset[SenderClass]
    basis: str
    valid_from: date
    valid_to: date | None = None


# A need for one of these is a statement about health (UK GDPR Art. 9).
SUBSTANCE_NEEDS = frozenset(
    {
        Need.ALCOHOL,
        Need.CANNABIS,
        Need.OPIATES,
        Need.CRACK_COCAINE,
        Need.COCAINE,
        Need.OTHER_SUBSTANCE,
        Need.HARM_REDUCTION,
        Need.DRUG_TEST_ASSESSMENT,
        Need.COURT_ORDER_TREATMENT,
        Need.PRISON_RELEASE_CONTINUITY,
        Need.MUTUAL_AID,
    }
)

# Sexual offence, domestic abuse, bereaved close relative (domain.md 0, rule 6). A police record always has an offence:
# where its class is unknown (a broad category without a code, needs or flags alone) it may be a sexual one. Then
# modern slavery and the exploitation of children, drugs and alcohol; and needs that say as much as an offence would.
SENSITIVE = (
    Sensitive(
        offences=frozenset({OffenceClass.SEXUAL, OffenceClass.DOMESTIC_ABUSE, OffenceClass.HOMICIDE}),
        flags=frozenset({Flag.DOMESTIC_ABUSE, Flag.BEREAVED}),
        unless_known=frozenset({SenderClass.POLICE}),
        valid_from=date(2021, 4, 1),
    ),
    Sensitive(
        offences=frozenset({OffenceClass.MODERN_SLAVERY}),
        flags=frozenset({Flag.MODERN_SLAVERY, Flag.CHILD_EXPLOITATION}),
        unless_known=frozenset(),
        needs=frozenset({Need.NRM_SUPPORT, Need.EXPLOITATION_SUPPORT, Need.ISVA, Need.CHISVA, Need.SUPPORTER_SUPPORT}),
        valid_from=date(2021, 4, 1),
    ),
    Sensitive(
        offences=frozenset(),
        flags=frozenset(),
        unless_known=frozenset(),
        needs=SUBSTANCE_NEEDS,
        valid_from=date(2021, 4, 1),
    ),
)

_FROM = date(2021, 4, 1)
_POLICE = frozenset({SenderClass.POLICE})
_VOLUNTARY = frozenset({SenderClass.VOLUNTARY})
_SELF = frozenset({SenderClass.SELF})
_PUBLIC = frozenset(SenderClass) - _POLICE - _VOLUNTARY - _SELF

BASIS_RULES = (
    BasisRule(_POLICE, False, Asks.NOTHING, "public_task", False, _FROM),  # noqa: FBT003
    BasisRule(_POLICE, True, Asks.EXPLICIT, "explicit_consent", False, _FROM),  # noqa: FBT003
    BasisRule(_PUBLIC, False, Asks.NOTHING, "public_task", False, _FROM),  # noqa: FBT003
    BasisRule(_PUBLIC, True, Asks.EXPLICIT, "explicit_consent", False, _FROM),  # noqa: FBT003
    BasisRule(_VOLUNTARY, False, Asks.CONSENT, "consent", True, _FROM),  # noqa: FBT003
    BasisRule(_VOLUNTARY, True, Asks.EXPLICIT, "explicit_consent", True, _FROM),  # noqa: FBT003
    BasisRule(_SELF, False, Asks.NOTHING, "own_act", False, _FROM),  # noqa: FBT003
    BasisRule(_SELF, True, Asks.NOTHING, "own_act", False, _FROM),  # noqa: FBT003
)


# Required initial assessment after a positive test in custody, of people of 18 and over (domain.md 5; ADR 0013).
STATUTORY_RULES = (StatutoryRule(StatutoryGround.REQUIRED_ASSESSMENT, _POLICE, "required_assessment", _FROM),)


def is_in_force(row: Sensitive | BasisRule | StatutoryRule, on: date) -> bool:
    """Whether a dated row counts on a day; `valid_to` is the first day on which it no longer does."""
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def is_sensitive(facts: Facts, on: date) -> bool:
    """Whether the offence, one that nobody can tell, a flag or a need asks for more than the ordinary rule."""
    return any(_makes_sensitive(row, facts) for row in SENSITIVE if is_in_force(row, on))


def _makes_sensitive(row: Sensitive, facts: Facts) -> bool:
    if row.flags & set(facts.flags) or row.needs & set(facts.needs):
        return True
    if facts.offence_class is None:
        return facts.source in row.unless_known
    return facts.offence_class in row.offences


def basis_for(facts: Facts, on: date) -> BasisRule | None:
    """The rule for this sender and offence on a day, or None: then nothing may be shared."""
    sensitive = is_sensitive(facts, on)
    rows = [
        rule
        for rule in BASIS_RULES
        if facts.source in rule.senders and rule.sensitive is sensitive and is_in_force(rule, on)
    ]
    return rows[-1] if rows else None


def statutory_rule(facts: Facts, on: date) -> StatutoryRule | None:
    """The law that makes this person attend on a day, or None; whoever may be a child goes by the ordinary rules."""
    if facts.child is not Answer.NO:
        return None
    rules = [
        rule
        for rule in STATUTORY_RULES
        if rule.ground is facts.statutory and facts.source in rule.senders and is_in_force(rule, on)
    ]
    return rules[-1] if rules else None
