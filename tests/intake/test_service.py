"""The plug: what intake tells and hears, and the key it makes for its hashes."""

import asyncio
import base64
import json
from pathlib import Path

import pytest

from waymark.errors import SettingsInvalid
from waymark_intake import queries
from waymark_intake.service import form_keys, hash_key, service


def test_intake_tells_of_received_referrals_only() -> None:
    assert service.told_topics() == ("intake.referral",)
    assert service.heard_topics() == ("consent.access", "consent.referral", "notifier.allocation", "router.referral")


def test_an_operator_and_the_checker_are_answered_by_queries() -> None:
    assert (service.figures, service.account) == (queries.figures, queries.account)


def test_the_hash_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "intake-hmac.json"
    key = hash_key(file)
    assert len(key) == 32
    assert hash_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in file.parent.iterdir()] == [file.name]


async def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "intake-hmac.json"
    keys = await asyncio.gather(*(asyncio.to_thread(hash_key, file) for _ in range(8)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"key": "c2hvcnQ="}', '{"key": 7}'])
def test_a_broken_key_file_is_one_clear_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "intake-hmac.json"
    file.write_text(content)
    with pytest.raises(SettingsInvalid, match=r"intake-hmac\.json"):
        hash_key(file)


def test_a_form_key_that_is_being_changed_has_another_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "intake-form.json"
    first = form_keys(file)
    assert first == (hash_key(file),)
    old, new = base64.b64encode(first[0]).decode(), base64.b64encode(b"n" * 32).decode()
    file.write_text(json.dumps({"key": old, "also": new}))
    assert form_keys(file) == (first[0], b"n" * 32)
    file.write_text(json.dumps({"key": new, "also": old}))
    assert form_keys(file) == (b"n" * 32, first[0])
    file.write_text(json.dumps({"key": new, "also": "short"}))
    with pytest.raises(SettingsInvalid, match=r"intake-form\.json does not hold a key of intake as `also`"):
        form_keys(file)
