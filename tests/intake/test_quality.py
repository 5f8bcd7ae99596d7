"""Every quality flag tells its sender what to do."""

from waymark.words import QualityFlag
from waymark_intake.quality import WHAT_TO_DO


def test_every_flag_has_one_plain_instruction() -> None:
    assert set(WHAT_TO_DO) == set(QualityFlag)
    assert all(text.endswith(".") and len(text) < 130 for text in WHAT_TO_DO.values())
