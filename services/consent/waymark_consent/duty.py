"""Duties: what must be told to whom without anybody's consent, and which groups of it (domain.md 0, rule 9).

Not here: the consented way beside it, which goes on by its own rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from waymark.contracts.consent import Duty
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import Answer, DutyKind, Flag, Group, OffenceClass


@dataclass(frozen=True, slots=True)
class ChildRule:
    """When a child must be told of to the safeguarding front door, what of it, and on what ground, from a day on.

    `flags_alone` suffice by themselves; `offences` and `flags_with_child` where the person is, or may be, a child.
    """

    flags_alone: frozenset[Flag]
    flags_with_child: frozenset[Flag]
    offences: frozenset[OffenceClass]
    groups: tuple[Group, ...]
    basis: str
    valid_from: date
    valid_to: date | None = None


# Working together and its basis: public task, Sch 1 para 18 DPA 2018 (domain.md 6.1, "anyone -> MASH").
CHILD_RULES = (
    ChildRule(
        flags_alone=frozenset({Flag.CHILD_AT_RISK}),
        flags_with_child=frozenset({Flag.CHILD_EXPLOITATION}),
        offences=frozenset({OffenceClass.SEXUAL, OffenceClass.CHILD_CRUELTY}),
        groups=(
            Group.IDENTITY,
            Group.CONTACT,
            Group.SAFE_CONTACT,
            Group.ADDRESS,
            Group.FAMILY,
            Group.RISK,
            Group.INCIDENT,
            Group.NARRATIVE,
        ),
        basis="safeguarding_of_children",
        valid_from=date(2021, 4, 1),
    ),
)


def is_perhaps_a_child(facts: Facts) -> bool:
    """Under 18, or not known not to be: who may be a child is treated as one."""
    return facts.child is not Answer.NO


def child_rule(facts: Facts, on: date) -> ChildRule | None:
    """The rule that makes this a safeguarding duty on a day, or None."""
    for rule in CHILD_RULES:
        if rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to) and _applies(rule, facts):
            return rule
    return None


def _applies(rule: ChildRule, facts: Facts) -> bool:
    flags = set(facts.flags)
    if flags & rule.flags_alone:
        return True
    return is_perhaps_a_child(facts) and (facts.offence_class in rule.offences or bool(flags & rule.flags_with_child))


def duties_of(facts: Facts, safeguarding: Sequence[AgencyId], on: date) -> tuple[Duty, ...]:
    """Every duty these facts raise, one per safeguarding agency; no position of the person changes it."""
    rule = child_rule(facts, on)
    if rule is None:
        return ()
    return tuple(
        Duty(kind=DutyKind.SAFEGUARDING_CHILD, agency=agency, groups=rule.groups, basis=rule.basis)
        for agency in safeguarding
    )
