"""Postcodes of the United Kingdom: which text is one, and how it is written. Not here: which district it lies in.

A postcode is no proof of a district: CV is Coventry and half of Warwickshire, and areas cross county borders. So
nothing in the house reads a district from it. Format: BS 7666 and Royal Mail's Programmer's Guide to the Postcode
Address File; the ZZ99 codes stand for no place (NHS Data Dictionary).
"""

import re
import unicodedata

NO_FIXED_ABODE = "ZZ99 3VZ"
_NO_PLACE = "ZZ99"
_INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_OUTWARD = r"[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][ABCDEFGHJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
_POSTCODE = re.compile(rf"({_OUTWARD}|GIR)([0-9][{_INWARD_LETTERS}]{{2}})|(ZZ99)([0-9][A-Z]{{2}})")
_INWARD_LENGTH = 3
_DIGIT_FOR = str.maketrans("OIL", "011")


def postcode_of(text: str) -> str | None:
    """The postcode as Royal Mail writes it ("CV32 4AA"); None where the text is none.

    Capitals and blanks do not matter, and a letter O or I where the last part must begin with a digit is that digit.
    """
    letters = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    outward, inward = letters[:-_INWARD_LENGTH], letters[-_INWARD_LENGTH:]
    found = _POSTCODE.fullmatch(outward + inward[:1].translate(_DIGIT_FOR) + inward[1:])
    return " ".join(filter(None, found.groups())) if found else None


def is_no_place(postcode: str) -> bool:
    """Whether a postcode, as `postcode_of` writes it, stands for an address that is not known or not there."""
    return postcode.startswith(_NO_PLACE)
