"""Whom a change moves, by groups, with small numbers hidden."""

from datetime import date
from uuid import UUID

from tests.router.trial.versions import a_situation
from waymark.words import Answer, SenderClass
from waymark_router.trial.effect import Effect, effects_of
from waymark_router.trial.situation import Past

_ON = date(2026, 11, 23)


def _effects(*several: tuple[dict[str, object], int, bool]) -> dict[tuple[str, str], Effect]:
    past = Past()
    at = 0
    for facts, number, _ in several:
        for _ in range(number):
            past.add(UUID(int=at), a_situation(**facts))
            at += 1
    moves = [moved for _, _, moved in several]
    found = effects_of(past.situations, past.counts(), moves, on=_ON)
    return {(one.kind, one.group): one for one in found}


def test_groups_are_counted_by_age_district_sender_and_language() -> None:
    told = _effects(
        ({"age_years": 30}, 20, True),
        ({"age_years": 12, "child": Answer.YES}, 30, False),
        ({"age_years": 70, "district": "E07000218", "source": SenderClass.SELF, "language": "pl"}, 40, True),
    )
    bands = {group: (one.referrals.said, one.moved) for (kind, group), one in told.items() if kind == "age_years"}
    assert list(bands) == ["10 to 15", "25 to 44", "65 and over"]
    assert bands == {"10 to 15": ("30", 0), "25 to 44": ("20", 20), "65 and over": ("40", 40)}
    assert told["district", "North Warwickshire"].moved == 40
    assert told["language", "Polish"].referrals.number == 40
    assert {group for kind, group in told if kind == "source"} == {"the person", "the police"} or len(told) == 9


def test_a_small_group_is_hidden_together_with_another_that_would_give_it_away() -> None:
    told = _effects(
        ({"age_years": 30}, 20, True), ({"age_years": 70}, 40, False), ({"age_years": 12, "child": Answer.YES}, 3, True)
    )
    child, grown, old = (told["age_years", group] for group in ("10 to 15", "25 to 44", "65 and over"))
    assert child.referrals.said == "fewer than 5"
    assert grown.referrals.number is None
    assert old.referrals.number == 40


def test_an_age_nobody_knows_is_a_group_and_comes_last() -> None:
    told = _effects(({"age_years": None, "child": Answer.NOT_KNOWN}, 9, False), ({"age_years": 30}, 9, True))
    assert [group for kind, group in told if kind == "age_years"] == ["25 to 44", "not known"]
