"""A person opens for one referral and one key only, and wrapped keys only where they belong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waymark.cipher import (
    DoesNotOpen,
    Envelope,
    KeyRing,
    Wrapped,
    decrypt,
    encrypt,
    keep_new_key_ring,
    new_data_key,
    new_key_ring,
    new_transport_keys,
    open_groups,
    open_person,
    opening_key,
    plain_groups,
    read_key_ring,
    seal_person,
)
from waymark.contracts.person import Contact, Identity, Narrative, Person, SafeContact
from waymark.contracts.referral import SealedPerson
from waymark.errors import SettingsInvalid
from waymark.words import Answer

REFERRAL = UUID(int=7)
PERSON = Person(
    identity=Identity(given_name="Zephyrine", date_of_birth=date(1990, 2, 3)),
    contact=Contact(mobile="07700900123"),
    safe_contact=SafeContact(mobile_safe=Answer.YES),
    narrative=Narrative(account="they came at night"),
)


def sealed_for(key_id: str = "t1") -> tuple[SealedPerson, bytes]:
    keys = new_transport_keys()
    sealed = seal_person(
        PERSON,
        transport_key_id=key_id,
        transport_public=keys.public,
        referral_id=REFERRAL,
    )
    return sealed, keys.private


def sealed_in_an_envelope() -> tuple[SealedPerson, bytes]:
    keys = new_transport_keys()
    envelope = Envelope(transport_key_id="t1", transport_public=keys.public)
    return envelope.seal(plain_groups(PERSON), referral_id=REFERRAL), keys.private


both_ways = pytest.mark.parametrize("seal", [sealed_for, sealed_in_an_envelope])
Seal = Callable[[], tuple[SealedPerson, bytes]]


@both_ways
def test_a_sealed_person_opens_as_it_was(seal: Seal) -> None:
    sealed, private = seal()
    assert open_person(sealed, private=private, referral_id=REFERRAL) == PERSON
    assert {part.group for part in sealed.groups} == set(PERSON.groups())


@both_ways
def test_nothing_of_the_person_is_readable_in_the_sealed_bytes(seal: Seal) -> None:
    sealed, _ = seal()
    wire = sealed.model_dump_json().encode() + b"".join(part.ciphertext for part in sealed.groups)
    assert b"Zephyrine" not in wire
    assert b"07700900123" not in wire


@both_ways
def test_a_sealed_person_does_not_open_for_another_referral_or_key(seal: Seal) -> None:
    sealed, private = seal()
    with pytest.raises(DoesNotOpen):
        open_person(sealed, private=private, referral_id=uuid5(REFERRAL, "other"))
    with pytest.raises(DoesNotOpen):
        open_person(sealed, private=new_transport_keys().private, referral_id=REFERRAL)
    renamed = sealed.model_copy(update={"transport_key_id": "t2"})
    with pytest.raises(DoesNotOpen):
        open_person(renamed, private=private, referral_id=REFERRAL)


@both_ways
def test_groups_cannot_change_places(seal: Seal) -> None:
    sealed, private = seal()
    first, second, *rest = sealed.groups
    swapped = (
        first.model_copy(update={"group": second.group}),
        second.model_copy(update={"group": first.group}),
        *rest,
    )
    with pytest.raises(DoesNotOpen):
        open_person(
            sealed.model_copy(update={"groups": swapped}),
            private=private,
            referral_id=REFERRAL,
        )


@pytest.mark.parametrize("broken", [b"", b"short", b"\x00" * 80, b"\x02" * 97, b"\x03" * 97])
def test_a_broken_content_key_says_so(broken: bytes) -> None:
    sealed, private = sealed_for()
    with pytest.raises(DoesNotOpen):
        open_person(
            sealed.model_copy(update={"sealed_content_key": broken}),
            private=private,
            referral_id=REFERRAL,
        )


def test_no_two_seals_are_alike() -> None:
    keys = new_transport_keys()
    one, two = (
        seal_person(
            PERSON,
            transport_key_id="t1",
            transport_public=keys.public,
            referral_id=REFERRAL,
        )
        for _ in range(2)
    )
    assert one.sealed_content_key != two.sealed_content_key
    assert {part.nonce for part in one.groups}.isdisjoint(part.nonce for part in two.groups)


def test_persons_of_one_envelope_have_a_content_key_each() -> None:
    keys = new_transport_keys()
    envelope = Envelope(transport_key_id="t1", transport_public=keys.public)
    other = uuid5(REFERRAL, "other")
    mine, again = (envelope.seal(plain_groups(PERSON), referral_id=REFERRAL) for _ in range(2))
    theirs = envelope.seal(plain_groups(PERSON), referral_id=other)
    assert len({one.sealed_content_key for one in (mine, again, theirs)}) == 3
    for groups, referral in ((theirs.groups, REFERRAL), (again.groups, REFERRAL), (theirs.groups, other)):
        with pytest.raises(DoesNotOpen):
            open_person(mine.model_copy(update={"groups": groups}), private=keys.private, referral_id=referral)


def test_an_envelope_is_opened_once_for_all_that_lie_in_it_and_alone_for_its_key_id() -> None:
    keys = new_transport_keys()
    key = opening_key(keys.private)
    envelope = Envelope(transport_key_id="t1", transport_public=keys.public)
    opened: dict[bytes, bytes] = {}
    sealed = [envelope.seal(plain_groups(PERSON), referral_id=UUID(int=number)) for number in range(3)]
    for number, one in enumerate(sealed):
        assert open_groups(one, key=key, referral_id=UUID(int=number), envelopes=opened) == plain_groups(PERSON)
    assert len(opened) == 1
    with pytest.raises(DoesNotOpen):
        renamed = sealed[0].model_copy(update={"transport_key_id": "t2"})
        open_groups(renamed, key=key, referral_id=UUID(int=0), envelopes=opened)
    alone, private = sealed_for()
    open_groups(alone, key=opening_key(private), referral_id=REFERRAL, envelopes=opened)
    assert len(opened) == 1


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_what_is_encrypted_opens_in_its_own_place_only(plain: bytes, place: str, other: str) -> None:
    key = new_data_key()
    sealed = encrypt(key, plain, place=place)
    assert decrypt(key, sealed, place=place) == plain
    if other != place:
        with pytest.raises(DoesNotOpen):
            decrypt(key, sealed, place=other)


def test_cut_off_bytes_do_not_open() -> None:
    with pytest.raises(DoesNotOpen):
        decrypt(new_data_key(), b"x" * 12, place="a")


def test_a_wrapped_key_unwraps_in_its_row_only() -> None:
    ring, key = new_key_ring(), new_data_key()
    wrapped = ring.wrap(key, place="subject_records|1")
    assert ring.unwrap(wrapped, place="subject_records|1") == key
    with pytest.raises(DoesNotOpen):
        ring.unwrap(wrapped, place="subject_records|2")
    with pytest.raises(DoesNotOpen):
        new_key_ring().unwrap(wrapped, place="subject_records|1")


def test_an_older_key_encryption_key_still_unwraps() -> None:
    old, new = new_data_key(), new_data_key()
    before = KeyRing("a", {"a": old})
    after = KeyRing("b", {"a": old, "b": new})
    key = new_data_key()
    assert after.unwrap(before.wrap(key, place="x"), place="x") == key
    assert after.wrap(key, place="x").kek_id == "b"
    with pytest.raises(DoesNotOpen):
        after.unwrap(Wrapped("b", before.wrap(key, place="x").blob), place="x")


def test_keys_do_not_show_themselves() -> None:
    keys = new_transport_keys()
    assert repr(keys.private) not in repr(keys)
    assert "base64" not in repr(new_key_ring())


def test_a_ring_is_kept_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "kek.json"
    assert read_key_ring(path) is None
    first, second = keep_new_key_ring(path), keep_new_key_ring(path)
    assert first.current == second.current
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["kek.json"]
    key = new_data_key()
    read = read_key_ring(path)
    assert read is not None
    assert read.unwrap(first.wrap(key, place="x"), place="x") == key


def test_a_ring_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kek.json"
    keep_new_key_ring(path)
    path.chmod(0o644)
    with pytest.raises(SettingsInvalid, match="mode to 600"):
        read_key_ring(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"current":"a","keys":{"a":"AA=="}}',
        '{"current":"a","keys":{}}',
    ],
)
def test_a_file_that_is_no_ring_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kek.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(SettingsInvalid, match="is not a key ring"):
        read_key_ring(path)
