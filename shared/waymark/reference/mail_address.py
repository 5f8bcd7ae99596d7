"""What is one plain e-mail address, as county files name them. Not here: a person's own address (waymark_intake)."""

from urllib.parse import urlsplit

_LONGEST = 200


def is_address(text: str) -> bool:
    """Whether this is one plain address: ASCII, no name beside it, no quotes, no second one."""
    local, at, domain = text.partition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' <>[],;:"\\()')
    return bool(at and local and plain and len(text) <= _LONGEST and urlsplit(f"//{domain}").hostname == domain.lower())
