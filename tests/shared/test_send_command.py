"""`waymark send` sends a file in parts over HTTP, tells each row's result by its line, and goes on where it stopped."""

import argparse
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.world import one_process
from waymark import send_command
from waymark.demo.county import client_key
from waymark.demo.stories import POLICE
from waymark.errors import SettingsInvalid, Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings

TITLES = "Crime reference,Reported at,Offence code,First name,Account,Consent\r\n"


REPORTED = f"{datetime.now(UTC) - timedelta(hours=2):%d/%m/%Y %H:%M}"


def _row(number: int, code: str = "028/01") -> str:
    """A row of three lines."""
    return f'23/{number}/26,{REPORTED},{code},Iris{number},"Force,\r\nd\r\n",yes\r\n'


def _given(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    send_command.add_arguments(parser)
    return parser.parse_args(words)


def test_a_file_is_cut_between_rows_and_never_within_one() -> None:
    rows = [_row(number).encode() for number in range(50)]
    cut = list(send_command.parts(io.BytesIO(TITLES.encode() + b"".join(rows)), most_lines=7))
    assert b"".join(cut) == TITLES.encode() + b"".join(rows)
    assert all(part.count(b'"') % 2 == 0 for part in cut)
    assert len(cut) > 10


def test_a_quote_that_is_never_closed_does_not_keep_the_rest_together() -> None:
    cut = list(send_command.parts(io.BytesIO(b'a,"b\n' + b"c,d\n" * 100), most_lines=7))
    assert max(part.count(b"\n") for part in cut) <= 14


def test_the_first_row_may_have_line_breaks() -> None:
    assert send_command.first_row(b'a,"b\nc"\nd,e\n') == b'a,"b\nc"\n'
    assert send_command.first_row(b"\xef\xbb\xbfa,b\r\nd,e\r\n") == b"\xef\xbb\xbfa,b\r\n"


async def test_a_file_is_sent_in_parts_and_the_same_again_goes_on(
    county_db: Addresses, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, key = tmp_path / "list.csv", settings.home / "keys" / f"client-{POLICE}.json"
    rows = [_row(number, "777/77" if number == 30 else "028/01") for number in range(40)]
    async with one_process(county_db, settings) as world:
        common = [
            "--url",
            str(world.http.base_url),
            "--client",
            POLICE,
            "--key",
            str(key),
            "--mapping",
            "police-standard",
        ]

        async def sent(text: str, *words: str) -> tuple[int, list[dict[str, str]]]:
            file.write_text(text, newline="")
            code = await send_command.send(_given(str(file), *common, *words), settings, lines=9)
            with (tmp_path / "list.csv.result.csv").open(newline="") as told:
                return code, [row for row in csv.DictReader(told) if row["status"] != "advice"]

        code, tried = await sent(TITLES + "".join(rows), "--dry-run")
        assert (code, {row["status"] for row in tried}) == (1, {"acceptable", "refused"})
        code, first = await sent(TITLES + "".join(rows[:25]))
        assert (code, {row["status"] for row in first}) == (0, {"accepted"})
        code, whole = await sent(TITLES + "".join(rows))
        assert [row["referral"] for row in whole[:25]] == [row["referral"] for row in first]
        assert [int(row["line"]) for row in whole] == [2 + 3 * number for number in range(40)]
        assert [row["status"] for row in whole] == ["repeated"] * 25 + ["accepted"] * 5 + ["refused"] + ["accepted"] * 9
        assert code == 1
        assert "9 rows" not in capsys.readouterr().err
        with pytest.raises(SettingsInvalid, match="mapping"):
            await sent(TITLES, "--mapping", "none")
        with pytest.raises(SettingsInvalid, match="first row"):
            await sent("a,b\n")


@pytest.mark.parametrize("spoil", ["file", "key", "utf16"])
async def test_what_cannot_be_read_is_told_in_one_line(settings: Settings, tmp_path: Path, spoil: str) -> None:
    file, key = tmp_path / "list.csv", tmp_path / "key.json"
    file.write_text(TITLES, encoding="utf-16" if spoil == "utf16" else "utf-8")
    key.write_text(json.dumps(client_key(tmp_path, "some").as_dict(private=True)) if spoil != "key" else "{}")
    words = [str(tmp_path / "none" if spoil == "file" else file), "--url", "http://localhost:9", "--client", "some"]
    with pytest.raises(SettingsInvalid):
        await send_command.send(_given(*words, "--key", str(key), "--mapping", "police-standard"), settings)


async def test_an_address_where_nobody_answers_is_told_after_a_few_tries(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(TITLES)
    client_key(tmp_path, "some")
    key = str(tmp_path / "keys" / "client-some.json")
    words = [str(file), "--url", "http://127.0.0.1:9", "--client", "some", "--key", key, "--mapping", "police-standard"]
    with pytest.raises(Unavailable, match="goes on from there"):
        await send_command.send(_given(*words), settings, wait_s=0.01)
