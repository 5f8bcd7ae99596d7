"""A home for a server of one test's own."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that is gone afterwards; not in pytest's own, which another run closes to the server's account."""
    with TemporaryDirectory(prefix="waymark-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "home"
