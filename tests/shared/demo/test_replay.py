"""Counting: rows are accepted, refused or skipped, each once and with its reason."""

from waymark.demo.crimes import BadRow, CrimeRow
from waymark.demo.replay import Tally, timed
from waymark.words import CrimeCategory


def test_bad_lines_count_as_refused_with_their_reason() -> None:
    tally = Tally()
    good = CrimeRow(2, "", "2024-03", CrimeCategory.ASB, "")
    placed = timed([good, BadRow(3, "month is not YYYY-MM")], tally, "seed")
    assert [row for _, row in placed] == [good]
    assert (tally.rows, tally.refused.total()) == (2, 1)


def test_a_tally_balances_only_when_no_row_is_missing() -> None:
    tally = Tally(rows=3, accepted=1)
    tally.skipped["why"] += 1
    assert not tally.balanced()
    tally.refused["why"] += 1
    assert tally.balanced()
