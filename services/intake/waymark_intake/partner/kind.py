"""Which kinds of referral a partner may send, by what its agency is, and what each kind brings with it; dated rows.

Not here: the record's shape (record.py), and what a record of a kind becomes (canonical.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from waymark.words import AgencyRole, Flag, Need


class PartnerKind(StrEnum):
    """What a partner's referral is about; decides what it must say and what follows from it."""

    YOUTH_JUSTICE_UNIVERSAL = "youth_justice_universal"
    YOUTH_JUSTICE_AT_RISK = "youth_justice_at_risk"
    CUSTODY_DRUG_TEST = "custody_drug_test"
    PRISON_RELEASE = "prison_release"
    PROBATION_ORDER = "probation_order"
    COUNCIL = "council"
    SCHOOL = "school"
    HEALTH = "health"
    FRAUD_LIST = "fraud_list"
    PROVIDER = "provider"
    FIRST_RESPONDER = "first_responder"


@dataclass(frozen=True, slots=True)
class KindRule:
    """From `valid_from` until the next row for the same role: what an agency of that role may send."""

    role: AgencyRole
    kinds: frozenset[PartnerKind]
    valid_from: date


_FROM = date(2021, 4, 1)
KIND_RULES: tuple[KindRule, ...] = (
    KindRule(AgencyRole.POLICE, frozenset({PartnerKind.CUSTODY_DRUG_TEST, PartnerKind.FRAUD_LIST}), _FROM),
    KindRule(
        AgencyRole.YOUTH_JUSTICE,
        frozenset({PartnerKind.YOUTH_JUSTICE_UNIVERSAL, PartnerKind.YOUTH_JUSTICE_AT_RISK}),
        _FROM,
    ),
    KindRule(AgencyRole.PRISON, frozenset({PartnerKind.PRISON_RELEASE}), _FROM),
    KindRule(AgencyRole.PROBATION, frozenset({PartnerKind.PROBATION_ORDER}), _FROM),
    KindRule(AgencyRole.LOCAL_AUTHORITY, frozenset({PartnerKind.COUNCIL}), _FROM),
    KindRule(AgencyRole.SCHOOL, frozenset({PartnerKind.SCHOOL}), _FROM),
    KindRule(AgencyRole.HEALTH, frozenset({PartnerKind.HEALTH}), _FROM),
    KindRule(AgencyRole.PROVIDER, frozenset({PartnerKind.PROVIDER}), _FROM),
    KindRule(AgencyRole.DOMESTIC_ABUSE, frozenset({PartnerKind.PROVIDER}), _FROM),
    KindRule(AgencyRole.FIRST_RESPONDER, frozenset({PartnerKind.FIRST_RESPONDER}), _FROM),
)


def kinds_of(role: AgencyRole, day: date) -> frozenset[PartnerKind]:
    """What an agency of that role may send on a day; nothing where no row says so."""
    rows = [rule for rule in KIND_RULES if rule.role is role and rule.valid_from <= day]
    return rows[-1].kinds if rows else frozenset()


@dataclass(frozen=True, slots=True)
class Brings:
    """What a kind says by itself: needs beside those sent, and the needs that count where none is sent.

    `acts_alone`: the kind is enough to act on, without any need, flag or offence.
    """

    needs: tuple[Need, ...] = ()
    else_needs: tuple[Need, ...] = ()
    flags: tuple[Flag, ...] = ()
    acts_alone: bool = True


_AS_SENT = Brings(acts_alone=False)
BRINGS: Mapping[PartnerKind, Brings] = {
    PartnerKind.YOUTH_JUSTICE_UNIVERSAL: Brings(else_needs=(Need.HARM_REDUCTION,)),
    PartnerKind.YOUTH_JUSTICE_AT_RISK: Brings(
        needs=(Need.PSYCHOEDUCATION, Need.DIVERSIONARY_ACTIVITY),
        else_needs=(Need.HARM_REDUCTION,),
        flags=(Flag.VULNERABLE,),
    ),
    PartnerKind.CUSTODY_DRUG_TEST: Brings(),
    PartnerKind.PRISON_RELEASE: Brings(needs=(Need.PRISON_RELEASE_CONTINUITY,)),
    PartnerKind.PROBATION_ORDER: Brings(needs=(Need.COURT_ORDER_TREATMENT,)),
    PartnerKind.COUNCIL: _AS_SENT,
    PartnerKind.SCHOOL: _AS_SENT,
    PartnerKind.HEALTH: _AS_SENT,
    PartnerKind.FRAUD_LIST: Brings(needs=(Need.FRAUD_RECOVERY,)),
    PartnerKind.PROVIDER: _AS_SENT,
    PartnerKind.FIRST_RESPONDER: Brings(flags=(Flag.MODERN_SLAVERY,)),
}
"""Sources: youth justice without an offence (needs assessment, Y2 and Y3), required assessment (Drugs Act 2005),
continuity of care after prison, treatment as part of a community order (domain facts, section 5), first responders of
the National Referral Mechanism (section 2)."""

SUBSTANCES: frozenset[Need] = frozenset(
    {Need.ALCOHOL, Need.CANNABIS, Need.OPIATES, Need.CRACK_COCAINE, Need.COCAINE, Need.OTHER_SUBSTANCE}
)


@dataclass(frozen=True, slots=True)
class ReleaseWindow:
    """Which release dates can be meant, from `valid_from` on: so long ago at most, so far ahead at most."""

    valid_from: date
    longest_ago: timedelta
    furthest_ahead: timedelta


RELEASE_WINDOWS: tuple[ReleaseWindow, ...] = (
    ReleaseWindow(_FROM, longest_ago=timedelta(days=366), furthest_ahead=timedelta(days=3653)),
)
"""Ours: a date outside is a typing error, and a clock would count from it."""


def is_possible_release(released_on: date, day: date) -> bool:
    """Whether somebody referred on `day` can be meant to leave prison then."""
    rows = [window for window in RELEASE_WINDOWS if window.valid_from <= day] or [RELEASE_WINDOWS[0]]
    return day - rows[-1].longest_ago <= released_on <= day + rows[-1].furthest_ahead
