"""Intake's settings: defaults that run, and one line where one is wrong."""

import pytest

from waymark.errors import SettingsInvalid
from waymark.settings import load
from waymark_intake.settings import IntakeSettings


def test_defaults_run() -> None:
    assert load(IntakeSettings).lines_at_once == 256


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_INTAKE_LINES_AT_ONCE"):
        load(IntakeSettings, lines_at_once=0)
