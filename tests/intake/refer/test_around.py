"""Who is around the person: asked of every kind that is about a home, and an unborn child only where one can be."""

from tests.builders.refer_post import AROUND as ANSWERED
from waymark.words import DoNotLink
from waymark_intake.partner.kind import PartnerKind
from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.around import AROUND
from waymark_intake.refer.question import Step
from waymark_intake.refer.questions import Asking, questions_of, steps_for
from waymark_intake.refer.record import drafted


def asked(kind: PartnerKind) -> set[str]:
    return {one.name for one in questions_of(Step.AROUND, Asking((kind,), (), "refer/1"))}


def test_children_are_asked_about_wherever_somebody_has_a_home() -> None:
    for kind in PartnerKind:
        assert (Step.AROUND in steps_for(kind)) is (kind is not PartnerKind.FRAUD_LIST)
        assert {"household", "children", "do_not_link"} <= asked(kind)


def test_a_court_order_is_not_about_an_unborn_child_and_a_council_may_be() -> None:
    assert "due_on" not in asked(PartnerKind.PROBATION_ORDER)
    assert {"due_on", "parents_not_asked_because"} <= asked(PartnerKind.COUNCIL)


def test_every_reason_not_to_link_can_be_chosen() -> None:
    (question,) = [one for one in AROUND if one.name == "do_not_link"]
    assert [option.code for option in question.options] == [reason.value for reason in DoNotLink]


def test_the_answers_come_to_the_records_own_parts() -> None:
    given: dict[str, tuple[str, ...]] = {name: (value,) for name, value in ANSWERED.items()}
    day = {"due_on-day": ("2",), "due_on-month": ("3",), "due_on-year": ("2027",)}
    more = {"pregnant": ("yes",), "nationality": ("Romanian",), **day}
    record = drafted(ReferAnswers(given=given | more), PartnerKind.COUNCIL).record["person"]
    assert record["household"]["members"] == ["Her mother", "A lodger"]
    assert record["household"]["parents_not_asked_because"] == "Not safe"
    assert len(record["household"]["children"]) == 1
    assert (record["due_on"], record["health"], record["equality"]) == (
        "2027-03-02",
        {"pregnant": "yes"},
        {"nationality": "Romanian"},
    )
    assert record["do_not_link"] == "risk_from_family"


def test_a_long_list_of_people_loses_nobody() -> None:
    lines = "\n".join(f"child {number}" for number in range(25))
    record = drafted(ReferAnswers(given={"children": (lines,)}), PartnerKind.COUNCIL).record["person"]
    children = record["household"]["children"]
    assert len(children) == 20
    assert "child 24" in children[-1]
