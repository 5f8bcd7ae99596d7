"""What a door may ask of the notifier, by what it is for: lists and single rows, figures, the whole account."""

from waymark_notifier.queries.account import account
from waymark_notifier.queries.figures import figures
from waymark_notifier.queries.lists import (
    HeldRow,
    Line,
    Page,
    StuckRow,
    count_held,
    count_sections,
    count_undelivered,
    find_allocation,
    list_allocations,
    list_held,
    list_names,
    list_stopped,
    list_stuck,
    list_timeline,
)

__all__ = [
    "HeldRow",
    "Line",
    "Page",
    "StuckRow",
    "account",
    "count_held",
    "count_sections",
    "count_undelivered",
    "figures",
    "find_allocation",
    "list_allocations",
    "list_held",
    "list_names",
    "list_stopped",
    "list_stuck",
    "list_timeline",
]
