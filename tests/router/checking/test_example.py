"""Examples are told as a person, and only by what matters."""

import pytest

from waymark_router.checking.example import person_in_words
from waymark_router.checking.space import Example
from waymark_router.facts.fact import Value


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"needs": frozenset({"counselling"}), "age_years": 12, "home": "outside", "treat_as_child": True},
            "a child of 12, who needs counselling, living outside the county",
        ),
        ({"age_years": 30, "home": "in_county"}, "a person of 30, living in the county"),
        ({"age_years": None, "home": None}, "somebody of unknown age, whose home is not known"),
        ({"treat_as_child": True}, "somebody who may be a child"),
        ({"child": "yes", "flags": frozenset({"business"})}, "a child, where the flags are a business that was harmed"),
        ({"treat_as_child": False, "transition": False}, "an adult"),
        ({"pathway": "sav_adult", "transition": True}, None),
        ({"offence_class": "theft", "incident_age": None}, "somebody, where the offence is theft"),
    ],
)
def test_an_example_is_a_person(values: dict[str, Value], said: str | None) -> None:
    told = person_in_words(Example(values, frozenset(values)), adult_from=18)
    assert told == (
        said or "somebody, on pathway sexual violence, adults, who is about to move on to the adults' service"
    )


def test_what_does_not_matter_is_left_out() -> None:
    example = Example({"age_years": 30, "offence_class": "theft"}, frozenset({"offence_class"}))
    assert person_in_words(example, adult_from=18) == "somebody, where the offence is theft"
    assert person_in_words(example, adult_from=18, but="offence_class") == "somebody"
