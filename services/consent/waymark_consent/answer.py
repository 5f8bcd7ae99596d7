"""The whole answer for a referral: a verdict for every agency that could receive, and the duties.

What no rule asks is left out before anything is decided, so that referrals which are alike to every rule share one
answer. Not here: the decision for one recipient (`release`), and what makes such sharing safe over time (`kept`).
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from pydantic import TypeAdapter

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.referral import Facts
from waymark.words import SEALED_GROUPS, AgencyRole, Answer, Flag
from waymark_consent.basis import SENSITIVE
from waymark_consent.duty import DUTY_RULES, duties_of
from waymark_consent.permission import Said
from waymark_consent.release import PURPOSES, SAFEGUARDING_NEEDS, Recipient, Subject, Terms, Verdict, decide

_NEEDS = SAFEGUARDING_NEEDS.union(*(row.needs for row in SENSITIVE), *(row.needs for row in DUTY_RULES))
_FLAGS = frozenset({Flag.BUSINESS}).union(
    *(row.flags for row in SENSITIVE), *(row.flags | row.flags_alone for row in DUTY_RULES)
)
_SOME_WORD, _SOME_TIME = UUID(int=0), datetime.min.replace(tzinfo=UTC)
_MOST_KEPT = 500
_SCOPE = TypeAdapter(tuple[RecipientScope, ...])
_DUTIES = TypeAdapter(tuple[Duty, ...])
_VERDICTS = TypeAdapter(list[dict[str, object]])


@dataclass(frozen=True)
class Screening:
    """The whole answer for a referral: one verdict per agency that could receive, and the duties."""

    verdicts: tuple[Verdict, ...]
    duties: tuple[Duty, ...]

    @cached_property
    def scope(self) -> tuple[RecipientScope, ...]:
        """The verdicts as events carry them."""
        return tuple(verdict.scope() for verdict in self.verdicts)

    @cached_property
    def scope_json(self) -> str:
        """The scope as a referral keeps it."""
        return _SCOPE.dump_json(self.scope, exclude_defaults=True).decode()

    @cached_property
    def verdicts_json(self) -> str:
        """The verdicts as history keeps them, with the reason for each withheld group ("*": the same for all)."""
        return _VERDICTS.dump_json([_as_kept(verdict) for verdict in self.verdicts]).decode()

    @cached_property
    def duties_json(self) -> str:
        """The duties as history keeps them."""
        return _DUTIES.dump_json(self.duties, exclude_defaults=True).decode()


def _as_kept(verdict: Verdict) -> dict[str, object]:
    kept: dict[str, object] = verdict.scope().model_dump(mode="json", exclude_defaults=True)
    reasons = set(verdict.withheld.values())
    is_all = len(reasons) == 1 and len(verdict.withheld) == len(SEALED_GROUPS)
    kept["withheld"] = {"*": reasons.pop()} if is_all else dict(verdict.withheld)
    if verdict.fields:
        kept["fields"] = verdict.fields
    return kept


def screen(subject: Subject, terms: Terms) -> Screening:
    """Decide for every agency whose role can receive, each for its role's first purpose.

    Nobody receives what they sent, but for a first responder: who refers somebody as one has the national form to send.
    """
    asked = essence(subject)
    receiving = [one for one in terms.recipients if one.role in PURPOSES and _may_receive(one, subject)]
    verdicts = tuple(decide(asked, one, purpose=PURPOSES[one.role][0], terms=terms) for one in receiving)
    return Screening(verdicts, duties_of(asked.facts, terms.told_by_duty, terms.on))


def _may_receive(one: Recipient, subject: Subject) -> bool:
    return one.agency != subject.sender or one.role is AgencyRole.FIRST_RESPONDER


def essence(subject: Subject) -> Subject:
    """The subject without what no rule asks: where, when, how old (but for a child's own word), other needs and flags.

    Decisions are taken on this, so that what is left out cannot matter.
    """
    facts, said = subject.facts, subject.said
    is_age_asked = said is not None and said.given_by == "self" and facts.child is Answer.YES
    asked = Facts(
        source=facts.source,
        needs=tuple(sorted(_NEEDS.intersection(facts.needs))),
        offence_class=facts.offence_class,
        flags=tuple(sorted(_FLAGS.intersection(facts.flags))),
        age_years=facts.age_years if is_age_asked else None,
        child=facts.child,
        statutory=facts.statutory,
        nrm_agreed=facts.nrm_agreed,
    )
    word = Said(_SOME_WORD, said.position, said.explicit, said.given_by, _SOME_TIME) if said is not None else None
    return replace(subject, facts=asked, said=word)


@dataclass(frozen=True)
class Screener:
    """Screens under one set of terms; alike referrals are decided once."""

    terms: Terms
    _answers: dict[Subject, Screening] = field(default_factory=dict, repr=False, compare=False)

    def screen(self, subject: Subject) -> Screening:
        """`screen` under these terms."""
        asked = essence(subject)
        found = self._answers.get(asked)
        if found is None:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            found = self._answers[asked] = screen(asked, self.terms)
        return found
