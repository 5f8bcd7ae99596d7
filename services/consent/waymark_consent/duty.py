"""Duties: what must be told to whom without anybody's consent, and which groups or fields of it (domain.md 0, 2.3).

Dated rows, looked up by day. Not here: the consented way beside it, which goes on by its own rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from waymark.contracts.consent import Duty
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Answer, DutyKind, Flag, Group, Need, OffenceClass

_FROM = date(2021, 4, 1)
# A need for help with the mechanism says as much as the offence: somebody suspects slavery.
_NRM_SUPPORT = frozenset({Need.NRM_SUPPORT})


class Whom(StrEnum):
    """Whom a duty is about."""

    CHILD = "child"
    PERHAPS_A_CHILD = "perhaps_a_child"
    ADULT_WHO_SAID_NO = "adult_who_said_no"


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One duty: which facts raise it, who must be told, what of it and on what ground, in which days.

    `offences`, `flags` and `needs` count where the person is `whom`; `flags_alone` suffice by themselves. `fields` is
    an allow-list of single fields ("group.field") within `groups`; empty means whole groups. `obligations` are codes
    of what the recipient must do with it.
    """

    kind: DutyKind
    to: AgencyRole
    whom: Whom
    offences: frozenset[OffenceClass]
    flags: frozenset[Flag]
    groups: tuple[Group, ...]
    basis: str
    needs: frozenset[Need] = _NRM_SUPPORT
    flags_alone: frozenset[Flag] = frozenset()
    fields: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    valid_from: date = _FROM
    valid_to: date | None = None


# Working together and its basis: public task, Sch 1 para 18 DPA 2018 (domain.md 6.1, "anyone -> MASH").
_FRONT_DOOR = DutyRule(
    kind=DutyKind.SAFEGUARDING_CHILD,
    to=AgencyRole.SAFEGUARDING,
    whom=Whom.PERHAPS_A_CHILD,
    offences=frozenset({OffenceClass.SEXUAL, OffenceClass.CHILD_CRUELTY, OffenceClass.MODERN_SLAVERY}),
    flags=frozenset({Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY}),
    flags_alone=frozenset({Flag.CHILD_AT_RISK}),
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
)

# A child in a home with domestic abuse is a victim of it (Domestic Abuse Act 2021 s.3). Only where it is certainly a
# child: adults whose birth date a record lacks are not to be told of without their word.
_FRONT_DOOR_AT_HOME = replace(
    _FRONT_DOOR,
    whom=Whom.CHILD,
    offences=frozenset({OffenceClass.DOMESTIC_ABUSE}),
    flags=frozenset({Flag.DOMESTIC_ABUSE}),
    needs=frozenset(),
    flags_alone=frozenset(),
    valid_from=date(2022, 1, 31),
)

# A child, or whoever may be one, is referred to the National Referral Mechanism without consent (domain.md 2.2). Who
# exploits the child is a question of its form. County lines is exploitation: its flag counts (case 9).
_NATIONAL_REFERRAL_OF_CHILD = DutyRule(
    kind=DutyKind.NRM_CHILD,
    to=AgencyRole.FIRST_RESPONDER,
    whom=Whom.PERHAPS_A_CHILD,
    offences=frozenset({OffenceClass.MODERN_SLAVERY}),
    flags=frozenset({Flag.CHILD_EXPLOITATION, Flag.MODERN_SLAVERY}),
    groups=(
        Group.IDENTITY,
        Group.CONTACT,
        Group.SAFE_CONTACT,
        Group.ADDRESS,
        Group.EQUALITY,
        Group.INCIDENT,
        Group.NARRATIVE,
        Group.RISK,
        Group.FAMILY,
        Group.PROFESSIONALS,
        Group.SUSPECT,
    ),
    basis="modern_slavery_act_s52",
)

# Modern Slavery Act 2015 s.52: an adult's no to the mechanism leaves the Duty to Notify, without name (ADR 0012).
_NOTICE_OF_ADULT = DutyRule(
    kind=DutyKind.DUTY_TO_NOTIFY,
    to=AgencyRole.FIRST_RESPONDER,
    whom=Whom.ADULT_WHO_SAID_NO,
    offences=frozenset({OffenceClass.MODERN_SLAVERY}),
    flags=frozenset({Flag.MODERN_SLAVERY}),
    groups=(Group.IDENTITY, Group.EQUALITY, Group.NARRATIVE),
    fields=("identity.sex", "equality.nationality", "equality.second_nationality", "narrative.account"),
    obligations=("check_account_for_identity",),
    basis="modern_slavery_act_s52",
)

DUTY_RULES = (_FRONT_DOOR, _FRONT_DOOR_AT_HOME, _NATIONAL_REFERRAL_OF_CHILD, _NOTICE_OF_ADULT)
DUTY_ROLES = frozenset(row.to for row in DUTY_RULES)


def is_perhaps_a_child(facts: Facts) -> bool:
    """Under 18, or not known not to be: who may be a child is treated as one."""
    return facts.child is not Answer.NO


def rules_for(facts: Facts, on: date) -> tuple[DutyRule, ...]:
    """The rules that these facts raise on a day; of two rows for one kind the later one."""
    return tuple({row.kind: row for row in DUTY_RULES if _is_in_force(row, on) and _applies(row, facts)}.values())


def has_slavery_signs(facts: Facts, on: date) -> bool:
    """Whether an adult with these facts is one whom the National Referral Mechanism is there for."""
    rules = (row for row in DUTY_RULES if row.kind is DutyKind.DUTY_TO_NOTIFY and _is_in_force(row, on))
    return any(_has_signs(row, facts) for row in rules)


def _is_in_force(row: DutyRule, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def _applies(rule: DutyRule, facts: Facts) -> bool:
    if not rule.flags_alone.isdisjoint(facts.flags):
        return True
    return _is_about(rule.whom, facts) and _has_signs(rule, facts)


def _has_signs(rule: DutyRule, facts: Facts) -> bool:
    return (
        facts.offence_class in rule.offences
        or not rule.flags.isdisjoint(facts.flags)
        or not rule.needs.isdisjoint(facts.needs)
    )


def _is_about(whom: Whom, facts: Facts) -> bool:
    if whom is Whom.CHILD:
        return facts.child is Answer.YES
    if whom is Whom.PERHAPS_A_CHILD:
        return is_perhaps_a_child(facts)
    return not is_perhaps_a_child(facts) and facts.nrm_agreed is Answer.NO


def duties_of(facts: Facts, agencies: Mapping[AgencyRole, Sequence[AgencyId]], on: date) -> tuple[Duty, ...]:
    """Every duty these facts raise, one per kind and agency of its role; no position of the person changes it."""
    return tuple(
        Duty(
            kind=rule.kind,
            agency=agency,
            groups=rule.groups,
            basis=rule.basis,
            fields=rule.fields,
            obligations=rule.obligations,
        )
        for rule in rules_for(facts, on)
        for agency in agencies.get(rule.to, ())
    )
