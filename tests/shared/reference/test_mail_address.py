"""One plain address and nothing else."""

import pytest

from waymark.reference.mail_address import is_address


@pytest.mark.parametrize("text", ["duty@harbour.example", "a.b+c@x.y.example", "x@localhost"])
def test_a_plain_address_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "duty",
        "@harbour.example",
        "duty@",
        "duty@[harbour",
        "Duty <duty@harbour.example>",
        "a@b.example,c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@b@c.example",
        "ä@b.example",
        "a b@c.example",
        "a@b.example:25",
        "x" * 200 + "@b.example",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)
