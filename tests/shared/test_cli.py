"""The command line: wrong settings are one line and exit code 2; documents come from the code."""

import subprocess
import sys
from pathlib import Path

import pytest

from waymark.cli import chosen_services
from waymark.errors import SettingsInvalid


def waymark(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "waymark.cli", *words],
        capture_output=True, text=True, timeout=60, check=False, cwd=folder, env=environment,
    )  # fmt: skip


def test_a_wrong_setting_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    ended = waymark("settings", folder=tmp_path, WAYMARK_PORT="eighty")
    assert ended.returncode == 2
    assert ended.stderr.startswith("waymark: setting WAYMARK_PORT")
    assert ended.stderr.count("\n") == 1


def test_an_unknown_bus_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    ended = waymark("run", "weather", folder=tmp_path)
    assert ended.returncode == 2
    assert "no service weather" in ended.stderr


def test_events_and_settings_are_printed(tmp_path: Path) -> None:
    assert "## referral.received.v1" in waymark("events", folder=tmp_path).stdout
    assert "WAYMARK_BUS_URL" in waymark("settings", folder=tmp_path).stdout


def test_documents_are_written_where_they_belong(tmp_path: Path) -> None:
    assert waymark("documents", "--root", str(tmp_path), folder=tmp_path).returncode == 0
    assert (tmp_path / "docs" / "events.md").exists()
    assert (tmp_path / "deploy" / "topics.yaml").exists()


def test_services_are_chosen_by_name_and_unknown_ones_refused() -> None:
    assert [service.name for service in chosen_services(["router"])] == ["router"]
    assert len(chosen_services([])) == 4
    with pytest.raises(SettingsInvalid, match="weather"):
        chosen_services(["weather"])
