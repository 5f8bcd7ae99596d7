"""Who proves itself gets a token; who does not is remembered and has to wait."""

import base64
import hmac
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.builders.consent import NOW, Consent, a_consent, a_key, an_assertion, an_ed25519_key
from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.db import SYSTEM
from waymark.settings import Settings
from waymark.words import Role
from waymark_consent.access.actions import Asked, Denied, Issued, issue_token, scope_of, sign_in

NOT_PROVED = "the assertion was not signed by a registered client's key"


@pytest.fixture
async def consent(open_database: OpenDatabase, clock: ReplayClock, settings: Settings) -> AsyncIterator[Consent]:
    async with a_consent(await open_database("consent"), clock, settings) as found:
        yield found


async def ask(consent: Consent, assertion: str, *, scope: str = "", address: str = "192.0.2.1") -> Issued | Denied:
    async with consent.database.transaction(SYSTEM) as tx:
        return await issue_token(
            tx,
            Asked(assertion, scope, address),
            ring=consent.context.own.ring,
            settings=consent.context.settings,
            audience=consent.audience,
        )


async def register(consent: Consent, public: dict[str, Any]) -> None:
    async with consent.database.transaction(SYSTEM) as tx:
        await tx.run("update clients set public_jwk = cast(:jwk as text)::jsonb", {"jwk": json.dumps(public)})


async def test_a_client_that_proves_itself_is_known_by_its_token(consent: Consent) -> None:
    issued = await ask(consent, consent.assertion())
    assert isinstance(issued, Issued)
    assert issued.lives_s <= 300
    actor = await consent.context.known.actor(issued.token)
    assert (actor.subject, actor.kind, actor.agency) == (
        "warwickshire-police-records",
        "client",
        "warwickshire-police",
    )
    assert issued.scope.split() == sorted(permission.value for permission in actor.permissions)


@pytest.mark.parametrize("algorithm", ["EdDSA", "Ed25519"])
async def test_a_client_may_sign_on_the_other_curve_under_either_name(consent: Consent, algorithm: str) -> None:
    key = an_ed25519_key()
    await register(consent, key.as_dict(private=False))
    head = _part({"alg": algorithm})
    claims = an_assertion(key, consent.audience, NOW).split(".")[1]
    signature = key.private_key.sign(f"{head}.{claims}".encode())  # type: ignore[union-attr]
    issued = await ask(consent, f"{head}.{claims}.{_base64(signature)}")
    assert isinstance(issued, Issued)


async def test_an_assertion_counts_once(consent: Consent, clock: ReplayClock) -> None:
    assertion = consent.assertion()
    assert isinstance(await ask(consent, assertion), Issued)
    clock.move_to(NOW + timedelta(minutes=2))
    assert await ask(consent, assertion) == Denied("invalid_client", "jti was used before")


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "caf\u00e9", ""], ids=ascii)
async def test_whoever_names_itself_oddly_is_nobody(consent: Consent, name: str) -> None:
    odd = f"{_part({'alg': 'ES256'})}.{_part({'iss': name})}.AA"
    assert isinstance(await ask(consent, odd), Denied)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _part(said: dict[str, Any]) -> str:
    return _base64(json.dumps(said).encode())


def _unsigned(consent: Consent) -> str:
    return f"{_part({'alg': 'none'})}.{consent.assertion().split('.')[1]}."


def _with_the_public_key_as_secret(consent: Consent) -> str:
    said = f"{_part({'alg': 'HS256'})}.{consent.assertion().split('.')[1]}"
    return f"{said}.{_base64(hmac.digest(consent.police_key.as_pem(private=False), said.encode(), 'sha256'))}"


def _with_its_own_key_inside(consent: Consent) -> str:
    key = a_key()
    return an_assertion(key, consent.audience, NOW, header={"alg": "ES256", "jwk": key.as_dict(private=False)})


def _changed(consent: Consent) -> str:
    head, _, signature = consent.assertion().split(".")
    return f"{head}.{_part({'iss': 'warwickshire-police-records'})}.{signature}"


CORPUS: dict[str, Callable[[Consent], str]] = {
    "nothing": lambda _: "",
    "no token": lambda _: "a.b",
    "not even text": lambda _: "\u00e9.\u00e9.\u00e9",
    "too long": lambda _: "a" * 9000,
    "deep claims": lambda _: f"{_part({'alg': 'ES256'})}.{_base64(b'[' * 5000)}.AAAA",
    "claims that are a list": lambda _: f"{_part({'alg': 'ES256'})}.{_base64(b'[]')}.AAAA",
    "no algorithm": lambda consent: f"{_part({})}.{consent.assertion().split('.')[1]}.AAAA",
    "unsigned": _unsigned,
    "a shared secret": _with_the_public_key_as_secret,
    "another key": lambda consent: an_assertion(a_key(), consent.audience, NOW),
    "a key in the header": _with_its_own_key_inside,
    "a critical extension": lambda consent: an_assertion(
        consent.police_key, consent.audience, NOW, header={"alg": "ES256", "crit": ["b64"], "b64": True}
    ),
    "changed claims": _changed,
    "cut off": lambda consent: consent.assertion()[:-4],
    "another client's name": lambda consent: consent.assertion(iss="rugby-council", sub="rugby-council"),
}


async def test_whoever_proves_nothing_learns_nothing(consent: Consent) -> None:
    for name, made in CORPUS.items():
        assert await ask(consent, made(consent), address=name) == Denied("invalid_client", NOT_PROVED), name
    async with consent.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from failed_proofs") == len(CORPUS)
        assert await reader.value("select count(*) from used_jti") == 0


async def test_a_key_of_another_kind_than_registered_does_not_count(consent: Consent) -> None:
    await register(consent, ECKey.generate_key("P-384").as_dict(private=False))
    assert await ask(consent, consent.assertion()) == Denied("invalid_client", NOT_PROVED)


async def test_a_client_that_is_shut_out_gets_nothing(consent: Consent) -> None:
    async with consent.database.transaction(SYSTEM) as tx:
        await tx.run("update clients set active = false")
    assert await ask(consent, consent.assertion()) == Denied("invalid_client", NOT_PROVED)


async def test_a_proved_client_is_told_what_is_wrong(consent: Consent) -> None:
    wrong: dict[str, Any] = {"aud": "https://other.example", "exp": 1, "jti": None}
    for claim, value in wrong.items():
        denied = await ask(consent, consent.assertion(**{claim: value}))
        assert isinstance(denied, Denied)
        assert claim in denied.description


async def test_too_many_failures_wait_from_that_address_only(consent: Consent, clock: ReplayClock) -> None:
    for _ in range(10):
        await ask(consent, consent.assertion(aud="https://other.example"))
    denied = await ask(consent, consent.assertion())
    assert isinstance(denied, Denied)
    assert denied.wait_s == 300
    assert isinstance(await ask(consent, consent.assertion(), address="192.0.2.2"), Issued)
    clock.move_to(NOW + timedelta(seconds=301))
    assert isinstance(await ask(consent, consent.assertion()), Issued)


async def test_nobody_can_shut_a_client_out_by_failing_in_its_name_elsewhere(consent: Consent) -> None:
    for _ in range(12):
        await ask(consent, an_assertion(a_key(), consent.audience, NOW), address="203.0.113.9")
    assert isinstance(await ask(consent, consent.assertion()), Issued)


async def test_a_scope_may_be_named_but_not_widened(consent: Consent) -> None:
    assert isinstance(await ask(consent, consent.assertion(), scope="referral.submit"), Issued)
    denied = await ask(consent, consent.assertion(), scope="referral.submit release.read")
    assert isinstance(denied, Denied)
    assert denied.error == "invalid_scope"


def test_a_scope_lists_what_roles_allow() -> None:
    assert scope_of((Role.COMMISSIONER,)) == "directory.read unmet.read"
    assert scope_of(()) == ""
    assert (
        scope_of((Role.DATA_PROTECTION_LEAD, Role.OPERATOR)) == "agreement.read person.erase system.operate system.read"
    )


async def test_only_an_active_member_can_be_picked(consent: Consent) -> None:
    async with consent.database.transaction(SYSTEM) as tx:
        ring, settings = consent.context.own.ring, consent.context.settings
        assert await sign_in(tx, "sam.harbour", ring=ring, settings=settings)
        assert await sign_in(tx, "warwickshire-police-records", ring=ring, settings=settings) is None
        await tx.run("update members set active = false where member_id = 'sam.harbour'")
        assert await sign_in(tx, "sam.harbour", ring=ring, settings=settings) is None
