"""The HTML door: one module per page, templates beside it; everything works without scripts.

Not here: the same for machines (api.py, `directory/api.py`).
"""

from fastapi import APIRouter

from waymark_router.pages import (
    decision,
    desk,
    draft,
    draft_table,
    emergency,
    feed_file,
    files,
    find_support,
    listings,
    person,
    requests,
    row,
    rules,
    service_change,
    services,
    suggestions,
    together,
    trial,
    unmet,
)

_RULES = (rules, files, emergency, draft, draft_table, row, together, trial, person, decision)
router = APIRouter(include_in_schema=False)
for each in (find_support, feed_file, services, service_change, requests, listings, desk, suggestions, unmet, *_RULES):
    router.include_router(each.router)

__all__ = ["router"]
