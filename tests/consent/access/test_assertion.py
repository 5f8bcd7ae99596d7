"""A proved assertion still counts only for this client, here and now."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders.consent import NOW
from waymark_consent.access.assertion import SKEW, NotBelieved, algorithms_for, believe

AUDIENCE = "https://waymark.example/consent/oauth/token"
AT = int(NOW.timestamp())
SOUND: dict[str, Any] = {"iss": "police", "sub": "police", "aud": AUDIENCE, "exp": AT + 120, "jti": "0123456789"}


def believed(**over: Any) -> Any:
    claims = {name: value for name, value in (SOUND | over).items() if value is not None}
    return believe(claims, client_id="police", audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize(
    "over",
    [{}, {"aud": [AUDIENCE]}, {"iat": AT, "nbf": AT}, {"exp": AT + 300}, {"exp": AT - 29}, {"extra": "ignored"}],
)
def test_a_sound_assertion_is_believed(over: dict[str, Any]) -> None:
    proof = believed(**over)
    assert proof.client_id == "police"
    assert proof.remember_until == NOW + timedelta(seconds=over.get("exp", AT + 120) - AT) + 2 * SKEW


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"iss": None}, "claim iss"),
        ({"sub": None}, "claim sub"),
        ({"aud": None}, "claim aud"),
        ({"exp": None}, "claim exp"),
        ({"jti": None}, "claim jti"),
        ({"jti": "short"}, "claim jti"),
        ({"jti": 12345678}, "claim jti"),
        ({"jti": "x" * 201}, "claim jti"),
        ({"exp": str(AT + 60)}, "claim exp"),
        ({"exp": float(AT + 60)}, "claim exp"),
        ({"exp": True}, "claim exp"),
        ({"iss": "other"}, "iss and sub"),
        ({"sub": "other"}, "iss and sub"),
        ({"aud": "https://waymark.example/"}, "aud"),
        ({"aud": AUDIENCE + "/"}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": [AUDIENCE, "https://other.example"]}, "aud"),
        ({"exp": AT - 30}, "exp has passed"),
        ({"exp": AT + 331}, "five minutes"),
        ({"exp": 10**15}, "out of range"),
        ({"iat": AT + 31}, "future"),
        ({"nbf": AT + 31}, "future"),
        ({"nbf": -(10**15)}, "out of range"),
    ],
)
def test_anything_else_is_not_and_says_why(over: dict[str, Any], why: str) -> None:
    with pytest.raises(NotBelieved, match=why):
        believed(**over)


@pytest.mark.parametrize(
    ("jwk", "algorithms"),
    [
        ({"kty": "EC", "crv": "P-256"}, {"ES256"}),
        ({"kty": "OKP", "crv": "Ed25519"}, {"EdDSA", "Ed25519"}),
        ({"kty": "EC", "crv": "P-384"}, set()),
        ({"kty": "oct", "k": "c2VjcmV0"}, set()),
        ({"kty": "RSA"}, set()),
        ({}, set()),
    ],
)
def test_the_key_decides_the_algorithm(jwk: dict[str, object], algorithms: set[str]) -> None:
    assert algorithms_for(jwk) == algorithms
