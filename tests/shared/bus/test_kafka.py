import pytest

from tests.conftest import OpenDatabase
from waymark.bus import Teller, Wake
from waymark.bus.kafka import KafkaBus
from waymark.errors import SettingsInvalid
from waymark.settings import Settings


async def test_each_teller_has_a_relay(open_database: OpenDatabase, settings: Settings) -> None:
    bus = KafkaBus(settings.model_copy(update={"bus_url": "kafka://127.0.0.1:1"}))
    teller = Teller("intake", ("intake.referral",), await open_database("intake"))
    assert list(bus.tasks([], [teller], Wake(""))) == ["intake relay"]


def test_an_address_that_is_none_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsInvalid):
        KafkaBus(settings.model_copy(update={"bus_url": "kafka://"}))
