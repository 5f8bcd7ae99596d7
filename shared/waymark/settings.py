"""Settings shared by all services: typed, built once at start from the environment, every default runs on a laptop.

A service adds its own class with prefix `WAYMARK_<SERVICE>_`. docs/settings.md is generated from these classes.
"""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from waymark.errors import SettingsInvalid

_ADDRESS = r"^(https?://[^\s/]+\S*)?$"
_ADDRESS_FIX = "write http://host:port or https://host"


class Settings(BaseSettings):
    """What every process needs to know."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = Field(
        "development", description="development allows the pick-a-person sign-in, on loopback only"
    )
    home: Path = Field(Path(".waymark"), description="folder for the embedded database, keys and secrets")
    database_url: str = Field("embedded:", description="embedded: or postgresql://owner:password@host/database")
    bus_url: str = Field("postgres:", description="postgres: or kafka://host:port[,host:port]")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8600, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    mail_port: int = Field(8625, ge=0, le=65535, description="port of the demo's mail sink (SMTP)")
    mail_page_port: int = Field(8626, ge=0, le=65535, description="port of the page that shows the demo's mail")
    public_url: str = Field("", pattern=_ADDRESS, description="the address people use; empty means http://host:port")
    consent_url: str = Field("", pattern=_ADDRESS, description="where consent answers when it runs in another process")
    drain_s: float = Field(0.0, ge=0, description="seconds to stay up as not ready before stopping (balancers)")
    pool_size: int = Field(6, ge=2, description="database connections per service")
    statement_timeout_s: float = Field(5.0, gt=0, description="longest single statement")
    lock_timeout_s: float = Field(3.0, gt=0, description="longest wait for a lock")
    idle_in_transaction_timeout_s: float = Field(5.0, gt=0, description="longest silence inside a transaction")
    transaction_timeout_s: float = Field(15.0, gt=0, description="longest transaction")
    batch_size: int = Field(200, ge=1, le=500, description="most events handled in one transaction")
    poll_s: float = Field(1.0, gt=0, description="how often a hearer looks without being woken")
    retry_first_s: float = Field(0.2, gt=0, description="first wait before an event is tried again")
    retry_most_s: float = Field(30.0, gt=0, description="longest wait before an event is tried again")
    attempts_before_parking: int = Field(3, ge=1, description="tries before an event is set aside for a human")
    parked_in_a_row_limit: int = Field(20, ge=1, description="so many parked in a row stop the consumer")
    keep_log_days: int = Field(7, ge=1, description="how long told events stay in the log and on topics")
    body_limit_bytes: int = Field(262_144, ge=1024, description="largest request body")
    body_timeout_s: float = Field(20.0, gt=0, description="longest a client may take to send a body")
    shutdown_s: float = Field(10.0, gt=0, description="longest graceful shutdown before work is cancelled")
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="auto writes text on a terminal and one JSON object a line elsewhere"
    )
    lag_warn_s: float = Field(60.0, gt=0, description="an event not heard for so long is a warning on the status page")
    otlp_endpoint: str = Field("", pattern=_ADDRESS, description="OTLP/HTTP address for traces; empty sends none")
    otlp_metrics_endpoint: str = Field(
        "", pattern=_ADDRESS, description="OTLP/HTTP address for metrics; empty sends none (/metrics is always there)"
    )
    trace_ratio: float = Field(0.05, ge=0, le=1, description="share of referrals traced from the edge")
    kafka_partitions: int = Field(6, ge=1, description="partitions of a topic when Waymark creates it")
    kafka_replication: int = Field(1, ge=1, description="replicas of a topic when Waymark creates it")
    kafka_session_s: float = Field(10.0, ge=0.1, description="silence after which a member loses its partitions")
    kafka_send_s: float = Field(10.0, gt=0, description="longest wait for the broker to take a record")
    kafka_watchdog_s: float = Field(30.0, gt=0, description="no progress for so long rebuilds the client")
    kafka_instance: str = Field("", description="static member name of this replica; empty uses the host name")

    def url(self) -> str:
        """The address people use."""
        return self.public_url or f"http://{self.host}:{self.port}"


class ServiceSettings(BaseSettings):
    """Base of a service's own settings; `database_url` empty means derived from the shared one."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str = Field("", description="this service's own database login; empty derives it from the shared one")


S = TypeVar("S", bound=BaseSettings)


def load(kind: type[S], **given: object) -> S:
    """Build settings from the environment; raises SettingsInvalid with one line that names the setting."""
    try:
        return kind(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        prefix = kind.model_config.get("env_prefix", "")
        name = f"{prefix}{'_'.join(str(part) for part in first['loc'])}".upper()
        fix = _ADDRESS_FIX if first["type"] == "string_pattern_mismatch" else first["msg"].lower()
        raise SettingsInvalid(f"setting {name}: {fix}") from None
