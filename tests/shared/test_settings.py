"""Settings: every default runs, a wrong one is one line that names it."""

import pytest

from waymark.errors import SettingsInvalid
from waymark.settings import Settings, load


def test_every_default_runs_on_a_laptop() -> None:
    assert load(Settings).url() == "http://127.0.0.1:8600"


def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_PORT", "eighty")
    with pytest.raises(SettingsInvalid, match="^setting WAYMARK_PORT: "):
        load(Settings)


@pytest.mark.parametrize("name", ["PUBLIC_URL", "CONSENT_URL", "OTLP_ENDPOINT"])
def test_an_address_that_is_none_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"WAYMARK_{name}", "https://waymark.example:8600/x")
    load(Settings)
    monkeypatch.setenv(f"WAYMARK_{name}", "waymark.example")
    with pytest.raises(SettingsInvalid, match=f"^setting WAYMARK_{name}: write http"):
        load(Settings)


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
