"""One question of the partner's form: how it looks, which kinds of referral it belongs to, and how it is read.

Not here: the questions themselves (questions.py), and what the answers come to (record.py).
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from waymark_intake.partner.kind import PartnerKind
from waymark_intake.refer.answers import Sent

LONGEST_LINE, LONGEST_TEXT = 200, 5_000
DAY_PARTS = ("day", "month", "year")
_NOT_TEXT = re.compile(r"[\x00-\x09\x0B-\x1F\x7F\ud800-\udfff]")


class Step(StrEnum):
    """One page of the form, about one topic; that about equality is opened only by whoever wants to."""

    START = "start"
    PERSON = "person"
    AROUND = "around"
    CONTACT = "contact"
    HELP = "help"
    TEST = "test"
    RELEASE = "release"
    CONSENT = "consent"
    CHECK = "check"
    EQUALITY = "equality"


class Look(StrEnum):
    """How a question is answered; a moment is a day with a time of day."""

    LINE = "line"
    WORDS = "words"
    CHOICE = "choice"
    SELECT = "select"
    TICKS = "ticks"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose or tick: its code, its words, and what they mean where that is not plain."""

    code: str
    words: str
    hint: str = ""


YES, NO = Option("yes", "Yes"), Option("no", "No")
SAFE = (YES, NO, Option("not_known", "The person is not sure"), Option("not_asked", "I have not asked"))
LAW = frozenset({PartnerKind.CUSTODY_DRUG_TEST, PartnerKind.PRISON_RELEASE, PartnerKind.PROBATION_ORDER})
"""The kinds a law or a court stands behind."""
HARM = frozenset(PartnerKind) - LAW - {PartnerKind.YOUTH_JUSTICE_UNIVERSAL, PartnerKind.FRAUD_LIST}
"""The kinds in which somebody may have been harmed by somebody."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a page; `kinds` are those it belongs to, None means all."""

    name: str
    look: Look
    words: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    kinds: frozenset[PartnerKind] | None = None
    longest: int = LONGEST_LINE

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its fields on the page."""
        if self.look in {Look.DAY, Look.MOMENT}:
            names = (*DAY_PARTS, "time") if self.look is Look.MOMENT else DAY_PARTS
            return tuple(f"{self.name}-{part}" for part in names)
        return (self.name,)

    def read(self, sent: Sent) -> dict[str, tuple[str, ...]]:
        """What a page sent back for it; a choice that is not on the page counts as none."""
        if self.options:
            codes = {option.code for option in self.options}
            chosen = tuple(code for code in sent.get(self.name, ()) if code in codes)
            return {self.name: chosen if self.look is Look.TICKS else chosen[:1]}
        return {name: (self._typed(sent, name),) for name in self.parts}

    def said(self, values: Collection[str]) -> Iterator[str]:
        """The words of what was chosen or ticked, in the order of the page."""
        yield from (option.words for option in self.options if option.code in values)

    def _typed(self, sent: Sent, name: str) -> str:
        typed = next(iter(sent.get(name, ())), "")
        text = _NOT_TEXT.sub("", typed.replace("\r\n", "\n").replace("\t", " "))
        text = text if self.look is Look.WORDS else text.replace("\n", " ")
        return text.strip()[: 2 * self.longest]
