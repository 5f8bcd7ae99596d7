"""Counting presses: by one address and by all, within a window, in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from waymark_intake.press_limit import PressLimit, address_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


def test_one_address_may_send_so_often_and_another_still_may() -> None:
    limit = PressLimit(by_one=2, by_all=10, window=TEN_MINUTES)
    assert [limit.allows(b"a", NOW) for _ in range(3)] == [True, True, False]
    assert limit.allows(b"b", NOW)


def test_everybody_together_may_send_so_often() -> None:
    limit = PressLimit(by_one=10, by_all=3, window=TEN_MINUTES)
    assert [limit.allows(bytes([one]), NOW) for one in range(4)] == [True, True, True, False]


def test_what_is_older_than_the_window_is_forgotten() -> None:
    limit = PressLimit(by_one=1, by_all=1, window=TEN_MINUTES)
    assert limit.allows(b"a", NOW)
    assert not limit.allows(b"a", NOW + TEN_MINUTES - timedelta(seconds=1))
    assert limit.allows(b"a", NOW + TEN_MINUTES)


def test_a_refused_press_does_not_count() -> None:
    limit = PressLimit(by_one=1, by_all=9, window=TEN_MINUTES)
    limit.allows(b"a", NOW)
    for minute in range(10):
        limit.allows(b"a", NOW + timedelta(minutes=minute))
    assert limit.allows(b"a", NOW + TEN_MINUTES)


def test_where_everybody_is_only_counted_the_oldest_of_very_many_are_forgotten() -> None:
    limit = PressLimit(by_one=1, by_all=None, window=TEN_MINUTES)
    assert limit.allows(b"first", NOW)
    assert all(limit.allows(number.to_bytes(4, "big"), NOW) for number in range(100_000))
    assert limit.allows(b"first", NOW)
    assert not limit.allows((99_999).to_bytes(4, "big"), NOW)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 1, "198.51.100.7"),
        ("192.0.2.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("192.0.2.1", "203.0.113.9, 198.51.100.7, 192.0.2.8", 2, "198.51.100.7"),
        ("192.0.2.1", "198.51.100.7", 2, "192.0.2.1"),
        ("192.0.2.1", "nonsense", 1, "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "", 0, "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("", "", 0, ""),
    ],
)
def test_a_sender_is_who_our_own_proxies_heard_from(peer: str, forwarded: str, proxies: int, address: str) -> None:
    assert address_of(peer, forwarded, proxies=proxies) == address
