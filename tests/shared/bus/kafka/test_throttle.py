import logging

import aiokafka.admin  # its loggers exist from here on

from waymark.bus.kafka.throttle import LOGGERS, Throttle, quieten


class Hand:
    """A clock moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def line(words: str = "Unable connect to %s", *values: object) -> logging.LogRecord:
    return logging.LogRecord("aiokafka", logging.ERROR, __file__, 1, words, values or ("one:9092",), None)


def test_the_first_line_passes_and_the_flood_does_not() -> None:
    throttle = Throttle(30, Hand())
    assert [throttle.filter(line()) for _ in range(100)] == [True] + [False] * 99


def test_every_thirty_seconds_one_line_counts_the_others() -> None:
    hand = Hand()
    throttle = Throttle(30, hand)
    for _ in range(121):
        throttle.filter(line())
    hand.now += 30
    record = line()
    assert throttle.filter(record)
    assert record.getMessage() == "Unable connect to one:9092 (and 120 more lines from the Kafka client)"


def test_after_a_silence_a_line_passes_as_it_is() -> None:
    hand = Hand()
    throttle = Throttle(30, hand)
    throttle.filter(line())
    hand.now += 31
    record = line()
    assert throttle.filter(record)
    assert record.getMessage() == "Unable connect to one:9092"


def test_every_logger_of_aiokafka_that_speaks_is_throttled() -> None:
    throttle = Throttle()
    quieten(throttle)
    assert aiokafka.admin.__name__ in logging.root.manager.loggerDict
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "aiokafka"]
    speaking = [name for name in names if isinstance(logging.root.manager.loggerDict[name], logging.Logger)]
    assert set(speaking) <= set(LOGGERS)
    for name in LOGGERS:
        assert throttle in logging.getLogger(name).filters
        logging.getLogger(name).removeFilter(throttle)
