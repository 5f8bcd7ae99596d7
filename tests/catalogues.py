"""Collects the public form's words for translation and brings its catalogues up to date.

`python -m tests.catalogues` writes the .po files; it keeps every translation whose English is unchanged. What it
prints of a language goes into languages/reviews.toml once somebody has read all of it.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from tests.house.tree import ROOT
from waymark.pages.catalogue import ENGLISH
from waymark_intake.pages.form_languages import NAMES, catalogue_of

FOLDER = ROOT / "services" / "intake" / "waymark_intake" / "pages" / "languages"
KEYWORDS = {"marked": None, "_": None, "gettext": None, "ngettext": (1, 2)}


def collected() -> Catalog:
    """Every word of the form as it is now, in English."""
    with (FOLDER / "babel.cfg").open() as opened:
        methods, options = parse_mapping_cfg(opened)  # type: ignore[no-untyped-call]
    catalog = Catalog(charset="utf-8")
    for folder in ("services/intake/waymark_intake", "shared/waymark/pages/templates"):
        found = extract_from_dir(str(ROOT), methods, options, KEYWORDS, directory_filter=lambda _: True)
        for name, _, words, _, context in found:
            if name.startswith(folder):
                catalog.add(words, context=context)
    return catalog


def read(language: str) -> Catalog:
    """The catalogue of that language as it is committed."""
    return read_po(io.BytesIO(path_of(language).read_bytes()), locale=language)


def path_of(language: str) -> Path:
    """Where that language's catalogue is."""
    return FOLDER / f"{language}.po"


def translated_languages() -> list[str]:
    """Every language but English."""
    return [language for language in NAMES if language != ENGLISH]


def main() -> None:
    """Write every catalogue anew."""
    words = collected()
    for language in translated_languages():
        catalog = read(language) if path_of(language).exists() else Catalog(locale=language)
        made_at = catalog.creation_date
        catalog.update(words, no_fuzzy_matching=True)
        catalog.creation_date = made_at
        catalog.obsolete.clear()
        written = io.BytesIO()
        write_po(written, catalog, width=0, omit_header=False, sort_output=True, no_location=True)
        path_of(language).write_bytes(written.getvalue())
        found = catalogue_of(path_of(language).read_bytes(), language)
        print(f"{language}: {found.words} translated, {found.missing} missing, hash {found.hash}")  # noqa: T201


if __name__ == "__main__":
    main()
