"""Tokens of an identity provider: the right ones open, all others get the same answer."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from gateway.settings import GatewaySettings
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.running_gateway import gateway_settings, running_gateway
from tests.support.token_issuer import ISSUER, TokenIssuer, public_jwk, token_issuer

AUDIENCE, PARTY = "chat", "https://dashboard.test"
Forge = Callable[[TokenIssuer, dict[str, Any]], str]


def claims(**changed: object) -> dict[str, Any]:
    """What a good token says; None leaves a claim out."""
    now = int(time.time())
    said: dict[str, Any] = {
        "iss": ISSUER,
        "sub": "usr_clara",
        "aud": AUDIENCE,
        "azp": PARTY,
        "iat": now,
        "nbf": now,
        "exp": now + 60,
        "o": {"id": "org_a", "rol": "member"},
        **changed,
    }
    return {name: value for name, value in said.items() if value is not None}


def b64(value: object) -> str:
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], said: dict[str, Any], signature: bytes = b"") -> str:
    """A token put together by hand."""
    return f"{b64(header)}.{b64(said)}.{b64(signature)}"


def hmac_with_public_key(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """The classic: the public key taken as a shared secret."""
    pem = (
        issuer.keys["rsa_1"]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signed = f"{b64({'alg': 'HS256', 'typ': 'JWT', 'kid': 'rsa_1'})}.{b64(said)}"
    return f"{signed}.{b64(hmac.new(pem, signed.encode(), hashlib.sha256).digest())}"


def spoilt(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """Other claims under a good signature."""
    head, _, signature = issuer.sign(said, "rsa_1").split(".")
    return f"{head}.{b64({**said, 'sub': 'usr_other'})}.{signature}"


def of_another_key(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """Signed by somebody else under the name of a good key."""
    stranger = TokenIssuer()
    stranger.add("rsa_1")
    return stranger.sign(said, "rsa_1")


def with_own_key(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """Signed by somebody else, whose key is brought along."""
    stranger = TokenIssuer()
    stranger.add("rsa_1")
    return stranger.sign(said, "rsa_1", jwk=public_jwk(stranger.keys["rsa_1"]))


def signed(algorithm: str = "RS256", **headers: object) -> Forge:
    """A good signature with these headers."""
    return lambda issuer, said: issuer.sign(said, "rsa_1", algorithm=algorithm, **headers)


def saying(**changed: object) -> Forge:
    """A good signature over these claims."""
    return lambda issuer, _: issuer.sign(claims(**changed), "rsa_1")


NOW = int(time.time())
REFUSED: dict[str, Forge] = {
    "no signature": lambda _, said: unsigned({"alg": "none", "kid": "rsa_1"}, said),
    "none in capitals": lambda _, said: unsigned({"alg": "NONE", "kid": "rsa_1"}, said),
    "an empty signature": lambda _, said: unsigned({"alg": "RS256", "kid": "rsa_1"}, said),
    "the public key as secret": hmac_with_public_key,
    "spoilt claims": spoilt,
    "another key": of_another_key,
    "its own key": with_own_key,
    "a key elsewhere": signed(jku="http://127.0.0.1:9/keys"),
    "a certificate elsewhere": signed(x5u="http://127.0.0.1:9/keys"),
    "a certificate": signed(x5c=["AAAA"]),
    "something critical": signed(crit=["exp"], exp=1),
    "no key id": lambda issuer, said: jwt.encode(said, issuer.keys["rsa_1"], "RS256"),
    "a key id that is no text": lambda _, said: unsigned({"alg": "RS256", "kid": 7}, said, b"x" * 256),
    "an unknown key id": lambda _, said: unsigned({"alg": "RS256", "kid": "rsa_9"}, said, b"x" * 256),
    "an algorithm of ours that is not the key's": lambda _, said: unsigned(
        {"alg": "ES256", "kid": "rsa_1"}, said, b"x" * 64
    ),
    "an algorithm that is not ours": signed("RS512"),
    "another type": signed(typ="dpop+jwt"),
    "another issuer": saying(iss="https://issuer.test.evil"),
    "no issuer": saying(iss=None),
    "another audience": saying(aud="billing"),
    "a longer audience": saying(aud="chat2"),
    "no audience": saying(aud=None),
    "another party": saying(azp="https://evil.test"),
    "over": saying(exp=NOW - 60),
    "no end": saying(exp=None),
    "an end that is text": saying(exp="tomorrow"),
    "an end in the far future": saying(exp=10**30),
    "a life of two days": saying(exp=NOW + 2 * 86_400),
    "not yet": saying(nbf=NOW + 600),
    "made tomorrow": saying(iat=NOW + 86_400, exp=NOW + 86_460),
    "no time of making": saying(iat=None),
    "no subject": saying(sub=None),
    "a subject that is a number": saying(sub=7),
    "an empty subject": saying(sub=""),
    "a subject that is no id": saying(sub="../admin"),
    "an organization that is no id": saying(o={"id": "org a"}),
    "a pending session": saying(sts="pending"),
    "an ID token": saying(nonce="n"),
    "too long": saying(pad="x" * 20_000),
    "claims that are no object": lambda *_: unsigned({"alg": "RS256", "kid": "rsa_1"}, {"a": []}, b"x"),
    "two parts": lambda issuer, said: issuer.sign(said, "rsa_1").rpartition(".")[0],
    "deep nonsense": lambda *_: f"{b64(b'[' * 5_000)}.{b64(b'{}')}.AA",
    "no text": lambda *_: "...",
}


def settings_for(issuer: TokenIssuer, **more: object) -> dict[str, object]:
    """Settings that let tokens in."""
    return {
        "jwt_issuer": ISSUER,
        "jwt_keys_url": issuer.url,
        "jwt_audiences": (AUDIENCE,),
        "jwt_authorized_parties": (PARTY,),
        **more,
    }


@requirement("tokens")
async def test_a_good_token_opens_and_every_other_one_gets_the_same_answer(tmp_path: Path) -> None:
    async with token_issuer() as issuer:
        issuer.add("ec_1", "EC")
        issuer.add("ed_1", "OKP")
        async with (
            running_gateway(tmp_path, **settings_for(issuer)) as gateway,
            httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
        ):

            async def ask(token: str) -> httpx.Response:
                return await client.get(SESSIONS, headers={"authorization": f"Bearer {token}"})

            for key_id, algorithm in (("rsa_1", "RS256"), ("ec_1", "ES256"), ("ed_1", "EdDSA")):
                for typ in ("JWT", "at+jwt"):
                    token = issuer.sign(claims(), key_id, algorithm=algorithm, typ=typ)
                    assert (await ask(token)).status_code == 200, algorithm
            # Leeway, and a party that need not be there.
            assert (await ask(issuer.sign(claims(nbf=int(time.time()) + 3, azp=None), "rsa_1"))).status_code == 200
            answers = {name: await ask(forge(issuer, claims())) for name, forge in REFUSED.items()}
            made = await client.post(
                SESSIONS, json={}, headers={"authorization": f"Bearer {issuer.sign(claims(), 'rsa_1')}"}
            )

    assert made.status_code == 201
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.content for answer in answers.values()} == {answers["over"].content}
    assert {answer.headers["www-authenticate"] for answer in answers.values()} == {
        'Bearer realm="chat", error="invalid_token"'
    }


@requirement("tokens")
@pytest.mark.parametrize(
    ("shape", "said", "principal"),
    [
        ("clerk", {"o": {"id": "org_a", "rol": "admin"}}, ("org_a", "usr_clara", "admin")),
        ("clerk", {"o": {"id": "org_a", "rol": "member"}}, ("org_a", "usr_clara", "member")),
        ("clerk", {"o": None, "org_id": "org_a", "org_role": "org:admin"}, ("org_a", "usr_clara", "admin")),
        ("crow", {"o": None, "organizationId": "org_a", "role": "owner"}, ("org_a", "usr_clara", "admin")),
        ("crow", {"o": None, "organizationId": "org_a"}, ("org_a", "usr_clara", "member")),
    ],
)
async def test_who_asks_is_read_from_the_claims_of_the_provider(
    tmp_path: Path, shape: str, said: dict[str, object], principal: tuple[str, str, str]
) -> None:
    async with (
        token_issuer() as issuer,
        running_gateway(tmp_path, **settings_for(issuer, jwt_claims=shape)) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        headers = {"authorization": f"Bearer {issuer.sign(claims(**said), 'rsa_1')}"}
        made = (await client.post(SESSIONS, json={}, headers=headers)).json()
        keys = await client.get("/api/v1/admin/keys", headers=headers)
        bob = {"authorization": f"Bearer {issuer.sign(claims(**{**said, 'sub': 'usr_bob'}), 'rsa_1')}"}
        foreign = await client.get(f"{SESSIONS}/{made['id']}", headers=bob)
        homeless = await client.get(
            SESSIONS, headers={"authorization": f"Bearer {issuer.sign(claims(o=None), 'rsa_1')}"}
        )

    assert made["id"].startswith("ses_")
    assert keys.status_code == (200 if principal[2] == "admin" else 403)
    assert foreign.status_code == 404
    assert (homeless.status_code, homeless.json()["code"]) == (403, "organization_required")


async def test_a_token_in_another_place_or_beside_a_key_opens_nothing(tmp_path: Path) -> None:
    async with (
        token_issuer() as issuer,
        running_gateway(tmp_path, **settings_for(issuer)) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        key, token = (await gateway.client()).headers["x-api-key"], issuer.sign(claims(), "rsa_1")
        both = await client.get(SESSIONS, headers={"x-api-key": key, "authorization": f"Bearer {token}"})
        twice = await client.get(SESSIONS, headers=[("authorization", f"Bearer {token}")] * 2)
        placed = [
            await client.get(SESSIONS, params={"access_token": token, "api_key": key}),
            await client.get(SESSIONS, headers={"x-api-key": token}),
            await client.get(SESSIONS, headers={"cookie": f"__session={token}"}),
        ]

    assert (both.status_code, both.json()["code"]) == (400, "ambiguous_credentials")
    assert (twice.status_code, twice.json()["code"]) == (400, "ambiguous_credentials")
    assert [answer.status_code for answer in placed] == [401, 401, 401]


def test_keys_from_a_file_need_no_issuer_and_wrong_settings_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="need each other"):
        gateway_settings(tmp_path, jwt_issuer=ISSUER)
    with pytest.raises(ValueError, match="exclude each other"):
        gateway_settings(tmp_path, jwt_issuer=ISSUER, jwt_keys_url="https://x/keys", jwt_keys_file=tmp_path)
    with pytest.raises(ValueError, match="must be https"):
        gateway_settings(tmp_path, environment="production", jwt_issuer=ISSUER, jwt_keys_url="http://x/keys")
    assert isinstance(gateway_settings(tmp_path), GatewaySettings)


async def test_tokens_are_checked_with_the_keys_of_a_file(tmp_path: Path) -> None:
    issuer = TokenIssuer()
    issuer.add("rsa_1")
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(issuer.document()))
    settings = {"jwt_issuer": ISSUER, "jwt_keys_file": file}
    async with (
        running_gateway(tmp_path, **settings) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        answer = await client.get(SESSIONS, headers={"authorization": f"Bearer {issuer.sign(claims(), 'rsa_1')}"})

    assert answer.status_code == 200
