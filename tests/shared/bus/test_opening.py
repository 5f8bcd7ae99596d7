"""Which bus: the scheme of the URL decides."""

import pytest

from waymark.bus.kafka import KafkaBus
from waymark.bus.opening import open_bus
from waymark.bus.postgres import PostgresBus
from waymark.errors import SettingsInvalid
from waymark.settings import Settings


def test_the_scheme_names_the_bus() -> None:
    assert isinstance(open_bus(Settings(bus_url="postgres:")), PostgresBus)
    assert isinstance(open_bus(Settings(bus_url="kafka://127.0.0.1:9092")), KafkaBus)


def test_an_unknown_scheme_is_one_line() -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_BUS_URL"):
        open_bus(Settings(bus_url="pigeon://loft"))
