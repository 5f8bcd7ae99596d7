"""Every no that intake has in its source says what to do, in a sentence: read from the source, so that none is missed.

Not here: which input gets which no (the tests beside each module).
"""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Module, source_modules
from waymark.words import QualityFlag
from waymark_intake.quality.advice import WHAT_TO_DO

LEAST_WORDS = 3
PASSED_ON = "passed on"
SOURCES = {one.name: one for one in source_modules() if one.service == "intake" or one.name == "waymark.http.bodies"}
REFUSING = [name for name, one in SOURCES.items() if "Fault(" in one.text or "Refused(" in one.text]


def calls_of(one: Module, name: str) -> Iterator[ast.Call]:
    """The calls of Fault or of Refused in a module."""
    for node in ast.walk(one.tree):
        is_one = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        # Quality has findings of the same name, by keyword: their words are those of its flags.
        if is_one and isinstance(node, ast.Call) and len(node.args) > 1:
            yield node


def words_of(one: Module, told: ast.expr) -> list[str]:
    """What an expression says, by every way it can be said; PASSED_ON where it is what another fault said."""
    if isinstance(told, ast.Constant):
        return [str(told.value)]
    if isinstance(told, ast.JoinedStr):
        if any(isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "fix" for part in told.values):
            return [PASSED_ON]
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in told.values)]
    if isinstance(told, ast.IfExp):
        return [*words_of(one, told.body), *words_of(one, told.orelse)]
    if isinstance(told, ast.Name):
        return [words for value in values_of(one, told.id) for words in words_of(one, value)] or [PASSED_ON]
    return [PASSED_ON]


def values_of(one: Module, name: str) -> Iterator[ast.expr]:
    """Everything a module gives that name."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _given(target, node.value, name)


def _given(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, given in zip(target.elts, value.elts, strict=False):
            yield from _given(inner, given, name)


def is_a_sentence(words: str) -> bool:
    """Whether somebody can act on it: some words, no code and no placeholder."""
    return words == PASSED_ON or len(words.split()) >= LEAST_WORDS


@pytest.mark.parametrize("name", REFUSING)
def test_every_fault_says_what_to_do_in_a_sentence(name: str) -> None:
    one = SOURCES[name]
    short = [
        (call.lineno, words)
        for call in calls_of(one, "Fault")
        for words in words_of(one, call.args[2])
        if not is_a_sentence(words)
    ]
    assert short == []


@pytest.mark.parametrize("name", REFUSING)
def test_every_refusal_says_what_it_is_in_a_sentence(name: str) -> None:
    one = SOURCES[name]
    short = [
        (call.lineno, words)
        for call in calls_of(one, "Refused")
        for words in words_of(one, call.args[1])
        if not is_a_sentence(words)
    ]
    assert short == []


def test_the_source_is_really_read() -> None:
    said = [
        words
        for one in SOURCES.values()
        for call in calls_of(one, "Fault")
        for words in words_of(one, call.args[2])
        if words != PASSED_ON
    ]
    assert len(said) > 40
    assert is_a_sentence("Send the real date of birth, or leave it out.")
    assert not is_a_sentence("invalid")


def test_every_flag_of_quality_says_what_to_do() -> None:
    assert set(WHAT_TO_DO) == set(QualityFlag)
    assert all(len(words.split()) >= LEAST_WORDS for words in WHAT_TO_DO.values())
