"""What a new version of a referral would change: parts written anew and parts taken out, told from their hashes.

Pure. Not here: what is told on (correction.py, which counts both alike), and the parts in words (wording.py).
"""

from collections.abc import Mapping

from waymark.words import Group
from waymark_intake.recognition.likeness import changed_groups


def what_changes(before: Mapping[str, str], after: Mapping[Group, str]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The parts that are added or written differently, and those that are there and would not be any more."""
    changed = changed_groups(before, after)
    return tuple(one for one in changed if one in after), tuple(one for one in changed if one not in after)
