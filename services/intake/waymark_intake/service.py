"""The plug of intake: what it offers, hears and tells, and what it opens for itself."""

import base64
import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from waymark import auth
from waymark.coalescer import Coalescer
from waymark.contracts.consent import ConsentChanged, KeysChanged, MemberChanged
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationProgressed,
    AllocationWithdrawn,
)
from waymark.contracts.referral import ReferralReceived
from waymark.contracts.routing import ReferralRouted
from waymark.errors import SettingsInvalid
from waymark.service import Context, Hears, Job, Service
from waymark_intake import actions, events, jobs
from waymark_intake.api import IntakeOwn, router
from waymark_intake.settings import IntakeSettings
from waymark_intake.working_day import bank_holidays

_KEY_BYTES = 32
_DAY_S = 86_400.0


def hash_key(file: Path) -> bytes:
    """The key of intake's keyed hashes: made once, readable by its owner only, kept outside the database.

    Replicas on several machines must be given the same file. Raises SettingsInvalid where the file is no such key.
    """
    if not file.exists():
        _write_once(file, {"key": base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()})
    try:
        key = base64.b64decode(json.loads(file.read_bytes())["key"], validate=True)
    except (ValueError, KeyError, TypeError, OSError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsInvalid(f"{file.name} does not hold intake's hash key")
    return key


def _write_once(file: Path, content: dict[str, str]) -> None:
    """Write the file whole or not at all; where another process was faster, its file stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as opened:
        json.dump(content, opened)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


@asynccontextmanager
async def open_intake(context: Context[IntakeSettings, None]) -> AsyncIterator[IntakeOwn]:
    """Intake's own things, closed after what waits has been written."""
    named = context.settings.hash_key_file
    file = Path(named) if named else context.shared.home / "keys" / "intake-hmac.json"
    key = hash_key(file)
    async with Coalescer(context.database, actions.receive_referrals, context.settings.most_waiting) as writer:
        yield IntakeOwn(hash_key=key, writer=writer, days_off=bank_holidays())


service = Service(
    name="intake",
    summary="Turns a sender's record into one canonical referral, or says clearly what is wrong with it",
    settings=IntakeSettings,
    migrations="waymark_intake.migrations",
    tells=(ReferralReceived,),
    hears=(
        Hears(KeysChanged, auth.remember_keys),
        Hears(MemberChanged, auth.remember_members),
        Hears(ConsentChanged, events.on_consent_changed),
        Hears(ReferralRouted, events.on_referral_routed),
        Hears(AllocationAccepted, events.on_allocation_changed),
        Hears(AllocationDeclined, events.on_allocation_changed),
        Hears(AllocationLapsed, events.on_allocation_changed),
        Hears(AllocationProgressed, events.on_allocation_changed),
        Hears(AllocationClosed, events.on_allocation_changed),
        Hears(AllocationWithdrawn, events.on_allocation_changed),
    ),
    routers=(router,),
    jobs=(Job("forget_keys", lambda _: _DAY_S, jobs.forget_keys),),
    open=open_intake,
)
