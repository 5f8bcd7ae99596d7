"""Two records are alike or differ group by group, told by keyed hashes that give nothing away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.builders.police_record import a_police_record, a_victim
from tests.builders.referral import a_submission
from waymark.cipher import plain_groups
from waymark.ids import AgencyId, ReferralId
from waymark.words import Group
from waymark_intake.police.canonical import normalise
from waymark_intake.recognition.likeness import (
    Window,
    alike_within,
    are_alike,
    changed_groups,
    likeness_of,
    look_back_to,
)
from waymark_intake.referral import Canonical, Likeness
from waymark_intake.working_day import bank_holidays

KEY = b"k" * 32
ANY = a_submission()
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _canonical(**over: Any) -> Canonical:
    return normalise(a_police_record(**over), received_at=AT, days_off=bank_holidays())


def _likeness(*, sender: str = "force-a", referral_id: UUID = ANY.referral_id, **over: Any) -> Likeness:
    canonical = _canonical(**over)
    return likeness_of(canonical, plain_groups(canonical.person), key=KEY, sender=sender, referral_id=referral_id)


def _changed(**over: Any) -> set[Group]:
    return set(changed_groups(dict[str, str](_likeness().groups.items()), _likeness(**over).groups))


def test_the_same_record_changes_nothing() -> None:
    assert _changed() == set()


@pytest.mark.parametrize(
    ("over", "groups"),
    [
        ({"victim": a_victim(mobile="07700 900999")}, {Group.CONTACT}),
        ({"victim": a_victim(family_name="Other")}, {Group.IDENTITY}),
        ({"victim": a_victim(date_of_birth="1990-06-16")}, {Group.IDENTITY}),
        ({"victim": a_victim(date_of_birth="1980-06-16")}, {Group.IDENTITY, Group.FACTS}),
        ({"victim": a_victim(home_district="E07000218")}, {Group.FACTS}),
        ({"victim": a_victim(health_needs="Uses a hearing loop")}, {Group.HEALTH}),
        ({"account": None}, {Group.NARRATIVE}),
        ({"needs": ["debt"]}, {Group.FACTS}),
        ({"safe_contact": {"mobile_safe": "no"}}, {Group.SAFE_CONTACT, Group.FACTS}),
        ({"consent": {"position": "refused"}}, {Group.FACTS, Group.OPERATIONAL}),
        ({"reported_at": "2026-11-23T08:31:00Z"}, {Group.OPERATIONAL}),
        ({"suspect": {"name": "Sam Sample"}}, {Group.SUSPECT}),
    ],
)
def test_what_differs_is_named_by_group(over: dict[str, Any], groups: set[Group]) -> None:
    assert _changed(**over) == groups


def test_against_a_referral_without_hashes_everything_given_has_changed() -> None:
    assert set(changed_groups({}, _likeness().groups)) == set(_likeness().groups)


def test_hashes_of_two_senders_never_meet() -> None:
    one, other = _likeness(), _likeness(sender="force-b")
    assert not set(one.groups.values()) & set(other.groups.values())
    assert len({one.content, other.content, one.name, other.name, one.born_on, other.born_on}) == 6


def test_two_referrals_with_the_same_groups_share_the_hash_of_the_whole_and_of_no_group() -> None:
    one, other = _likeness(), _likeness(referral_id=uuid4())
    assert one.content == other.content
    assert not set(one.groups.values()) & set(other.groups.values())


def test_content_is_the_same_whenever_it_was_reported_and_a_name_however_it_is_written() -> None:
    assert _likeness(reported_at="2026-11-20T08:00:00Z").content == _likeness().content
    assert _likeness(account="Another crime.").content != _likeness().content
    assert _likeness(victim=a_victim(given_name="IRIS")).name == _likeness().name


def test_who_gives_neither_name_nor_birth_date_leaves_no_trace_of_them() -> None:
    likeness = _likeness(victim={"known_as": "Jo"})
    assert (likeness.name, likeness.born_on) == (None, None)


def test_how_far_back_we_look_is_dated() -> None:
    windows = (Window(date(2021, 4, 1), 28), Window(date(2026, 1, 1), 7))
    assert look_back_to(AT, windows) == AT - timedelta(days=7)
    assert look_back_to(AT - timedelta(days=400), windows) == AT - timedelta(days=428)
    assert look_back_to(AT - timedelta(days=4000), windows) == AT - timedelta(days=4028)


_TRACES = some.sampled_from([None, b"a" * 32, b"b" * 32])


@given(some.lists(some.tuples(_TRACES, _TRACES, _TRACES, _TRACES, some.sampled_from("xy")), max_size=6))
def test_the_first_of_a_batch_is_never_flagged_and_a_later_one_only_for_an_earlier(traces: list[Any]) -> None:
    batch = [
        replace(
            ANY,
            referral_id=ReferralId(uuid4()),
            sender=AgencyId(sender),
            likeness=Likeness(content=content, name=name, born_on=born_on),
            reference_hash=reference,
        )
        for content, name, born_on, reference, sender in traces
    ]
    expected = {
        later.referral_id
        for number, later in enumerate(batch)
        if any(are_alike(later, earlier) and later.sender == earlier.sender for earlier in batch[:number])
    }
    assert alike_within(batch) == expected
    assert not batch or batch[0].referral_id not in expected
