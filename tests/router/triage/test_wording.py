"""What the desk's pages say in words."""

from uuid import UUID

from tests.builders.decision import a_question
from tests.builders.provider import a_service
from tests.builders.routed import a_routed, held
from tests.builders.rulebook import the_county
from waymark.ids import AgencyId
from waymark.words import AllocationState, Flag, Pathway
from waymark_router.providers.availability import Room
from waymark_router.providers.provider import WhyNot
from waymark_router.triage.shortlist import Option
from waymark_router.triage.wording import facts_in_words, matter_words, option_words, reference_of, row_words


def test_a_reference_is_the_one_that_queues_show() -> None:
    assert reference_of(UUID("01900000-0000-7000-8000-0000a1b2c3d4")) == "A1B2-C3D4"


def test_facts_are_said_without_codes_and_flags_only_where_risk_may_be_seen() -> None:
    values = a_question(the_county(), flags=(Flag.HIGH_RISK,)).values
    said = dict(facts_in_words(values, with_flags=False))
    assert said["The district"] == "Warwick"
    assert "emotional_support" not in str(said)
    assert "The flags" not in said
    assert "The flags" in dict(facts_in_words(values, with_flags=True))


def test_why_it_lies_there_is_said() -> None:
    unmet = a_routed(pathway=Pathway.TRIAGE, unmet=("fraud:nobody_takes",))
    assert matter_words(unmet, "offered", {}) == "fraud: no service takes this person"
    named = {AgencyId("officer"): "Warwickshire Police"}
    assert matter_words(held(), "held_consent", named) == "the person's own yes is asked of Warwickshire Police"
    assert matter_words(held(), "held_consent", {}) == "the person's own yes is asked of officer"
    assert matter_words(a_routed(), "lapsed", {}) == "nobody answered in time"
    assert matter_words(a_routed(pathway=Pathway.TRIAGE), "offered", {}) == "no rule knows a pathway for it"


def test_rows_and_options_are_lines() -> None:
    line = row_words(a_routed(state=AllocationState.LAPSED), the_county().directory)
    assert line.endswith("Harbour Victim Care, recovery: lapsed (emotional support)")
    option = Option(a_service(), (WhyNot.PAUSED,), Room(has_room=False, weeks=1), wishes_met=2, asks_consent=True)
    assert option_words(option, {}) == [
        "it is paused",
        "it is full",
        "people wait 1 week",
        "it meets 2 of the person's wishes",
        "consent must be asked first",
    ]
    free = Option(a_service(), (), Room(has_room=True), wishes_met=0, asks_consent=False)
    assert option_words(free, {}) == ["it has room", "its wait is not known"]
