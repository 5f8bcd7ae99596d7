"""Floods the public form from a process of its own: posts over a few kept connections, as fast as they are answered.

`python -m tests.performance.flood PORT POSTS ADDRESSES` prints how many answers of each status came. Not here: the
visitor who wants help meanwhile (test_form_speed.py).
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator

CONNECTIONS = 8
_HEAD = (
    "POST /intake/form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "X-Forwarded-For: 198.51.{third}.{fourth}\r\nContent-Length: {length}\r\n\r\n"
)
# In turns: the page that begins a form, one with a state that is not ours, and one to send.
_BODIES = ("go=start", f"go=next&state={'A' * 400}", f"go=send&state={'B' * 400}&words={'x' * 2000}")


def posts(first: int, addresses: int) -> Iterator[bytes]:
    """One post after another, from so many addresses in turn."""
    number = first
    while True:
        body = _BODIES[number % len(_BODIES)]
        address = number % addresses
        head = _HEAD.format(third=address // 250, fourth=address % 250 + 1, length=len(body))
        yield (head + body).encode()
        number += CONNECTIONS


async def flood(port: int, most: int, addresses: int) -> Counter[str]:
    """Post so often in all; which statuses came back."""
    found: Counter[str] = Counter()

    async def one(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _, post in zip(range(most // CONNECTIONS), posts(first, addresses), strict=False):
            writer.write(post)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            found[head.split(b" ", 2)[1].decode()] += 1
        writer.close()

    await asyncio.gather(*(one(first) for first in range(CONNECTIONS)))
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(*map(int, sys.argv[1:4])))))  # noqa: T201
