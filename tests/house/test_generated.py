"""Documents made from the code are what the code makes: `waymark documents` writes them."""

from collections.abc import Mapping
from pathlib import Path

from tests.house.tree import ROOT
from waymark.documents import render
from waymark.service import installed_services

REQUIRED = {"docs/events.md", "docs/settings.md", "deploy/topics.yaml"}


def stale(root: Path, made: Mapping[str, str]) -> list[str]:
    """Paths whose file is missing or says something else."""
    return [
        path for path, text in made.items() if not (root / path).is_file() or (root / path).read_text("utf-8") != text
    ]


def test_generated_documents_are_fresh() -> None:
    made = render(installed_services())
    assert set(made) >= REQUIRED
    assert stale(ROOT, made) == []


def test_a_planted_stale_document_is_caught(tmp_path: Path) -> None:
    (tmp_path / "fresh.md").write_text("as it is")
    (tmp_path / "stale.md").write_text("as it was")
    made = {"fresh.md": "as it is", "stale.md": "as it is", "gone.md": "as it is"}
    assert stale(tmp_path, made) == ["stale.md", "gone.md"]
