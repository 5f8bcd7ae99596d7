"""Consent's settings; every default runs on a laptop. Ages, limits of law and basis rules are dated rows elsewhere."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from waymark.cipher import KeyRing
from waymark.service import Context
from waymark.settings import ServiceSettings
from waymark_consent.kept import KeptTerms, OpenedKeys


class ConsentSettings(ServiceSettings):
    """What consent needs to know."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_CONSENT_", extra="ignore", frozen=True)

    kek_file: Path | None = Field(
        None, description="file with the key-encryption keys; empty means keys/consent-kek.json in WAYMARK_HOME"
    )
    erasure_list_file: Path | None = Field(
        None,
        description="file with the list of erasures, kept apart from the database and its backups;"
        " empty means erased/referrals.ndjson in WAYMARK_HOME",
    )
    erasure_list_s: float = Field(5.0, gt=0, description="how often the list of erasures is compared with the database")
    transport_window_h: float = Field(24.0, gt=0, description="hours for which a transport key seals")
    transport_rotation_h: float = Field(12.0, gt=0, description="hours after which the next transport key is made")
    token_window_d: float = Field(90.0, gt=0, description="days for which a token key is known")
    token_rotation_d: float = Field(60.0, gt=0, description="days after which the next token key is made")
    token_settle_s: float = Field(60.0, ge=0, description="age from which a token key signs, so that all know it")
    key_check_s: float = Field(1.0, gt=0, description="how often due keys are looked for")
    prune_every_s: float = Field(60.0, gt=0, description="how often used assertions and old failures are forgotten")
    access_token_s: int = Field(300, ge=30, le=300, description="life of a machine client's access token")
    session_s: int = Field(28_800, ge=60, le=43_200, description="life of a signed-in person's session")
    failures_most: int = Field(10, ge=1, description="failed token requests of a client before it must wait")
    failures_window_s: float = Field(300.0, gt=0, description="how long a failed token request counts")


@dataclass(frozen=True)
class ConsentOwn:
    """What consent opens for itself: the key-encryption keys, which no database holds; and what it keeps in memory."""

    ring: KeyRing
    transport: OpenedKeys[X25519PrivateKey] = field(default_factory=OpenedKeys)
    terms: KeptTerms = field(default_factory=KeptTerms)


Here = Context[ConsentSettings, ConsentOwn]
