"""The public form: what a page costs to render, and what a flood of posts does to somebody who asks for help meanwhile.

Ratios within one run say something; times are of this machine. Run by `make bench`.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from statistics import median, quantiles

import httpx
import pytest

from tests.builders.form_post import STEPS, an_answered_form, press
from tests.builders.serving import Sender, a_server
from tests.house.tree import ROOT
from tests.intake.conftest import OpenIntake, open_the_door  # noqa: F401 - a fixture
from waymark.db import SYSTEM
from waymark.pages import environment
from waymark.pages.catalogue import ENGLISH, direction_of
from waymark_intake.pages.form_page import FormPage, languages_offered
from waymark_intake.self_referral.answers import TICKS, Answers
from waymark_intake.self_referral.step import Step

pytestmark = [pytest.mark.performance, pytest.mark.timeout(900)]

FLOOD = 100_000
MOST_RENDER_MS = 5.0
AREAS = ("E07000218", "E07000219", "E07000220", "E07000221", "E07000222")


@pytest.mark.parametrize("language", [ENGLISH, "ur"])
def test_a_page_is_rendered_within_5_ms(language: str) -> None:
    full = Answers(for_whom="me", situations=TICKS["situations"], words="w" * 2000, phone="07700 900123")
    slowest = {}
    for step in Step:
        answers = full.model_copy(update={"only_call": step is Step.CALL})
        template = environment("intake", language).get_template(
            "form_check.html" if step is Step.CHECK else "form_step.html"
        )
        times = []
        for _ in range(60):
            started = time.perf_counter()
            view = FormPage(step=step, answers=answers, state="s" * 1000, areas=AREAS, language=language)
            template.render(
                language=language,
                direction=direction_of(language),
                product="Form",
                actor=None,
                path="/",
                errors=view.errors,
                languages=languages_offered(language),
                view=view,
            )
            times.append((time.perf_counter() - started) * 1000)
        slowest[step.value] = round(median(times[10:]), 2)
    print(f"\nrender in {language}, median ms: {slowest}")  # noqa: T201
    assert max(slowest.values()) <= MOST_RENDER_MS


async def asked_for_help(server: Sender, *, forms: int, address: str) -> list[float]:
    """How long each press took somebody who fills in so many forms, in ms; every one must be taken."""
    times = []
    headers = {"accept": "text/html", "x-forwarded-for": address}
    pages = an_answered_form()
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30) as client:
        for _ in range(forms):
            started = time.perf_counter()
            page = await press(client, "start")
            times.append(time.perf_counter() - started)
            for step in (*STEPS, "send"):
                started = time.perf_counter()
                page = await press(client, "send" if step == "send" else "next", on=page, **pages.get(step, {}))
                times.append(time.perf_counter() - started)
                assert page.status_code == 200, page.text
    return [one * 1000 for one in times]


def p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100)[98]


@pytest.mark.parametrize("addresses", [20, 20_000], ids=["few-addresses", "many-addresses"])
async def test_a_flood_leaves_whoever_asks_for_help_nearly_as_quick(
    open_the_door: OpenIntake,  # noqa: F811 - the fixture
    addresses: int,
) -> None:
    intake = await open_the_door(form_least_s=0, form_proxies=1, form_presses_one=1000, form_posts_one=600)
    async with a_server(intake.app) as server:
        await asked_for_help(server, forms=3, address="203.0.113.1")
        quiet = await asked_for_help(server, forms=25, address="203.0.113.2")
        command = (sys.executable, "-m", "tests.performance.flood", str(server.url.rpartition(":")[2]))
        flood = await asyncio.create_subprocess_exec(
            *command, str(FLOOD), str(addresses), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        await asyncio.sleep(1)
        started, flooded, forms = time.perf_counter(), [], 0
        while flood.returncode is None and forms < 200:
            flooded += await asked_for_help(server, forms=5, address=f"203.0.113.{10 + forms // 5}")
            forms += 5
        printed, _ = await flood.communicate()
        seconds = time.perf_counter() - started
    answers = json.loads(printed)
    async with intake.database.reader(SYSTEM) as reader:
        (row,) = await reader.rows("select count(*) as told from log")
    print(f"\nflood of {sum(answers.values())} posts from {addresses} addresses in {seconds:.0f} s: {answers}")  # noqa: T201
    for name, times in (("quiet", quiet), ("flooded", flooded)):
        print(f"{name}: {len(times)} presses, median {median(times):.1f} ms, p99 {p99(times):.1f} ms")  # noqa: T201
    print(f"p99 ratio {p99(flooded) / p99(quiet):.2f}")  # noqa: T201
    assert sum(answers.values()) == FLOOD
    assert row.told == 3 + 25 + forms  # every genuine form arrived, once, and nothing of the flood
