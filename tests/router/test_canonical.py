"""Canonical JSON: one way to write a value, whoever writes it."""

from typing import Any

import pytest

from waymark_router.canonical import canonical_bytes, content_hash


def test_order_of_keys_does_not_matter() -> None:
    assert canonical_bytes({"b": 1, "a": [True, None]}) == canonical_bytes({"a": [True, None], "b": 1})


def test_it_has_no_spaces_and_keeps_letters_as_they_are() -> None:
    assert canonical_bytes({"a": "é", "b": [1, 2]}) == '{"a":"é","b":[1,2]}'.encode()


def test_not_a_number_is_refused() -> None:
    not_a_number: Any = float("nan")
    with pytest.raises(ValueError, match="Out of range"):
        canonical_bytes({"a": not_a_number})


def test_a_version_is_named_by_sixty_four_digits() -> None:
    assert content_hash(b"{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
