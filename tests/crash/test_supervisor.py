"""What is killed comes back on its port; what ends by itself comes back and is counted; what is stopped stays so."""

import sys
from pathlib import Path

import pytest

from tests.crash.county import free_port
from tests.crash.supervisor import Supervised
from tests.journeys.world import until

ANSWERS = """
import http.server, os, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
http.server.HTTPServer(("127.0.0.1", int(os.environ["WAYMARK_PORT"])), Ready).serve_forever()
"""


def supervised(program: str, folder: Path) -> Supervised:
    environment = {"WAYMARK_PORT": str(free_port())}
    return Supervised("one", (sys.executable, "-c", program), environment, folder / "one.log")


async def other_than(seen: set[int], one: Supervised) -> int:
    return one.pid if one.pid not in seen else 0


async def test_what_is_killed_comes_back(tmp_path: Path) -> None:
    one = supervised(ANSWERS, tmp_path)
    one.start()
    await one.ready(10)
    seen = {one.pid}
    for _ in range(2):
        one.kill()
        seen.add(await until(lambda: other_than(seen, one), bool))
        await one.ready(10)
    assert len(seen) == 3
    assert one.fallen == []
    await one.stop()
    assert one.pid == 0


async def test_what_ends_by_itself_comes_back_and_is_counted(tmp_path: Path) -> None:
    one = supervised("raise SystemExit(3)", tmp_path)
    one.start()

    async def falls() -> list[str]:
        return one.fallen

    await until(falls, lambda codes: len(codes) >= 2)
    assert {words[:1] for words in one.fallen} == {"3"}
    await one.stop()


async def test_what_is_never_ready_says_its_last_words(tmp_path: Path) -> None:
    one = supervised("raise SystemExit('no such database')", tmp_path)
    one.start()
    with pytest.raises(AssertionError, match="no such database"):
        await one.ready(1.5)
    await one.stop()
