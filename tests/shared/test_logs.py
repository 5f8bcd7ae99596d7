"""Log lines say class and place, and never what an error quotes; elsewhere than on a terminal they are JSON."""

import asyncio
import json
import logging
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from waymark.logs import REQUEST, JsonLines, TextLines, watch_loop
from waymark.opening import Addresses
from waymark.telemetry import span

CANARY = "canary-4c1d-Zephyrine"


def a_line(formatter: logging.Formatter, *, name: str = "waymark.delivery", **extra: object) -> str:
    logger = logging.getLogger("tests.logs")
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    record = logger.makeRecord(name, logging.ERROR, __file__, 1, "it failed %d times", (3,), found, extra=extra)
    return formatter.format(record)


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines()])
def test_an_errors_message_is_never_written(formatter: logging.Formatter) -> None:
    line = a_line(formatter)
    assert CANARY not in line
    assert "it failed 3 times" in line
    assert "ValueError" in line
    assert "test_logs.py" in line


def test_a_json_line_has_its_fields_and_nothing_else() -> None:
    line = json.loads(a_line(JsonLines(), service="router", route="/x", status=200, ms=4, body=CANARY))
    assert set(line) == {"time", "level", "logger", "message", "service", "route", "status", "ms", "error", "way"}
    assert (line["level"], line["service"], line["time"][-6:]) == ("error", "router", "+00:00")


def test_the_service_is_known_by_its_package() -> None:
    assert json.loads(a_line(JsonLines(), name="waymark_notifier.jobs"))["service"] == "notifier"
    assert "service" not in json.loads(a_line(JsonLines(), name="somebody.else"))


async def test_the_service_is_known_by_its_task_and_a_request_by_its_id() -> None:
    async def work() -> dict[str, object]:
        REQUEST.set("r-1")
        with span("x"):
            return dict(json.loads(a_line(JsonLines())))

    line = await asyncio.create_task(work(), name="consent hears intake.referral")
    assert (line["service"], line["request"]) == ("consent", "r-1")


async def test_what_is_lost_in_a_task_is_said_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    watch_loop()
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError(CANARY), "future": CANARY}
    )
    caplog.handler.setFormatter(TextLines())
    assert "ValueError at ?" in caplog.text
    assert CANARY not in "".join(TextLines().format(record) for record in caplog.records)


async def test_what_nobody_caught_leaves_no_row_of_the_database_on_the_console(
    county_db: Addresses, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(county_db.owner)
    await connection.execute("create table public.kept(name text unique)")
    await connection.execute("insert into public.kept values ($1)", CANARY)
    await connection.close()
    script = (
        "import asyncio, sys, asyncpg\n"
        "from waymark.logs import open_logs\n"
        "from waymark.settings import Settings\n"
        "open_logs(Settings(log_format=sys.argv[2]), verbose=True)\n"
        "async def main():\n"
        "    connection = await asyncpg.connect(sys.argv[1])\n"
        f"    await connection.execute('insert into public.kept values ($1)', '{CANARY}')\n"
        "asyncio.run(main())\n"
    )
    (tmp_path / "script.py").write_text(script)
    for form in ("text", "json"):
        ended = subprocess.run(
            [sys.executable, str(tmp_path / "script.py"), county_db.owner, form],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert ended.returncode == 1
        assert "UniqueViolationError" in ended.stderr
        assert CANARY not in ended.stderr
        assert ended.stderr.count("\n") == 1 or form == "text"
