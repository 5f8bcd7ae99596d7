"""Intake's own settings; every default runs on a laptop."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from waymark.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Settings of intake, from WAYMARK_INTAKE_*."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_INTAKE_", extra="ignore", frozen=True)

    most_waiting: int = Field(2000, ge=1, description="records waiting to be written before 503 is answered")
    line_limit_bytes: int = Field(65_536, ge=1024, description="longest line of a batch request")
    lines_at_once: int = Field(64, ge=1, description="lines of one batch request that are worked on at once")
    results_waiting: int = Field(5_000, ge=1, description="results a slow reader may leave untaken before we wait")
    hash_key_file: str = Field("", description="key of intake's keyed hashes; empty means keys/ in the home folder")
    keep_keys_days: int = Field(90, ge=1, description="how long a used idempotency key is remembered")
