"""Our tokens: short JSON Web Tokens (RFC 7519) under one signature algorithm, minted and proved here.

Ed25519 is named as RFC 9864 asks (the older name "EdDSA" meant two curves). Not here: which keys and members are
known (`waymark.auth.known`).
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypedDict, Unpack

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from waymark.errors import Kind, Refused
from waymark.ids import AgencyId, uuid7
from waymark.words import Role

Use = Literal["access", "session"]
ACCESS: Final[Use] = "access"
SESSION: Final[Use] = "session"
AUDIENCE: Final = "waymark"
ALGORITHM: Final = "Ed25519"
TYPE_OF_USE: Final[Mapping[Use, str]] = {ACCESS: "at+jwt", SESSION: "session+jwt"}
SESSION_COOKIE: Final = "waymark_session"
SKEW_S: Final = 30
LONGEST_LIFE_S: Final = 24 * 3600
_HEADER_FIELDS = {"alg", "kid", "typ"}
_LONGEST_TOKEN = 4096
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)


class Claims(BaseModel):
    """What a token says: times are seconds since 1970, `jti` is its own id. Anything else in it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sub: str = Field(min_length=1, max_length=200)
    aud: Literal["waymark"]
    kind: Literal["client", "member"]
    agency: str
    roles: list[str]
    iat: int
    nbf: int
    exp: int
    jti: str = Field(min_length=1, max_length=64)


@dataclass(frozen=True, slots=True)
class Header:
    """Which key a token names and what it may be used for; nothing of it is proved yet."""

    key_id: str
    use: str


def unauthenticated(code: str) -> Refused:
    """The one refusal for whoever is not known; the code says why to those who read the problem document."""
    return Refused(Kind.UNAUTHENTICATED, "Sign in, or send a valid access token", code=code)


class Minting(TypedDict):
    """What a token is made of: whose key, for whom, for how long, for what."""

    key_id: str
    private: Ed25519PrivateKey
    subject: str
    kind: str
    agency: AgencyId
    roles: Sequence[Role]
    now: datetime
    lifetime_s: int
    use: Use


def mint_token(**made_of: Unpack[Minting]) -> str:
    """A signed token for `subject` ("client" or "member" of `agency`), valid from `now` for `lifetime_s` seconds."""
    at = int(made_of["now"].timestamp())
    claims = {
        "sub": made_of["subject"],
        "aud": AUDIENCE,
        "kind": made_of["kind"],
        "agency": made_of["agency"],
        "roles": [role.value for role in made_of["roles"]],
        "iat": at,
        "nbf": at,
        "exp": at + made_of["lifetime_s"],
        "jti": uuid7(made_of["now"]).hex,
    }
    header = {"alg": ALGORITHM, "kid": made_of["key_id"], "typ": TYPE_OF_USE[made_of["use"]]}
    return jwt.encode(header, claims, OKPKey.import_key(made_of["private"]), algorithms=[ALGORITHM])


def header_of(token: str) -> Header:
    """The header of a token in compact form; raises Refused(UNAUTHENTICATED) on any that is not ours."""
    if len(token) > _LONGEST_TOKEN or not _SHAPE.fullmatch(token):
        raise unauthenticated("token.malformed")
    try:
        header = dict(jws.extract_compact(token.encode()).protected)  # a list of names is no header
    except (JoseError, ValueError):
        raise unauthenticated("token.malformed") from None
    if set(header) != _HEADER_FIELDS or header["alg"] != ALGORITHM or not isinstance(header["kid"], str):
        raise unauthenticated("token.header")
    for use, name in TYPE_OF_USE.items():
        if header["typ"] == name:
            return Header(header["kid"], use)
    raise unauthenticated("token.type")


def prove(token: str, public: bytes) -> Claims:
    """The claims of a token whose signature `public` (raw Ed25519) made; raises Refused(UNAUTHENTICATED)."""
    try:
        key = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(public))
        jwt.decode(token, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        raise unauthenticated("token.signature") from None
    written = token.split(".")[1]
    try:
        return Claims.model_validate_json(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
    except (ValidationError, ValueError):
        raise unauthenticated("token.claims") from None


def check_times(claims: Claims, now: datetime) -> None:
    """Raise Refused(UNAUTHENTICATED) unless the claims hold at `now`, give or take SKEW_S seconds."""
    at = now.timestamp()
    if claims.exp <= claims.iat or claims.exp - claims.iat > LONGEST_LIFE_S:
        raise unauthenticated("token.lifetime")
    if claims.iat > at + SKEW_S or claims.nbf > at + SKEW_S:
        raise unauthenticated("token.early")
    if claims.exp <= at - SKEW_S:
        raise unauthenticated("token.expired")
