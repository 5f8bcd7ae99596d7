"""Decides where one referral goes: its facts, consent's scope, a rulebook and a directory in; allocations out.

Never silence: what nobody can take becomes an unmet need and goes to the triage desk. Duties go out at once, whatever
is missing. What is not here: how each part is placed (`duty.py`, `support.py`, `desk.py`), the record that says why
(`decision_record.py`), the table evaluation (`evaluator.py`).
"""

from collections.abc import Iterable

from waymark.words import Pathway, Priority
from waymark_router.deciding.desk import hand_to_triage
from waymark_router.deciding.duty import tell_duties
from waymark_router.deciding.placing import Placing
from waymark_router.deciding.question import Decision, Question
from waymark_router.deciding.support import assigned_pathways, pathways_that_stand, place
from waymark_router.providers.provider import Directory
from waymark_router.rules.rule import Output, TableName
from waymark_router.rules.rulebook import Rulebook

_URGENCY = tuple(Priority)


def decide(question: Question, rulebook: Rulebook, directory: Directory) -> Decision:
    """The router's whole answer for a referral, replacing the one before (`question.previous`)."""
    placing = Placing(question, rulebook, directory)
    outputs = placing.outputs(TableName.PATHWAYS) + placing.outputs(TableName.OVERLAYS)
    placing.priority = min(
        (output.priority for output in outputs if output.priority),
        key=_URGENCY.index,
        default=Priority.STANDARD,
    )
    tell_duties(placing)
    if question.withdrawn:
        placing.settle(question.needs())
        hand_to_triage(placing, wanted=False)
    else:
        _place_support(placing, outputs, rulebook)
    placing.withdraw_the_rest()
    placing.tell_flags()
    return placing.decision


def _place_support(placing: Placing, outputs: Iterable[Output], rulebook: Rulebook) -> None:
    """Place every pathway the rules name, say what nobody takes, and point to what the county does not buy."""
    named = dict.fromkeys(output.pathway for output in outputs if output.pathway is not None)
    by_hand = (*assigned_pathways(placing), *pathways_that_stand(placing))
    for pathway in dict.fromkeys((*named, *by_hand)):
        if pathway is not Pathway.TRIAGE and not placing.told(pathway):
            place(placing, pathway, rulebook.answered(pathway, placing.question.needs()))
    reasons = dict.fromkeys(output.unmet for output in outputs if output.unmet)
    answered = bool(by_hand) and not placing.needs_left()
    if not answered:
        for reason in reasons:
            placing.leave(Pathway.TRIAGE, placing.needs_left(), reason)
    wanted = Pathway.TRIAGE in named and not answered
    if not reasons and not wanted and placing.needs_left():
        placing.leave(Pathway.TRIAGE, placing.needs_left(), "no_pathway_for_need")
    hand_to_triage(placing, wanted=wanted)
    placing.point_to(dict.fromkeys(signpost for output in outputs for signpost in output.signposts))
