"""The decision: may this recipient see this referral, which groups of it, and why (design.md 6).

Permitted means agreement and the person's position and the basis rules and the recipient's role, all of them; default
deny. A refusal wins over everything but two: a duty, and an assessment that a law requires (missing it is an offence:
domain.md 5), which goes only to whom an agreement grants it. Pure: the same inputs give the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.referral import Facts
from waymark.ids import AgencyId
from waymark.words import SEALED_GROUPS, AgencyRole, Answer, DutyKind, Flag, Group, Need, Position, Sharing
from waymark_consent.agreement import Agreement, Cover, Purpose, Standing, cover_by, governing
from waymark_consent.basis import SPECIAL_GROUPS, Asks, BasisRule, basis_for, statutory_rule
from waymark_consent.duty import DUTY_ROLES, duties_of, has_slavery_signs
from waymark_consent.permission import REFUSALS, Said, is_own_word_enough

# What each role may ask for; the first is what a screening decides. A role that is not here sees no people.
PURPOSES: Mapping[AgencyRole, tuple[Purpose, ...]] = MappingProxyType(
    {
        AgencyRole.PROVIDER: (Purpose.SUPPORT, Purpose.REQUIRED_ASSESSMENT),
        AgencyRole.DOMESTIC_ABUSE: (Purpose.SUPPORT,),
        AgencyRole.TRIAGE: (Purpose.TRIAGE, Purpose.SUPPORT),
        AgencyRole.SAFEGUARDING: (Purpose.SAFEGUARDING, Purpose.SUPPORT),
        AgencyRole.FIRST_RESPONDER: (Purpose.NATIONAL_REFERRAL, Purpose.SUPPORT),
    }
)

# The front door is there for people to be kept safe: beside its duties it sees those who need that, not everybody.
SAFEGUARDING_NEEDS = frozenset({Need.SAFEGUARDING_CHILD, Need.SAFEGUARDING_ADULT})
_NOT_AGREED = "not_in_agreement"
_NOT_IN_DUTY = "not_part_of_the_duty"
_GUARDIAN = "consent_of_parent_or_guardian"
_NRM_AGREEMENT = "nrm_agreement"
WITHDRAWN_BY_SENDER = "withdrawn_by_sender"
# Why somebody is shown a person whatever was said: the kinds of duties, and what a law makes the person attend.
STATUTORY_ASSESSMENT = "statutory_assessment"
WHATEVER_WAS_SAID = frozenset(DutyKind) | {STATUTORY_ASSESSMENT}
# Reasons for a refusal, put together for whoever counts them.
REFUSAL_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "person": "the person's word",
        "agreement": "no agreement in force",
        "allocation": "not in that agency's hands",
        "other": "any other reason",
    }
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency that could receive."""

    agency: AgencyId
    role: AgencyRole


@dataclass(frozen=True, slots=True)
class Subject:
    """What the decision is about: who sent it, its coded facts, and the person's word that counts (None: none).

    `is_withdrawn` says that the sender took it back.
    """

    sender: AgencyId
    facts: Facts
    said: Said | None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one recipient: permitted `groups`, and for each other group the coded reason why not.

    `duty` is the duty that it answers for; of its groups only the duty's fields leave, where it names fields.
    """

    agency: AgencyId
    sharing: Sharing
    groups: tuple[Group, ...] = ()
    withheld: Mapping[Group, str] = field(default_factory=dict)
    agreement: str = ""
    basis: str = ""
    reasons: tuple[str, ...] = ()
    missing: str = ""
    ask_of: str = ""
    duty: Duty | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The only fields ("group.field") that leave; empty for whole groups."""
        return self.duty.fields if self.duty else ()

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


@dataclass(frozen=True)
class Terms:
    """What a decision is taken under: the county's recipients, all agreement versions, and the day in London."""

    recipients: tuple[Recipient, ...]
    agreements: tuple[Agreement, ...]
    on: date

    @cached_property
    def _governing(self) -> tuple[Agreement, ...]:
        return governing(self.agreements, self.on)

    @cached_property
    def _covers(self) -> dict[tuple[AgencyId, AgencyId, Purpose], Cover]:
        return {}

    @cached_property
    def told_by_duty(self) -> dict[AgencyRole, tuple[AgencyId, ...]]:
        """The agencies to which duties go, by role."""
        return {role: tuple(one.agency for one in self.recipients if one.role is role) for role in DUTY_ROLES}

    def cover(self, sender: AgencyId, recipient: AgencyId, purpose: Purpose) -> Cover:
        """What covers this flow, looked up once."""
        flow = (sender, recipient, purpose)
        if flow not in self._covers:
            self._covers[flow] = cover_by(
                self._governing, sender=sender, recipient=recipient, purpose=purpose, on=self.on
            )
        return self._covers[flow]


def decide(subject: Subject, recipient: Recipient, *, purpose: Purpose, terms: Terms) -> Verdict:
    """Decide for one recipient and purpose; the order of the questions is the order of their weight."""
    if purpose not in PURPOSES.get(recipient.role, ()):
        return _no(recipient, "role_sees_no_people" if recipient.role not in PURPOSES else "purpose_not_of_role")
    settled = _whatever_was_said(subject, recipient, terms) or _without_agreement(subject, recipient, purpose, terms)
    if settled is not None:
        return settled
    covered = terms.cover(subject.sender, recipient.agency, purpose)
    if covered.standing is not Standing.IN_FORCE:
        return _no(recipient, covered.standing.value, agreement=covered.name)
    if recipient.role is AgencyRole.FIRST_RESPONDER:
        return _by_own_word(subject, recipient, covered)
    if Flag.BUSINESS in subject.facts.flags and _position(subject) is not Position.GIVEN:
        return _without_person(recipient, covered)
    return _by_basis(subject, recipient, covered, terms.on)


def _whatever_was_said(subject: Subject, recipient: Recipient, terms: Terms) -> Verdict | None:
    """What no word of the person changes: a duty, the sender's own withdrawal, what a law makes the person attend."""
    if recipient.role in DUTY_ROLES:
        duties = duties_of(subject.facts, {recipient.role: (recipient.agency,)}, terms.on)
        if duties:
            return _duty(duties[0])
    if subject.is_withdrawn:
        return _no(recipient, WITHDRAWN_BY_SENDER)
    assesses = Purpose.REQUIRED_ASSESSMENT in PURPOSES[recipient.role]
    rule = statutory_rule(subject.facts, terms.on) if assesses and subject.facts.statutory else None
    if rule is None:
        return None
    covered = terms.cover(subject.sender, recipient.agency, Purpose.REQUIRED_ASSESSMENT)
    if covered.standing is not Standing.IN_FORCE:
        return None
    return _permit(recipient, covered, covered.groups, basis=rule.basis, reason=STATUTORY_ASSESSMENT)


def _without_agreement(subject: Subject, recipient: Recipient, purpose: Purpose, terms: Terms) -> Verdict | None:
    """What no agreement can open: a refusal, and recipients that this referral is not for."""
    if subject.said is not None and subject.said.position in REFUSALS:
        return _no(recipient, f"person_{subject.said.position.value}")
    if purpose is Purpose.REQUIRED_ASSESSMENT:
        return _no(recipient, "no_statutory_ground")
    if recipient.role is AgencyRole.SAFEGUARDING and SAFEGUARDING_NEEDS.isdisjoint(subject.facts.needs):
        return _no(recipient, "no_safeguarding_need")
    if recipient.role is AgencyRole.FIRST_RESPONDER and not has_slavery_signs(subject.facts, terms.on):
        return _no(recipient, "no_national_referral_need")
    return None


def _by_own_word(subject: Subject, recipient: Recipient, covered: Cover) -> Verdict:
    """An adult's own word on the National Referral Mechanism; a no leaves the duty alone (domain.md 2.2)."""
    if subject.facts.nrm_agreed is Answer.YES:
        return _permit(recipient, covered, covered.groups, basis="agreed_to_national_referral", reason="nrm_agreed")
    return _ask(subject, recipient, covered, _NRM_AGREEMENT)


def _by_basis(subject: Subject, recipient: Recipient, covered: Cover, on: date) -> Verdict:
    rule = basis_for(subject.facts, on)
    if rule is None:
        return _no(recipient, "no_basis", agreement=covered.name)
    missing = _missing(subject, rule, on)
    if missing:
        return _ask(subject, recipient, covered, missing)
    explicit = subject.said is not None and subject.said.position is Position.GIVEN and subject.said.explicit
    held = SPECIAL_GROUPS if rule.special_needs_explicit and not explicit else frozenset()
    groups = tuple(group for group in covered.groups if group not in held)
    return _permit(recipient, covered, groups, basis=rule.basis, reason=f"position_{_position(subject).value}")


def _permit(recipient: Recipient, covered: Cover, groups: Sequence[Group], *, basis: str, reason: str) -> Verdict:
    """Permitted, in the order of the groups; what the agreement grants beyond `groups` waits for an explicit yes."""
    return Verdict(
        agency=recipient.agency,
        sharing=Sharing.PERMIT,
        groups=tuple(group for group in SEALED_GROUPS if group in groups),
        withheld={
            group: "needs_explicit_consent" if group in covered.groups else _NOT_AGREED
            for group in SEALED_GROUPS
            if group not in groups
        },
        agreement=covered.name,
        basis=basis,
        reasons=(reason,),
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
        duty=duty,
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


def shown(verdict: Verdict, opened: Mapping[Group, Mapping[str, object]]) -> dict[Group, Mapping[str, object]]:
    """What leaves of the opened groups: the permitted ones, and of those only the allowed fields where some are named.

    A group of which nothing may leave is left out.
    """
    permitted = {group: part for group, part in opened.items() if group in verdict.groups}
    if not verdict.fields:
        return permitted
    narrowed = {
        group: {name: value for name, value in part.items() if f"{group.value}.{name}" in verdict.fields}
        for group, part in permitted.items()
    }
    return {group: part for group, part in narrowed.items() if part}


def refusal_class(reason: str) -> str:
    """Which of REFUSAL_CLASSES a reason in the disclosure log belongs to."""
    if reason == "no_open_allocation":
        return "allocation"
    if reason.startswith("agreement_") or reason == Standing.NONE.value:
        return "agreement"
    return "person" if reason.startswith("person_") or reason.endswith("_missing") else "other"


def lost(before: Sequence[RecipientScope], after: Sequence[RecipientScope]) -> tuple[RecipientScope, ...]:
    """The new answers of agencies that could see the referral before and no longer can."""
    could = {scope.agency for scope in before if scope.sharing is Sharing.PERMIT}
    return tuple(scope for scope in after if scope.agency in could and scope.sharing is not Sharing.PERMIT)
