"""The notifier's settings; every default runs on a laptop."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from waymark.settings import ServiceSettings


class NotifierSettings(ServiceSettings):
    """What the notifier needs to know. Limits of its clocks are dated rows in deadline.py, not settings."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_NOTIFIER_", extra="ignore", frozen=True)

    smtp_host: str = Field("127.0.0.1", description="mail server for alerts")
    smtp_port: int | None = Field(
        None, ge=1, le=65535, description="port of the mail server; unset, that of the demo's sink (WAYMARK_MAIL_PORT)"
    )
    smtp_timeout_s: float = Field(10.0, gt=0, description="longest wait for the mail server")
    mail_from: str = Field("no-reply@waymark.example", description="sender of alerts: one plain address")
    alert_every_s: float = Field(1.0, gt=0, description="how often alerts that wait are sent")
    alert_batch: int = Field(200, ge=1, le=500, description="most alerts taken at once")
    alert_lease_s: float = Field(120.0, gt=0, description="after so long another process may send a taken alert")
    lapse_every_s: float = Field(30.0, gt=0, description="how often what is overdue is looked for")
    lapse_batch: int = Field(200, ge=1, le=1000, description="most offers lapsing in one transaction")
    ping_s: float = Field(15.0, gt=0, description="silence on an open page's stream before a comment is sent")
    stream_minutes: float = Field(
        5.0, gt=0, description="a stream ends after about so long, so that access is checked again"
    )
    listen_retry_s: float = Field(
        1.0, gt=0, description="wait before listening to the database again after it went away"
    )
