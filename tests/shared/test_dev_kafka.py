from pathlib import Path

import pytest

from tests.kafka_broker import kafka_libraries
from waymark.bus import BusRefused
from waymark.bus.kafka.link import Address, Link
from waymark.bus.kafka.topics import topics_on
from waymark.dev_kafka import DevKafka, DevKafkaFailed, dev_kafka, fetch_libraries, missing_programs
from waymark.settings import Settings


async def test_a_killed_broker_comes_back_with_its_data(broker: DevKafka, settings: Settings) -> None:
    link = Link(Address.of(broker.url), settings)
    before = await topics_on(link, ["kept.topic"], settings)
    await broker.kill()
    await broker.start()
    assert await topics_on(link, ["kept.topic"], settings) == before


@pytest.mark.kafka
async def test_a_broker_with_logins_lets_in_who_knows_the_password(tmp_path: Path, settings: Settings) -> None:
    broker = DevKafka(tmp_path, kafka_libraries(), logins={"router": "right-one"})
    try:
        await broker.start()
        assert broker.url.startswith("kafka://router:right-one@127.0.0.1:")
        link = Link(Address.of(broker.url), settings)
        assert (await topics_on(link, ["a.b"], settings))["a.b"].partitions == settings.kafka_partitions
        wrong = Link(Address.of(broker.url.replace("right", "wrong")), settings)
        with pytest.raises(BusRefused, match="refuses the login of 'router'; check name and password") as refused:
            await topics_on(wrong, ["a.b"], settings)
        assert "wrong-one" not in str(refused.value)
    finally:
        await broker.stop()


@pytest.mark.kafka
async def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    libs = kafka_libraries()
    (tmp_path / "data").write_text("a file where the folder should be")
    broker = DevKafka(tmp_path, libs)
    with pytest.raises(DevKafkaFailed, match=r"could not be made: .*broker\.log"):
        await broker.start()
    await broker.stop()


async def test_missing_programs_are_named_with_the_line_that_installs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_programs() == ("java", "mvn")
    with pytest.raises(
        DevKafkaFailed, match="java is not installed; .*: apt-get install openjdk-17-jre-headless maven"
    ):
        async with dev_kafka(tmp_path):
            pass
    with pytest.raises(DevKafkaFailed, match="mvn is not installed"):
        await fetch_libraries(tmp_path / "libs")
    assert list((tmp_path / "libs").iterdir()) == []
