"""Keyed hashes tell apart key, purpose, sender and value, and give nothing of the value away."""

from hypothesis import given
from hypothesis import strategies as some

from waymark.words import Group
from waymark_intake.recognition.fingerprint import keyed_hash, short_hashes

KEY = b"k" * 32


def test_the_same_is_recognised_and_everything_else_is_another_hash() -> None:
    one = keyed_hash(KEY, "reference", "force-a", b"23/1")
    assert one == keyed_hash(KEY, "reference", "force-a", b"23/1")
    others = {
        keyed_hash(b"o" * 32, "reference", "force-a", b"23/1"),
        keyed_hash(KEY, "record", "force-a", b"23/1"),
        keyed_hash(KEY, "reference", "force-b", b"23/1"),
        keyed_hash(KEY, "reference", "force-a", b"23/2"),
    }
    assert len(others | {one}) == 5


def test_parts_do_not_run_into_each_other() -> None:
    assert keyed_hash(KEY, "ab", "c", b"d") != keyed_hash(KEY, "a", "bc", b"d")


@given(some.binary(max_size=300))
def test_a_hash_is_always_32_bytes(value: bytes) -> None:
    assert len(keyed_hash(KEY, "record", "force", value)) == 32


def test_short_hashes_tell_apart_key_owner_group_and_text() -> None:
    one = short_hashes(KEY, "force-a 1", {Group.CONTACT: b"x", Group.FAMILY: b"x", Group.RISK: b""})
    assert one == short_hashes(KEY, "force-a 1", {Group.CONTACT: b"x", Group.FAMILY: b"x", Group.RISK: b""})
    others = [
        short_hashes(b"o" * 32, "force-a 1", {Group.CONTACT: b"x"}),
        short_hashes(KEY, "force-a 2", {Group.CONTACT: b"x"}),
        short_hashes(KEY, "force-a 1", {Group.CONTACT: b"y"}),
    ]
    assert len({*one.values(), *(hashes[Group.CONTACT] for hashes in others)}) == 6
    assert {len(value) for value in one.values()} == {32}
