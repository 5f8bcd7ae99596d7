"""The languages of the public form: which there are, which are reviewed, and in which a person may read all of it.

A language whose catalogue nobody has reviewed, or that changed since, offers a call with an interpreter only (ADR
0025). Not here: the catalogues themselves (languages/*.po), which language somebody speaks.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from babel import Locale
from babel.messages.pofile import read_po
from pydantic import BaseModel, ConfigDict

from waymark.pages.catalogue import ENGLISH, translations

_FOLDER = resources.files("waymark_intake.pages") / "languages"
# As whoever reads it calls it; the order in which they are offered.
NAMES: Mapping[str, str] = {
    ENGLISH: "English",
    "pl": "Polski",
    "pa": "ਪੰਜਾਬੀ",
    "ro": "Română",
    "gu": "ગુજરાતી",
    "ur": "اردو",
}
# Languages people in the county speak, by ISO code; British Sign Language is asked for with the interpreter.
SPOKEN: tuple[str, ...] = (
    *("en", "pl", "pa", "ro", "gu", "ur", "pt", "uk", "ar", "ne", "bn", "hi", "ta", "ml", "te", "fa", "ps", "ku"),
    *("tr", "so", "ti", "am", "sw", "fr", "es", "it", "de", "lt", "lv", "et", "bg", "hu", "sk", "cs", "ru", "el"),
    *("sq", "zh", "yue", "vi", "th", "fil", "si", "cy"),
)


class Review(BaseModel):
    """Who read a catalogue through and when; `catalogue` is the hash of what was read. Empty: nobody has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    reviewed_by: str = ""
    reviewed_on: date | None = None
    catalogue: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a .po file holds, by what its words come to: `words` translated, `missing` not."""

    hash: str
    words: int
    missing: int


@lru_cache
def reviews() -> Mapping[str, Review]:
    """Every catalogue's review, by language."""
    written = tomllib.loads((_FOLDER / "reviews.toml").read_text("utf-8"))
    return {one["language"]: Review.model_validate(one) for one in written["review"]}


def catalogue_of(source: bytes, language: str) -> Catalogue:
    """A catalogue's own measure: changing an English or a translated word changes the hash."""
    messages = sorted((_text(one.id), _text(one.string)) for one in read_po(source.splitlines(), language) if one.id)
    written = "\0".join(f"{original}\0{translated}" for original, translated in messages).encode()
    missing = sum(1 for _, translated in messages if not translated.strip("\0"))
    return Catalogue(hashlib.sha256(written).hexdigest()[:16], len(messages) - missing, missing)


@lru_cache
def is_reviewed(language: str) -> bool:
    """Whether somebody reviewed that catalogue as it is now, whole."""
    if language == ENGLISH:
        return True
    review = reviews().get(language)
    found = catalogue_of((_FOLDER / f"{language}.po").read_bytes(), language)
    return stands(review, found) if review else False


def stands(review: Review, found: Catalogue) -> bool:
    """Whether a review is of this catalogue, and nothing in it was left untranslated."""
    is_signed = bool(review.reviewed_by) and review.reviewed_on is not None
    return is_signed and review.catalogue == found.hash and not found.missing


def say_in(language: str, words: str) -> str:
    """Words in that language; as they are where it has none for them."""
    return str(translations("intake", language).gettext(words)) if words else ""


@lru_cache
def spoken_in(language: str) -> tuple[tuple[str, str], ...]:
    """The languages somebody may speak, as the page's language calls them, in its order."""
    names = Locale.parse(language, sep="-").languages
    return tuple(sorted(((code, names.get(code, code)) for code in SPOKEN), key=lambda pair: pair[1].casefold()))


def _text(words: object) -> str:
    return "\0".join(map(str, words)) if isinstance(words, list | tuple) else str(words)
