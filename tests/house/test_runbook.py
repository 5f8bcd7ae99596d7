"""Whatever the status page may warn of has a section in the runbook, and every section's command is one there is."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.conftest import OpenDatabase
from tests.house.tree import ROOT
from waymark.cli import main
from waymark.db import SYSTEM
from waymark.service import installed_services
from waymark.status import words

RUNBOOK = Path(ROOT / "docs" / "runbook.md")
SHARED = {words.LAG, words.RELAY_LAG, words.PARKED, words.NOT_KNOWN_CODE}


def sections(text: str) -> set[str]:
    return set(re.findall(r"^### (\S+)$", text, re.MULTILINE))


def without_section(codes: Iterable[str], text: str) -> list[str]:
    """Codes that neither have a section nor begin with one's name and an underscore."""
    found = sections(text)
    return sorted(code for code in codes if not any(f"{code}_".startswith(f"{name}_") for name in found))


async def emitted(open_database: OpenDatabase) -> set[str]:
    """Codes of the figures of all installed services, as an empty county has them."""
    codes: set[str] = set()
    for service in installed_services().values():
        if service.figures is not None:
            async with (await open_database(service.name)).reader(SYSTEM) as reader:
                codes |= {figure.code for figure in await service.figures(reader)}
    return codes


async def test_every_warning_has_a_section_in_the_runbook(open_database: OpenDatabase) -> None:
    assert without_section(SHARED | await emitted(open_database), RUNBOOK.read_text("utf-8")) == []


def test_a_planted_figure_without_a_section_is_caught() -> None:
    text = "### alerts\nThey wait.\n### Mail is down\n"
    assert without_section(["alerts", "alerts_oldest", "alertsx", "mail"], text) == ["alertsx", "mail"]


def test_every_command_of_the_runbook_is_one_there_is() -> None:
    named = set(re.findall(r"`waymark ([a-z-]+)", RUNBOOK.read_text("utf-8")))
    assert named >= {"status", "offsets", "parked", "migrate", "load", "run"}
    for word in sorted(named):
        try:
            main([word, "--help"])
        except SystemExit as ended:
            assert ended.code == 0, word


def test_every_link_inside_the_runbook_leads_somewhere() -> None:
    text = RUNBOOK.read_text("utf-8")
    headings = {line.strip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings
