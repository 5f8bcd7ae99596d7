"""What of a referral lies open for the desk."""

from tests.builders.routed import a_routed, held
from waymark.words import AllocationState, Need, Pathway
from waymark_router.deciding.question import Previous
from waymark_router.triage.matter import HELD, LAPSED, NO_RULE, Matter, matters_of

_NEEDS = (Need.DEBT,)


def test_the_desks_own_rows_say_what_nobody_took_or_no_rule_knew() -> None:
    row = a_routed(pathway=Pathway.TRIAGE, needs=_NEEDS)
    assert matters_of([Previous(row)], _NEEDS) == (Matter(None, _NEEDS, NO_RULE),)
    unmet = row.model_copy(update={"unmet": ("fraud:nobody_takes", "triage:no_pathway_for_need")})
    assert matters_of([Previous(unmet)], _NEEDS) == (
        Matter(Pathway.FRAUD, _NEEDS, "nobody_takes"),
        Matter(None, _NEEDS, "no_pathway_for_need"),
    )


def test_held_and_unanswered_ones_lie_here_until_somebody_else_has_them() -> None:
    lapsed = Previous(a_routed(pathway=Pathway.FRAUD, state=AllocationState.LAPSED, needs=_NEEDS))
    again = Previous(a_routed(pathway=Pathway.FRAUD))
    waiting = Previous(held(needs=_NEEDS))
    assert [one.why for one in matters_of([lapsed, waiting], _NEEDS)] == [LAPSED, HELD]
    assert matters_of([lapsed, again], _NEEDS) == ()
    closed = Previous(a_routed(pathway=Pathway.TRIAGE, state=AllocationState.CLOSED))
    assert matters_of([closed], _NEEDS) == ()
