"""A digest is due on Monday morning in England, tells counts and fixes, and says nothing of anybody."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from waymark.errors import Refused
from waymark.words import QualityFlag
from waymark_intake.not_taken.counts import NotTaken, Reason
from waymark_intake.quality.advice import WHAT_TO_DO
from waymark_intake.quality.digest import Digest, Recipient, digest_of, due_week, read_recipients, weeks_shown
from waymark_intake.quality.figures import Figures, Found, Sent

OLD, WEEK = date(2026, 11, 9), date(2026, 11, 16)
FLAGS = list(QualityFlag)[:7]
URL = "https://waymark.example/"
TEAM = Recipient("police", "north", "North team", "north@police.example")
AGENCY = Recipient("police", "", "The police", "quality@police.example")
FIGURES = Figures(
    weeks_shown(WEEK),
    (
        Sent(OLD, "north", sent=1, clean=1, scored=1, points=100),
        Sent(WEEK, "north", sent=8, clean=1, scored=8, points=600),
        Sent(WEEK, "", sent=2, clean=2, scored=2, points=200),
    ),
    (
        *(Found(WEEK, "north", flag, sent=1, mended=0) for flag in FLAGS),
        Found(WEEK, "north", QualityFlag.CHILD_PROTECTION_FIRST, sent=3, mended=0),
        Found(OLD, "north", QualityFlag.GROUND_NOT_MET, sent=1, mended=0),
    ),
)


def _digest(recipient: Recipient = TEAM) -> Digest:
    digest = digest_of(recipient, FIGURES, public_url=URL)
    assert digest is not None
    return digest


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), date(2026, 11, 9)),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 6, 15, 5, 59, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 15, 6, 0, tzinfo=UTC), date(2026, 6, 8)),
    ],
)
def test_a_week_is_due_on_monday_at_seven_in_england(now: datetime, week: date) -> None:
    assert due_week(now) == week


def test_a_teams_digest_tells_its_five_costliest_faults_with_their_fix() -> None:
    body = _digest().body
    numbered = [line for line in body.splitlines() if line[:4].strip().rstrip(".").isdigit()]
    assert len(numbered) == 5
    fixes = [flag for flag in FLAGS if WHAT_TO_DO[flag] in body]
    assert len(fixes) == 5
    assert QualityFlag.CONTACT_MISSING in fixes
    assert "Child protection comes first: 3" in body
    assert "law is not met" not in body


def test_it_shows_the_trend_and_links_that_demand_sign_in() -> None:
    digest = _digest()
    assert "Nothing was wrong with 1 of them. Mean score 75 of 100." in digest.body
    assert "week from 9 November 2026: 100 (1 sent)" in digest.body
    assert "week from 12 October 2026: - (0 sent)" in digest.body
    assert "https://waymark.example/intake/quality?team=north\n" in digest.body
    assert "https://waymark.example/intake/referrals?part=needs_you" in digest.body
    assert digest.subject == "Quality of referrals, week from 16 November 2026: Mean score 75 of 100"


def test_an_agencys_digest_tells_of_all_teams() -> None:
    body = _digest(AGENCY).body
    assert "to 22 November 2026: 10." in body
    assert "north: 75 (8 sent)" in body
    assert "without a team: 100 (2 sent)" in body


def test_who_sent_nothing_gets_none() -> None:
    assert digest_of(Recipient("police", "south", "South", "s@police.example"), FIGURES, public_url=URL) is None


def test_the_same_digest_has_the_same_id_and_no_other_has() -> None:
    assert _digest().id == _digest().id
    assert len({_digest(TEAM).id, _digest(AGENCY).id}) == 2


def test_a_county_file_names_agencies_and_their_teams() -> None:
    entry = {"name": "The police", "email": "quality@police.example"}
    north = {"north": {"name": "North team", "email": "north@police.example"}}
    assert read_recipients({"digests": {"police": entry | {"teams": north}}}) == [AGENCY, TEAM]
    assert read_recipients({}) == []
    of_pia = {"north": north["north"] | {"members": ["pia.police"]}}
    assert read_recipients({"digests": {"police": entry | {"teams": of_pia}}})[1].members == ("pia.police",)


_GOOD: dict[str, Any] = {"name": "A", "email": "a@b.example"}
_OF_M = _GOOD | {"members": ["m"]}


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"digest": {}}, "intake:"),
        ({"digests": []}, "intake:"),
        ({"digests": {"a": 1}}, "intake.digests.a:"),
        ({"digests": {"a": _GOOD | {"phone": "1"}}}, "intake.digests.a:"),
        ({"digests": {"a": _GOOD | {"email": "A <a@b.example>"}}}, "intake.digests.a:"),
        ({"digests": {"a": _GOOD | {"name": "A\nB"}}}, "intake.digests.a:"),
        ({"digests": {"a": _GOOD | {"teams": 1}}}, "intake.digests.a:"),
        ({"digests": {"a": _GOOD | {"teams": {"-x": _GOOD}}}}, "intake.digests.a.teams.-x:"),
        ({"digests": {"a": _GOOD | {"teams": {"x": {"name": "A"}}}}}, "intake.digests.a.teams.x:"),
        ({"digests": {"a": _GOOD | {"teams": {"x": _GOOD | {"members": "m"}}}}}, "intake.digests.a.teams.x:"),
        ({"digests": {"a": _GOOD | {"teams": {"x": _OF_M, "y": _OF_M}}}}, "intake.digests: m is in two teams"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_place(part: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as refused:
        read_recipients(part)
    assert refused.value.title.startswith(where)


def test_a_week_in_which_everything_was_refused_is_told_with_what_to_do() -> None:
    figures = Figures(
        weeks_shown(WEEK),
        (),
        (),
        (NotTaken(WEEK, "north", refused=2, repeated=1),),
        (Reason(WEEK, "north", "/reported_at", "wrong_form", "send date and time", 2),),
    )
    digest = digest_of(TEAM, figures, public_url=URL)
    assert digest is not None
    assert "Refused, so that nobody was told: 2." in digest.body
    assert "/reported_at: 2 times. send date and time" in digest.body
    assert "Sent again unchanged, and counted once: 1." in digest.body
    assert digest_of(replace(TEAM, team="south"), figures, public_url=URL) is None
