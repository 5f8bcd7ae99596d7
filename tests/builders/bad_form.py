"""Bad input for pages: forms and addresses as nobody's browser would send them, and what every answer to one must be.

Not here: the pieces of text (bad_input.py), bodies of machines.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote, urlencode

import httpx

from tests.builders.bad_input import CANARY, DATES, PHONES, POSTCODES, TEXTS
from waymark.auth import SESSION_COOKIE

URLENCODED = "application/x-www-form-urlencoded"
HTML = {"accept": "text/html"}
WILD = (*TEXTS, *DATES[:3], DATES[-1], PHONES[0], PHONES[-1], POSTCODES[-1], "9" * 400, "1e400", "NaN", "-1", "null")
IN_ADDRESSES = (
    "%00" + CANARY,
    "%ED%A0%80" + CANARY,
    "%FF%FE" + CANARY,
    "%zz" + CANARY,
    "%E2%80%AE" + CANARY,
    "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7",
    quote(f"<script>alert('{CANARY}')</script>"),
    quote(f'"><img src=x onerror={CANARY}>'),
    quote(f"=cmd|' /C {CANARY}'!A1"),
    quote(f"{CANARY}\r\nset-cookie: a=b"),
    quote(f"//evil.example/{CANARY}"),
    quote(f"javascript:alert('{CANARY}')"),
    "9" * 400,
    "-1",
    "NaN",
    CANARY * 800,
    "",
)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_WORDS = 6
Post = tuple[Mapping[str, str], bytes]


def check_page(answer: httpx.Response) -> None:
    """A page, or the way to one; nothing that was sent runs in it, and what is wrong is said in words."""
    assert answer.status_code < 500, answer.text[:2_000]
    assert "a=b" not in str(answer.headers), answer.headers
    if answer.is_redirect:
        assert answer.headers["location"].startswith("/"), answer.headers
        assert not answer.headers["location"].startswith("//"), answer.headers
        assert CANARY not in answer.headers["location"], answer.headers
        return
    assert answer.headers["content-type"].startswith("text/html"), (answer.status_code, answer.headers)
    for raw in (f"<script>alert('{CANARY}", f"<img src=x onerror={CANARY}", f"href=\"javascript:alert('{CANARY}"):
        assert raw not in answer.text, raw
    if answer.status_code >= 400:
        found = _HEADING.search(answer.text)
        assert found, answer.text[:2_000]
        heading = " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())
        assert heading not in {status.phrase for status in HTTPStatus}, heading
        words = re.sub(r"<[^>]*>", " ", answer.text[found.end() :]).split()
        assert len(words) >= _WORDS, answer.text


def bad_queries(*names: str) -> Iterator[str]:
    """Query strings in which one of these names holds something bad, comes twice, or stands beside an unknown one."""
    for name in names:
        for bad in IN_ADDRESSES:
            yield f"{name}={bad}"
        yield f"{name}={CANARY}&{name}=1&{name}[]=2"
    yield f"{CANARY}=1"
    yield "&&&=" + "&a=1" * 500


def bad_posts(fields: Mapping[str, str], *names: str, wild: Sequence[str] = WILD) -> Iterator[Post]:
    """Forms in which one of these names holds something bad, and bodies that are no such form at all."""
    for name in names:
        for text in wild:
            yield _posted(urlencode({**fields, name: text.encode("utf-8", "replace")}).encode())
        others = urlencode({other: text for other, text in fields.items() if other != name})
        for bad in IN_ADDRESSES[:4]:
            yield _posted(f"{others}&{name}={bad}".encode())
    yield from _bad_bodies(fields)


def _posted(body: bytes, content_type: str = URLENCODED) -> Post:
    return {"content-type": content_type, **HTML}, body


def _bad_bodies(fields: Mapping[str, str]) -> Iterator[Post]:
    usual = urlencode(fields).encode()
    name = next(iter(fields), "a")
    yield _posted(b"")
    yield _posted(b"&&&=")
    yield _posted(b"\xff\xfe\x00" + CANARY.encode())
    yield _posted(b"\xef\xbb\xbf" + usual)
    yield _posted(usual + b"&" + usual + b"&" + usual)
    yield _posted(b"&".join(f"{name}[{number}]={CANARY}".encode() for number in range(20)))
    yield _posted(b"a=1&" * 5_000)
    yield _posted(usual + b"&more=" + b"x" * 1_000_000)
    yield _posted(usual + b"&more=" + b"x" * 3_000_000)
    yield _posted(json.dumps(dict(fields)).encode(), "application/json")
    yield _posted(usual, "text/plain")
    yield _posted(usual, "")
    yield _posted(usual, f"{URLENCODED}; charset=utf-16")
    yield _posted(usual, f"\x01/{CANARY}")
    yield _posted(usual, "multipart/form-data")
    yield _posted(usual, "multipart/form-data; boundary=")
    yield _posted(usual, "multipart/form-data; boundary=b")
    for part in (
        f'content-disposition: form-data; name="{name}"\r\n\r\n{CANARY}',
        f'content-disposition: form-data; name="{name}"; filename="{CANARY}.exe"\r\n\r\n{CANARY}',
        f'content-disposition: form-data; name="{CANARY}\0\r\n\r\n{CANARY}',
        f"content-disposition: {CANARY}\r\n\r\n{CANARY}",
        f"no header at all {CANARY}",
        "",
    ):
        for end in ("\r\n--b--\r\n", "\r\n--c--", ""):
            yield _posted(f"--b\r\n{part}{end}".encode(), "multipart/form-data; boundary=b")


async def post_all(client: httpx.AsyncClient, url: str, posts: Iterator[Post]) -> set[int]:
    """Sends each form, and checks each answer; which statuses came."""
    statuses = set()
    for headers, body in posts:
        answer = await client.post(url, content=body, headers=headers)
        check_page(answer)
        statuses.add(answer.status_code)
    return statuses


async def get_all(client: httpx.AsyncClient, url: str, queries: Iterator[str]) -> set[int]:
    """Opens each address, and checks each answer; which statuses came."""
    statuses = set()
    for query in queries:
        answer = await client.get(f"{url}?{query}", headers=HTML)
        check_page(answer)
        statuses.add(answer.status_code)
    return statuses


async def check_foreign(client: httpx.AsyncClient, url: str) -> None:
    """A form that another site's page sends in the name of somebody signed in is refused with a page.

    So is one that says nothing of where it comes from. `client` shows no token of its own.
    """
    cookie = {"cookie": f"{SESSION_COOKIE}=somebody"}
    foreign = ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"})
    for said in (*foreign, {"origin": "null"}, {}):
        answer = await client.post(url, data={"go": "send"}, headers=HTML | cookie | said)
        assert answer.status_code == 403, (url, said, answer.status_code)
        check_page(answer)
