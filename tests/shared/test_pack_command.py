"""`waymark pack` over HTTP: the rules are taken home, compared with what counts, and proposed as a draft."""

import argparse
import json
from pathlib import Path

import pytest

from tests.journeys.world import one_process
from waymark import pack_command
from waymark.demo.county import client_key
from waymark.errors import Refused, SettingsInvalid, Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings

OFFICE = "opcc-rules-office"
TIMES = ("urgent", "high", "standard")


def _given(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    pack_command.add_arguments(parser)
    return parser.parse_args(words)


async def test_a_pack_is_exported_compared_and_imported(
    county_db: Addresses, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, roles, key = tmp_path / "ours.json", tmp_path / "roles.json", settings.home / "keys" / f"client-{OFFICE}.json"
    async with one_process(county_db, settings) as world:
        client_key(settings.home, OFFICE)
        where = ["--url", world.url, "--client", OFFICE, "--key", str(key)]
        assert await pack_command.run(_given("export", str(file), "--name", "ours", *where), settings) == 0
        assert await pack_command.run(_given("diff", str(file), *where), settings) == 0
        assert "ours, version 1: 0 differences" in capsys.readouterr().out
        written = json.loads(file.read_text(encoding="utf-8"))
        row = next(row for row in written["tables"]["overlays"]["rows"] if row["id"] == "pr-older")
        row["when"]["age_years"]["between"] = [70, 130]
        written["roles"]["lantern-adult"]["respond_within"] = dict.fromkeys(TIMES, 12)
        file.write_text(json.dumps(written), encoding="utf-8")
        roles.write_text(json.dumps({"services": {"anchor-support": None}}), encoding="utf-8")
        assert await pack_command.run(_given("import", str(file), "--map", str(roles), *where), settings) == 0
        told = capsys.readouterr().out
        row["when"]["age_years"]["between"] = [70, 20]
        written["tables"]["providers"]["rows"].append(5)
        file.write_text(json.dumps(written), encoding="utf-8")
        with pytest.raises(Refused, match="pack") as refused:
            await pack_command.run(_given("import", str(file), *where), settings)
    assert '* Row pr-older: "the age is 75 or over" becomes "the age is 70 or over".' in told
    assert "left out, for nobody here plays their role: row pv-slavery-away" in told
    assert "to set in the directory: Lantern, adults answers within" in told
    assert "draft 1 is made (" in told
    assert "pack, table providers, row number" in refused.value.title


async def test_a_file_or_key_that_cannot_be_read_and_a_place_that_does_not_answer_are_one_line_each(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "pack.json"
    where = ["--url", "http://127.0.0.1:9", "--client", OFFICE, "--key", str(tmp_path / "key.json")]
    with pytest.raises(SettingsInvalid, match="the key cannot be read: FileNotFoundError"):
        await pack_command.run(_given("diff", str(file), *where), settings)
    client_key(tmp_path, OFFICE)
    where[-1] = str(tmp_path / "keys" / f"client-{OFFICE}.json")
    with pytest.raises(SettingsInvalid, match="pack.json cannot be read: FileNotFoundError"):
        await pack_command.run(_given("diff", str(file), *where), settings)
    file.write_text("[]")
    with pytest.raises(SettingsInvalid, match="pack.json is no JSON object"):
        await pack_command.run(_given("diff", str(file), *where), settings)
    file.write_text("{}")
    with pytest.raises(Unavailable):
        await pack_command.run(_given("diff", str(file), *where), settings)
