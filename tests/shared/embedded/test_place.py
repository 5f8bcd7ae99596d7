"""Folders, account and passwords of an embedded PostgreSQL."""

import os
import stat
from pathlib import Path

import pytest

from waymark.embedded.place import OWNER, SOCKET, EmbeddedFailed, Place, keep_passwords, lay_out, read_passwords


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_passwords_are_for_our_own_eyes_and_stay_the_same(tmp_path: Path) -> None:
    place = lay_out(tmp_path / "home")
    first = keep_passwords(place, ["intake", "consent"])
    assert set(first) == {OWNER, "intake", "consent"}
    assert len(set(first.values())) == 3
    assert (_mode(place.keys), _mode(place.keys.parent)) == (0o600, 0o700)
    assert keep_passwords(place, ["intake"]) == first == read_passwords(place)


def test_a_role_that_comes_later_gets_its_own_password(tmp_path: Path) -> None:
    place = lay_out(tmp_path / "home")
    first = keep_passwords(place, ["intake"])
    second = keep_passwords(place, ["intake", "router"])
    assert second == first | {"router": second["router"]}


def test_data_whose_passwords_are_lost_is_refused_by_name(tmp_path: Path) -> None:
    place = lay_out(tmp_path / "home")
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("18")
    with pytest.raises(EmbeddedFailed, match=r"postgres\.json"):
        keep_passwords(place, ["intake"])


def test_a_long_home_has_its_socket_in_a_short_folder_of_its_own(tmp_path: Path) -> None:
    home = tmp_path / ("long-" * 24) / "home"
    place = lay_out(home)
    try:
        assert len(os.fsencode(place.sockets / SOCKET)) < 100
        assert _mode(place.sockets) == 0o700
        assert lay_out(home).sockets == place.sockets
        place.sockets.chmod(0o777)
        with pytest.raises(EmbeddedFailed, match="not ours"):
            lay_out(home)
    finally:
        place.sockets.rmdir()


def test_a_short_home_keeps_its_socket_beside_the_data() -> None:
    home = Path("home")
    assert Place(home=home, data=home / "postgres", sockets=home / "postgres", account=None).log == Path(
        "home/postgres.log"
    )
