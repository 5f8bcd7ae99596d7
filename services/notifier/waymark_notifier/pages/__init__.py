"""The HTML door: one module per page, templates beside it; everything works without scripts.

Not here: the same for machines (api.py).
"""

from fastapi import APIRouter

from waymark_notifier.pages import allocation, queue

router = APIRouter(include_in_schema=False)
router.include_router(queue.router)
router.include_router(allocation.router)

__all__ = ["router"]
