"""The county's files: whole or not at all, and a broken one is one line."""

from pathlib import Path

import pytest

from waymark.clock import SystemClock
from waymark.demo.county import BUILT_IN, client_key, load_county, read_county
from waymark.errors import Refused
from waymark.opening import Addresses
from waymark.settings import Settings


def test_the_built_in_county_has_a_part_for_the_services_that_need_one() -> None:
    assert {"consent", "router", "notifier"} <= set(read_county(BUILT_IN))


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "consent.toml").write_text("[[agencies]\n")
    with pytest.raises(Refused) as refused:
        read_county(tmp_path)
    assert "consent.toml" in refused.value.title
    assert "line 1" in refused.value.title


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="county_file"):
        read_county(tmp_path)


async def test_a_file_for_no_service_is_refused_before_anything_is_opened(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "routr.toml").write_text("")
    addresses = Addresses(owner="", services={})
    with pytest.raises(Refused) as refused:
        await load_county([], settings, addresses, SystemClock(), folder=tmp_path)
    assert refused.value.title == "routr.toml: there is no service of that name"


def test_a_clients_key_is_kept_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = client_key(tmp_path, "some-client")
    assert client_key(tmp_path, "some-client").as_dict(private=True) == first.as_dict(private=True)
    assert (tmp_path / "keys" / "client-some-client.json").stat().st_mode & 0o777 == 0o600
    assert "d" not in first.as_dict(private=False)
