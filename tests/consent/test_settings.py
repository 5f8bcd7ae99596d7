"""Every default of consent runs on a laptop; what cannot be is refused by name."""

import pytest

from waymark.errors import SettingsInvalid
from waymark.settings import load
from waymark_consent.settings import ConsentSettings


def test_the_defaults_run() -> None:
    settings = load(ConsentSettings)
    assert settings.transport_rotation_h < settings.transport_window_h <= 24
    assert settings.access_token_s <= 300


def test_an_access_token_cannot_be_made_to_live_long() -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_CONSENT_ACCESS_TOKEN_S"):
        load(ConsentSettings, access_token_s=3600)
