"""Translated words of a service's pages: a gettext catalogue a language, read once from its .po file (ADR 0025).

A word that has no translation stays English. Not here: which language a page is in, and who may see it.
"""

from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH = "en-GB"


@lru_cache(maxsize=64)
def translations(service: str, language: str) -> NullTranslations:
    """The catalogue `waymark_<service>/pages/languages/<language>.po`; an empty one where there is none."""
    if not service or language == ENGLISH:
        return NullTranslations()
    file = resources.files(f"waymark_{service}") / "pages" / "languages" / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=64)
def direction_of(language: str) -> str:
    """How a language is written: ltr or rtl."""
    return str(Locale.parse(language, sep="-").text_direction)
