"""Opens the bus a URL names: the only place that looks at its scheme."""

from collections.abc import Callable
from urllib.parse import urlsplit

from waymark.bus import Bus
from waymark.bus.kafka import KafkaBus
from waymark.bus.postgres import PostgresBus
from waymark.errors import SettingsInvalid
from waymark.settings import Settings

_BUSES: dict[str, Callable[[Settings], Bus]] = {"postgres": PostgresBus, "kafka": KafkaBus}


def open_bus(settings: Settings) -> Bus:
    """The bus of `settings.bus_url`; raises SettingsInvalid for a scheme nobody knows."""
    scheme = urlsplit(settings.bus_url).scheme
    if scheme not in _BUSES:
        raise SettingsInvalid(f"setting WAYMARK_BUS_URL: scheme {scheme!r} is not one of {', '.join(sorted(_BUSES))}")
    return _BUSES[scheme](settings)
