"""The command line: wrong settings are one line and exit code 2; documents come from the code."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from waymark.cli import chosen_services
from waymark.errors import SettingsInvalid
from waymark.opening import Addresses


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


def test_migrating_a_server_that_is_away_is_one_line(tmp_path: Path) -> None:
    logins = {
        f"WAYMARK_{name}DATABASE_URL": "postgresql://waymark:x@127.0.0.1:1/waymark"
        for name in ("", "INTAKE_", "CONSENT_", "ROUTER_", "NOTIFIER_")
    }
    ended = waymark("migrate", folder=tmp_path, **logins)
    assert ended.returncode == 2
    assert ended.stderr == "waymark: the database is not answering\n"


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_being_stopped_while_at_work_is_one_line_and_leaves_no_server(tmp_path: Path, name: signal.Signals) -> None:
    quiet = {"WAYMARK_PORT": "0", "WAYMARK_HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "waymark.cli", "migrate"], stderr=subprocess.PIPE, text=True, env=quiet
    ) as started:
        deadline = time.monotonic() + 30
        while not (tmp_path / "postgres.log").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        started.send_signal(name)
        _, said = started.communicate(timeout=60)
    assert started.returncode == 130
    assert said == "waymark: stopped before it was done; what was committed stays\n"
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_services_are_chosen_by_name_and_unknown_ones_refused() -> None:
    assert [service.name for service in chosen_services(["router"])] == ["router"]
    assert len(chosen_services([])) == 4
    with pytest.raises(SettingsInvalid, match="weather"):
        chosen_services(["weather"])


def logins(addresses: Addresses) -> dict[str, str]:
    """The environment that names a test's database."""
    own = {f"WAYMARK_{name.upper()}_DATABASE_URL": url for name, url in addresses.services.items()}
    return {"WAYMARK_DATABASE_URL": addresses.owner, **own}


def test_what_was_done_is_one_line(county_db: Addresses, tmp_path: Path) -> None:
    environment = {**logins(county_db), "WAYMARK_HOME": str(tmp_path)}
    migrated = waymark("migrate", folder=tmp_path, **environment)
    assert (migrated.returncode, migrated.stdout.count("\n")) == (0, 1)
    assert migrated.stdout.startswith("migrated intake, consent, router, notifier")
    well = waymark("status", folder=tmp_path, **environment)
    assert well.stdout.startswith("nothing needs you\n"), well.stdout + well.stderr
    assert well.returncode == 0
    assert "has not begun" in waymark("offsets", "router", folder=tmp_path, **environment).stdout
    assert waymark("parked", folder=tmp_path, **environment).stdout == "nothing is set aside\n"


def test_a_warning_is_exit_code_1(county_db: Addresses, tmp_path: Path) -> None:
    environment = {**logins(county_db), "WAYMARK_HOME": str(tmp_path), "WAYMARK_BUS_URL": "kafka://127.0.0.1:1"}
    ended = waymark("status", "router", folder=tmp_path, **environment)
    assert ended.returncode == 1
    assert "How far router is on" in ended.stdout


async def test_a_mistake_of_ours_shows_no_row_of_the_database(county_db: Addresses, tmp_path: Path) -> None:
    canary = "canary-4c1d-Zephyrine"
    connection = await asyncpg.connect(county_db.owner)
    await connection.execute(
        "create function consent.fail() returns trigger language plpgsql as"
        f" $$ begin raise exception 'no' using detail = '{canary}', hint = '{canary}'; end $$"
    )
    await connection.execute(
        "create trigger fail before insert on consent.log for each row execute function consent.fail()"
    )
    await connection.close()
    for form in ("text", "json"):
        environment = {**logins(county_db), "WAYMARK_HOME": str(tmp_path), "WAYMARK_LOG_FORMAT": form}
        ended = await asyncio.to_thread(waymark, "--verbose", "load", folder=tmp_path, **environment)
        assert ended.returncode == 1, ended.stderr
        assert "stopped by a mistake of ours" in ended.stderr
        assert "DBAPIError" in ended.stderr
        assert canary not in ended.stdout + ended.stderr


def test_a_reader_that_has_seen_enough_is_no_mistake(tmp_path: Path) -> None:
    ended = subprocess.run(
        f"{sys.executable} -m waymark.cli settings | head -1",
        shell=True, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path, env={"PATH": os.defpath},
    )  # fmt: skip
    assert ended.stderr == ""
