"""What is done to a county in one run: its mode, what is killed and when, all from the seed. No process here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Mode(StrEnum):
    """The three ways to run a county (design.md 10)."""

    ONE_PROCESS = "one process"
    FOUR_ON_POSTGRES = "four on PostgreSQL"
    FOUR_OVER_KAFKA = "four over Kafka"


SERVICES = ("intake", "consent", "router", "notifier")
PROCESS, POSTGRES, BROKER = "process", "postgres", "broker"
VICTIMS: dict[Mode, tuple[str, ...]] = {
    Mode.ONE_PROCESS: (PROCESS, POSTGRES),
    Mode.FOUR_ON_POSTGRES: (*SERVICES, POSTGRES),
    Mode.FOUR_OVER_KAFKA: (*SERVICES, POSTGRES, BROKER),
}
_MODES = tuple(Mode)
_LETS_WORK = 0.7  # share of parts that may work again before they are killed again
_AT_ONCE = 0.15  # share of faults that come with the next one


@dataclass(frozen=True, slots=True)
class Fault:
    """`kill -9` of one part, so many seconds after the fault before, or after all has come back from it."""

    after_s: float
    victim: str
    when_ready: bool = False

    def __str__(self) -> str:
        return f"{self.victim} +{self.after_s:.1f}{' when ready' if self.when_ready else ''}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. The load goes on for `calm_s` after the last fault; the same seed makes the same plan."""

    seed: int
    mode: Mode
    faults: tuple[Fault, ...]
    calm_s: float = 1.5


def plan_of(seed: int, *, mode: Mode | None = None, faults: int | None = None) -> Plan:
    """The plan of a seed: every part of the mode is killed at least once, then parts at random, in random order.

    Without a mode, seeds go round all three. `faults` is how many; at least one per part.
    """
    random = Random(f"crash/{seed}")
    chosen = mode or _MODES[seed % len(_MODES)]
    victims = list(VICTIMS[chosen])
    wanted = max(len(victims), random.randint(6, 10) if faults is None else faults)
    victims += random.choices(victims, k=wanted - len(victims))
    random.shuffle(victims)
    return Plan(seed, chosen, tuple(_faults(random, victims)))


def _faults(random: Random, victims: Sequence[str]) -> Iterator[Fault]:
    """Some die together, some while others come back; one that died before mostly works again first."""
    died: set[str] = set()
    for victim in victims:
        at_once = random.random() < _AT_ONCE
        after_s = 0.0 if at_once else round(random.uniform(0.4, 2.4), 2)
        yield Fault(after_s, victim, when_ready=victim in died and random.random() < _LETS_WORK)
        died.add(victim)
