"""The router's own settings."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from waymark.errors import SettingsInvalid
from waymark.settings import ServiceSettings, Settings
from waymark_router.checking.search import Allowance


class RouterSettings(ServiceSettings):
    """What the router may be told by the environment."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_ROUTER_", extra="ignore", frozen=True)

    check_steps: int = Field(
        20_000, ge=100, description="most steps of the check for unreachable rows, for each row of a table"
    )
    check_steps_in_all: int = Field(
        600_000, ge=10_000, description="most steps of one check; what is left then is shown as not decided"
    )
    publish_lead_s: float = Field(
        5.0,
        gt=0,
        description="seconds between publishing rules and their start; longer than WAYMARK_LOCK_TIMEOUT_S, so that they"
        " are known everywhere by then",
    )
    trial_referrals: int = Field(
        1_000, ge=1, le=100_000, description="past referrals on which a draft of the rules is tried for its approver"
    )
    count_uses_every_s: float = Field(
        3_600, gt=0, description="seconds between two looks for days whose uses of rows are not counted"
    )
    replay_hour: int = Field(
        2, ge=0, le=23, description="hour of the day (Europe/London) in which past decisions are decided again"
    )
    replay_look_every_s: float = Field(900, gt=0, description="seconds between two looks whether it is that hour")
    replay_most: int = Field(
        100_000, ge=1, description="most decisions, newest first, that are decided again in one night"
    )
    replay_page: int = Field(200, ge=1, le=2_000, description="decisions that are decided again in one go")
    keep_facts_days: int = Field(
        400, ge=1, description="days to keep facts and decisions of a referral after all its allocations have ended"
    )
    forget_every_s: float = Field(86_400, gt=0, description="seconds between two looks for facts to forget")
    forget_batch: int = Field(500, ge=1, description="most referrals forgotten in one transaction")
    leave_url: str = Field(
        "https://www.bbc.co.uk/weather",
        pattern=r"^https?://[^\s/]+\S*$",
        description="where leaving the public page that finds support leads to",
    )
    form_path: str = Field(
        "/intake/form",
        pattern=r"^(/[!-~]*|https://[!-~]+)?$",
        description="where people ask for support by themselves; empty where the county has no public form running",
    )
    feed_bytes: int = Field(10_485_760, ge=1024, description="most bytes of a feed of services; more is refused unread")

    def allowance(self) -> Allowance:
        """What one check may cost."""
        return Allowance(self.check_steps, self.check_steps_in_all)


def refuse_short_lead(settings: RouterSettings, shared: Settings) -> None:
    """Raise SettingsInvalid where publishing may wait longer for a lock than it has until the version counts."""
    if settings.publish_lead_s <= shared.lock_timeout_s:
        raise SettingsInvalid(
            f"setting WAYMARK_ROUTER_PUBLISH_LEAD_S: make it longer than WAYMARK_LOCK_TIMEOUT_S"
            f" ({shared.lock_timeout_s:g} seconds), so that rules are published before they count"
        )
