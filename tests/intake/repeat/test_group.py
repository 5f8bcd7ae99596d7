"""Which referrals count as one person's."""

from uuid import uuid4

from waymark_intake.repeat.group import Groups


def test_links_reach_however_many_lie_between() -> None:
    a, b, c, d = (uuid4() for _ in range(4))
    groups = Groups([(a, b), (c, b)])
    assert groups.are_one([a, c])
    assert not groups.are_one([a, d])
    groups.join(d, a)
    assert groups.are_one([a, b, c, d])


def test_one_alone_is_one() -> None:
    assert Groups().are_one([uuid4()])
    assert Groups().are_one([])
