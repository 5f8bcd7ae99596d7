"""What of an answer its sender must not see: what is there only because the person is known from other referrals.

A sender who knows the rules would read from it that some service knows the person (ADR 0031). Pure. Not here: the
answer itself (`allocation.py`), and the sender's view, which intake keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from waymark.contracts.consent import ReferralScreened
from waymark.contracts.referral import Facts
from waymark.contracts.routing import RoutedAllocation, UnmetNeed
from waymark.words import AllocationState, Answer, Pathway
from waymark_router.deciding.question import Decision, local_date
from waymark_router.facts.derived import derive
from waymark_router.facts.fact import Values
from waymark_router.rules.rule import Output, TableName
from waymark_router.rules.rulebook import Rulebook

_TABLES = (TableName.PATHWAYS, TableName.OVERLAYS)


def without_known(facts: Facts) -> Facts:
    """The facts as they would be of somebody who is known from no other referral."""
    flags = tuple(flag for flag in facts.flags if flag not in facts.flags_found)
    unknown: dict[str, object] = {"flags": flags, "flags_found": ()}
    if facts.referrals_last_12_months:
        unknown["referrals_last_12_months"] = 0
    if facts.open_with_provider is Answer.YES:
        unknown["open_with_provider"] = Answer.NO
    return facts.model_copy(update=unknown)


def hide_from_sender(decision: Decision, screened: ReferralScreened, rulebook: Rulebook) -> None:
    """Mark what the sender must not see; nothing where nothing else would be left for it to see.

    What was taken back keeps the mark it had.
    """
    values = _values(screened, screened.facts, rulebook)
    of_unknown = _values(screened, without_known(screened.facts), rulebook)
    if values == of_unknown:
        return
    seen, unknown = _Seen(_outputs(rulebook, values)), _Seen(_outputs(rulebook, of_unknown))
    duties = {one.pathway for one in decision.allocations if one.duty}
    hidden = seen.pathways - unknown.pathways - duties
    reasons = seen.reasons - unknown.reasons
    unmet = [_marked(left, hidden, reasons) for left in decision.unmet]
    if unmet and all(left.hidden_from_sender for left in unmet) and Pathway.TRIAGE not in unknown.pathways:
        hidden |= {Pathway.TRIAGE}
    allocations = [_marked_one(one, hidden) for one in decision.allocations]
    if not _is_anything_left(allocations, unmet):
        return
    decision.allocations, decision.unmet = allocations, unmet
    decision.signposts = [
        one.model_copy(update={"hidden_from_sender": one.service in seen.signposts - unknown.signposts})
        for one in decision.signposts
    ]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What some outputs name."""

    outputs: Sequence[Output]

    @property
    def pathways(self) -> frozenset[Pathway]:
        return frozenset(output.pathway for output in self.outputs if output.pathway is not None)

    @property
    def reasons(self) -> frozenset[str]:
        return frozenset(output.unmet for output in self.outputs if output.unmet)

    @property
    def signposts(self) -> frozenset[str]:
        return frozenset(signpost for output in self.outputs for signpost in output.signposts)


def _values(screened: ReferralScreened, facts: Facts, rulebook: Rulebook) -> Values:
    duties = tuple(duty.kind for duty in screened.duties)
    return derive(facts, duties=duties, districts=rulebook.districts, on=local_date(screened.received_at))


def _outputs(rulebook: Rulebook, values: Values) -> list[Output]:
    return [rulebook.row(name, row).output for name in _TABLES for row in rulebook.tables[name].evaluate(values).chosen]


def _marked(left: UnmetNeed, hidden: frozenset[Pathway], reasons: frozenset[str]) -> UnmetNeed:
    is_hidden = left.pathway in hidden or (left.pathway is Pathway.TRIAGE and left.reason in reasons)
    return left.model_copy(update={"hidden_from_sender": is_hidden})


def _marked_one(one: RoutedAllocation, hidden: frozenset[Pathway]) -> RoutedAllocation:
    if one.state is AllocationState.WITHDRAWN:
        return one
    return one.model_copy(update={"hidden_from_sender": one.pathway in hidden and not one.duty})


def _is_anything_left(allocations: Sequence[RoutedAllocation], unmet: Sequence[UnmetNeed]) -> bool:
    """Whether the sender would still see where its referral went, or that nobody can take it."""
    shown = [one for one in allocations if one.state is not AllocationState.WITHDRAWN and not one.hidden_from_sender]
    return bool(shown) or any(not left.hidden_from_sender for left in unmet)
