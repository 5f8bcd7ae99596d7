"""Which referrals are compared with no other without a recorded basis: sexual abuse, children exploited, do-not-link.

Rows are dated. Not here: recording a basis (actions.py).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from waymark.contracts.person import Person
from waymark.contracts.referral import Facts
from waymark.words import Answer, Flag, Need, OffenceClass, SubjectRole


@dataclass(frozen=True, slots=True)
class Protected:
    """What keeps a referral apart, from `valid_from` on; `of_children` only where somebody may be a child."""

    valid_from: date
    offences: frozenset[OffenceClass]
    flags: frozenset[Flag]
    needs: frozenset[Need]
    of_children: frozenset[OffenceClass | Flag | Need]


PROTECTED: tuple[Protected, ...] = (
    Protected(
        date(2021, 4, 1),
        offences=frozenset({OffenceClass.SEXUAL}),
        flags=frozenset({Flag.CHILD_EXPLOITATION}),
        needs=frozenset({Need.ISVA, Need.CHISVA}),
        of_children=frozenset({OffenceClass.MODERN_SLAVERY, Flag.MODERN_SLAVERY, Need.EXPLOITATION_SUPPORT}),
    ),
)
"""Sexual Offences (Amendment) Act 1992 s.1 (anonymity for life); special category data, UK GDPR Art. 9; ADR 0030."""


class Basis(StrEnum):
    """On what ground a referral that is kept apart may be compared with others."""

    EXPLICIT_CONSENT = "explicit_consent"
    SAFEGUARDING_CHILDREN = "safeguarding_children"
    SAFEGUARDING_ADULTS = "safeguarding_adults"
    VITAL_INTERESTS = "vital_interests"


_NOT_THEMSELVES = frozenset({SubjectRole.UNBORN_CHILD})


def is_kept_apart(facts: Facts, day: date, versions: tuple[Protected, ...] = PROTECTED) -> bool:
    """Whether a referral with these facts is compared with no other without a basis."""
    in_force = [row for row in versions if row.valid_from <= day] or [versions[0]]
    row = in_force[-1]
    if facts.offence_class in row.offences or row.flags & set(facts.flags) or row.needs & set(facts.needs):
        return True
    if facts.child is Answer.NO:
        return False
    said = {facts.offence_class, *facts.flags, *facts.needs}
    return bool(facts.exploitation_types) or bool(row.of_children & said)


def is_never_linked(person: Person) -> bool:
    """Whether the sender said that it must not be put together with others: risk from family, a protected witness."""
    return person.risk is not None and person.risk.do_not_link is not None


def is_comparable(person: Person, facts: Facts) -> bool:
    """Whether the record is about somebody it names: not about a business, nor under the mother's name."""
    return person.identity is not None and facts.subject not in _NOT_THEMSELVES and Flag.BUSINESS not in facts.flags
