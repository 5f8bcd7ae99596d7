import pytest

from waymark.words import AllocationState, CloseOutcome, DeclineReason, Flag, Need, Pathway, QualityFlag
from waymark_notifier.wording import say, say_all


@pytest.mark.parametrize(
    "code", [*Pathway, *Need, *AllocationState, *Flag, *QualityFlag, *DeclineReason, *CloseOutcome]
)
def test_every_code_reads_as_words(code: str) -> None:
    words = say(code)
    assert "_" not in words
    assert words[0].isupper()


def test_abbreviations_are_spelt_out() -> None:
    assert "SAV" not in say("sav_adult").upper().split()
    assert say("isva") == "Independent sexual violence adviser"


def test_several_codes_are_parted_by_commas() -> None:
    assert say_all("provider no_capacity") == "Provider, No capacity"
