"""Every rule of the house holds for every module, and every file that is committed could be read by anybody."""

import re
from collections.abc import Iterator

import pytest

from tests.house.rules import SOURCE_RULES, TEST_RULES, Rule
from tests.house.tree import ROOT, Module, source_modules, test_modules, tracked_files

MOST_TYPE_IGNORES = 0.5  # per 1,000 lines
# Written in parts, so that this file does not say them.
NAMED_NOWHERE = tuple(
    "".join(parts)
    for parts in (
        ("py", "pi.org"),
        ("python", "hosted"),
        ("npm", "js.org"),
        ("repo", ".maven.apache.org"),
        ("repo1", ".maven.org"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/tm", "p/w/"),
    )
)
HOME_FOLDER = re.compile("/ho" r"me/[a-z]+/|/Us" r"ers/[A-Za-z]+/")


def broken(rule: Rule, modules: tuple[Module, ...]) -> list[str]:
    """Every violation of a rule, with the file in front."""
    return [f"{module.path}: {violation}" for module in modules for violation in rule(module)]


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Rule) -> None:
    modules = tuple(module for module in source_modules() if not module.is_generated_later)
    assert broken(rule, modules) == []


@pytest.mark.parametrize("rule", TEST_RULES, ids=lambda rule: rule.__name__)
def test_the_tests_keep(rule: Rule) -> None:
    assert broken(rule, test_modules()) == []


def machine_paths(text: str) -> Iterator[str]:
    """Registry hosts and places of one machine named in a text."""
    for number, line in enumerate(text.splitlines(), 1):
        for name in NAMED_NOWHERE:
            if name in line:
                yield f"{number}: names {name}"
        if HOME_FOLDER.search(line):
            yield f"{number}: names a home folder"


def test_no_committed_file_names_a_registry_or_a_place_of_one_machine() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{violation}" for violation in machine_paths(text)]
    assert found == []


def test_type_ignores_stay_rare() -> None:
    lines = sum(len(module.text.splitlines()) for module in source_modules())
    ignores = [
        f"{module.path}:{number}"
        for module in source_modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if "# type: ignore" in line
    ]
    assert len(ignores) <= MOST_TYPE_IGNORES * lines / 1000, ignores


def test_decision_records_are_numbered_once_and_say_all_five_things() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [record.name.split("-", 1)[0] for record in records]
    assert len(numbers) == len(set(numbers)) > 0
    for record in records:
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name)
        text = record.read_text("utf-8")
        assert text.startswith(f"# {record.name[:4]}. "), record.name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Status", "Context", "Decision", "Consequences", "Alternatives"], record.name


def test_every_decision_record_that_the_code_names_exists() -> None:
    known = {record.name[:4] for record in (ROOT / "docs" / "adr").glob("*.md")}
    named = {
        (str(module.path), number)
        for module in source_modules()
        for number in re.findall(r"\bADR[ -](\d{4})", module.text)
    }
    assert sorted(one for one in named if one[1] not in known) == []
