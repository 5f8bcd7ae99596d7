"""What a machine client's assertion must say to be believed (RFC 7523), once its signature is proved.

Not here: the signature itself, and whether the assertion was used before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE = timedelta(minutes=5)
SKEW = timedelta(seconds=30)

# The one algorithm for each kind of key: a header may not choose another, least of all none or a shared secret.
ALGORITHMS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("EC", "P-256"): frozenset({"ES256"}),
    ("OKP", "Ed25519"): frozenset({"EdDSA", "Ed25519"}),
}


class NotBelieved(Exception):  # noqa: N818 - reads as what it is
    """An assertion does not count; `why` may be told to a client that proved its key."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Claims(BaseModel):
    """The claims we read; times are seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    iss: Annotated[str, Field(min_length=1, max_length=200)]
    sub: Annotated[str, Field(min_length=1, max_length=200)]
    aud: str | list[str]
    exp: int
    nbf: int | None = None
    iat: int | None = None
    jti: Annotated[str, Field(min_length=8, max_length=200)]


@dataclass(frozen=True, slots=True)
class Proof:
    """A believed assertion: whose, its own id, and until when that id must be remembered."""

    client_id: str
    jti: str
    remember_until: datetime


def algorithms_for(jwk: Mapping[str, object]) -> frozenset[str]:
    """The algorithms a registered public key may sign with; none for a kind we do not take."""
    return ALGORITHMS.get((str(jwk.get("kty")), str(jwk.get("crv"))), frozenset())


def believe(raw: Mapping[str, object], *, client_id: str, audience: str, now: datetime) -> Proof:
    """Check proved claims for `client_id` at our token address; raises NotBelieved with the first thing wrong."""
    try:
        claims = Claims.model_validate(dict(raw))
    except ValidationError as error:
        raise NotBelieved(f"claim {'.'.join(map(str, error.errors()[0]['loc'][:1]))} is missing or wrong") from None
    if claims.iss != client_id or claims.sub != client_id:
        raise NotBelieved("iss and sub must both be the client id")
    audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if audiences != [audience]:
        raise NotBelieved("aud must be the address of this token endpoint and nothing else")
    _check_times(claims, now)
    # Twice: it is believed until the skew has passed, and the clock that forgets may be ahead by as much again.
    return Proof(client_id, claims.jti, _time(claims.exp) + 2 * SKEW)


def _check_times(claims: Claims, now: datetime) -> None:
    expires = _time(claims.exp)
    if expires <= now - SKEW:
        raise NotBelieved("exp has passed")
    if expires > now + LONGEST_LIFE + SKEW:
        raise NotBelieved("exp is more than five minutes ahead")
    if any(_time(at) > now + SKEW for at in (claims.nbf, claims.iat) if at is not None):
        raise NotBelieved("nbf or iat lies in the future")


def _time(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise NotBelieved("a time is out of range") from None
