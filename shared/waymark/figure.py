"""A figure an operator reads on the status page and in the metrics: how many, how old, and from when on it is wrong.

Numbers only, never a person, a referral or an agency's caseload. Not here: where figures are shown.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name.

    `code` names it in metrics and in the runbook ("alerts_waiting"), `label` says it in plain words, `warn_above` is
    the greatest value that is still well (None: for information only). `unit` is "" for a count, "s" for seconds.
    """

    code: str
    label: str
    value: float
    warn_above: float | None = None
    unit: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether somebody should look."""
        return self.warn_above is not None and self.value > self.warn_above
