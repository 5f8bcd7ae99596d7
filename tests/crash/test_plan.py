"""The plan comes from the seed, and every part of a mode dies at least once."""

import pytest

from tests.crash.plan import VICTIMS, Mode, plan_of


def test_the_same_seed_makes_the_same_plan() -> None:
    assert plan_of(7) == plan_of(7) != plan_of(8)


def test_seeds_go_round_the_modes() -> None:
    assert {plan_of(seed).mode for seed in range(3)} == set(Mode)


@pytest.mark.parametrize("mode", Mode)
def test_every_part_is_killed_in_every_run(mode: Mode) -> None:
    for seed in range(50):
        plan = plan_of(seed, mode=mode)
        assert {fault.victim for fault in plan.faults} == set(VICTIMS[mode])
        assert len(plan.faults) >= 6
        assert all(0 <= fault.after_s < 3 for fault in plan.faults)


@pytest.mark.parametrize("mode", Mode)
def test_a_short_plan_has_each_part_once(mode: Mode) -> None:
    plan = plan_of(1, mode=mode, faults=0)
    assert sorted(fault.victim for fault in plan.faults) == sorted(VICTIMS[mode])
