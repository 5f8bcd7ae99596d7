"""How often the public form may be sent: by one address and by everybody together, counted in memory only.

An address comes in as a keyed hash and is forgotten with its window; nothing of it is stored. Not here: whose clock.
"""

from collections import Counter, deque
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

# What one household or telephone gets of the sixth version of the protocol: a network of this many bits.
_NETWORK_BITS = 64
# So many presses are about 20 MB.
_MOST_COUNTED = 100_000


class PressLimit:
    """Counts presses in a sliding window; over `by_one` or `by_all` a press is not allowed, and not counted.

    With `by_all` None everybody together is not limited; of very many presses the oldest are forgotten early.
    """

    def __init__(self, *, by_one: int, by_all: int | None, window: timedelta) -> None:
        self._by_one = by_one
        self._by_all = by_all
        self._window = window
        self._presses: deque[tuple[datetime, bytes]] = deque()
        self._of_address: Counter[bytes] = Counter()

    def allows(self, address: bytes, now: datetime) -> bool:
        """Whether that address may press now; where it may, this press counts."""
        while self._presses and self._presses[0][0] <= now - self._window:
            self._forget_oldest()
        if self._of_address[address] >= self._by_one:
            return False
        if self._by_all is not None and len(self._presses) >= self._by_all:
            return False
        if len(self._presses) >= _MOST_COUNTED:
            self._forget_oldest()
        self._presses.append((now, address))
        self._of_address[address] += 1
        return True

    def _forget_oldest(self) -> None:
        _, oldest = self._presses.popleft()
        self._of_address[oldest] -= 1
        if not self._of_address[oldest]:
            del self._of_address[oldest]


def address_of(peer: str, forwarded: str, *, proxies: int) -> str:
    """The address that is counted as one sender, behind so many proxies of ours; of a network of IPv6 as a whole.

    Each proxy appends to X-Forwarded-For whom it heard from; what stands before those entries anybody can write. With
    `proxies` 0 the header says nothing; where it is shorter than it must be, only the peer is sure.
    """
    heard = [part.strip() for part in forwarded.split(",")] if forwarded else []
    address = heard[-proxies] if 0 < proxies <= len(heard) else peer
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return peer
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> _NETWORK_BITS << _NETWORK_BITS))
