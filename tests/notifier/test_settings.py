import pytest

from waymark.errors import SettingsInvalid
from waymark.settings import load
from waymark_notifier.settings import NotifierSettings


def test_the_defaults_run_on_a_laptop() -> None:
    settings = load(NotifierSettings)
    assert (settings.smtp_host, settings.smtp_port) == ("127.0.0.1", None)


def test_a_wrong_port_is_one_clear_line() -> None:
    with pytest.raises(SettingsInvalid, match="WAYMARK_NOTIFIER_SMTP_PORT"):
        load(NotifierSettings, smtp_port=0)
