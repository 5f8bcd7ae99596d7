"""The router's settings run as they are."""

import pytest

from waymark.errors import SettingsInvalid
from waymark.settings import Settings, load
from waymark_router.settings import RouterSettings, refuse_short_lead


def test_defaults_run() -> None:
    assert load(RouterSettings).check_steps == 20_000


def test_a_budget_too_small_is_named() -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_ROUTER_CHECK_STEPS"):
        load(RouterSettings, check_steps=1)


def test_a_lead_that_is_no_longer_than_a_wait_for_a_lock_is_refused_in_words() -> None:
    refuse_short_lead(RouterSettings(), Settings())
    with pytest.raises(
        SettingsInvalid, match=r"PUBLISH_LEAD_S: make it longer than WAYMARK_LOCK_TIMEOUT_S \(3 seconds"
    ):
        refuse_short_lead(RouterSettings(publish_lead_s=3), Settings())
