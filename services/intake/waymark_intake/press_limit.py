"""How often the public form may be sent: by one address and by everybody together, counted in memory only.

An address comes in as a keyed hash and is forgotten with its window; nothing of it is stored. Not here: whose clock.
"""

from collections import deque
from datetime import datetime, timedelta


class PressLimit:
    """Counts presses in a sliding window; over `by_one` or `by_all` a press is not allowed, and not counted."""

    def __init__(self, *, by_one: int, by_all: int, window: timedelta) -> None:
        self._by_one = by_one
        self._by_all = by_all
        self._window = window
        self._presses: deque[tuple[datetime, bytes]] = deque()

    def allows(self, address: bytes, now: datetime) -> bool:
        """Whether that address may send now; where it may, this press counts."""
        while self._presses and self._presses[0][0] <= now - self._window:
            self._presses.popleft()
        mine = sum(1 for _, other in self._presses if other == address)
        if mine >= self._by_one or len(self._presses) >= self._by_all:
            return False
        self._presses.append((now, address))
        return True
