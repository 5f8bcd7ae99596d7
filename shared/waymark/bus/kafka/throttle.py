"""Keeps aiokafka's loggers quiet: about 120 lines a second while a broker is away (kafka.md 2) become two a minute.

Our own lines on the same change are said by `link.Reach`.
"""

import logging
import time
from collections.abc import Callable

LOGGERS = (
    "aiokafka",
    "aiokafka.admin.client",
    "aiokafka.cluster",
    "aiokafka.conn",
    "aiokafka.consumer.consumer",
    "aiokafka.consumer.fetcher",
    "aiokafka.consumer.group_coordinator",
    "aiokafka.consumer.subscription_state",
    "aiokafka.coordinator.assignors.abstract",
    "aiokafka.coordinator.assignors.range",
    "aiokafka.coordinator.assignors.roundrobin",
    "aiokafka.producer.message_accumulator",
    "aiokafka.producer.producer",
    "aiokafka.producer.sender",
)


class Throttle(logging.Filter):
    """Lets the first line after a silence through, then one every `every_s` seconds that counts the others."""

    def __init__(self, every_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every_s = every_s
        self._clock = clock
        self._next_at = 0.0
        self._held_back = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is let through."""
        now = self._clock()
        if now < self._next_at:
            self._held_back += 1
            return False
        self._next_at = now + self._every_s
        if self._held_back:
            record.msg = f"{record.getMessage()} (and {self._held_back} more lines from the Kafka client)"
            record.args = None
            self._held_back = 0
        return True


_throttle = Throttle()


def quieten(throttle: logging.Filter = _throttle) -> None:
    """Put one throttle before all of aiokafka's loggers; a filter on the parent would not see its children's lines."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.addFilter(throttle)
