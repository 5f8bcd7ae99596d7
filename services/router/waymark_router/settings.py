"""The router's own settings."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from waymark.settings import ServiceSettings


class RouterSettings(ServiceSettings):
    """What the router may be told by the environment."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_ROUTER_", extra="ignore", frozen=True)

    check_steps: int = Field(
        20_000, ge=100, description="most steps of the check for unreachable rows, for each row of a table"
    )
