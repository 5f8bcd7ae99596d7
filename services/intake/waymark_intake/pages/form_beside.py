"""What the public form's pages on privacy and accessibility say of this county: who runs it, how to reach it, how long.

Everything else on these pages is the same everywhere and says only what the code does. Not here: rendering
(form_fixed.py).
"""

from dataclasses import dataclass

from waymark_intake.api.own import IntakeContext
from waymark_intake.pages.form_press import PATH

ABOUT = ("privacy", "accessibility")
"""The pages, as a button and an address name them."""
SHORT = {f"/{name}": f"{PATH}/{name}" for name in ABOUT}
"""The short address of each, as a county prints it, and where it leads."""


@dataclass(frozen=True, slots=True)
class County:
    """Who runs the form, "" where the county has not said; the times that its settings give, in days and minutes."""

    run_by: str
    mail: str
    telephone: str
    match_days: int
    open_minutes: int

    @property
    def is_reachable(self) -> bool:
        """Whether the county has said how to reach it."""
        return bool(self.mail or self.telephone)


def told_by(context: IntakeContext) -> County:
    """What this county's settings say."""
    own = context.settings
    return County(
        run_by=own.form_run_by,
        mail=own.form_contact_mail,
        telephone=own.form_contact_telephone,
        match_days=own.keep_match_days,
        open_minutes=own.form_minutes,
    )
