"""REST doors of intake: records in, receipts or refusals out, and a referral's way and changes for its sender.

Sealing happens here (sealing.py), before any transaction, so that no readable person is ever near the database. Not
here: what a record means (police/ and its like), and what is stored (actions.py).
"""

from fastapi import APIRouter

from waymark_intake.api import (
    answer,
    bars,
    batch,
    change,
    changes,
    follow,
    lists,
    partner,
    police,
    published,
    quality,
    reconciliation,
    sheet,
)
from waymark_intake.api.own import IntakeOwn

router = APIRouter()
router.include_router(police.router)
router.include_router(batch.router)
router.include_router(sheet.router)
router.include_router(partner.router)
router.include_router(bars.router)
router.include_router(reconciliation.router)
router.include_router(changes.router)
router.include_router(follow.router)
router.include_router(change.corrections)
router.include_router(change.router)
router.include_router(answer.router)
router.include_router(quality.router)
router.include_router(published.router)
router.include_router(lists.router)

__all__ = ["IntakeOwn", "router"]
