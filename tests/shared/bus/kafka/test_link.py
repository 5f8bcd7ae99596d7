import logging

import pytest

from waymark.bus.kafka.link import AWAY, Address, Link, Reach, answers
from waymark.dev_kafka import DevKafka
from waymark.errors import SettingsInvalid
from waymark.settings import Settings

NOBODY = "kafka://127.0.0.1:1"


def test_an_address_names_brokers_and_a_login() -> None:
    address = Address.of("kafka://router:p%40ss@one:9092,two:9093,[::1]:9094")
    assert address.servers == ("one:9092", "two:9093", "[::1]:9094")
    assert address.login() == {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "router",
        "sasl_plain_password": "p@ss",
    }
    assert Address.of("kafka://one:9092").login() == {"security_protocol": "PLAINTEXT"}


def test_an_address_never_shows_its_password() -> None:
    address = Address.of("kafka://router:secret@one:9092")
    assert "secret" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    "url",
    [
        "kafka:",
        "kafka://",
        "kafka://one",
        "kafka://one:port",
        "kafka://one:9092,",
        "kafka://name@one:1",
        "http://one:1",
    ],
)
def test_a_wrong_address_is_one_clear_line(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="^setting WAYMARK_BUS_URL: "):
        Address.of(url)


async def test_a_broker_that_is_away_is_told_from_one_that_answers(broker: DevKafka, settings: Settings) -> None:
    assert await answers(Address.of(broker.url), settings)
    assert not await answers(Address.of(NOBODY), settings)


async def test_no_client_starts_without_a_broker(settings: Settings) -> None:
    link = Link(Address.of(NOBODY), settings)
    with pytest.raises(AWAY):
        await link.producer()
    for opened in (link.client(), link.admin(), link.reader(), link.consumer("group", "one")):
        with pytest.raises(AWAY):
            async with opened:
                pass


def test_being_away_is_said_once_and_being_back_once(caplog: pytest.LogCaptureFixture) -> None:
    reach = Reach("router hears", Address.of("kafka://one:9092"))
    with caplog.at_level(logging.INFO):
        for _ in range(100):
            reach.away(ConnectionError("refused"))
        assert reach.tries == 100
        reach.back()
        reach.back()
    hint = "if it wants a login, give it in WAYMARK_BUS_URL"
    assert [record.getMessage() for record in caplog.records] == [
        f"router hears waits, try 1: Kafka at one:9092 is not to be had (refused); {hint}",
        "router hears goes on after 100 tries",
    ]
