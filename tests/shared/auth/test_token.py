import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.web import HARBOUR, TokenKey, a_token
from waymark.auth.token import SESSION, SKEW_S, check_times, header_of, prove
from waymark.errors import Kind, Refused

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KEY = TokenKey("k1")
PUBLIC = KEY.private.public_key().public_bytes_raw()


def coded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def the_claims(**over: Any) -> dict[str, Any]:
    at = int(NOW.timestamp())
    claims = {"sub": "sam.harbour", "aud": "waymark", "kind": "member", "agency": HARBOUR, "roles": [], "jti": "j"}
    made = {**claims, "iat": at, "nbf": at, "exp": at + 300, **over}
    return {name: value for name, value in made.items() if value is not None}


def signed(header: object, claims: object, private: Ed25519PrivateKey = KEY.private) -> str:
    text = f"{coded(header)}.{coded(claims)}"
    return f"{text}.{coded(private.sign(text.encode()))}"


HEADER = {"alg": "Ed25519", "kid": "k1", "typ": "at+jwt"}


def test_a_minted_token_is_proved_by_its_key() -> None:
    token = a_token(KEY, NOW)
    claims = prove(token, PUBLIC)
    check_times(claims, NOW)
    assert (header_of(token).key_id, header_of(token).use) == ("k1", "access")
    assert (claims.sub, claims.agency, claims.exp - claims.iat) == ("sam.harbour", HARBOUR, 300)


def test_a_session_says_that_it_is_one() -> None:
    assert header_of(a_token(KEY, NOW, use=SESSION)).use == "session"


def test_two_tokens_never_have_one_id() -> None:
    assert prove(a_token(KEY, NOW), PUBLIC).jti != prove(a_token(KEY, NOW), PUBLIC).jti


def refuse(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        work()
    assert no.value.kind is Kind.UNAUTHENTICATED
    return no.value.code


GOOD = signed(HEADER, the_claims())
HEAD, BODY, SIGNATURE = GOOD.split(".")
BAD_HEADERS = {
    "empty": "",
    "no dots": "abc",
    "one dot": f"{HEAD}.{BODY}",
    "three dots": f"{GOOD}.{SIGNATURE}",
    "no signature": f"{HEAD}.{BODY}.",
    "spaces": f" {GOOD}",
    "line end": f"{GOOD}\n",
    "padding": f"{HEAD}=.{BODY}.{SIGNATURE}",
    "not ascii": f"{HEAD}.{BODY}.\N{KELVIN SIGN}",
    "huge": f"{HEAD}.{BODY * 40}.{SIGNATURE}",
    "header is no JSON": f"{coded(b'{')}.{BODY}.{SIGNATURE}",
    "header is a list": signed([], the_claims()),
    "header is a list of the right names": signed(["alg", "kid", "typ"], the_claims()),
    "header is a string": signed("Ed25519", the_claims()),
    "alg none": f"{coded({**HEADER, 'alg': 'none'})}.{BODY}.x",
    "alg NONE": f"{coded({**HEADER, 'alg': 'NONE'})}.{BODY}.x",
    "alg HS256": signed({**HEADER, "alg": "HS256"}, the_claims()),
    "alg RS256": signed({**HEADER, "alg": "RS256"}, the_claims()),
    "alg EdDSA": signed({**HEADER, "alg": "EdDSA"}, the_claims()),
    "alg a list": signed({**HEADER, "alg": ["Ed25519"]}, the_claims()),
    "no alg": signed({"kid": "k1", "typ": "at+jwt"}, the_claims()),
    "no kid": signed({"alg": "Ed25519", "typ": "at+jwt"}, the_claims()),
    "kid a number": signed({**HEADER, "kid": 1}, the_claims()),
    "no typ": signed({"alg": "Ed25519", "kid": "k1"}, the_claims()),
    "typ JWT": signed({**HEADER, "typ": "JWT"}, the_claims()),
    "typ AT+JWT": signed({**HEADER, "typ": "AT+JWT"}, the_claims()),
    "key brought along": signed({**HEADER, "jwk": {"kty": "OKP"}}, the_claims()),
    "key address": signed({**HEADER, "jku": "http://127.0.0.1/"}, the_claims()),
    "crit": signed({**HEADER, "crit": ["exp"]}, the_claims()),
    "unencoded": signed({**HEADER, "b64": False, "crit": ["b64"]}, the_claims()),
    "encrypted form": f"{HEAD}.{BODY}.{SIGNATURE}.{BODY}.{BODY}",
}


@pytest.mark.parametrize("token", BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_what_is_no_token_of_ours_is_refused_before_any_key_is_looked_up(token: str) -> None:
    assert refuse(lambda: header_of(token)).startswith("token.")


OTHER = Ed25519PrivateKey.generate()
BAD_SIGNATURES = {
    "another key": signed(HEADER, the_claims(), OTHER),
    "tampered claims": f"{HEAD}.{coded(the_claims(sub='lee.harbour'))}.{SIGNATURE}",
    "tampered header": f"{coded({**HEADER, 'typ': 'session+jwt'})}.{BODY}.{SIGNATURE}",
    "truncated": GOOD[:-10],
    "swapped signature": f"{HEAD}.{BODY}.{signed(HEADER, the_claims(jti='k')).split('.')[2]}",
    "zero signature": f"{HEAD}.{BODY}.{coded(bytes(64))}",
    "identity point": f"{HEAD}.{BODY}.{coded(bytes([1]) + bytes(63))}",
}


@pytest.mark.parametrize("token", BAD_SIGNATURES.values(), ids=BAD_SIGNATURES)
def test_what_our_key_did_not_sign_is_refused(token: str) -> None:
    assert refuse(lambda: prove(token, PUBLIC)) == "token.signature"


BAD_CLAIMS = {
    "claims are a list": [],
    "no subject": the_claims(sub=None),
    "empty subject": the_claims(sub=""),
    "another audience": the_claims(aud="elsewhere"),
    "audience a list": the_claims(aud=["waymark", "elsewhere"]),
    "no audience": the_claims(aud=None),
    "unknown kind": the_claims(kind="service"),
    "no end": the_claims(exp=None),
    "end as text": the_claims(exp="9999999999"),
    "end as truth": the_claims(exp=True),
    "end as fraction": the_claims(exp=1.5),
    "no start": the_claims(nbf=None),
    "no id": the_claims(jti=None),
    "roles as text": the_claims(roles="operator"),
    "more than we write": the_claims(admin=True),
}


@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_claims_of_another_shape_are_refused_though_our_key_signed_them(claims: object) -> None:
    assert refuse(lambda: prove(signed(HEADER, claims), PUBLIC)) in {"token.claims", "token.signature"}


AT = int(NOW.timestamp())
BAD_TIMES = {
    "expired": ({"exp": AT - SKEW_S}, "token.expired"),
    "not yet": ({"nbf": AT + SKEW_S + 1}, "token.early"),
    "made in the future": ({"iat": AT + SKEW_S + 1}, "token.early"),
    "ends before it starts": ({"exp": AT - 1, "iat": AT}, "token.lifetime"),
    "lives for ever": ({"exp": AT + 10**9}, "token.lifetime"),
}


@pytest.mark.parametrize(("over", "code"), BAD_TIMES.values(), ids=BAD_TIMES)
def test_a_token_outside_its_time_is_refused(over: dict[str, int], code: str) -> None:
    claims = prove(signed(HEADER, the_claims(**{"iat": AT - 600, "nbf": AT - 600, **over})), PUBLIC)
    assert refuse(lambda: check_times(claims, NOW)) == code


def test_clocks_may_differ_by_some_seconds() -> None:
    claims = prove(GOOD, PUBLIC)
    check_times(claims, NOW - timedelta(seconds=SKEW_S))
    check_times(claims, NOW + timedelta(seconds=300 + SKEW_S - 1))
    assert SKEW_S <= 60


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_whatever_is_sent_as_a_token_is_refused_and_nothing_breaks(text: str) -> None:
    refuse(lambda: header_of(text))
    refuse(lambda: prove(f"{HEAD}.{coded(text.encode('utf-8', 'replace'))}.{SIGNATURE}", PUBLIC))
