"""The plug of intake: what it offers, hears and tells, and what it opens for itself."""

import base64
import json
import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from waymark import auth
from waymark.coalescer import Coalescer
from waymark.contracts.consent import ConsentChanged, KeysChanged, MemberChanged, PersonErased
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationProgressed,
    AllocationWithdrawn,
)
from waymark.contracts.referral import ErasureSpread, ReferralAnswered, ReferralReceived, ReferralWithdrawn
from waymark.contracts.routing import ReferralRouted
from waymark.db import Transaction
from waymark.errors import SettingsInvalid
from waymark.service import Context, Hears, Job, Service
from waymark_intake import actions, events, jobs, queries
from waymark_intake.api import IntakeOwn, router
from waymark_intake.api.published import SHAPES
from waymark_intake.api.turns import Turns
from waymark_intake.pages import answer, correct, form, quality, refer, referrals, referrals_one, repeats, slips, upload
from waymark_intake.pages.form_beside import SHORT as BESIDE
from waymark_intake.pages.form_gate import FormGate
from waymark_intake.pages.form_press import PATH as FORM
from waymark_intake.press_limit import PressLimit
from waymark_intake.quality.actions import load_recipients
from waymark_intake.repeat.record import MatchKeys, key_id_of
from waymark_intake.settings import IntakeSettings
from waymark_intake.sheet.mapping import SheetMapping, read_mapping
from waymark_intake.working_day import bank_holidays

_KEY_BYTES = 32
_DAY_S = 86_400.0
_PRESSES_WITHIN = timedelta(minutes=10)
_LONGEST_BEHIND_S = 1.0


def hash_key(file: Path) -> bytes:
    """A key of intake (of its keyed hashes, of the form): made once, readable by its owner only, in no database.

    Replicas on several machines must be given the same file. Raises SettingsInvalid where the file is no such key.
    """
    if not file.exists():
        _write_once(file, {"key": base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()})
    return _key_named("key", file)


def form_keys(file: Path) -> tuple[bytes, ...]:
    """The keys of the forms' pages: the one that seals, and while it is being changed another that opens as well.

    The file holds `key` and perhaps `also` (docs/runbook.md, rotated keys). Raises SettingsInvalid.
    """
    key = hash_key(file)
    return (key, _key_named("also", file)) if "also" in _content_of(file) else (key,)


def _key_named(name: str, file: Path) -> bytes:
    try:
        key = base64.b64decode(_content_of(file)[name], validate=True)
    except (ValueError, KeyError, TypeError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsInvalid(f"{file.name} does not hold a key of intake as `{name}`")
    return key


def _content_of(file: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, OSError):
        content = None
    return content if isinstance(content, dict) else {}


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
    key = hash_key(_key_file(context.settings.hash_key_file, context, "intake-hmac.json"))
    match_keys = _match_keys(context)
    receive = partial(actions.receive_referrals, match_keys=match_keys)
    async with Coalescer(context.database, receive, context.settings.most_waiting) as writer:
        yield IntakeOwn(
            hash_key=key,
            writer=writer,
            days_off=bank_holidays(),
            mappings=sheet_mappings(context.settings.csv_mappings_folder),
            form_keys=form_keys(_key_file(context.settings.form_key_file, context, "intake-form.json")),
            presses=PressLimit(
                by_one=context.settings.form_presses_one,
                by_all=context.settings.form_presses_all,
                window=_PRESSES_WITHIN,
            ),
            guesses=PressLimit(
                by_one=context.settings.slip_tries_one,
                by_all=context.settings.slip_tries_all,
                window=_PRESSES_WITHIN,
            ),
            match_keys=match_keys,
            posts=_limit(context.settings.form_posts_one),
            posts_on_pages=_limit(context.settings.form_posts_one),
            posts_of_forms=_limit(context.settings.form_posts_form),
            turns=Turns(longest_s=_LONGEST_BEHIND_S, most_waiting=context.settings.form_waiting),
        )


def _limit(by_one: int) -> PressLimit:
    return PressLimit(by_one=by_one, by_all=None, window=_PRESSES_WITHIN)


def sheet_mappings(folder: str) -> dict[str, SheetMapping]:
    """The mappings of CSV columns, by name: ours, and a county's own from `folder`, which win over ours.

    Raises SettingsInvalid where one is not as it must be or the folder is none.
    """
    ours = resources.files("waymark_intake.sheet").joinpath("mappings")
    files = [file for file in ours.iterdir() if file.name.endswith(".toml")]
    if folder:
        if not Path(folder).is_dir():
            raise SettingsInvalid("WAYMARK_INTAKE_CSV_MAPPINGS_FOLDER names no folder")
        files += sorted(Path(folder).glob("*.toml"))
    read = [read_mapping(file.read_text(encoding="utf-8")) for file in files]
    return {mapping.name: mapping for mapping in read}


def _match_keys(context: Context[IntakeSettings, None]) -> MatchKeys:
    """Two keys, so that whoever has the one that finds people cannot read them."""
    trace_key = hash_key(_key_file(context.settings.match_key_file, context, "intake-match.json"))
    record_key = hash_key(_key_file(context.settings.record_key_file, context, "intake-records.json"))
    return MatchKeys(trace_key, record_key, key_id_of(record_key))


def _key_file(named: str, context: Context[IntakeSettings, None], name: str) -> Path:
    return Path(named) if named else context.shared.home / "keys" / name


async def _load(tx: Transaction, part: Mapping[str, Any], _: Context[IntakeSettings, IntakeOwn]) -> None:
    """Take intake's part of a county file: who gets the weekly digests of quality."""
    await load_recipients(tx, part)


service = Service(
    name="intake",
    summary="Turns a sender's record into one canonical referral, or says clearly what is wrong with it",
    settings=IntakeSettings,
    migrations="waymark_intake.migrations",
    tells=(ReferralReceived, ReferralAnswered, ReferralWithdrawn, ErasureSpread),
    hears=(
        Hears(KeysChanged, auth.remember_keys),
        Hears(MemberChanged, auth.remember_members),
        Hears(ConsentChanged, events.on_consent_changed),
        Hears(PersonErased, events.on_person_erased),
        Hears(ReferralRouted, events.on_referral_routed, linger_s=0.02),
        Hears(AllocationAccepted, events.on_allocation_changed),
        Hears(AllocationDeclined, events.on_allocation_changed),
        Hears(AllocationLapsed, events.on_allocation_changed),
        Hears(AllocationProgressed, events.on_allocation_changed),
        Hears(AllocationClosed, events.on_allocation_changed),
        Hears(AllocationWithdrawn, events.on_allocation_changed),
    ),
    routers=(
        form.router,  # first: nobody is in a greater hurry
        router,
        slips.router,
        answer.router,
        refer.router,
        correct.router,
        referrals.router,
        referrals_one.router,
        quality.router,
        repeats.router,
        upload.router,
    ),
    jobs=(
        Job("forget slips", lambda _: _DAY_S, jobs.forget_slips),
        Job("send digests", lambda context: context.settings.digest_every_s, jobs.send_digests),
        Job("forget figures", lambda _: _DAY_S, jobs.forget_figures),
        Job("forget people", lambda _: _DAY_S, jobs.forget_people),
    ),
    open=open_intake,
    load=_load,
    figures=queries.figures,
    account=queries.account,
    shapes=SHAPES,
    gate=FormGate,
    streamed=("/v1/referrals:batch", "/v1/referrals:csv", "/v1/reconciliation:compare", "/upload"),
    short={"/form": FORM, "/stay-safe": f"{FORM}/stay-safe", "/leave": f"{FORM}/leave", **BESIDE},
)
