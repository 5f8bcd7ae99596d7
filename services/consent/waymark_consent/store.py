"""What consent's actions load and save: referrals, words said, decisions, agreements, the disclosure log.

Set-based: a batch costs a handful of statements. Not here: people themselves (`vault.store`), and who may act for whom
(`access.store`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from waymark.contracts.consent import Duty, RecipientScope
from waymark.contracts.referral import Correction, Facts
from waymark.db import Reader, Transaction
from waymark.ids import AgencyId
from waymark.words import AgencyRole, Group, Position, QualityFlag, Sharing, WithdrawReason
from waymark_consent import tables
from waymark_consent.agreement import Agreement
from waymark_consent.answer import Screening
from waymark_consent.permission import Said
from waymark_consent.release import Recipient
from waymark_consent.tables import InsertAll, among

_SCOPE = TypeAdapter(tuple[RecipientScope, ...])
_DUTIES = TypeAdapter(tuple[Duty, ...])
_CORRECTIONS = TypeAdapter(tuple[Correction, ...])


@dataclass(frozen=True, slots=True)
class Kept:
    """A referral as consent keeps it: what was decided last, and on what."""

    referral_id: UUID
    referral_version: int
    journey_id: UUID
    sender: AgencyId
    received_at: datetime
    facts: Facts
    quality: tuple[QualityFlag, ...]
    screening: int
    decision_id: UUID
    scope: tuple[RecipientScope, ...]
    duties: tuple[Duty, ...]
    corrections: tuple[Correction, ...] = ()
    withdrawn: WithdrawReason | None = None
    erased_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing that comes later may change it: its sender took it back, or its person was erased."""
        return self.withdrawn is not None or self.erased_at is not None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the person about to be recorded, with how it was given and by whom it was written down."""

    referral_id: UUID
    said: Said
    how: str
    wording: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about to be recorded; `cause` says what asked for it."""

    decision_id: UUID
    referral_id: UUID
    screening: int
    cause: str
    said: Said | None
    result: Screening
    at: datetime


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One line of the disclosure log: who asked for what of whom, what they got, or why not.

    `fields` names the single fields ("group.field") where not whole `groups` were shown.
    """

    disclosure_id: UUID
    at: datetime
    referral_id: UUID
    actor: str
    agency: AgencyId
    purpose: str
    refused: str
    reasons: tuple[str, ...]
    groups: tuple[Group, ...]
    agreement: str
    decision_id: UUID | None
    fields: tuple[str, ...] = ()


_SAVE_REFERRALS = InsertAll(
    tables.referrals,
    then="on conflict (referral_id) do update set referral_version = excluded.referral_version,"
    " facts = excluded.facts, quality = excluded.quality, screening = excluded.screening,"
    " decision_id = excluded.decision_id, scope = excluded.scope, duties = excluded.duties,"
    " corrections = excluded.corrections, withdrawn = excluded.withdrawn, asks = excluded.asks",
    written=("facts", "scope", "duties", "corrections"),
)
_ADD_WORDS = InsertAll(tables.permissions, then="on conflict do nothing")
_ADD_DECISIONS = InsertAll(tables.decisions, written=("verdicts", "duties"))
_ADD_DISCLOSURES = InsertAll(tables.disclosures)
_ADD_AGREEMENTS = InsertAll(tables.agreements)


async def find_referrals(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """Referrals by id, locked against everybody until the transaction ends, also where they are only read.

    Shared locks would let readers past a withdrawal that waits, for as long as some recipient keeps asking.
    """
    found = (
        select(tables.referrals)
        .where(among(tables.referrals.c.referral_id, ids))
        .order_by(tables.referrals.c.referral_id)
        .with_for_update()
    )
    return {row.referral_id: _kept(row._mapping) for row in await tx.rows(found)}  # noqa: SLF001 - SQLAlchemy's name


def _kept(row: Mapping[Any, Any]) -> Kept:
    values = dict(row)
    del values["asks"]
    values |= {
        "facts": Facts.model_validate(values["facts"]),
        "quality": tuple(QualityFlag(flag) for flag in values["quality"]),
        "scope": _SCOPE.validate_python(values["scope"]),
        "duties": _DUTIES.validate_python(values["duties"]),
        "corrections": _CORRECTIONS.validate_python(values["corrections"]),
        "withdrawn": WithdrawReason(values["withdrawn"]) if values["withdrawn"] else None,
    }
    return Kept(**values)


def save_referrals(tx: Transaction, screened: Sequence[tuple[Kept, Decided]]) -> None:
    """Add referrals, or replace what changes of known ones, each with the decision that it stands under now.

    Both are recorded; a decision of history stays what it is.
    """
    rows = [
        {
            "referral_id": one.referral_id,
            "referral_version": one.referral_version,
            "journey_id": one.journey_id,
            "sender": one.sender,
            "received_at": one.received_at,
            "facts": one.facts.model_dump_json(),
            "quality": tuple(flag.value for flag in one.quality),
            "screening": one.screening,
            "decision_id": one.decision_id,
            "scope": answer.result.scope_json,
            "duties": answer.result.duties_json,
            "corrections": _CORRECTIONS.dump_json(one.corrections).decode() if one.corrections else "[]",
            "withdrawn": one.withdrawn.value if one.withdrawn else "",
            "erased_at": one.erased_at,
            "asks": any(scope.sharing is Sharing.ASK for scope in one.scope),
        }
        for one, answer in sorted(screened, key=lambda pair: pair[0].referral_id)
    ]
    _SAVE_REFERRALS.later(tx, rows)
    add_decisions(tx, [answer for _, answer in screened])


def add_words(tx: Transaction, words: Sequence[Word]) -> None:
    """Record words of the person; one that is recorded already (same id) stays as it is."""
    rows = [
        {
            "permission_id": word.said.permission_id,
            "referral_id": word.referral_id,
            "position": word.said.position.value,
            "explicit": word.said.explicit,
            "given_by": word.said.given_by,
            "how": word.how,
            "wording": word.wording,
            "said_at": word.said.said_at,
            "recorded_by": word.recorded_by,
            "recorded_at": word.recorded_at,
        }
        for word in words
    ]
    _ADD_WORDS.later(tx, rows)


async def list_words(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """Every recorded word about these referrals."""
    c = tables.permissions.c
    asked = select(c.referral_id, c.permission_id, c.position, c.explicit, c.given_by, c.said_at)
    said: dict[UUID, list[Said]] = {}
    for row in await reader.rows(asked.where(among(c.referral_id, ids))):
        word = Said(row.permission_id, Position(row.position), row.explicit, row.given_by, row.said_at)
        said.setdefault(row.referral_id, []).append(word)
    return said


def add_decisions(tx: Transaction, decisions: Sequence[Decided]) -> None:
    """Record decisions with their result and reason for every recipient and group."""
    rows = [
        {
            "decision_id": one.decision_id,
            "referral_id": one.referral_id,
            "screening": one.screening,
            "cause": one.cause,
            "permission_id": one.said.permission_id if one.said else None,
            "verdicts": one.result.verdicts_json,
            "duties": one.result.duties_json,
            "decided_at": one.at,
        }
        for one in decisions
    ]
    _ADD_DECISIONS.later(tx, rows)


async def add_disclosures(tx: Transaction, disclosures: Sequence[Disclosure]) -> None:
    """Log what was disclosed and what was refused, one line per referral asked for."""
    rows = [
        {
            "disclosure_id": one.disclosure_id,
            "at": one.at,
            "referral_id": one.referral_id,
            "actor": one.actor,
            "agency": one.agency,
            "purpose": one.purpose,
            "refused": one.refused,
            "reasons": one.reasons,
            "groups": tuple(group.value for group in one.groups),
            "agreement": one.agreement,
            "decision_id": one.decision_id,
            "fields": one.fields,
        }
        for one in disclosures
    ]
    await _ADD_DISCLOSURES.run(tx, rows)


async def list_agreements(reader: Reader) -> tuple[Agreement, ...]:
    """Every version of every agreement."""
    c = tables.agreements.c
    rows = await reader.rows(select(c.terms).order_by(c.agreement_id, c.version))
    return tuple(Agreement.model_validate(row.terms) for row in rows)


async def add_agreements(tx: Transaction, agreements: Sequence[Agreement]) -> None:
    """Record new versions."""
    rows = [
        {
            "agreement_id": one.id,
            "version": one.version,
            "terms": one.model_dump(mode="json"),
            "recorded_at": tx.now,
        }
        for one in agreements
    ]
    await _ADD_AGREEMENTS.run(tx, rows)


async def list_recipients(reader: Reader) -> tuple[Recipient, ...]:
    """Every agency of the county with its role."""
    c = tables.agencies.c
    rows = await reader.rows(select(c.agency_id, c.role).order_by(c.agency_id))
    return tuple(Recipient(AgencyId(row.agency_id), AgencyRole(row.role)) for row in rows)


async def terms_version(reader: Reader) -> UUID:
    """Which terms are in force: another id as soon as agencies or agreements were changed (the tables see to it)."""
    version: UUID = await reader.value(select(tables.terms_version.c.version))
    return version
