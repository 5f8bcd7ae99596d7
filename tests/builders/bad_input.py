"""Bad input per kind of field, as pieces of JSON and as text; every piece with words in it holds the canary.

Not here: the doors it is sent through (tests/intake/test_bad_input.py).
"""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CANARY = "zqbadcanary"
Path = Sequence[str | int]
_HERE = "@here@"

TEXTS = (
    f"{CANARY}\0",
    f"{CANARY}\u202egnp.exe",
    f"\u2066{CANARY}\u2069\u200f",
    f"{CANARY} \U0001f469\u200d\U0001f467",
    CANARY + "\u0301" * 300,
    f"{CANARY}\ufeff\u200b\u00ad",
    f"=cmd|' /C {CANARY}'!A1",
    f"+1 {CANARY}",
    f"-1 {CANARY}",
    f"@SUM({CANARY})",
    f"\t={CANARY}",
    f"<script>alert('{CANARY}')</script>",
    f'"><img src=x onerror={CANARY}>',
    f"{{{{7*7}}}}${{7*7}} {CANARY}",
    f"'; drop table referrals; -- {CANARY}",
    f"{CANARY}\\' or 1=1 /*",
    f"%s%n%00%0d%0a {CANARY}",
    f"{CANARY}\r\nset-cookie: a=b",
    f"../../etc/{CANARY}",
    f"\x1b[31m{CANARY}\x07\x7f",
    f"{CANARY}\uffff\U0010ffff\ufdd0",
    CANARY * 20_000,
    f" \u00a0\u2003{CANARY}\u3000",
    "",
    " \t\n",
)
DATES = (
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "31/12/1984",
    "1984-5-2",
    "1984-W18-3",
    "20261123",
    "2026-11-23T24:00:00Z",
    "2026-11-23T10:00:60Z",
    "2026-11-23T10:00:00",
    "2026-11-23T10:00:00+99:99",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "\u0661\u0669\u0668\u0664-\u0660\u0665-\u0660\u0662",
    "1e9",
    f"yesterday {CANARY}",
)
PHONES = (
    "0" * 5000,
    "+",
    "++44++44",
    "+4407700900123;ext=999999999999999999",
    "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663",
    "999",
    "tel:07700900123",
    "07700900123\n07700900124",
    f"07700 900 {CANARY}",
)
POSTCODES = (
    "CV1 1AA; CV2 2BB",
    "\uff23\uff361 1AA",
    "cv11aa" * 3000,
    "BFPO 999999999999",
    f"CV1 {CANARY}",
)
# What is JSON, nearly JSON, or none, where one value should stand.
PIECES = (
    f'"\\ud800{CANARY}"',
    f'"{CANARY}\\udfff\\ud800"',
    f'"\\u0000{CANARY}"',
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-0",
    "9" * 400,
    "123456789012345678901234567890",
    "9007199254740993",
    "1.0",
    "true",
    "null",
    "[]",
    "{}",
    f'{{"{CANARY}": 1, "{CANARY}": 2}}',
    f'{{"{CANARY}": 1}}',
    f'{{"{CANARY} of somebody": NaN}}',
    f'{{"{CANARY}\\ud800": 1}}',
    f'["{CANARY}"]',
    "[" * 33 + "]" * 33,
    "[" * 20_000 + "]" * 20_000,
    '{"a":' * 5_000 + "1" + "}" * 5_000,
    f'"{CANARY}',
    f"'{CANARY}'",
    f'"{CANARY}\n"',
    f"// {CANARY}",
    "",
)
_OF_A_KIND = {"date": DATES, "phone": PHONES, "postcode": POSTCODES, "text": ()}


def bad_bodies(body: Mapping[str, Any], fields: Mapping[str, Sequence[Path]]) -> Iterator[bytes]:
    """The body with one bad value at each of the fields, which are named by kind: date, phone, postcode, text."""
    for kind, paths in fields.items():
        for path in paths:
            for text in (*_OF_A_KIND[kind], *TEXTS):
                yield _placed(body, path, json.dumps(text))
            for piece in PIECES:
                yield _placed(body, path, piece)


def bad_documents(body: Mapping[str, Any]) -> Iterator[bytes]:
    """The whole body written in ways in which nothing should be read."""
    whole = json.dumps(body)
    yield b"\xef\xbb\xbf" + whole.encode()
    yield whole.encode("utf-16")
    yield b"\xff\xfe\x00" + CANARY.encode()
    yield b"\xed\xa0\x80" + CANARY.encode()
    yield f"{whole}{whole}".encode()
    yield f'{{"{CANARY}": 1, {whole[1:]}'.encode()
    yield f'{{{whole[1:-1]}, "{CANARY}": "\\u0000"}}'.encode()
    yield f'{{{whole[1:-1]}, "{next(iter(body))}": "{CANARY}"}}'.encode()
    for other in ("", " ", "null", "[]", "{}", "0", f'"{CANARY}"', "[" * 100_000, "NaN", f"<xml>{CANARY}</xml>"):
        yield other.encode()


def _placed(body: Mapping[str, Any], path: Path, piece: str) -> bytes:
    made: Any = copy.deepcopy(dict(body))
    at = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = _HERE
    return json.dumps(made).replace(f'"{_HERE}"', piece).encode("utf-8", "surrogatepass")
