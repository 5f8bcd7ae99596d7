"""The decision: may this recipient see this referral, which groups of it, and why (design.md 6).

Permitted means agreement and the person's position and the basis rules and the recipient's role, all of them; default
deny; a refusal always wins, but never over a duty. Pure: the same inputs give the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import SEALED_GROUPS, AgencyRole, Flag, Group, Need, Position, Sharing
from waymark_consent.agreement import Agreement, Cover, Purpose, Standing, cover
from waymark_consent.basis import SPECIAL_GROUPS, Asks, BasisRule, basis_for
from waymark_consent.duty import duties_of
from waymark_consent.permission import REFUSALS, Said, is_own_word_enough

# What each role may ask for; the first is what a screening decides. A role that is not here sees no people.
PURPOSES: Mapping[AgencyRole, tuple[Purpose, ...]] = MappingProxyType(
    {
        AgencyRole.PROVIDER: (Purpose.SUPPORT,),
        AgencyRole.DOMESTIC_ABUSE: (Purpose.SUPPORT,),
        AgencyRole.TRIAGE: (Purpose.TRIAGE, Purpose.SUPPORT),
        AgencyRole.SAFEGUARDING: (Purpose.SAFEGUARDING, Purpose.SUPPORT),
    }
)

# The front door is there for people to be kept safe: beside its duties it sees those who need that, not everybody.
_SAFEGUARDING_NEEDS = frozenset({Need.SAFEGUARDING_CHILD, Need.SAFEGUARDING_ADULT})
_NOT_AGREED = "not_in_agreement"
_NOT_IN_DUTY = "not_part_of_the_duty"
_GUARDIAN = "consent_of_parent_or_guardian"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency that could receive."""

    agency: AgencyId
    role: AgencyRole


@dataclass(frozen=True, slots=True)
class Subject:
    """What the decision is about: who sent it, its coded facts, and the person's word that counts (None: none)."""

    sender: AgencyId
    facts: Facts
    said: Said | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one recipient: permitted `groups`, and for each other group the coded reason why not."""

    agency: AgencyId
    sharing: Sharing
    groups: tuple[Group, ...] = ()
    withheld: Mapping[Group, str] = field(default_factory=dict)
    agreement: str = ""
    basis: str = ""
    reasons: tuple[str, ...] = ()
    missing: str = ""
    ask_of: str = ""

    def scope(self) -> RecipientScope:
        """The answer as events carry it."""
        return RecipientScope(
            agency=self.agency,
            sharing=self.sharing,
            groups=self.groups,
            agreement=self.agreement,
            basis=self.basis,
            reasons=self.reasons,
            missing=self.missing,
            ask_of=self.ask_of,
        )


@dataclass(frozen=True, slots=True)
class Screening:
    """The whole answer for a referral: one verdict per agency that could receive, and the duties."""

    verdicts: tuple[Verdict, ...]
    duties: tuple[Duty, ...]

    def scope(self) -> tuple[RecipientScope, ...]:
        """The verdicts as events carry them."""
        return tuple(verdict.scope() for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a decision is taken under: the county's recipients, all agreement versions, and the day in London."""

    recipients: tuple[Recipient, ...]
    agreements: tuple[Agreement, ...]
    on: date

    def safeguarding(self) -> tuple[AgencyId, ...]:
        """The agencies to which child protection duties go."""
        return tuple(one.agency for one in self.recipients if one.role is AgencyRole.SAFEGUARDING)


def screen(subject: Subject, terms: Terms) -> Screening:
    """Decide for every agency whose role can receive, each for its role's first purpose."""
    receiving = [one for one in terms.recipients if one.role in PURPOSES and one.agency != subject.sender]
    verdicts = tuple(decide(subject, one, purpose=PURPOSES[one.role][0], terms=terms) for one in receiving)
    return Screening(verdicts, duties_of(subject.facts, terms.safeguarding(), terms.on))


def decide(subject: Subject, recipient: Recipient, *, purpose: Purpose, terms: Terms) -> Verdict:
    """Decide for one recipient and purpose; the order of the questions is the order of their weight."""
    if purpose not in PURPOSES.get(recipient.role, ()):
        return _no(recipient, "role_sees_no_people" if recipient.role not in PURPOSES else "purpose_not_of_role")
    if recipient.role is AgencyRole.SAFEGUARDING:
        duties = duties_of(subject.facts, (recipient.agency,), terms.on)
        if duties:
            return _duty(duties[0])
    if subject.said is not None and subject.said.position in REFUSALS:
        return _no(recipient, f"person_{subject.said.position.value}")
    if recipient.role is AgencyRole.SAFEGUARDING and not _SAFEGUARDING_NEEDS & set(subject.facts.needs):
        return _no(recipient, "no_safeguarding_need")
    covered = cover(terms.agreements, sender=subject.sender, recipient=recipient.agency, purpose=purpose, on=terms.on)
    if covered.standing is not Standing.IN_FORCE:
        return _no(recipient, covered.standing.value, agreement=covered.name)
    if Flag.BUSINESS in subject.facts.flags and _position(subject) is not Position.GIVEN:
        return _without_person(recipient, covered)
    return _by_basis(subject, recipient, covered, terms.on)


def _by_basis(subject: Subject, recipient: Recipient, covered: Cover, on: date) -> Verdict:
    rule = basis_for(subject.facts, on)
    if rule is None:
        return _no(recipient, "no_basis", agreement=covered.name)
    missing = _missing(subject, rule, on)
    if missing:
        return _ask(subject, recipient, covered, missing)
    explicit = subject.said is not None and subject.said.position is Position.GIVEN and subject.said.explicit
    held = SPECIAL_GROUPS if rule.special_needs_explicit and not explicit else frozenset()
    groups = tuple(group for group in SEALED_GROUPS if group in covered.groups and group not in held)
    withheld = {
        group: "needs_explicit_consent" if group in covered.groups else _NOT_AGREED
        for group in SEALED_GROUPS
        if group not in groups
    }
    return Verdict(
        agency=recipient.agency,
        sharing=Sharing.PERMIT,
        groups=groups,
        withheld=withheld,
        agreement=covered.name,
        basis=rule.basis,
        reasons=(f"position_{_position(subject).value}",),
    )


def _missing(subject: Subject, rule: BasisRule, on: date) -> str:
    """What the rule asks for and the person has not said; "" where nothing is missing."""
    if rule.asks is Asks.NOTHING:
        return ""
    said = subject.said
    if said is None or said.position is not Position.GIVEN:
        return rule.asks.value
    if rule.asks is Asks.EXPLICIT and not said.explicit:
        return rule.asks.value
    facts = subject.facts
    if is_own_word_enough(given_by=said.given_by, child=facts.child, age_years=facts.age_years, on=on):
        return ""
    return _GUARDIAN


def _position(subject: Subject) -> Position:
    return subject.said.position if subject.said is not None else Position.NOT_ASKED


def _no(recipient: Recipient, reason: str, *, agreement: str = "") -> Verdict:
    withheld = dict.fromkeys(SEALED_GROUPS, reason)
    return Verdict(recipient.agency, Sharing.WITHHOLD, withheld=withheld, agreement=agreement, reasons=(reason,))


def _duty(duty: Duty) -> Verdict:
    return Verdict(
        agency=duty.agency,
        sharing=Sharing.PERMIT,
        groups=duty.groups,
        withheld={group: _NOT_IN_DUTY for group in SEALED_GROUPS if group not in duty.groups},
        basis=duty.basis,
        reasons=(duty.kind.value,),
    )


def _ask(subject: Subject, recipient: Recipient, covered: Cover, missing: str) -> Verdict:
    """Ask the sender; the triage desk sees meanwhile that something waits, and nothing of whom."""
    reason = f"{missing}_missing"
    waits = recipient.role is AgencyRole.TRIAGE
    return Verdict(
        agency=recipient.agency,
        sharing=Sharing.PERMIT if waits else Sharing.ASK,
        withheld=dict.fromkeys(SEALED_GROUPS, reason),
        agreement=covered.name,
        basis=covered.basis if waits else "",
        reasons=(reason,),
        missing="" if waits else missing,
        ask_of="" if waits else subject.sender,
    )


def _without_person(recipient: Recipient, covered: Cover) -> Verdict:
    """A business is no person: no referral, but the triage desk sees that one came (domain.md 9, case 22)."""
    reason = "business_without_named_person"
    if recipient.role is not AgencyRole.TRIAGE:
        return _no(recipient, reason, agreement=covered.name)
    return Verdict(
        agency=recipient.agency,
        sharing=Sharing.PERMIT,
        withheld=dict.fromkeys(SEALED_GROUPS, reason),
        agreement=covered.name,
        basis=covered.basis,
        reasons=(reason,),
    )


def lost(before: Sequence[RecipientScope], after: Sequence[RecipientScope]) -> tuple[RecipientScope, ...]:
    """The new answers of agencies that could see the referral before and no longer can."""
    could = {scope.agency for scope in before if scope.sharing is Sharing.PERMIT}
    return tuple(scope for scope in after if scope.agency in could and scope.sharing is not Sharing.PERMIT)
