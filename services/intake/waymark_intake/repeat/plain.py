"""A person made plain for comparing: folded names, birth date, address in parts, telephone and e-mail in one form.

What cannot be read in a field is left out, never guessed. Not here: comparing two of them (compare.py), and the
hashes by which candidates are found (trace.py).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from waymark.contracts.person import Address, Contact, Identity, Person, SafeContact
from waymark.reference.telephone import e164_of
from waymark.safe_contact import is_usable_email
from waymark.words import Answer

_NOT_DECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"})
_TITLES = frozenset(
    {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "rev", "sir", "dame", "lord", "lady", "master"}
)
_SUFFIXES = frozenset({"jr", "jnr", "sr", "snr", "ii", "iii", "esq"})
_UNKNOWN = frozenset({"unknown", "unk", "na", "none", "nk", "notknown", "test", "tbc", "baby", "anonymous", "anon"})
_ROOM = re.compile(r"\b(flat|apartment|apt|unit|room)\s+\w+\b")
_HOUSE = re.compile(r"\b(\d+)\s?([a-z]?)\s+([a-z].+)$")
_POSTCODE = re.compile(r"[a-z0-9]{2,7}")
_STREETS = {
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "lane": "ln",
    "close": "cl",
    "drive": "dr",
    "crescent": "cres",
    "place": "pl",
    "court": "ct",
    "gardens": "gdns",
    "terrace": "ter",
}


@dataclass(frozen=True, slots=True, repr=False)
class PlainPerson:
    """One person as they are compared; "" and () and None mean not known.

    `family` is the whole family name without spaces, `family_parts` its parts where it has several. `is_born_weak`
    says that the birth date is 1 January: often a stand-in for a year.
    """

    given: str = ""
    family: str = ""
    family_parts: tuple[str, ...] = ()
    born_on: date | None = None
    is_born_weak: bool = False
    house: str = ""
    street: str = ""
    postcode: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether there is enough of a name to compare anything."""
        return bool(self.given or self.family)


def plain_person(person: Person) -> PlainPerson:
    """The person as they are compared, from the canonical groups that were given."""
    identity, contact, address = person.identity or Identity(), person.contact or Contact(), person.address or Address()
    safe = person.safe_contact or SafeContact()
    given = _words_of(identity.given_name, _TITLES)
    family = _words_of(identity.family_name, _TITLES | _SUFFIXES)
    born_on = identity.date_of_birth
    house, street = _house_and_street(address.lines)
    return PlainPerson(
        given=given[0] if given else "",
        family="".join(family),
        family_parts=tuple(family) if len(family) > 1 else (),
        born_on=born_on,
        is_born_weak=born_on is not None and (born_on.month, born_on.day) == (1, 1),
        house=house,
        street=street,
        postcode=postcode_of(address.postcode or ""),
        phones=_phones(contact, safe),
        emails=() if safe.email_shared is Answer.YES else _known((email_of(contact.email or ""),)),
    )


def _phones(contact: Contact, safe: SafeContact) -> tuple[str, ...]:
    """None that the alleged person uses too: it would make one of two people."""
    if safe.phone_shared is Answer.YES:
        return ()
    return _known(map(phone_of, (contact.mobile or "", contact.landline or "", *contact.other_numbers)))


def _words_of(name: str | None, left_out: frozenset[str]) -> list[str]:
    words = [word for word in name_words(name or "") if word not in left_out]
    return [] if "".join(words) in _UNKNOWN else words


def folded(text: str) -> str:
    """Lower case without accents; letters and digits of any script stay."""
    # Apart, then small, then apart again: of some letters either uncovers more of the other.
    small = unicodedata.normalize("NFKD", text).casefold().translate(_NOT_DECOMPOSED)
    apart = unicodedata.normalize("NFKD", small).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def name_words(name: str) -> list[str]:
    """The words of a name, folded: an apostrophe joins (O'Brien), a hyphen and a space part."""
    words = re.split(r"[\s\-\u2010-\u2015_,./]+", folded(name))
    letters = ("".join(letter for letter in word if letter.isalpha()) for word in words)
    return [word for word in letters if word]


def _house_and_street(lines: Iterable[str]) -> tuple[str, str]:
    for line in lines:
        words = re.sub(r"[^\w\s]+", " ", _ROOM.sub(" ", folded(line)), flags=re.ASCII)
        found = _HOUSE.search(" ".join(words.split()))
        if found:
            number, letter, street = found.groups()
            return number.lstrip("0") + letter, " ".join(_STREETS.get(word, word) for word in street.split())
    return "", ""


def postcode_of(text: str) -> str:
    """A postcode without its space, at most 7 characters; "" where it is none."""
    joined = "".join(folded(text).split())
    return joined if _POSTCODE.fullmatch(joined) else ""


def phone_of(text: str) -> str:
    """A telephone number in E.164, read as from the United Kingdom; "" where it is none."""
    return e164_of(text) or ""


def email_of(text: str) -> str:
    """An e-mail address in lower case; "" where it is none."""
    address = text.strip().casefold()
    return address if is_usable_email(address) else ""


def _known(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
