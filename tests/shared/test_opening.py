"""Opening: the scheme of the URL decides, and a wrong one is one line."""

import pytest

from waymark.errors import SettingsInvalid
from waymark.opening import Addresses, opened_database
from waymark.service import installed_services
from waymark.settings import Settings


async def test_a_scheme_nobody_knows_is_one_line() -> None:
    settings = Settings(database_url="mysql://somewhere")
    with pytest.raises(SettingsInvalid, match="WAYMARK_DATABASE_URL"):
        async with opened_database(settings, []):
            pass


async def test_a_named_server_needs_a_login_per_service() -> None:
    settings = Settings(database_url="postgresql://owner:x@127.0.0.1/waymark")
    with pytest.raises(SettingsInvalid, match="WAYMARK_INTAKE_DATABASE_URL"):
        async with opened_database(settings, list(installed_services().values())[:1]):
            pass


@pytest.mark.parametrize("url", ["intake-db", "postgresql://intake:x@[bad/waymark", "postgresql://i:x@h:port/waymark"])
async def test_an_address_that_is_none_is_one_line(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("WAYMARK_INTAKE_DATABASE_URL", url)
    settings = Settings(database_url="postgresql://owner:x@127.0.0.1/waymark")
    with pytest.raises(SettingsInvalid, match="WAYMARK_INTAKE_DATABASE_URL: write postgresql://"):
        async with opened_database(settings, list(installed_services().values())[:1]):
            pass


def test_passwords_are_read_from_the_urls() -> None:
    addresses = Addresses(owner="", services={"intake": "postgresql://intake:p%40ss@/waymark"})
    assert addresses.passwords() == {"intake": "p@ss"}
