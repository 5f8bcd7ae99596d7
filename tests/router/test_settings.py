"""The router's settings run as they are."""

import pytest

from waymark.errors import SettingsInvalid
from waymark.settings import load
from waymark_router.settings import RouterSettings


def test_defaults_run() -> None:
    assert load(RouterSettings).check_steps == 20_000


def test_a_budget_too_small_is_named() -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_ROUTER_CHECK_STEPS"):
        load(RouterSettings, check_steps=1)
