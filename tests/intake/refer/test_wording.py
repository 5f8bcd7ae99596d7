"""The wording read aloud: named, dated, and never changed once it was used."""

from datetime import date
from hashlib import sha256

from waymark_intake.refer.wording import ASKED, ASSISTED, asked_on


def test_the_wording_in_force_is_the_last_that_has_begun() -> None:
    assert asked_on(date(2026, 11, 23)).wording == "refer/1"
    assert asked_on(date(2026, 11, 23), together=True).wording == "assisted/1"
    assert asked_on(date(2000, 1, 1)) is ASKED[0]


def test_a_wording_that_was_used_stays_word_for_word() -> None:
    kept = {one.wording: sha256("\n".join(one.words).encode()).hexdigest()[:16] for one in (*ASKED, *ASSISTED)}
    assert kept == {"refer/1": "8d940df70987fd6d", "assisted/1": "9d65fba4461090cc"}
