"""Where checks are made: in a thread, one at a time in a process, outside any transaction, and once for the same rules.

Not here: what is checked (`check.py`), gathering it (`publishing/actions/act.py`).
"""

import asyncio
from collections.abc import Hashable

from waymark_router.checking.unchecked import Checked, Unchecked

_KEPT = 8


class Checks:
    """The last reports of this process: whoever looks at a draft again waits for nothing.

    A report is kept by all that it depends on, so none is ever shown of something else.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Checked] = {}
        self._turn = asyncio.Lock()

    async def of(self, unchecked: Unchecked) -> Checked:
        """The report of it, kept or made now. Raises Refused (INVALID) for rules that cannot be read.

        Checks of one process take turns: each of them takes a share of what it decides with.
        """
        key = unchecked.key()
        async with self._turn:
            kept = self._kept.pop(key, None)
            found = kept if kept is not None else await asyncio.to_thread(unchecked.checked)
            self._kept[key] = found
            for old in list(self._kept)[:-_KEPT]:
                del self._kept[old]
        return found
