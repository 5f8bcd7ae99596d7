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
    requests,
    row,
    rules,
    services,
    suggestions,
    unmet,
)

router = APIRouter(include_in_schema=False)
for each in (services, requests, desk, suggestions, unmet, rules, emergency, draft, draft_table, row, decision):
    router.include_router(each.router)

__all__ = ["router"]
