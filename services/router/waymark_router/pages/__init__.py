"""The HTML door: one module per page, templates beside it; everything works without scripts.

Not here: the same for machines (api.py, `directory/api.py`).
"""

from fastapi import APIRouter

from waymark_router.pages import requests, services

router = APIRouter(include_in_schema=False)
router.include_router(services.router)
router.include_router(requests.router)

__all__ = ["router"]
