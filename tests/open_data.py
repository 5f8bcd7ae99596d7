"""Where the public data for tests is: beside the project, read at test time, never copied into it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def open_data(path: str) -> Path:
    """A file of the public data; without the folder a test fails in CI and is skipped with the reason elsewhere."""
    found = FOLDER / path
    if not found.exists():
        if os.environ.get("CI"):
            pytest.fail(f"public data missing: {path}")
        pytest.skip(f"public data not beside the project: {path}")
    return found
