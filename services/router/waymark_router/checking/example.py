"""A made-up person in words, from the facts of an example: "a child of 12, whose needs are counselling".

Only facts that matter are told: what is missing or empty is left out unless the rules ask for it. Not here: how an
example is found (`reach.py`).
"""

from collections.abc import Iterator

from waymark_router.checking.space import Example
from waymark_router.deciding.explain import value_in_words
from waymark_router.facts.fact import CATALOGUE, IN_COUNTY, OUTSIDE, Value, Values

_WHO = ("age_years", "child", "treat_as_child")
# These follow from the age or the district, which is told already.
_TOLD_BY = {"child": "age_years", "treat_as_child": "age_years", "district": "home"}
_HOMES = {IN_COUNTY: "living in the county", OUTSIDE: "living outside the county"}


def person_in_words(example: Example, *, adult_from: int, but: str = "") -> str:
    """One made-up person, as the subject of a sentence; fact `but` is left out."""
    values = {name: value for name, value in example.values.items() if name in example.matter and name != but}
    return ", ".join((_who(values, adult_from), *_rest(values)))


def _who(values: Values, adult_from: int) -> str:
    age = values.get("age_years")
    if isinstance(age, int):
        return f"a {'child' if age < adult_from else 'person'} of {age}"
    if values.get("treat_as_child") is True or values.get("child") == "yes":
        return "a child" if values.get("child") == "yes" else "somebody who may be a child"
    if values.get("treat_as_child") is False or values.get("child") == "no":
        return "an adult"
    return "somebody of unknown age" if "age_years" in values else "somebody"


def _rest(values: Values) -> Iterator[str]:
    for name, value in values.items():
        if name in _WHO or (name in _TOLD_BY and _TOLD_BY[name] in values):
            continue
        told = _one(name, value)
        if told:
            yield told


def _one(name: str, value: Value) -> str:
    if name == "home":
        return _HOMES.get(str(value), "whose home is not known")
    if name == "pathway":
        return f"on pathway {value_in_words(CATALOGUE[name], value)}"
    if value is None or value is False or value == frozenset():
        return ""
    if name == "needs":
        return f"who needs {value_in_words(CATALOGUE[name], value)}"
    label = CATALOGUE[name].label
    if value is True:
        return f"who is {label}"
    return f"where {label} {'are' if isinstance(value, frozenset) else 'is'} {value_in_words(CATALOGUE[name], value)}"
