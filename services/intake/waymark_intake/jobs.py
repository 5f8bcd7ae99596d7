"""What happens in intake by time: forgetting idempotency keys nobody will repeat any more. Nothing else so far."""

from datetime import timedelta
from typing import Any

from waymark.db import SYSTEM
from waymark.service import Context
from waymark_intake import actions
from waymark_intake.settings import IntakeSettings

Here = Context[IntakeSettings, Any]


async def forget_keys(context: Here) -> None:
    """Forget idempotency keys older than the setting says."""
    async with context.database.transaction(SYSTEM) as tx:
        await actions.forget_keys(tx, used_before=tx.now - timedelta(days=context.settings.keep_keys_days))
