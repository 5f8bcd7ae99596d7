"""A real Chromium for tests, found on the machine; in CI its absence fails, elsewhere it is left out loudly."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

# Without these the browser keeps calling its maker's hosts, or wants a sandbox that root cannot have.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Where Chromium is; fails in CI and skips elsewhere when it is nowhere."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    if not found:
        if os.environ.get("CI"):
            pytest.fail("browser tests must run in CI: Chromium is not installed (apt-get install chromium)")
        pytest.skip("browser left out: Chromium is not installed (apt-get install chromium)")
    return found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless browser of its own for one test."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=list(_ARGUMENTS))
        yield opened
        await opened.close()


@pytest.fixture
async def keeping_browser() -> AsyncIterator[Browser]:
    """One that keeps whole pages for Back and Forward, as people's browsers do."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=chromium(),
            args=list(_ARGUMENTS),
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield opened
        await opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that ask for the browser are marked so."""
    for item in items:
        if {"browser", "keeping_browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
