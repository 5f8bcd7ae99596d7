"""PostgreSQL's programs as child processes."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from waymark.embedded.place import EmbeddedFailed, lay_out
from waymark.embedded.process import binaries, find_postmaster, initialise, launch, lives, spawn


def test_the_wheel_carries_postgresql_18() -> None:
    said = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True)
    assert "(PostgreSQL) 18." in said.stdout


@pytest.mark.database
def test_a_folder_that_cannot_be_made_leaves_nothing_behind(home: Path) -> None:
    place = lay_out(home)
    with pytest.raises(EmbeddedFailed, match="could not be made"):
        initialise(place, "")  # an empty password is refused by initdb
    assert sorted(path.name for path in place.home.iterdir()) == ["keys", "postgres.log"]


@pytest.mark.database
def test_remains_of_a_killed_start_are_cleared_away(home: Path) -> None:
    place = lay_out(home)
    (place.home / "postgres-abcd").mkdir()
    initialise(place, "secret")
    assert place.made
    assert not list(place.home.glob("postgres-*"))


def test_a_reused_process_id_is_not_taken_for_the_server(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    assert find_postmaster(tmp_path) is None


@pytest.mark.parametrize("written", ["", "no number\n"])
def test_a_torn_pid_file_names_no_server(tmp_path: Path, written: str) -> None:
    (tmp_path / "postmaster.pid").write_text(written)
    assert find_postmaster(tmp_path) is None


@pytest.mark.database
def test_a_stale_pid_file_does_not_stop_a_start(home: Path) -> None:
    place = lay_out(home)
    initialise(place, "secret")
    (place.data / "postmaster.pid").write_text(f"{os.getpid()}\n{place.data}\n")
    child = launch(place)
    try:
        while find_postmaster(place.data) is None and child.poll() is None:
            pass
        assert child.poll() is None
        assert os.getsid(child.pid) == child.pid != os.getsid(0)
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(20)


def test_an_ended_process_that_nobody_collected_does_not_live(home: Path) -> None:
    place = lay_out(home)
    child = spawn(place, "postgres", "--version")
    process = psutil.Process(child.pid)
    while process.status() != psutil.STATUS_ZOMBIE:
        pass
    assert not lives(process)
    assert child.wait() == 0
    assert not lives(process)
