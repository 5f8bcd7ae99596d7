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


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
