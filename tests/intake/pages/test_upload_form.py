"""A form with a file is read piece by piece, wherever it is cut; what is no such form is refused."""

from collections.abc import AsyncIterator

import pytest

from waymark.errors import Refused
from waymark_intake.pages.upload_form import UploadForm

TYPE = "multipart/form-data; boundary=xyz"


def _part(name: str, value: bytes, *, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


FILE = b'a,b\r\n"--xyz",2\r\n' * 50
WHOLE = _part("mapping", b"small") + _part("go", b"try") + _part("file", FILE, filename="l.csv") + b"--xyz--\r\n"


def _form(raw: bytes, *, size: int = 7, most: int = 10_000, content_type: str = TYPE) -> UploadForm:
    async def come() -> AsyncIterator[bytes]:
        for start in range(0, len(raw), size):
            yield raw[start : start + size]

    return UploadForm(content_type, come(), most)


@pytest.mark.parametrize("size", [1, 7, 100, 100_000])
async def test_fields_come_first_and_then_the_file_as_it_was(size: int) -> None:
    form = _form(WHOLE, size=size)
    await form.begin()
    assert form.fields == {"mapping": "small", "go": "try"}
    assert b"".join([chunk async for chunk in form.chunks()]) == FILE


@pytest.mark.parametrize("content_type", ["text/csv", "multipart/form-data", "", "multipart/form-data; boundary="])
def test_another_type_is_not_taken(content_type: str) -> None:
    with pytest.raises(Refused) as no:
        _form(WHOLE, content_type=content_type)
    assert no.value.code == "content_type"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (_part("mapping", b"small") + b"--xyz--\r\n", "file_missing"),
        (b"", "file_missing"),
        (b"no form", "form_malformed"),
        (_part("mapping", b"x" * 300) + WHOLE, "form_malformed"),
        (b"".join(_part(f"f{number}", b"") for number in range(9)) + WHOLE, "form_malformed"),
        (_part("mapping", b"small") + _part("file", b"x" * 20_000, filename="l.csv"), "file_too_large"),
    ],
)
async def test_what_is_no_such_form_is_refused(raw: bytes, code: str) -> None:
    form = _form(raw, size=1000)

    async def read() -> None:
        await form.begin()
        async for _ in form.chunks():
            pass

    with pytest.raises(Refused) as no:
        await read()
    assert no.value.code == code
